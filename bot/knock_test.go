package bot

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Knocking finds the address that a proxy does not pass on, and a secret that is
// another one; what it asks changes nothing, and nobody is asked about it.
func TestKnock(t *testing.T) {
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	asked := &recorder{}
	ours := NewHTTPHandler(HTTPOptions{SigningSecret: "right", Handler: asked, Now: func() time.Time { return now }})
	whole := httptest.NewServer(ours)
	defer whole.Close()
	mux := http.NewServeMux()
	for _, path := range []string{"/slack/commands", "/slack/events", "/slack/interactions"} {
		mux.Handle(path, ours)
	}
	partly := httptest.NewServer(mux)
	defer partly.Close()
	gone := httptest.NewServer(mux)
	gone.Close()
	for _, tt := range []struct {
		name, origin, secret string
		bad                  int
		want                 string
	}{
		{"all of them", whole.URL + "/", "right", 0, "Options Load URL"},
		{"no options", partly.URL, "right", 1, "menus of accounts stay empty; Try let the proxy pass /slack/options on"},
		{"another secret", whole.URL, "wrong", 4, "the signature is not accepted: /engagement is not answered; Try give SLACK_SIGNING_SECRET"},
		{"nobody", gone.URL, "right", 4, "nobody answers within 3 seconds: buttons and forms do nothing; Try start `engagement serve`"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bad, text := 0, ""
			for _, f := range Knock(t.Context(), tt.origin, tt.secret, now) {
				if !f.OK {
					bad++
				}
				text += f.What + ": " + f.Detail + "; Try " + f.Try + "\n"
			}
			if bad != tt.bad || !strings.Contains(text, tt.want) || strings.Contains(text, "right\n") {
				t.Errorf("%d of them fail, want %d with %q:\n%s", bad, tt.bad, tt.want, text)
			}
		})
	}
	if len(asked.commands)+len(asked.clicks)+len(asked.events)+len(asked.forms) > 0 || len(asked.typed) != 1 || asked.typed[0] != (Suggestion{}) {
		t.Errorf("knocking did something: %+v", asked)
	}
}
