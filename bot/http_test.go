package bot

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"engagement/account"
	"engagement/internal/slackfake"
)

func TestSignatures(t *testing.T) {
	const secret = "signing-secret"
	body := url.Values{"team_id": {"T0ACME"}, "user_id": {"U1"}, "text": {"acme"}}.Encode()
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	type try struct {
		at     time.Duration // of the timestamp, from now
		secret string
		body   string
		sent   string // the body that arrives, if another
		path   string
		header string
		want   int
	}
	tests := map[string]try{
		"good":                {want: 200},
		"four minutes old":    {at: -4 * time.Minute, want: 200},
		"four minutes early":  {at: 4 * time.Minute, want: 200},
		"old":                 {at: -301 * time.Second, want: 401},
		"from the future":     {at: 301 * time.Second, want: 401},
		"forged":              {secret: "guess", want: 401},
		"empty key":           {secret: "\x00", want: 401},
		"another body":        {sent: body + "&text=other", want: 401},
		"same form, reworded": {sent: strings.Replace(body, "acme", "%61cme", 1), want: 401},
		"no signature":        {header: "none", want: 401},
		"garbage":             {header: "v0=zz", want: 401},
		"too large":           {body: strings.Repeat("x", maxRequest+1), want: 413},
		"not a form":          {body: "%zz", want: 400},
		"unknown path":        {path: "/slack/other", want: 404},
		"unreadable click":    {path: "/slack/interactions", body: "payload=%7B", want: 400},
		"certificate check":   {body: "ssl_check=1", want: 200},
		"not JSON":            {path: "/slack/events", body: "x", want: 400},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var r recorder
			h := NewHTTPHandler(HTTPOptions{SigningSecret: secret, Handler: &r, Now: func() time.Time { return now }})
			send := func() int {
				if tt.secret == "" {
					tt.secret = secret
				}
				if tt.body == "" {
					tt.body = body
				}
				if tt.sent == "" {
					tt.sent = tt.body
				}
				if tt.path == "" {
					tt.path = "/slack/commands"
				}
				return signed(t, h, tt.path, tt.secret, now.Add(tt.at), tt.body, tt.sent, tt.header)
			}
			if got := send(); got != tt.want {
				t.Errorf("status %d, want %d", got, tt.want)
			}
			if tt.want == 200 && !strings.HasPrefix(tt.body, "ssl") {
				if got := send(); got != 401 {
					t.Errorf("the same request again: status %d", got)
				}
			}
			if err := h.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			want := 0
			if tt.want == 200 && !strings.HasPrefix(tt.body, "ssl") {
				want = 1
			}
			if got := len(r.texts()); got != want {
				t.Errorf("%d commands reached the handler, want %d", got, want)
			}
		})
	}
}

func signed(t *testing.T, h http.Handler, path, secret string, at time.Time, body, sent, header string) int {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(sent))
	stamp := strconv.FormatInt(at.Unix(), 10)
	if header == "" {
		header = slackfake.Sign(secret, stamp, []byte(body))
	}
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	if header != "none" {
		req.Header.Set("X-Slack-Signature", header)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w.Code
}

func TestReplaysAreRememberedWhileTheyWouldPass(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	h := NewHTTPHandler(HTTPOptions{SigningSecret: "s", Handler: &recorder{}, Now: func() time.Time { return now }})
	at := now.Add(4 * time.Minute) // Slack's clock is ahead
	for i, want := range []int{200, 401, 401, 401} {
		if got := signed(t, h, "/slack/commands", "s", at, "text=a", "text=a", ""); got != want {
			t.Errorf("try %d at %v: status %d, want %d", i, now, got, want)
		}
		now = now.Add(3 * time.Minute)
	}
	for n := range maxSignatures + 10 {
		h.first([32]byte{byte(n), byte(n >> 8), byte(n >> 16)}, now, now.Add(time.Minute))
	}
	if len(h.seen) > maxSignatures {
		t.Errorf("%d signatures are remembered", len(h.seen))
	}
	if err := h.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := signed(t, h, "/slack/commands", "s", now, "text=b", "text=b", ""); got != 200 {
		t.Errorf("after Close: %d, want 200 with a word that nobody answers", got)
	}
}

// Only what asks may come to the address of options, where a request may come
// twice: a click that is replayed there does nothing.
func TestOptionsTakeNoClicks(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	r := &recorder{offers: []account.Account{{ID: "A1", Name: "Acme"}}}
	h := NewHTTPHandler(HTTPOptions{SigningSecret: "s", Handler: r, Now: func() time.Time { return now }})
	typed := url.Values{"payload": {`{"type":"block_suggestion","user":{"id":"U1"},"value":"ac"}`}}.Encode()
	clicked := url.Values{"payload": {`{"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"mute","value":"A1"}]}`}}.Encode()
	for _, try := range []struct {
		path, body string
		want       int
	}{
		{"/slack/options", typed, 200},
		{"/slack/options", typed, 200},
		{"/slack/interactions", typed, 200},
		{"/slack/interactions", typed, 401}, // where nothing comes twice
		{"/slack/options", clicked, 400},
		{"/slack/options", "payload=%7B", 400},
	} {
		if got := signed(t, h, try.path, "s", now, try.body, try.body, ""); got != try.want {
			t.Errorf("%s %s: status %d, want %d", try.path, try.body, got, try.want)
		}
	}
	if err := h.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(r.typed) != 3 || len(r.clicks) != 0 {
		t.Errorf("typed %+v, clicked %+v", r.typed, r.clicks)
	}
}

func TestHTTPWithoutSecretRefuses(t *testing.T) {
	h := NewHTTPHandler(HTTPOptions{Handler: &recorder{}})
	if got := signed(t, h, "/slack/commands", "", time.Now(), "text=a", "text=a", ""); got != http.StatusServiceUnavailable {
		t.Errorf("status %d", got)
	}
}

func TestURLVerification(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	h := NewHTTPHandler(HTTPOptions{SigningSecret: "s", Handler: &recorder{}, Now: func() time.Time { return now }})
	body := `{"type":"url_verification","challenge":"3eZbrw1aB"}`
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/slack/events", strings.NewReader(body))
	stamp := strconv.FormatInt(now.Unix(), 10)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", slackfake.Sign("s", stamp, []byte(body)))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	if w.Code != 200 || w.Body.String() != "3eZbrw1aB" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
}
