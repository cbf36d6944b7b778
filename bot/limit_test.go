package bot

import (
	"testing"
	"time"

	"engagement/alert"
	"engagement/internal/slackfake"
)

// A limit in any call of a delivery puts off its own channel alone, for as long as
// Slack says, or longer each time where it does not; nothing is posted twice, and the
// channel keeps its order.
func TestLimitsHoldBackTheirChannelAlone(t *testing.T) {
	lost := slackfake.LostResponse()
	for _, tt := range []struct {
		name   string
		faults map[string][]slackfake.Fault
		sales  string
		posts  string
	}{
		{"a post, Retry-After", map[string][]slackfake.Fault{"chat.postMessage": {slackfake.TooMany(40 * time.Second)}}, "a1@40s a2@41s", "ratelimited 200 200 200 200 200"},
		{"a post, without a header", map[string][]slackfake.Fault{"chat.postMessage": {slackfake.TooManyBare()}}, "a1@2s a2@3s", "ratelimited 200 200 200 200 200"},
		{"a post, a date", map[string][]slackfake.Fault{"chat.postMessage": {slackfake.TooManySaying("Sat, 01 Jan 2000 00:01:00 GMT")}}, "a1@2s a2@3s", "ratelimited 200 200 200 200 200"},
		{"a post, in words", map[string][]slackfake.Fault{"chat.postMessage": {slackfake.Fail("message_limit_exceeded")}}, "a1@2s a2@3s", "message_limit_exceeded 200 200 200 200 200"},
		{"finding the channel", map[string][]slackfake.Fault{"conversations.list": {slackfake.TooMany(40 * time.Second)}}, "a1@40s a2@41s", "200 200 200 200 200"},
		{"finding the channel, in words", map[string][]slackfake.Fault{"conversations.list": {slackfake.Fail("rate_limited"), slackfake.Fail("ratelimited")}}, "a1@6s a2@7s", "200 200 200 200 200"},
		{"looking for a post", map[string][]slackfake.Fault{"chat.postMessage": {lost}, "conversations.history": {slackfake.TooMany(40 * time.Second)}}, "a1@0s a2@45s", "lost 200 200 200 200"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, slackfake.Options{RateLimits: true}, func(t *testing.T, w *world) {
				for method, faults := range tt.faults {
					w.Script(method, faults...)
				}
				w.decide("a1", "#sales")
				w.decide("a2", "#sales")
				w.deliver(w.courier())
				w.after(10 * time.Millisecond)
				for _, id := range []string{"b1", "b2", "b3"} {
					w.decide(id, "C2")
				}
				w.after(5 * time.Minute)
				w.is("sales", w.posted("C1"), tt.sales)
				if got := w.posted("C2"); got != "b1@500ms b2@1.5s b3@2.5s" {
					t.Errorf("ops holds %s", got)
				}
				w.is("posts", w.answers("chat.postMessage"), tt.posts)
				for _, id := range []string{"a1", "a2", "b1", "b2", "b3"} {
					if o := w.shelf.outcome(id); o.Status != alert.Sent {
						t.Errorf("%s: %+v", id, o)
					}
				}
			})
		})
	}
}
