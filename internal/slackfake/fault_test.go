package slackfake_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"engagement/internal/slackfake"
)

func TestScript(t *testing.T) {
	tests := []struct {
		name   string
		fault  slackfake.Fault
		cut    bool
		status int
		word   any
		retry  string
		stored int
	}{
		{"pass", slackfake.Pass(), false, 200, nil, "", 1},
		{"429", slackfake.TooMany(7 * time.Second), false, 429, "ratelimited", "7", 0},
		{"429 without Retry-After", slackfake.TooManyBare(), false, 429, "ratelimited", "", 0},
		{"200 and not ok", slackfake.Fail("message_limit_exceeded"), false, 200, "message_limit_exceeded", "", 0},
		{"500", slackfake.Status(500), false, 500, nil, "", 0},
		{"lost request", slackfake.LostRequest(), true, 0, nil, "", 0},
		{"lost response", slackfake.LostResponse(), true, 0, nil, "", 1},
		{"slow", slackfake.Slow(time.Minute), false, 200, nil, "", 1},
		{"slow and lost", slackfake.SlowAnd(time.Minute, slackfake.LostResponse()), true, 0, nil, "", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
				b.Script("chat.postMessage", slackfake.Pass(), tt.fault)
				b.post(t, "text", "before")
				a, err := b.try(t, "chat.postMessage", "channel", "C1", "text", "hit")
				if (err != nil) != tt.cut {
					t.Fatalf("answer %v, error %v, want cut: %v", a, err, tt.cut)
				}
				if !tt.cut && (a["status"] != tt.status || a["error"] != tt.word || a["retry"] != tt.retry) {
					t.Errorf("answer = %v", a)
				}
				b.post(t, "text", "after")
				if got := len(b.Messages("C1", "")); got != 2+tt.stored {
					t.Errorf("%d messages, want %d", got, 2+tt.stored)
				}
				calls, err := b.WaitCalls(t.Context(), "chat.postMessage", 3)
				if err != nil || len(calls) != 3 || calls[1].Status != tt.status {
					t.Errorf("calls = %+v, %v", calls, err)
				}
			})
		})
	}
}

func TestSlowCallerGivesUp(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		b.Script("chat.postMessage", slackfake.Slow(time.Minute))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		form := strings.NewReader(url.Values{"token": {"xoxb-fake"}, "channel": {"C1"}, "text": {"a"}}.Encode())
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://slack.test/api/chat.postMessage", form)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if _, err := b.http.Do(r); err == nil {
			t.Error("an answer within a second")
		}
		time.Sleep(2 * time.Minute) // bubble time
		if got := len(b.Messages("C1", "")); got != 0 {
			t.Errorf("%d messages, want none", got)
		}
	})
}

func TestOnCallRunsBeforeTheAnswer(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		ctx, cancel := context.WithCancel(t.Context())
		stored := -1
		b.OnCall(func(method string, c slackfake.Call) {
			if method == "chat.postMessage" && c.Error == "" {
				stored = len(b.Messages("C1", ""))
				cancel() // the caller dies here
				<-ctx.Done()
			}
		})
		b.post(t, "text", "a")
		if stored != 1 || ctx.Err() == nil {
			t.Errorf("the hook saw %d messages", stored)
		}
	})
}

func TestHTTPMode(t *testing.T) {
	var app *slackfake.Listener
	var got []*http.Request
	var bodies []string
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		got, bodies = append(got, r), append(bodies, string(body))
		if r.URL.Path == "/events" && len(got) < 3 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		if r.URL.Path == "/commands" {
			if _, err := io.WriteString(w, "plain answer"); err != nil {
				return
			}
		}
	})
	opts := slackfake.Options{BaseURL: "http://slack.test", HTTP: &slackfake.HTTPMode{
		CommandURL: "http://app.test/commands", InteractionURL: "http://app.test/interactions", EventURL: "http://app.test/events",
		Client: &http.Client{Transport: &http.Transport{
			DisableKeepAlives: true,
			DialContext:       nil,
		}},
	}}
	opts.HTTP.Client.Transport.(*http.Transport).DialContext = lazyDial(&app)
	world(t, opts, func(t *testing.T, b *bot) {
		app = slackfake.NewListener()
		srv := &http.Server{Handler: handler}
		go srv.Serve(app)
		defer srv.Close()

		d, err := b.Slash("U1", "C1", "/engagement", "acme vs globex")
		waited(t, d, err)
		form, err := url.ParseQuery(bodies[0])
		if err != nil || form.Get("text") != "acme vs globex" || form.Get("command") != "/engagement" {
			t.Errorf("command body = %q", bodies[0])
		}
		r := got[0]
		if want := slackfake.Sign(b.App().SigningSecret, r.Header.Get("X-Slack-Request-Timestamp"), []byte(bodies[0])); r.Header.Get("X-Slack-Signature") != want {
			t.Errorf("signature = %s, want %s", r.Header.Get("X-Slack-Signature"), want)
		}
		if m := b.Ephemerals("C1", "U1"); len(m) != 1 || m[0].Text != "plain answer" {
			t.Errorf("U1 sees %+v", m)
		}
		_, d, err = b.Say("U1", "C1", "<@U0BOT> help")
		waited(t, d, err)
		if len(got) != 3 || got[2].Header.Get("X-Slack-Retry-Num") != "1" || bodies[1] != bodies[2] {
			t.Errorf("%d requests, the last with %v", len(got), got[len(got)-1].Header)
		}
		ts := b.post(t, "text", "a", "blocks", menus)
		d, err = b.Click(slackfake.Click{UserID: "U1", ChannelID: "C1", MessageTS: ts, ActionID: "ack"})
		waited(t, d, err)
		if !strings.HasPrefix(bodies[3], "payload=%7B") {
			t.Errorf("interaction body = %.60q", bodies[3])
		}
	})
}

// lazyDial dials a listener that is made inside the bubble.
func lazyDial(l **slackfake.Listener) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		return (*l).DialContext(ctx, network, addr)
	}
}
