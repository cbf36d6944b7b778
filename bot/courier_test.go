package bot

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"engagement/alert"
	"engagement/internal/slackfake"
)

// TestDelivery tells what happens to two alerts of one channel and one of
// another, while calls fail in all the ways there are.
func TestDelivery(t *testing.T) {
	tests := []struct {
		name   string
		method string
		faults []slackfake.Fault
		sales  string // what stands in the channel, and since when
		posts  string // how chat.postMessage was answered
		looks  string // how conversations.history was answered
	}{
		{name: "all is well", sales: "a1@0s a2@1s", posts: "200 200 200"},
		{
			name: "the response is lost", method: "chat.postMessage", faults: []slackfake.Fault{slackfake.Pass(), slackfake.Pass(), slackfake.LostResponse()},
			sales: "a1@0s a2@1s", posts: "200 200 lost", looks: "200",
		},
		{
			name: "the request is lost", method: "chat.postMessage", faults: []slackfake.Fault{slackfake.Pass(), slackfake.Pass(), slackfake.LostRequest()},
			sales: "a1@0s a2@6s", posts: "200 200 lost 200", looks: "200",
		},
		{
			name: "no answer in time", method: "chat.postMessage", faults: []slackfake.Fault{slackfake.Pass(), slackfake.Pass(), slackfake.Slow(time.Minute)},
			sales: "a1@0s a2@16s", posts: "200 200 lost 200", looks: "200",
		},
		{
			name: "a server error", method: "chat.postMessage", faults: []slackfake.Fault{slackfake.Pass(), slackfake.Pass(), slackfake.Status(503)},
			sales: "a1@0s a2@6s", posts: "200 200 503 200", looks: "200",
		},
		{
			name: "Retry-After", method: "chat.postMessage", faults: []slackfake.Fault{slackfake.Pass(), slackfake.Pass(), slackfake.TooMany(37 * time.Second)},
			sales: "a1@0s a2@38s", posts: "200 200 ratelimited 200",
		},
		{
			name: "429 without Retry-After", method: "chat.postMessage", faults: []slackfake.Fault{slackfake.Pass(), slackfake.Pass(), slackfake.TooManyBare(), slackfake.TooManyBare()},
			sales: "a1@0s a2@7s", posts: "200 200 ratelimited ratelimited 200",
		},
		{
			name: "ratelimited with status 200", method: "chat.postMessage",
			faults: []slackfake.Fault{slackfake.Pass(), slackfake.Pass(), slackfake.Fail("ratelimited"), slackfake.Fail("rate_limited"), slackfake.Fail("message_limit_exceeded")},
			sales:  "a1@0s a2@15s", posts: "200 200 ratelimited rate_limited message_limit_exceeded 200",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, slackfake.Options{RateLimits: true}, func(t *testing.T, w *world) {
				w.Script(tt.method, tt.faults...)
				w.decide("a1", "#sales")
				w.decide("b1", "C2")
				w.deliver(w.courier())
				w.after(500 * time.Millisecond)
				w.decide("a2", "#sales")
				w.after(5 * time.Minute)
				w.is("ops", w.posted("C2"), "b1@0s")
				w.is("sales", w.posted("C1"), tt.sales)
				w.is("posts", w.answers("chat.postMessage"), tt.posts)
				w.is("look-ups", w.answers("conversations.history"), tt.looks)
				for _, id := range []string{"a1", "a2", "b1"} {
					if o := w.shelf.outcome(id); o.Status != alert.Sent || o.TS == "" || o.ChannelID == "" {
						t.Errorf("%s: %+v", id, o)
					}
				}
			})
		})
	}
}

// Nothing is posted to a channel, named by id, where people of other companies
// read. While Slack does not answer whether they do, the alert waits.
func TestAlertsStayInside(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		w.AddChannel(slackfake.Channel{ID: "C0EXT", Name: "partners", Members: []string{"U0BOT"}, ExtShared: true})
		w.Script("conversations.info", slackfake.Status(503))
		w.decide("inside", "C1")
		w.deliver(w.courier())
		w.after(time.Minute)
		w.decide("outside", "C0EXT")
		w.after(time.Minute)
		w.is("sales", w.posted("C1"), "inside@2s")
		w.is("partners", w.posted("C0EXT"), "")
		if o := w.shelf.outcome("outside"); o.Status != alert.Dead || !strings.Contains(o.Error, wordShared) {
			t.Errorf("%+v", o)
		}
		if asked := w.answers("conversations.info"); asked != "503 200 200" {
			t.Errorf("Slack was asked %q", asked)
		}
	})
}

func TestMetadataAndClientMessageID(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		w.Script("chat.postMessage", slackfake.LostRequest())
		w.decide("req:42", "#sales")
		w.deliver(w.courier())
		w.after(time.Minute)
		m := w.Messages("C1", "")
		if len(m) != 1 || string(m[0].Metadata) != `{"event_type":"engagement_alert","event_payload":{"alert_id":"req:42"}}` {
			t.Fatalf("messages: %+v", m)
		}
		posts := w.Calls("chat.postMessage")
		if id := posts[0].Args["client_msg_id"]; id == "" || id != posts[1].Args["client_msg_id"] || id != m[0].ClientMsgID {
			t.Errorf("client_msg_id %q and %q", id, posts[1].Args["client_msg_id"])
		}
		if a := posts[1].Args; a["unfurl_links"] != "false" || a["unfurl_media"] != "false" {
			t.Errorf("unfurling is on: %v", a)
		}
	})
}

// TestKilled kills the courier after it posted and before it wrote that down,
// again and again.
func TestKilled(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		var want []string
		for n := range 10 {
			id := string(rune('a' + n))
			want = append(want, id)
			w.decide(id, "#sales")
			w.shelf.breaks(true)
			w.deliver(w.courier())
			if _, err := w.WaitMessages(t.Context(), "C1", n+1); err != nil {
				t.Fatal(err)
			}
			w.halt()
			w.shelf.breaks(false)
			w.deliver(w.courier())
			w.after(time.Minute)
			w.halt()
			if o := w.shelf.outcome(id); o.Status != alert.Sent {
				t.Errorf("%s: %+v", id, o)
			}
		}
		var got []string
		for _, m := range w.Messages("C1", "") {
			got = append(got, strings.TrimPrefix(m.Text, "Alert "))
		}
		w.is("sales", strings.Join(got, " "), strings.Join(want, " "))
		w.is("posts", w.answers("chat.postMessage"), strings.TrimSpace(strings.Repeat("200 ", 10)))
	})
}

func TestGivenUp(t *testing.T) {
	tests := []struct{ name, id, channel, says string }{
		{"archived", "a1", "#past", "slack chat.postMessage: is_archived; try: unarchive"},
		{"not joined", "a1", "#elsewhere", "slack chat.postMessage: not_in_channel; try: invite the bot"},
		{"no such channel", "a1", "#nowhere", "slack conversations.list: channel_not_found; try: check the channel's name"},
		{"cannot be rendered", "unreadable", "#sales", "render: no such card"},
		{"panics", "panics", "#sales", "render: panic"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
				w.decide(tt.id, tt.channel)
				w.decide("b1", "#ops")
				w.decide("b2", tt.channel)
				w.deliver(w.courier())
				w.after(2 * time.Minute)
				if o := w.shelf.outcome(tt.id); o.Status != alert.Dead || !strings.HasPrefix(o.Error, tt.says) {
					t.Errorf("%+v", o)
				}
				if !strings.Contains(w.log.String(), "level=ERROR msg=\"alert given up") {
					t.Errorf("nobody was told:\n%s", w.log)
				}
				w.is("ops", w.posted("C2"), "b1@0s")
				if o := w.shelf.outcome("b2"); tt.channel == "#sales" && o.Status != alert.Sent || o.Status == alert.Pending {
					t.Errorf("the next one: %+v", o)
				}
			})
		})
	}
}

// What an alert is made of comes from a database, which may not answer for a while:
// it is tried again, and not given up.
func TestRenderedAgain(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		w.decide("slow", "#sales")
		w.deliver(w.courier())
		w.after(time.Minute)
		if o := w.shelf.outcome("slow"); o.Status != alert.Sent || w.rendered != 3 {
			t.Errorf("%+v after %d tries", o, w.rendered)
		}
		w.is("sales", w.posted("C1"), "slow@6s")
	})
}

func TestRevokedTokenStandsEverythingOff(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		w.Script("chat.postMessage", slackfake.Times(5, slackfake.Fail("token_revoked"))...)
		w.decide("a1", "C1")
		c := w.courier()
		w.deliver(c)
		w.after(time.Second)
		w.decide("b1", "C2")
		if err := c.Healthy(); err == nil || !strings.Contains(err.Error(), "token_revoked; try: install the app again") {
			t.Errorf("Healthy = %v", err)
		}
		w.after(10 * time.Second)
		w.is("posts", w.answers("chat.postMessage"), "token_revoked")
		w.after(10 * time.Minute)
		if err := c.Healthy(); err != nil {
			t.Errorf("Healthy = %v", err)
		}
		w.is("posts", w.answers("chat.postMessage"), "token_revoked token_revoked token_revoked token_revoked token_revoked 200 200")
		w.is("sales and ops", w.posted("C1")+" "+w.posted("C2"), "a1@1m45s b1@1m45s")
	})
}

// TestRevokedWhileUnsure keeps in mind that the alert may be there already.
func TestRevokedWhileUnsure(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		w.Script("chat.postMessage", slackfake.LostResponse())
		w.Script("conversations.history", slackfake.Fail("token_revoked"), slackfake.TooMany(20*time.Second), slackfake.LostRequest())
		w.decide("a1", "C1")
		w.deliver(w.courier())
		w.after(5 * time.Minute)
		w.is("posts", w.answers("chat.postMessage"), "lost")
		w.is("look-ups", w.answers("conversations.history"), "token_revoked ratelimited lost 200")
		if o := w.shelf.outcome("a1"); o.Status != alert.Sent {
			t.Errorf("%+v", o)
		}
	})
}

func TestWithoutHistoryNothingIsLost(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		w.SetScopes("chat:write", "channels:read")
		w.Script("chat.postMessage", slackfake.LostResponse())
		w.decide("a1", "#sales") // found without groups:read
		w.deliver(w.courier())
		w.after(time.Minute)
		w.is("sales", w.posted("C1"), "a1@0s a1@5s")
		if !strings.Contains(w.log.String(), "an alert may appear twice") {
			t.Errorf("the cost is not stated:\n%s", w.log)
		}
	})
}

// slow holds posts to one channel back.
type slow struct {
	Workspace
	channel string
	release chan struct{}
}

func (s slow) Post(ctx context.Context, channelID string, m Message, alertID string) (string, error) {
	if channelID == s.channel {
		select {
		case <-s.release:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	return s.Workspace.Post(ctx, channelID, m, alertID)
}

func TestSlowChannelHoldsNobodyBack(t *testing.T) {
	inWorld(t, slackfake.Options{RateLimits: true}, func(t *testing.T, w *world) {
		hold := slow{w.client, "C1", make(chan struct{})}
		for _, id := range []string{"1", "2", "3"} {
			w.decide("a"+id, "C1")
			w.decide("b"+id, "C2")
		}
		c := w.courier()
		c.Workspace = hold
		w.deliver(c)
		w.after(10 * time.Second)
		w.is("ops", w.posted("C2"), "b1@0s b2@1s b3@2s")
		w.is("sales", w.posted("C1"), "")
		close(hold.release)
		w.after(time.Minute)
		w.is("sales", w.posted("C1"), "a1@10s a2@11s a3@12s")
		w.is("posts", w.answers("chat.postMessage"), "200 200 200 200 200 200")
	})
}

// TestAttemptKeepsItsLease while it lasts, and ends even if a call never
// returns, so that no two couriers post the same alert.
func TestAttemptKeepsItsLease(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		w.decide("a1", "C1")
		c := w.courier()
		c.Workspace = slow{w.client, "C1", make(chan struct{})}
		w.deliver(c)
		w.after(attemptFor - time.Second) // many times leaseFor
		if leases, err := w.shelf.Claim(t.Context(), time.Now(), leaseFor); err != nil || len(leases) != 0 {
			t.Errorf("somebody else could claim it: %+v, %v", leases, err)
		}
		w.after(2 * time.Second)
		if o := w.shelf.outcome("a1"); o.Status != alert.Unsure {
			t.Errorf("%+v", o)
		}
		w.halt()
		w.deliver(w.courier())
		w.after(time.Minute)
		w.is("posts", w.answers("chat.postMessage"), "200")
		w.is("look-ups", w.answers("conversations.history"), "200")
	})
}

func TestManyCouriersShareAnOutbox(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		for _, id := range []string{"1", "2", "3", "4", "5"} {
			w.decide("a"+id, "C1")
			w.decide("b"+id, "C2")
		}
		ctx, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { w.courier().Run(ctx, nil) })
		}
		w.after(time.Minute)
		stop()
		all.Wait()
		if n := len(w.Messages("C1", "")); n != 5 {
			t.Errorf("%d messages in sales", n)
		}
		w.is("posts", w.answers("chat.postMessage"), strings.TrimSpace(strings.Repeat("200 ", 10)))
	})
}

func TestWakes(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		wake := make(chan struct{}, 1)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); w.courier().Run(ctx, wake) }()
		w.after(100 * time.Millisecond)
		w.decide("told", "C1")
		wake <- struct{}{}
		w.after(0)
		w.is("sales", w.posted("C1"), "told@100ms")
		w.after(2 * time.Second)
		w.decide("untold", "C2") // by another process
		w.after(500 * time.Millisecond)
		w.is("ops", strings.Split(w.posted("C2"), "@")[0], "untold")
		close(wake)
		w.after(time.Minute)
		stop()
		<-ended
	})
}

func TestShutdownSettlesWhatIsUnderWay(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		w.Script("chat.postMessage", slackfake.Slow(2*time.Second))
		w.decide("a1", "C1")
		w.deliver(w.courier())
		w.after(time.Second)
		w.halt()
		if o := w.shelf.outcome("a1"); o.Status != alert.Sent {
			t.Errorf("%+v", o)
		}
		w.Script("chat.postMessage", slackfake.Slow(9*time.Second))
		w.decide("a2", "C1")
		w.deliver(w.courier())
		w.after(time.Second)
		begin := time.Now()
		w.halt()
		if o := w.shelf.outcome("a2"); o.Status != alert.Unsure || time.Since(begin) > shutdownFor+time.Second {
			t.Errorf("%+v after %v", o, time.Since(begin))
		}
	})
}

func TestLostLease(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		w.decide("a1", "C1")
		w.OnCall(func(method string, _ slackfake.Call) {
			if method == "chat.postMessage" {
				if err := w.shelf.Settle(t.Context(), alert.Lease{Message: alert.Message{ID: "a1"}, Token: "1"}, alert.Outcome{Status: alert.Sent, TS: "by another"}); err != nil {
					t.Errorf("settle first: %v", err)
				}
			}
		})
		w.deliver(w.courier())
		w.after(time.Minute)
		w.is("ts", w.shelf.outcome("a1").TS, "by another")
		w.is("posts", w.answers("chat.postMessage"), "200")
		if !strings.Contains(w.log.String(), "another courier has this alert") {
			t.Errorf("not logged:\n%s", w.log)
		}
	})
}

func TestBackoffGrowsToACap(t *testing.T) {
	if backoff(1) != 2*time.Second || backoff(4) != 16*time.Second || backoff(1000) != maxBackoff {
		t.Errorf("backoff: %v %v %v", backoff(1), backoff(4), backoff(1000))
	}
}
