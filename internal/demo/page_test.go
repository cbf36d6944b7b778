package demo_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/internal/demo"
)

// ask sends a request to the page and gives the status, the header and the
// body. head is pairs of names and values; Host is one of them.
func (s *stage) ask(t *testing.T, method, path, body string, head ...string) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
		if head[i] == "Host" {
			r.Host = head[i+1]
		}
	}
	resp, err := s.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(got)
}

func TestRootTellsProgressUntilReady(t *testing.T) {
	var ready atomic.Bool
	s := newStage(t, func(o *demo.PageOptions) {
		o.Title = "engagement <demo>"
		o.Status = func() (bool, string, int, int) { return ready.Load(), "scoring accounts", 120, 480 }
	})
	status, head, body := s.ask(t, http.MethodGet, "/", "")
	if status != http.StatusServiceUnavailable || head.Get("Retry-After") != "1" || !strings.HasPrefix(head.Get("Content-Type"), "text/html") {
		t.Errorf("before: %d %v", status, head)
	}
	for _, want := range []string{"scoring accounts", "120 of 480", `value="25"`, `http-equiv="refresh"`, "engagement &lt;demo&gt;"} {
		if !strings.Contains(body, want) {
			t.Errorf("the progress page lacks %q", want)
		}
	}
	status, _, body = s.ask(t, http.MethodGet, "/api/state", "")
	want := `{"doing":"scoring accounts","done":120,"total":480,"percent":25}`
	if diff := cmp.Diff(want, body); status != http.StatusServiceUnavailable || diff != "" {
		t.Errorf("state before: %d (-want +got)\n%s", status, diff)
	}
	if status, _, _ := s.ask(t, http.MethodPost, "/api/say", `{"channel":"C2","text":"hi"}`); status != http.StatusServiceUnavailable {
		t.Errorf("say before: %d", status)
	}
	for _, path := range []string{"/app.css", "/progress.js", "/icon.svg"} {
		if status, _, _ := s.ask(t, http.MethodGet, path, ""); status != http.StatusOK {
			t.Errorf("%s before: %d", path, status)
		}
	}

	ready.Store(true)
	status, head, body = s.ask(t, http.MethodGet, "/", "")
	if status != http.StatusOK || !strings.Contains(body, `id="composer"`) {
		t.Errorf("after: %d %.80s", status, body)
	}
	policy := head.Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe") || head.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers: %v", head)
	}
}

func TestAssets(t *testing.T) {
	s := newStage(t, nil)
	for path, kind := range map[string]string{
		"/app.css": "text/css", "/app.js": "text/javascript", "/workspace.js": "text/javascript", "/blocks.js": "text/javascript",
		"/mrkdwn.js": "text/javascript", "/composer.js": "text/javascript", "/progress.js": "text/javascript", "/icon.svg": "image/svg+xml",
	} {
		if status, head, _ := s.ask(t, http.MethodGet, path, ""); status != http.StatusOK || !strings.HasPrefix(head.Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s, want %s", path, status, head.Get("Content-Type"), kind)
		}
	}
	for _, path := range []string{"/progress.html", "/index.html", "/web/app.js", "/nothing"} {
		if status, _, _ := s.ask(t, http.MethodGet, path, ""); status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, status)
		}
	}
}

func TestForeignRequestsAreRefused(t *testing.T) {
	const body = `{"channel":"C2","text":"hi"}`
	tests := []struct {
		name, method, path, body string
		head                     []string
		want                     int
	}{
		{"own page", "POST", "/api/say", body, []string{"Origin", "OWN", "Sec-Fetch-Site", "same-origin"}, 200},
		{"a program on this machine", "POST", "/api/say", body, nil, 200},
		{"other origin", "POST", "/api/say", body, []string{"Origin", "http://evil.example"}, 403},
		{"cross-site fetch", "POST", "/api/say", body, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"other port of this machine", "POST", "/api/say", body, []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"cross-site play", "POST", "/api/play/a", `{}`, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a form", "POST", "/api/say", body, []string{"Content-Type", "text/plain"}, 415},
		{"no content type", "POST", "/api/say", "", nil, 415},
		{"too large", "POST", "/api/say", `{"text":"` + strings.Repeat("x", 20<<10) + `"}`, nil, 413},
		{"not JSON", "POST", "/api/say", `{`, nil, 400},
		{"two values", "POST", "/api/say", body + body, nil, 400},
		{"unknown field", "POST", "/api/say", `{"chanel":"C2"}`, nil, 400},
		{"reading as POST", "GET", "/api/say", "", nil, 405},
		{"rebound name", "GET", "/", "", []string{"Host", "evil.example:8080"}, 421},
		{"rebound name, state", "GET", "/api/state", "", []string{"Host", "127.0.0.1.evil.example"}, 421},
		{"private address", "GET", "/", "", []string{"Host", "192.168.1.7:8080"}, 421},
		{"localhost", "GET", "/", "", []string{"Host", "localhost:8080"}, 200},
		{"localhost with a dot", "GET", "/", "", []string{"Host", "LOCALHOST."}, 200},
		{"IPv6 loopback", "GET", "/", "", []string{"Host", "[::1]:8080"}, 200},
		{"configured address", "GET", "/", "", []string{"Host", "demo.corp:80"}, 200},
	}
	s := newStage(t, func(o *demo.PageOptions) { o.Addr = "demo.corp:8080" })
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			head := append([]string{}, tt.head...)
			for i := range head {
				if head[i] == "OWN" {
					head[i] = s.url
				}
			}
			if got, _, said := s.ask(t, tt.method, tt.path, tt.body, head...); got != tt.want {
				t.Errorf("%d %s, want %d", got, said, tt.want)
			}
		})
	}
}

func TestEveryAddressIsOursWhereTheDemoListensOnAll(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:8080", ":8080", "[::]:8080"} {
		s := newStage(t, func(o *demo.PageOptions) { o.Addr = addr })
		for host, want := range map[string]int{"192.168.1.7:8080": 200, "[fe80::7]:8080": 200, "evil.example:8080": 421, "": 200} {
			var head []string
			if host != "" {
				head = []string{"Host", host}
			}
			if got, _, _ := s.ask(t, http.MethodGet, "/", "", head...); got != want {
				t.Errorf("on %s, Host %q: %d, want %d", addr, host, got, want)
			}
		}
	}
}

func TestSayWritesReferences(t *testing.T) {
	s := newStage(t, nil)
	say := `{"channel":"C2","text":"@Bob, see #alerts & #board: 1 < 2 @nobody https://crm.example/?a=1&b=2."}`
	if status, _, said := s.ask(t, http.MethodPost, "/api/say", say); status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
	all := s.fake.Messages("C2", "U1")
	want := "<@U2>, see <#C1> &amp; #board: 1 &lt; 2 @nobody <https://crm.example/?a=1&amp;b=2>."
	if len(all) != 1 || all[0].UserID != "U1" || all[0].Text != want {
		t.Errorf("messages = %+v, want %q", all, want)
	}
	for body, want := range map[string]int{`{"channel":"C3","text":"hi"}`: 404, `{"channel":"C2","text":" "}`: 400, `{"channel":"C2","text":"x","thread":"1.2"}`: 404} {
		if status, _, said := s.ask(t, http.MethodPost, "/api/say", body); status != want || !strings.Contains(said, `"error"`) {
			t.Errorf("%s: %d %s, want %d", body, status, said, want)
		}
	}
}

func TestCommandsAndClicks(t *testing.T) {
	s := newStage(t, nil)
	status, _, said := s.ask(t, http.MethodPost, "/api/slash", `{"channel":"C2","text":"acme"}`)
	if status != http.StatusBadGateway || !strings.Contains(said, "not connected") {
		t.Errorf("without a bot: %d %s", status, said)
	}
	s.script(t)
	if status, _, said := s.ask(t, http.MethodPost, "/api/slash", `{"channel":"C2","text":"acme"}`); status != http.StatusOK {
		t.Fatalf("slash: %d %s", status, said)
	}
	mine, err := s.fake.WaitEphemeral(t.Context(), "C2", "U1", 1)
	if err != nil {
		t.Fatal(err)
	}
	_, _, body := s.ask(t, http.MethodGet, "/api/state", "")
	var state struct {
		Messages []struct {
			TS       string
			App      bool
			Private  bool
			Blocks   []map[string]any
			Pictures map[string]struct{ Width, Height int }
		}
	}
	if err := json.Unmarshal([]byte(body), &state); err != nil || len(state.Messages) != 1 {
		t.Fatalf("state: %v %s", err, body)
	}
	m := state.Messages[0]
	if m.TS != mine[0].TS || !m.App || !m.Private || len(m.Blocks) != 8 || len(m.Pictures) != 1 {
		t.Errorf("message = %+v", m)
	}
	for id, picture := range m.Pictures {
		if picture.Width != 1600 || picture.Height != 900 {
			t.Errorf("picture %s = %+v", id, picture)
		}
		if status, head, _ := s.ask(t, http.MethodGet, "/files/"+id, ""); status != http.StatusOK || head.Get("Content-Type") != "image/png" {
			t.Errorf("picture: %d %v", status, head)
		}
	}
	click := func(action string) (int, string) {
		body, err := json.Marshal(map[string]any{"channel": "C2", "ts": m.TS, "action": action, "values": []string{"a1"}})
		if err != nil {
			t.Fatal(err)
		}
		status, _, said := s.ask(t, http.MethodPost, "/api/click", string(body))
		return status, said
	}
	if status, said := click("why"); status != http.StatusOK {
		t.Errorf("click: %d %s", status, said)
	}
	if _, err := s.fake.WaitEphemeral(t.Context(), "C2", "U1", 2); err != nil {
		t.Error(err)
	}
	if status, said := click("gone"); status != http.StatusConflict {
		t.Errorf("click on what is not there: %d %s", status, said)
	}
}

func TestFilesThatAreNoPicturesAreNotGiven(t *testing.T) {
	s := newStage(t, nil)
	b := s.script(t)
	id, err := b.upload("page.html", []byte("<script>alert(1)</script>"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/files/" + id, "/files/F0NONE"} {
		if status, _, _ := s.ask(t, http.MethodGet, path, ""); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestStateIsWhatThisPersonSees(t *testing.T) {
	s := newStage(t, func(o *demo.PageOptions) { o.Plays = []demo.Play{{ID: "a", Label: "A", Hint: "B"}} })
	_, _, body := s.ask(t, http.MethodGet, "/api/state", "")
	var state struct {
		Self, Open, Title string
		Channels          []struct{ Name string }
		Plays             []map[string]string
	}
	if err := json.Unmarshal([]byte(body), &state); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range state.Channels {
		names = append(names, c.Name)
	}
	if diff := cmp.Diff([]string{"alerts", "sales", "engagement"}, names); diff != "" {
		t.Errorf("channels (-want +got)\n%s", diff)
	}
	if state.Self != "U1" || state.Open != "C2" || state.Title != "engagement demo" {
		t.Errorf("state = %+v", state)
	}
	if diff := cmp.Diff([]map[string]string{{"id": "a", "label": "A", "hint": "B"}}, state.Plays); diff != "" {
		t.Errorf("plays (-want +got)\n%s", diff)
	}
}

func TestPlays(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	s := newStage(t, func(o *demo.PageOptions) {
		o.Plays = []demo.Play{
			{ID: "slow", Run: func(context.Context) error { entered <- struct{}{}; <-leave; return nil }},
			{ID: "bad", Run: func(context.Context) error { return errors.New("no such account") }},
			{ID: "endless", Run: func(ctx context.Context) error { entered <- struct{}{}; <-ctx.Done(); return ctx.Err() }},
		}
	})
	type answer struct {
		status int
		body   string
	}
	play := func(id string) <-chan answer {
		out := make(chan answer, 1)
		go func() {
			status, _, body := s.ask(t, http.MethodPost, "/api/play/"+id, `{}`)
			out <- answer{status, body}
		}()
		return out
	}
	slow := play("slow")
	<-entered
	if a := <-play("slow"); a.status != http.StatusConflict {
		t.Errorf("at once again: %+v", a)
	}
	leave <- struct{}{}
	if a := <-slow; a.status != http.StatusOK {
		t.Errorf("slow: %+v", a)
	}
	if a := <-play("bad"); a.status != http.StatusInternalServerError || !strings.Contains(a.body, "no such account") {
		t.Errorf("bad: %+v", a)
	}
	if a := <-play("none"); a.status != http.StatusNotFound {
		t.Errorf("none: %+v", a)
	}
	endless := play("endless")
	<-entered
	s.page.Close()
	if a := <-endless; a.status != http.StatusInternalServerError {
		t.Errorf("endless after Close: %+v", a)
	}
	if a := <-play("slow"); a.status != http.StatusServiceUnavailable {
		t.Errorf("after Close: %+v", a)
	}
}
