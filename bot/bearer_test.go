package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"engagement/internal/slackfake"
)

// spy notes whose token each request carried in its header.
type spy struct {
	next http.RoundTripper
	seen map[string]string // by path without what is secret in it
}

func (s *spy) RoundTrip(r *http.Request) (*http.Response, error) {
	key := r.URL.Path
	for _, secret := range []string{"/upload/", "/response/"} {
		if len(key) > len(secret) && key[:len(secret)] == secret {
			key = secret
		}
	}
	s.seen[r.URL.Host+key] = r.Header.Get("Authorization")
	return s.next.RoundTrip(r)
}

// TestTokenInTheHeader: every call to the Web API carries the token in its
// header, whatever the library does with it; nothing else does.
func TestTokenInTheHeader(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		watch := &spy{next: w.net.Client().Transport, seen: map[string]string{}}
		c := NewClient(ClientOptions{
			BotToken: w.App().BotToken, AppToken: w.App().AppToken, APIURL: "http://slack.test/api",
			HTTP: &http.Client{Transport: watch}, ResponseHosts: []string{"slack.test"},
		})
		ctx := t.Context()
		ts, err := c.Post(ctx, "C1", remark("x"), "a1")
		if err != nil {
			t.Fatal(err)
		}
		_, _, home := c.Home(ctx)
		_, who := c.Member(ctx, "U1")
		_, mail := c.UserByEmail(ctx, "ann@acme.com")
		_, room := c.Channel(ctx, "#ops")
		_, _, find := c.Find(ctx, "C1", "a1", w.born)
		_, file := c.Upload(ctx, Picture{Name: "a.png", Alt: "a", PNG: dot(t)}, callTimeout)
		if err := errors.Join(home, who, mail, room, find, file, c.Update(ctx, "C1", ts, remark("y")), c.Thread(ctx, "C1", ts, remark("z"))); err != nil {
			t.Fatal(err)
		}
		d, err := w.Slash("U1", "C1", "/engagement", "x")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Wait(ctx); !errors.Is(err, slackfake.ErrNotConnected) {
			t.Fatalf("without a socket: %v", err)
		}
		link := responseURL(t, d)
		if err := c.Respond(ctx, link, remark("x"), Anew); err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.api.StartSocketModeContext(ctx); err != nil {
			t.Fatal(err)
		}
		bot := "Bearer " + w.App().BotToken
		for _, method := range []string{
			"auth.test", "chat.postMessage", "chat.update", "conversations.list", "conversations.history", "users.info", "users.lookupByEmail",
			"files.getUploadURLExternal", "files.completeUploadExternal", "files.info",
		} {
			w.is(method, watch.seen["slack.test/api/"+method], bot)
		}
		w.is("apps.connections.open", watch.seen["slack.test/api/apps.connections.open"], "Bearer "+w.App().AppToken)
		for _, elsewhere := range []string{"slack.test/upload/", "slack.test/response/"} {
			if token, called := watch.seen[elsewhere]; !called || token != "" {
				t.Errorf("%s: called %v, token %q", elsewhere, called, token)
			}
		}
		synctest.Wait()
	})
}

// TestTokenStaysWithSlack: addresses that only look like the Web API's get no
// token, not even when the library itself is led there.
func TestTokenStaysWithSlack(t *testing.T) {
	watch := &spy{seen: map[string]string{}, next: nowhere{}}
	c := withBearer(&http.Client{Transport: watch}, "https://slack.com/api/", "xoxb-1")
	for target, want := range map[string]bool{
		"https://slack.com/api/chat.postMessage":         true,
		"https://slack.com/api/users.info?user=U1":       true,
		"http://slack.com/api/chat.postMessage":          false,
		"https://slack.com:444/api/chat.postMessage":     false,
		"https://evil.example/api/chat.postMessage":      false,
		"https://slack.com.evil.example/api/auth.test":   false,
		"https://slack.com@evil.example/api/auth.test":   false,
		"https://hooks.slack.com/api/auth.test":          false,
		"https://slack.com/api/":                         false,
		"https://slack.com/api":                          false,
		"https://slack.com/apix/auth.test":               false,
		"https://slack.com/api/../files-pri/F1":          false,
		"https://slack.com/api/%2e%2e/files-pri/F1":      false,
		"https://slack.com/api/..%2ffiles-pri":           false,
		"https://files.slack.com/upload/v1/secret":       false,
		"https://hooks.slack.com/commands/T1/1/response": false,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, nil)
		if err != nil {
			t.Fatal(err)
		}
		watch.seen = map[string]string{}
		resp, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
		for _, got := range watch.seen {
			if (got == "Bearer xoxb-1") != want || strings.Contains(got, "xoxb") != want {
				t.Errorf("%s carries %q, want the token: %v", target, got, want)
			}
		}
		if len(watch.seen) != 1 || r.Header.Get("Authorization") != "" {
			t.Errorf("%s: %d requests, and the caller's own is %v", target, len(watch.seen), r.Header)
		}
	}
}

// nowhere answers every request with nothing.
type nowhere struct{}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

// TestRedirectsGetNoToken: where the Web API points elsewhere, nobody follows.
func TestRedirectsGetNoToken(t *testing.T) {
	watch := &spy{seen: map[string]string{}, next: detour{}}
	c := NewClient(ClientOptions{BotToken: "xoxb-1", HTTP: &http.Client{Transport: watch}})
	if _, _, err := c.Home(context.Background()); err == nil {
		t.Error("a redirect passed for an answer")
	}
	if len(watch.seen) != 1 {
		t.Errorf("requests went to %v", watch.seen)
	}
}

// detour sends everybody elsewhere.
type detour struct{}

func (detour) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusFound, Header: http.Header{"Location": {"https://evil.example/api/auth.test"}}, Body: http.NoBody}, nil
}

// responseURL is where the answer to a command goes.
func responseURL(t *testing.T, d *slackfake.Delivery) string {
	t.Helper()
	var p commandPayload
	if err := json.Unmarshal(d.Payload(), &p); err != nil {
		t.Fatal(err)
	}
	return p.ResponseURL
}
