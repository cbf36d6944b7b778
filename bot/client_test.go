package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"engagement/internal/slackfake"
)

var _ Workspace = (*Client)(nil)

func TestFailuresAreClassified(t *testing.T) {
	post := func(c *Client, ctx context.Context) error {
		_, err := c.Post(ctx, "C1", remark("a"), "a1")
		return err
	}
	read := func(c *Client, ctx context.Context) error {
		_, err := c.Member(ctx, "U1")
		return err
	}
	type call = func(*Client, context.Context) error
	tests := []struct {
		name  string
		call  call
		fault slackfake.Fault
		want  Failure
	}{
		{"429", post, slackfake.TooMany(7 * time.Second), Failure{Class: Retry, Word: "ratelimited", After: 7 * time.Second}},
		{"429 without Retry-After", post, slackfake.TooManyBare(), Failure{Class: Retry, Word: "http_429"}},
		{"429 with a date", post, slackfake.TooManySaying("Tue, 31 Mar 2026 12:00:00 GMT"), Failure{Class: Retry, Word: "ratelimited"}},
		{"429 with a fraction", post, slackfake.TooManySaying("1.5"), Failure{Class: Retry, Word: "ratelimited"}},
		{"429 with nothing to wait for", post, slackfake.TooManySaying("0"), Failure{Class: Retry, Word: "ratelimited"}},
		{"429 while reading", read, slackfake.TooMany(9 * time.Second), Failure{Class: Retry, Word: "ratelimited", After: 9 * time.Second}},
		{"rate_limited while reading", read, slackfake.Fail("rate_limited"), Failure{Class: Retry, Word: "rate_limited"}},
		{"ratelimited", post, slackfake.Fail("ratelimited"), Failure{Class: Retry, Word: "ratelimited"}},
		{"rate_limited", post, slackfake.Fail("rate_limited"), Failure{Class: Retry, Word: "rate_limited"}},
		{"message limit", post, slackfake.Fail("message_limit_exceeded"), Failure{Class: Retry, Word: "message_limit_exceeded"}},
		{"server error", post, slackfake.Status(500), Failure{Class: Doubtful, Word: "http_500"}},
		{"server error while reading", read, slackfake.Status(502), Failure{Class: Retry, Word: "http_502"}},
		{"a proxy says no", post, slackfake.Status(403), Failure{Class: Retry, Word: "http_403"}},
		{"a redirect", post, slackfake.Status(302), Failure{Class: Retry, Word: "http_302"}},
		{"catastrophe", post, slackfake.Fail("fatal_error"), Failure{Class: Doubtful, Word: "fatal_error"}},
		{"lost response", post, slackfake.LostResponse(), Failure{Class: Doubtful, Word: "connection_lost"}},
		{"lost request", post, slackfake.LostRequest(), Failure{Class: Doubtful, Word: "connection_lost"}},
		{"lost while reading", read, slackfake.LostResponse(), Failure{Class: Retry, Word: "connection_lost"}},
		{"too slow", post, slackfake.Slow(time.Minute), Failure{Class: Doubtful, Word: "timeout"}},
		{"too slow to read", read, slackfake.Slow(time.Minute), Failure{Class: Retry, Word: "timeout"}},
		{"no answer at all", post, slackfake.Status(204), Failure{Class: Retry, Word: "http_204"}},
		{"revoked", post, slackfake.Fail("token_revoked"), Failure{Class: Revoked, Word: "token_revoked"}},
		{"invalid", read, slackfake.Fail("invalid_auth"), Failure{Class: Revoked, Word: "invalid_auth"}},
		{"inactive", post, slackfake.Fail("account_inactive"), Failure{Class: Revoked, Word: "account_inactive"}},
		{"may not post", post, slackfake.Fail("missing_scope"), Failure{Class: Revoked, Word: "missing_scope"}},
		{"may not read", read, slackfake.Fail("missing_scope"), Failure{Class: Refused, Word: "missing_scope"}},
		{"archived", post, slackfake.Fail("is_archived"), Failure{Class: Refused, Word: "is_archived"}},
		{"new word", post, slackfake.Fail("new_in_2027"), Failure{Class: Refused, Word: "new_in_2027"}},
		{"not a word", post, slackfake.Fail("see https://hooks.slack.com/T/secret"), Failure{Class: Refused, Word: "unknown_error"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
				w.Script("chat.postMessage", tt.fault)
				w.Script("users.info", tt.fault)
				err := tt.call(w.client, t.Context())
				var got *Failure
				if !errors.As(err, &got) {
					t.Fatalf("error %v", err)
				}
				tt.want.Method = got.Method
				if diff := cmp.Diff(tt.want, *got); diff != "" {
					t.Errorf("failure (-want +got):\n%s", diff)
				}
				synctest.Wait()
				if n := len(w.Calls(got.Method)); n != 1 {
					t.Errorf("%d calls: the client repeats", n)
				}
			})
		})
	}
}

// TestUnsentIsRetried: what was never sent needs no look-up.
func TestUnsentIsRetried(t *testing.T) {
	for want, err := range map[string]error{
		"host_not_found": &net.OpError{Op: "dial", Err: &net.DNSError{Name: "slack.com"}},
		"no_connection":  &net.OpError{Op: "dial", Err: errors.New("refused")},
	} {
		got := failure("chat.postMessage", writes, fmt.Errorf("Post https://slack.com/?token=xoxb-1: %w", err))
		if class, _ := classOf(got); class != Retry || wordOf(got) != want {
			t.Errorf("%v, want %s", got, want)
		}
	}
}

func TestFindLooksThroughPages(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		ctx := t.Context()
		since := time.Now()
		ts, err := w.client.Post(ctx, "C1", remark("the one"), "a1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.client.Post(ctx, "C1", remark("another"), "a2"); err != nil {
			t.Fatal(err)
		}
		for n := range 2*historyPage + 1 {
			if _, _, err := w.Say("U1", "C1", fmt.Sprint("hello ", n)); err != nil {
				t.Fatal(err)
			}
		}
		got, found, err := w.client.Find(ctx, "C1", "a1", since)
		if err != nil || !found || got != ts {
			t.Errorf("Find = %s %v %v, want %s", got, found, err, ts)
		}
		if n := len(w.Calls("conversations.history")); n != 3 {
			t.Errorf("%d pages", n)
		}
		w.after(4 * time.Hour)
		for _, tt := range []struct {
			channel, id string
			since       time.Time
		}{{"C1", "a3", since}, {"C2", "a1", since}, {"C1", "a1", time.Now()}} {
			if _, found, err := w.client.Find(ctx, tt.channel, tt.id, tt.since); found || err != nil {
				t.Errorf("Find %v: %v, %v", tt, found, err)
			}
		}
		if n := len(w.Calls("auth.test")); n != 1 {
			t.Errorf("auth.test was asked %d times", n)
		}
	})
}

func TestChannels(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		for n := range 2500 {
			w.AddChannel(slackfake.Channel{ID: fmt.Sprintf("C0%d", n), Name: fmt.Sprintf("room-%d", n)})
		}
		for name, want := range map[string]string{
			"#sales": "C1", "sales": "C1", "#Sales": "C1", "C9": "C9", "#board": "G1", "#past": "C3", "#room-2400": "C02400", "U1": "D0000001", "#nowhere": "",
		} {
			got, err := w.client.Channel(t.Context(), name)
			if got != want || (err != nil) != (want == "") {
				t.Errorf("Channel(%s) = %q, %v, want %q", name, got, err, want)
			}
		}
		// Nothing is posted where people of other companies read, unless that is
		// wanted.
		w.AddChannel(slackfake.Channel{ID: "C0EXT", Name: "partners", Members: []string{"U0BOT"}, ExtShared: true})
		if id, err := w.client.Channel(t.Context(), "#partners"); wordOf(err) != wordShared || id != "" {
			t.Errorf("a shared channel is %q, %v", id, err)
		}
		seen := len(w.Calls("conversations.info"))
		for range 2 {
			if _, err := w.client.Channel(t.Context(), "C0EXT"); wordOf(err) != wordShared {
				t.Errorf("a shared channel named by id: %v", err)
			}
			for _, id := range []string{"C1", "C0NOWHERE"} { // what is not to be seen is found out by posting
				if got, err := w.client.Channel(t.Context(), id); got != id || err != nil {
					t.Errorf("%s is %q, %v", id, got, err)
				}
			}
		}
		if asked := len(w.Calls("conversations.info")) - seen; asked != 3 {
			t.Errorf("Slack was asked %d times about three channels", asked)
		}
		if id, err := w.newClient(ClientOptions{External: true}).Channel(t.Context(), "#partners"); err != nil || id != "C0EXT" {
			t.Errorf("a shared channel that is wanted is %q, %v", id, err)
		}
		before := len(w.Calls("conversations.list"))
		if _, err := w.client.Channel(t.Context(), "#room-2400"); err != nil || len(w.Calls("conversations.list")) != before {
			t.Error("a known name was looked up again")
		}
		w.after(time.Hour)
		if _, err := w.client.Channel(t.Context(), "#room-2400"); err != nil || len(w.Calls("conversations.list")) != before+3 {
			t.Error("an old answer was not looked up again")
		}
	})
}

func TestPeople(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		for range 3 {
			for email, want := range map[string]string{"ann@acme.com": "U1", "nobody@acme.com": ""} {
				if got, err := w.client.UserByEmail(t.Context(), email); got != want || err != nil {
					t.Errorf("UserByEmail(%s) = %q, %v", email, got, err)
				}
			}
			for id, want := range map[string]bool{"U1": false, "U2": true, "U3": true} {
				if got, err := w.client.Member(t.Context(), id); got.Guest != want || got.ID != id || err != nil {
					t.Errorf("Member(%s) = %+v, %v", id, got, err)
				}
			}
			if team, enterprise, err := w.client.Home(t.Context()); team != "T0ACME" || enterprise != "" || err != nil {
				t.Errorf("Home = %s %s %v", team, enterprise, err)
			}
		}
		if n := len(w.Journal()); n != 6 {
			t.Errorf("%d calls, want 6", n)
		}
		if _, err := w.client.Member(t.Context(), "U9"); wordOf(err) != "user_not_found" {
			t.Errorf("nobody described: %v", err)
		}
	})
}

func TestUploadWaitsUntilReady(t *testing.T) {
	inWorld(t, slackfake.Options{FileReadyAfter: 3 * time.Second}, func(t *testing.T, w *world) {
		begin := time.Now()
		p := Picture{Name: "trend.png", Alt: "up", PNG: dot(t)}
		id, err := w.client.Upload(t.Context(), p, 10*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if f, ok := w.File(id); !ok || !f.Ready || f.AltText != "up" || !slices.Equal(f.Data, p.PNG) || len(f.ChannelIDs) != 0 {
			t.Errorf("file %+v", f)
		}
		if n, took := len(w.Calls("files.info")), time.Since(begin); n > 9 || took > 4*time.Second {
			t.Errorf("%d polls in %v", n, took)
		}
		if _, err := w.client.Upload(t.Context(), p, time.Second); wordOf(err) != "not_ready" {
			t.Errorf("Upload with little patience: %v", err)
		}
		w.Script("files.info", slackfake.TooMany(2*time.Second), slackfake.Fail("file_not_found"))
		if _, err := w.client.Upload(t.Context(), p, 10*time.Second); wordOf(err) != "file_not_found" {
			t.Errorf("Upload that failed: %v", err)
		}
	})
}

func TestRespondOnlyToSlack(t *testing.T) {
	c := NewClient(ClientOptions{BotToken: "xoxb-1", HTTP: nil, ResponseHosts: []string{"127.0.0.1:9"}})
	for target, want := range map[string]bool{
		"https://hooks.slack.com/commands/T1/1/x":     true,
		"https://hooks.slack-gov.com/commands/T1/1/x": true,
		"http://127.0.0.1:9/response/x":               true,
		"http://hooks.slack.com/x":                    false,
		"https://hooks.slack.com.evil.example/x":      false,
		"https://hooks.slack.com@evil.example/x":      false,
		"https://hooks.slack.com:444/x":               false,
		"http://127.0.0.1:8/x":                        false,
		"file:///etc/passwd":                          false,
		"http://169.254.169.254/":                     false,
		"":                                            false,
		"::":                                          false,
	} {
		if got := c.mayRespond(target); got != want {
			t.Errorf("mayRespond(%s) = %v, want %v", target, got, want)
		}
	}
	if err := c.Respond(t.Context(), "https://evil.example/x", remark("x"), Anew); wordOf(err) != "host_not_allowed" {
		t.Errorf("Respond = %v", err)
	}
}

func TestResponses(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		var r recorder
		defer overSocket(t, w, &r)()
		d, err := w.Slash("U1", "C1", "/engagement", "acme")
		waited(t, d, err)
		w.after(0)
		link := r.commands[0].ResponseURL
		public := remark("for <!channel> & <@U1>")
		public.Public = true
		for i, tt := range []struct {
			m       Message
			replace Replace
			fault   slackfake.Fault
			want    string
		}{
			{m: remark("one")},
			{m: public},
			{m: remark("two"), replace: InPlace},
			{m: remark("x"), fault: slackfake.TooMany(3 * time.Second), want: "ratelimited"},
			{m: remark("x"), fault: slackfake.Status(500), want: "http_500"},
			{m: remark("x"), fault: slackfake.LostRequest(), want: "connection_lost"},
			{m: remark("three")},
			{m: remark("four")},
			{m: remark("five"), want: "used_url"},
		} {
			w.Script("response_url", tt.fault)
			if err := w.client.Respond(t.Context(), link, tt.m, tt.replace); wordOf(err) != tt.want || (err != nil) != (tt.want != "") {
				t.Errorf("response %d: %v, want %q", i, err, tt.want)
			}
		}
		var mine []string
		for _, m := range w.Ephemerals("C1", "U1") {
			mine = append(mine, m.Text)
		}
		w.is("mine", strings.Join(mine, " "), "two three four")
		w.is("everybody's", w.Messages("C1", "")[0].Text, "for &lt;!channel> & <@U1>")
	})
}

func TestUpdateAndThread(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		ctx := t.Context()
		ts, err := w.client.Post(ctx, "C1", remark("new"), "a1")
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.client.Update(ctx, "C1", ts, remark("changed")), w.client.Thread(ctx, "C1", ts, remark("<@U1> is on it."))); err != nil {
			t.Fatal(err)
		}
		m := w.Messages("C1", "")
		if len(m) != 2 || m[0].Text != "changed" || m[1].ThreadTS != ts || m[1].Text != "<@U1> is on it." || !strings.Contains(string(m[0].Metadata), "a1") {
			t.Errorf("%+v", m)
		}
		if _, found, err := w.client.Find(ctx, "C1", "a1", w.born); !found || err != nil {
			t.Errorf("an updated alert is not found: %v", err)
		}
		if err := w.client.Update(ctx, "C1", "1.1", remark("x")); wordOf(err) != "message_not_found" {
			t.Errorf("Update of nothing: %v", err)
		}
	})
}

func TestMessageID(t *testing.T) {
	if a, b := messageID("a"), messageID("b"); a == b || a != messageID("a") || len(a) != 36 || a[14] != '5' {
		t.Errorf("ids %s and %s", a, b)
	}
}

func TestWithoutPicturesNothingIsLeftOut(t *testing.T) {
	other := slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: "F7"}, "a", "", nil)
	if got := withFiles(Message{Blocks: []slack.Block{other, section("x")}}, nil); len(got) != 2 {
		t.Errorf("%d blocks", len(got))
	}
}
