package bot

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
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
	said                         []string
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

// unhurried is a reader that takes its time.
type unhurried struct {
	Reader
	takes time.Duration
}

func (s unhurried) Rank(context.Context, account.RankQuery, Asker) (RankAnswer, error) {
	time.Sleep(s.takes)
	return RankAnswer{Today: 20000, Config: "c"}, nil
}

func (s unhurried) Find(context.Context, string, Asker) (Found, error) { return Found{}, nil }

func (h *homely) Respond(_ context.Context, _ string, m Message, _ Replace) error {
	h.said = append(h.said, m.Text)
	return nil
}

// What takes long says so first, and what does not, does not.
func TestWaitingIsSaid(t *testing.T) {
	for takes, want := range map[time.Duration]int{0: 1, 1900 * time.Millisecond: 1, 9 * time.Second: 2} {
		synctest.Test(t, func(t *testing.T) {
			h := &homely{}
			b := New(Options{Reader: unhurried{takes: takes}, Desk: remembers{seen: map[string]bool{}}, Workspace: h, Now: time.Now})
			b.Command(t.Context(), Command{TeamID: "T1", UserID: "U1", Text: "top"})
			if len(h.said) != want || want == 2 && !strings.HasPrefix(h.said[0], "Working on it") {
				t.Errorf("after %s: %q", takes, h.said)
			}
		})
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
