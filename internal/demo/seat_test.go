package demo_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/internal/demo"
)

// everybody is whom the browser may be on the stage.
func everybody(o *demo.PageOptions) {
	o.People = []demo.Person{{ID: "U1", Role: "rep"}, {ID: "U3", Role: "manager"}, {ID: "U5", Role: "guest"}, {ID: "U6", Role: "another workspace"}}
}

// TestSeats: each person sees what is theirs, and nobody sits where they were
// not invited.
func TestSeats(t *testing.T) {
	s := newStage(t, everybody)
	s.script(t)
	if status, _, said := s.ask(t, http.MethodPost, "/api/slash", `{"channel":"C2","text":"acme"}`); status != http.StatusOK {
		t.Fatalf("slash: %d %s", status, said)
	}
	if _, err := s.fake.WaitEphemeral(t.Context(), "C2", "U1", 1); err != nil {
		t.Fatal(err)
	}
	for as, want := range map[string]struct {
		self     string
		channels []string
		messages int
	}{
		"":    {"U1", []string{"alerts", "sales", "engagement"}, 1},
		"U1":  {"U1", []string{"alerts", "sales", "engagement"}, 1},
		"U3":  {"U3", []string{"alerts", "sales", "engagement"}, 0},
		"U5":  {"U5", []string{"sales", "engagement"}, 0},
		"U6":  {"U6", []string{"alerts", "sales", "engagement"}, 0},
		"U2":  {},
		"U99": {},
	} {
		status, _, body := s.ask(t, http.MethodGet, "/api/state?as="+as, "")
		if want.self == "" {
			if status != http.StatusForbidden {
				t.Errorf("as %s: %d", as, status)
			}
			continue
		}
		var state struct {
			Self     string
			Channels []struct{ Name string }
			Messages []any
			People   []map[string]string
		}
		if err := json.Unmarshal([]byte(body), &state); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range state.Channels {
			names = append(names, c.Name)
		}
		if diff := cmp.Diff(want.channels, names); diff != "" || state.Self != want.self || len(state.Messages) != want.messages || len(state.People) != 4 {
			t.Errorf("as %s: %+v, channels (-want +got)\n%s", as, state, diff)
		}
	}
	for path, want := range map[string]struct {
		body   string
		status int
		words  string
	}{
		"/api/slash?as=U6":    {`{"channel":"C2","text":"acme"}`, http.StatusForbidden, "other workspaces"},
		"/api/shortcut?as=U6": {`{"id":"log_anything"}`, http.StatusForbidden, "other workspaces"},
		"/api/say?as=U6":      {`{"channel":"C2","text":"hello"}`, http.StatusOK, "true"},
		"/api/say?as=U5":      {`{"channel":"C1","text":"hello"}`, http.StatusNotFound, "not in this channel"},
		"/api/say?as=U2":      {`{"channel":"C2","text":"hello"}`, http.StatusForbidden, "no such person"},
		"/api/submit":         {`{"view":"V1"}`, http.StatusNotFound, "not open"},
		"/api/close":          {`{"view":"V1"}`, http.StatusNotFound, "not open"},
		"/api/click":          {`{"view":"V1","action":"x"}`, http.StatusNotFound, "not open"},
	} {
		if status, _, said := s.ask(t, http.MethodPost, path, want.body); status != want.status || !strings.Contains(said, want.words) {
			t.Errorf("%s: %d %s, want %d %q", path, status, said, want.status, want.words)
		}
	}
}
