package bot

import (
	"context"
	"testing"
	"time"

	"engagement/account"
)

// remembers is a desk that knows which events have come.
type remembers struct {
	Desk
	seen map[string]bool
}

func (r remembers) First(_ context.Context, id string, _ time.Time) (bool, error) {
	first := !r.seen[id]
	r.seen[id] = true
	return first, nil
}

func (remembers) Audit(context.Context, account.Asked) error { return nil }

// homely is a workspace that counts what it is told.
type homely struct {
	Workspace
	posted, whispered, published int
}

func (h *homely) Home(context.Context) (team, enterprise string, err error) { return "T1", "", nil }

func (h *homely) Member(_ context.Context, id string) (Member, error) {
	return Member{ID: id, Zone: time.UTC, Guest: id == "U0GUEST"}, nil
}

func (h *homely) Post(context.Context, string, Message, string) (string, error) {
	h.posted++
	return "1.1", nil
}

func (h *homely) Whisper(context.Context, string, string, string, Message) error {
	h.whispered++
	return nil
}

func (h *homely) PublishHome(context.Context, string, View) error {
	h.published++
	return nil
}

// An event that Slack sends again is answered once, words of a bot never, and
// somebody from elsewhere gets no Home with accounts.
func TestEventsAreHeardOnce(t *testing.T) {
	h := &homely{}
	b := New(Options{Desk: remembers{seen: map[string]bool{}}, Workspace: h, Now: time.Now})
	say := Event{ID: "Ev1", Kind: Mentioned, TeamID: "T1", UserID: "U1", ChannelID: "C1", Text: "<@U0BOT> help"}
	for range 3 {
		b.Hear(t.Context(), say)
	}
	dm := Event{ID: "Ev2", Kind: Written, TeamID: "T1", UserID: "U1", ChannelID: "D1", Text: "help"}
	for range 2 {
		b.Hear(t.Context(), dm)
	}
	b.Hear(t.Context(), Event{ID: "Ev3", Kind: Written, TeamID: "T1", ChannelID: "D1", Text: "help"})
	b.Hear(t.Context(), Event{ID: "Ev4", Kind: HomeOpened, TeamID: "T1", UserID: "U0GUEST"})
	if h.whispered != 1 || h.posted != 1 || h.published != 1 {
		t.Errorf("whispered %d, posted %d, published %d", h.whispered, h.posted, h.published)
	}
}

// What Slack makes of a command in a message is undone.
func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		"<http://acme.com|acme.com> why":                          "acme.com why",
		"log acme call with <mailto:jane@acme.com|jane@acme.com>": "log acme call with jane@acme.com",
		"log acme call with <mailto:jane@acme.com>":               "log acme call with jane@acme.com",
		"A &amp; B &lt;x&gt;":                                     "A & B <x>",
	} {
		if got := unescape(text); got != want {
			t.Errorf("unescape(%q) = %q, want %q", text, got, want)
		}
	}
}

// One person is answered so often in a minute, another one still then.
func TestPace(t *testing.T) {
	p, now := &pace{}, time.Unix(6000, 0)
	for n := range perMinute {
		if p.tooFast("U1", now) {
			t.Fatalf("too fast after %d", n)
		}
	}
	if !p.tooFast("U1", now) || p.tooFast("U2", now) || p.tooFast("U1", now.Add(time.Minute)) {
		t.Error("the pace is not one person's and one minute's")
	}
}
