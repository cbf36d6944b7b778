package bot

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/internal/slackfake"
)

// The secrets of this test, easy to find again.
const (
	secretBot     = "xoxb-4711-LEAKBOT"
	secretApp     = "xapp-1-LEAKAPP"
	secretSigning = "LEAKSIGNING"
	secretPath    = "LEAKPATH"
)

// TestNothingLeaks drives the failing paths with recognisable secrets. Neither
// an error nor a line of the log may hold one.
func TestNothingLeaks(t *testing.T) {
	faults := map[string]slackfake.Fault{
		"lost request": slackfake.LostRequest(), "lost response": slackfake.LostResponse(), "500": slackfake.Status(500), "302": slackfake.Status(302),
		"429": slackfake.TooMany(time.Second), "slow": slackfake.Slow(time.Minute), "revoked": slackfake.Fail("token_revoked"),
		"chatty": slackfake.Fail("bad token "+secretBot+" for https://hooks.slack.com/"+secretPath, "see "+secretPath),
		"blocks": slackfake.Fail("invalid_blocks"),
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			app := slackfake.App{BotToken: secretBot, AppToken: secretApp, SigningSecret: secretSigning}
			inWorld(t, slackfake.Options{App: app}, func(t *testing.T, w *world) { leaks(t, w, fault) })
		})
	}
}

func leaks(t *testing.T, w *world, fault slackfake.Fault) {
	t.Helper()
	var said []string
	note := func(errs ...error) {
		for _, err := range errs {
			if err != nil {
				said = append(said, fmt.Sprintf("%v %+v %#v", err, err, err))
			}
		}
	}
	methods := []string{
		"auth.test", "chat.postMessage", "chat.update", "conversations.history", "conversations.list", "conversations.info", "users.info", "users.lookupByEmail",
		"files.getUploadURLExternal", "upload", "files.completeUploadExternal", "files.info", "apps.connections.open", "response_url",
	}
	for _, m := range methods {
		w.Script(m, slackfake.Times(3, fault)...)
	}
	ctx, c := t.Context(), w.client
	var secret string
	w.OnCall(func(method string, call slackfake.Call) {
		if method == "files.getUploadURLExternal" {
			if _, rest, ok := strings.Cut(string(call.Answer), "/upload/"); ok {
				secret, _, _ = strings.Cut(rest, `"`)
			}
		}
	})
	for range 4 {
		_, err := c.Post(ctx, "C1", remark("x"), "a")
		_, _, err2 := c.Find(ctx, "C1", "a", w.born)
		_, err3 := c.Upload(ctx, Picture{Name: "a.png", PNG: dot(t)}, 5*time.Second)
		_, err4 := c.Channel(ctx, "#sales")
		_, err5 := c.UserByEmail(ctx, "ann@acme.com")
		_, err6 := c.Member(ctx, "U1")
		note(err, err2, err3, err4, err5, err6, c.Update(ctx, "C1", "1.1", remark("x")), c.Thread(ctx, "C1", "1.1", remark("x")))
		note(c.Respond(ctx, "http://slack.test/response/"+secretPath, remark("x"), Anew), c.Respond(ctx, "http://slack.test/"+secretPath+"\x7f", remark("x"), Anew),
			c.Respond(ctx, "https://evil.example/"+secretPath, remark("x"), InPlace))
		for _, f := range c.Examine(ctx, []string{"#sales"}) {
			said = append(said, f.Detail, f.Try)
		}
	}
	// The same where nobody listens at all.
	dead := slackfake.NewListener()
	if err := dead.Close(); err != nil {
		t.Fatal(err)
	}
	deaf := NewClient(ClientOptions{BotToken: secretBot, AppToken: secretApp, APIURL: "http://slack.test/api/", HTTP: dead.Client(), ResponseHosts: []string{"slack.test"}, Log: w.logger()})
	_, err := deaf.Post(ctx, "C1", remark("x"), "a")
	note(err, deaf.Respond(ctx, "http://slack.test/response/"+secretPath, remark("x"), Anew), deaf.send(ctx, "http://slack.test/upload/"+secretPath, []byte("x")), deaf.send(ctx, "http://slack.test/"+secretPath+"\x7f", nil))

	// Courier and sockets, with connections that cannot be dialled.
	w.picture = dot(t)
	for _, m := range methods {
		w.Unscript(m)
		w.Script(m, slackfake.Times(3, fault)...)
	}
	w.decide("a", "#sales")
	courier := w.courier()
	w.deliver(courier)
	for _, dial := range []func(*slackfake.Listener) *slackfake.Listener{func(*slackfake.Listener) *slackfake.Listener { return dead }, func(l *slackfake.Listener) *slackfake.Listener { return l }} {
		s := NewSocket(SocketOptions{Client: c, Handler: &recorder{}, Dial: dial(w.net).DialContext, Log: w.logger()})
		running, cancel := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- s.Run(running) }()
		w.after(2 * time.Minute)
		note(s.Healthy(), courier.Healthy())
		if d, err := w.Slash("U1", "C1", "/engagement", "panic"); err == nil {
			note(d.Wait(ctx))
		}
		w.after(time.Minute)
		cancel()
		note(<-ended)
	}
	w.halt()
	for _, o := range w.shelf.rows {
		said = append(said, o.outcome.Error)
	}

	// HTTP requests that are refused, and one whose handler panics.
	h := NewHTTPHandler(HTTPOptions{SigningSecret: secretSigning, Handler: &recorder{}, Workspace: c, Log: w.logger()})
	now := time.Now()
	for _, body := range []string{"text=panic&response_url=http://slack.test/response/" + secretPath, "payload=" + secretPath, "%zz" + secretPath} {
		for _, path := range []string{"/slack/commands", "/slack/interactions", "/slack/events"} {
			signed(t, h, path, secretSigning, now, body, body, "")
			signed(t, h, path, secretSigning, now.Add(-time.Hour), body, body, "")
			signed(t, h, path, "forged", now, body, body, "")
		}
	}
	synctest.Wait()
	note(h.Close(ctx))
	server := http.Server{Handler: h}
	note(server.Close())

	all := strings.Join(said, "\n") + w.log.String()
	if len(said) < 10 || len(w.log.String()) < 100 {
		t.Errorf("the failing paths were not driven: %d errors, log %q", len(said), w.log)
	}
	forbidden := []string{"LEAK", "/response/R", "ticket=", "xoxb-", "xapp-"}
	if secret != "" {
		forbidden = append(forbidden, secret)
	}
	for line := range strings.Lines(all) {
		for _, s := range forbidden {
			if strings.Contains(line, s) {
				t.Errorf("%s in: %s", s, line)
			}
		}
	}
	w.expected = len(w.Faults())
}
