package app_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/config"
	"engagement/internal/slackfake"
)

// lifeConfig names Ann's manager.
func lifeConfig(t *testing.T) *config.Config {
	t.Helper()
	c := nightConfig(t, quietNights+"[people.\"ann@ours.com\"]\nmanager = \"lea@ours.com\"\n")
	return c
}

// thread is what stands below a message of a channel.
func (w *workspace) thread(channel, ts string) []string {
	w.t.Helper()
	var out []string
	for _, m := range w.fake.Messages(channel, "") {
		if m.ThreadTS == ts {
			out = append(out, m.Text)
		}
	}
	return out
}

// card is the message of a channel as it is by now.
func (w *workspace) card(channel, ts string) string {
	w.t.Helper()
	for _, m := range w.fake.Messages(channel, "") {
		if m.TS == ts {
			return string(m.Blocks)
		}
	}
	w.t.Fatalf("no message %s in %s", ts, channel)
	return ""
}

// An alert that nobody takes on is the manager's after two working days: once, by
// day, and not where somebody is on it, has put it off or found it useless.
func TestStoryNobodyIsOnIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &desk{stage(t, lifeConfig(t))}
		other := account.Account{ID: "A2", Name: "Globex", Domains: []string{"globex.com"}, Owner: "ann@ours.com"}
		third := account.Account{ID: "A3", Name: "Initech", Domains: []string{"initech.com"}}
		w.accounts(acmeAccount, other, third)
		w.start()
		defer w.end()
		until(t, 2000, 3, 16, 21, 0) // a Thursday; Monday is a holiday
		for i, who := range []string{"jane@acme.com", "kim@globex.com", "li@initech.com"} {
			w.send(row(fmt.Sprint("d", i), "form.demo_request", who, time.Now()))
			w.within(2*time.Second, alerts, i+1)
		}
		globex := w.within(time.Second, alerts, 3)[1]
		d, err := w.fake.Click(slackfake.Click{UserID: "U0BEN", ChannelID: alerts, MessageTS: globex.TS, ActionID: "claim"})
		w.settled(d, err)
		lea := func() []slackfake.Message { return w.fake.Messages(w.fake.DM("U0LEA"), "U0LEA") }
		until(t, 2000, 3, 22, 7, 59) // Friday and Tuesday are over
		if got := lea(); len(got) != 0 {
			t.Fatalf("too early: %s", got[0].Text)
		}
		until(t, 2000, 3, 22, 8, 16)
		got := lea()
		if len(got) != 1 || got[0].Text != "Acme Corp asked to be contacted since 16 Mar, and nobody is on it" {
			t.Fatalf("the manager reads %+v", got)
		}
		for _, want := range []string{"Its owner is <@U0ANN>", "the card is in #alerts", "*Next*"} {
			if !strings.Contains(string(got[0].Blocks), want) {
				t.Errorf("no %q in %s", want, got[0].Blocks)
			}
		}
		// Nobody owns Initech, so nobody manages its owner. The claim is a reply.
		time.Sleep(30 * 24 * time.Hour)
		w.within(time.Second, alerts, 4)
		if n := len(lea()); n != 1 {
			t.Errorf("%d reminders in the end", n)
		}
	})
}

// What becomes of an alert is said in its thread, each step once: a meeting that is
// arranged, one that took place, an opportunity, its end. The card says what it led
// to.
func TestStoryProgressInTheThread(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := stage(t, lifeConfig(t))
		w.accounts(acmeAccount)
		w.start()
		defer w.end()
		until(t, 2000, 3, 1, 10, 0)
		w.send(row("d1", "form.demo_request", "jane@acme.com", time.Now()))
		ts := w.within(2*time.Second, alerts, 1)[0].TS
		time.Sleep(24 * time.Hour)
		w.send(invited("m1", "jane@acme.com", "Kick-off", time.Now().Add(48*time.Hour)))
		time.Sleep(48 * time.Hour)
		w.send(row("m2", "meeting.held", "jane@acme.com", time.Now()))
		time.Sleep(24 * time.Hour)
		deal := func(closed, won string) {
			delivery{ingest.Opportunities, "id,account_id,name,stage,amount,created_at,closed_at,won\nO1,A1,Big deal,open,12000,2000-03-05T09:00:00Z," + closed + "," + won + "\n"}.to(t, w.app)
			time.Sleep(time.Minute)
		}
		deal("", "false")
		if got := w.card(alerts, ts); !strings.Contains(got, "Led to an opportunity") || strings.Contains(got, `"I'm on it"`) {
			t.Errorf("the card: %s", got)
		}
		deal("", "false")
		deal("2000-03-06T09:00:00Z", "true")
		w.send(row("m3", "meeting.held", "jane@acme.com", time.Now()))
		time.Sleep(30 * 24 * time.Hour)
		want := []string{
			":calendar: A meeting, “Kick-off”, is arranged for 4 Mar", ":speech_balloon: Met on 4 Mar",
			":tada: The opportunity “Big deal”, 12,000, was opened on 5 Mar", ":trophy: The opportunity “Big deal”, 12,000, was won on 6 Mar",
			":speech_balloon: Met on 5 Mar",
		}
		if got := w.thread(alerts, ts); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("the thread:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// An alert that was put off is said once more, on the morning of its day, where
// nobody has taken it on.
func TestStoryPutOffAndAwake(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &desk{stage(t, lifeConfig(t))}
		w.accounts(acmeAccount)
		w.start()
		defer w.end()
		until(t, 2000, 3, 1, 10, 0) // a Wednesday
		w.send(row("d1", "form.demo_request", "jane@acme.com", time.Now()))
		ts := w.within(2*time.Second, alerts, 1)[0].TS
		d, err := w.fake.Click(slackfake.Click{UserID: "U0BEN", ChannelID: alerts, MessageTS: ts, ActionID: "more", Values: []string{"snooze act_now:http:d1"}})
		w.settled(d, err)
		until(t, 2000, 3, 8, 7, 59)
		if got := w.thread(alerts, ts); len(got) != 0 {
			t.Fatalf("too early: %q", got)
		}
		until(t, 2000, 3, 8, 8, 16)
		want := "<@U0BEN> :alarm_clock: Put off until 8 Mar, and still nobody's: press *I'm on it* above, or *Not useful*"
		if got := w.thread(alerts, ts); len(got) != 1 || got[0] != want {
			t.Errorf("the thread %q", got)
		}
		time.Sleep(20 * 24 * time.Hour)
		if got := w.thread(alerts, ts); len(got) != 1 {
			t.Errorf("the thread %q", got)
		}
	})
}

// requested is a desk on a Wednesday at ten, and the card of the request that came in
// then.
func requested(t *testing.T) (*desk, slackfake.Message) {
	t.Helper()
	w := &desk{stage(t, lifeConfig(t))}
	w.accounts(acmeAccount)
	w.start()
	until(t, 2000, 3, 1, 10, 0)
	w.send(row("d1", "form.demo_request", "jane@acme.com", time.Now()))
	return w, w.within(3*time.Second, alerts, 1)[0]
}

// That somebody is on an alert is said on its card and once in its thread, whatever
// Slack answers to the click, and though the program ends meanwhile.
func TestStoryOnItIsSaidOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, card := requested(t)
		defer w.end()
		w.fake.Script("chat.update", slackfake.Times(2, slackfake.LostRequest())...)
		w.fake.Script("chat.postMessage", slackfake.LostResponse())
		w.click("U0BEN", card, "claim")
		w.again()
		time.Sleep(time.Minute)
		if got := w.thread(alerts, card.TS); len(got) != 1 || got[0] != "ben is on it." {
			t.Errorf("the thread: %q", got)
		}
		if got := w.card(alerts, card.TS); !strings.Contains(got, "<@U0BEN> is on it") {
			t.Errorf("the card: %s", got)
		}
	})
}

// What somebody thinks of an alert and that it is put off stand on its card, also where
// Slack or the program fails at that moment; a click more repairs a card that lags.
func TestStoryOpinionsReachTheCard(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, card := requested(t)
		defer w.end()
		for _, c := range []struct{ user, choice, want string }{
			{"U0BEN", "useful act_now:http:d1", "Useful, says <@U0BEN>"},
			{"U0ANN", "snooze act_now:http:d1", "Put off until 8 Mar by <@U0ANN>"},
		} {
			w.fake.Script("chat.update", slackfake.Times(2, slackfake.LostRequest())...)
			w.click(c.user, card, "more", c.choice)
			w.again()
			time.Sleep(time.Minute)
			if got := w.card(alerts, card.TS); !strings.Contains(got, c.want) {
				t.Errorf("no %q on the card: %s", c.want, got)
			}
		}
		edits := len(w.fake.Calls("chat.update"))
		w.click("U0BEN", card, "more", "useful act_now:http:d1")
		if got := len(w.fake.Calls("chat.update")); got != edits+1 {
			t.Errorf("a click more made %d edits, want 1", got-edits)
		}
	})
}
