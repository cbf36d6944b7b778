package app_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/internal/app"
	"engagement/internal/slackfake"
)

// pings fails where a message that was posted, and not edited since, mentions
// somebody: Slack would notify them of it.
func (w *workspace) pings(what, user string, messages ...slackfake.Message) {
	w.t.Helper()
	for _, m := range messages {
		if m.EditedTS == "" && m.BotID+m.UserID != user && strings.Contains(m.Text+string(m.Blocks), "<@"+user+">") {
			w.t.Errorf("%s: %s is notified by %s %s", what, user, m.Text, m.Blocks)
		}
	}
}

// replies are the messages in the threads of a channel.
func (w *workspace) replies(channel string) []slackfake.Message {
	w.t.Helper()
	var out []slackfake.Message
	for _, m := range w.fake.Messages(channel, "") {
		if m.ThreadTS != "" {
			out = append(out, m)
		}
	}
	return out
}

// Nobody is notified of what they did themselves: who takes an alert on, says that
// it is useless or about the wrong company, puts it off, shares a card or logs a
// call is named, and not mentioned. Whoever else ought to know is.
func TestStoryNobodyIsPingedForTheirOwnDoing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &desk{stage(t, storyConfig(t, "http"))}
		w.accounts(acmeAccount, globexAccount)
		w.start()
		defer w.end()
		until(t, 2000, 3, 1, 10, 0)
		w.send(row("d1", "form.demo_request", "jane@consulting.com", time.Now().Add(-time.Hour))) // on no account
		w.send(`{"id":"d2","type":"form.demo_request","email":"jane@consulting.com","account_id":"A1","occurred_at":"` + time.Now().UTC().Format(time.RFC3339) + `"}`)
		card := w.within(3*time.Second, alerts, 1)[0]
		if !strings.Contains(string(card.Blocks), "<@U0ANN>") {
			t.Errorf("what Jane did is not told to Ann: %s", card.Blocks)
		}
		w.click("U0ANN", card, "claim")
		if got := w.thread(alerts, card.TS); len(got) != 1 || got[0] != "ann is on it." {
			t.Errorf("the thread: %q", got)
		}
		if got := w.card(alerts, card.TS); !strings.Contains(got, "<@U0ANN> is on it") {
			t.Errorf("the card: %s", got)
		}
		id := "act_now:http:d2"
		w.click("U0ANN", card, "more", "snooze "+id)
		w.click("U0BEN", card, "more", "useless known "+id)
		if got := w.thread(alerts, card.TS); len(got) != 1 {
			t.Errorf("an opinion is a reply: %q", got)
		}

		// Ann takes it back herself: she had it, and is not told that she had it.
		w.click("U0ANN", card, "more", "useless wrong_account "+id)
		w.settled(w.fake.SubmitView("U0ANN", w.form("U0ANN").ID, map[string][]string{"account": {"globex"}}))
		w.settled(w.fake.SubmitView("U0ANN", w.form("U0ANN").ID, nil))
		time.Sleep(time.Minute)
		said := w.replies(alerts)
		if !strings.Contains(strings.Join(w.thread(alerts, card.TS), "\n"), "ann says that this was Globex's") {
			t.Errorf("the thread after the repair: %q", w.thread(alerts, card.TS))
		}
		w.pings("a repair", "U0ANN", said...)

		// What is shared says by whom.
		w.click("U0ANN", w.ask("U0ANN", "acme.com"), "more", "share card A1")
		w.click("U0ANN", w.last(alerts, "U0ANN"), "publish")
		shared := w.last(alerts, "")
		w.said(shared, "Shared by ann")
		w.pings("a share", "U0ANN", shared)

		// A form and a command log, and nobody else hears of it.
		before := len(w.fake.Messages(alerts, ""))
		w.settle(w.fake.Slash("U0ANN", alerts, "/engagement", "log"))
		w.settle(w.fake.SubmitView("U0ANN", w.form("U0ANN").ID, map[string][]string{"account": {"acme.com"}, "kind": {"call"}, "minutes": {"25"}}))
		w.said(w.ask("U0ANN", "log acme.com dinner 2h with jo@acme.com, lu@acme.com"), "Logged for")
		time.Sleep(24 * time.Hour)
		if got := w.fake.Messages(alerts, ""); len(got) != before {
			t.Errorf("logging posts %s %s", got[len(got)-1].Text, got[len(got)-1].Blocks)
		}
		for _, user := range []string{"U0ANN", "U0BEN", "U0LEA"} {
			if got := w.fake.Messages(w.fake.DM(user), user); len(got) > 0 {
				t.Errorf("%s is told %s", user, got[0].Text)
			}
		}
	})
}

// Where what is logged by hand counts, an account may qualify by it: the card names
// its owner, and notifies them where somebody else has logged it.
func TestStoryOwnLogsPingNobody(t *testing.T) {
	t.Parallel()
	for user, pinged := range map[string]bool{"U0ANN": false, "U0LEA": true} {
		t.Run(user, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := nightConfig(t, quietNights+"[mqa]\ngroups = [\"marketing\", \"product\", \"intent\", \"sales\"]\n[people.\"lea@ours.com\"]\nrole = \"manager\"\n")
				w := &desk{stage(t, c)}
				w.accounts(acmeAccount)
				w.start()
				defer w.end()
				until(t, 2000, 3, 1, 10, 0)
				w.send(row("r1", "content.download", "jo@acme.com", time.Now()))
				time.Sleep(24 * time.Hour)
				w.said(w.ask(user, "log acme.com dinner 2h with jo@acme.com, lu@acme.com"), "Logged for")
				card := w.within(5*time.Second, alerts, 1)[0]
				if !strings.Contains(card.Text, "is now an MQA") {
					t.Fatalf("the card: %s", card.Text)
				}
				if got := strings.Contains(string(card.Blocks), "<@U0ANN>"); got != pinged {
					t.Errorf("the owner is notified: %t, want %t: %s", got, pinged, card.Blocks)
				}
				if !pinged && !strings.Contains(string(card.Blocks), "owner ann") && !strings.Contains(string(card.Blocks), "owner Ann") {
					t.Errorf("the card names no owner: %s", card.Blocks)
				}
			})
		})
	}
}

// So it is where quiet hours hold the card till the morning, and others do something in
// the night: it is not what the account crossed by.
func TestStoryOwnLogsPingNobodyInTheMorning(t *testing.T) {
	t.Parallel()
	for user, pinged := range map[string]bool{"U0ANN": false, "U0LEA": true} {
		t.Run(user, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := nightConfig(t, quietNights+"[alerts]\nquiet_hours = \"19:00-07:30\"\n[mqa]\ngroups = [\"marketing\", \"product\", \"intent\", \"sales\"]\n[people.\"lea@ours.com\"]\nrole = \"manager\"\n")
				w := &desk{stage(t, c)}
				w.accounts(acmeAccount)
				w.start()
				defer w.end()
				until(t, 2000, 3, 1, 10, 0)
				w.send(row("r1", "content.download", "jo@acme.com", time.Now()))
				until(t, 2000, 3, 2, 20, 0)
				w.said(w.ask(user, "log acme.com dinner 2h with jo@acme.com, lu@acme.com"), "Logged for")
				time.Sleep(3 * time.Hour)
				w.send(row("r2", "web.page_view", "lu@acme.com", time.Now()))
				before := w.within(time.Second, alerts, 0)
				until(t, 2000, 3, 3, 8, 5)
				card := w.within(5*time.Second, alerts, len(before)+1)[0]
				if got := strings.Contains(string(card.Blocks), "<@U0ANN>"); got != pinged {
					t.Errorf("the owner is notified: %t, want %t: %s", got, pinged, card.Blocks)
				}
			})
		})
	}
}

// Whoever is of another company changes nothing, whatever they click and send.
func TestStoryForeignClicksChangeNothing(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		d.send(row("d1", "form.demo_request", "jane@acme.com", time.Now()))
		card := d.within(2*time.Second, alerts, 1)[0]
		before := card
		state := func() string {
			r, err := d.app.Store.Alert(t.Context(), "act_now:http:d1")
			if err != nil {
				t.Fatal(err)
			}
			m, err := d.app.Store.Muted(t.Context(), "A1")
			if err != nil {
				t.Fatal(err)
			}
			watches, err := d.app.Store.Watches(t.Context(), "U0FOREIGN")
			if err != nil {
				t.Fatal(err)
			}
			digests, err := d.app.Store.Subscriptions(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(r.Claim, r.Opinion, r.Snooze, r.Ending, m, watches, digests, d.minutes("A1"))
		}
		d.said(d.ask("U0ANN", "digest weekly mon 09:00"), "Digest d1 is ordered")
		want := state()
		id := "act_now:http:d1"
		for _, values := range [][]string{{"snooze " + id}, {"useless known " + id}, {"useless wrong_account " + id}} {
			d.click("U0FOREIGN", card, "more", values...)
		}
		d.click("U0FOREIGN", card, "claim")
		for _, text := range []string{"mute acme.com 14d", "watch acme.com", "digest stop d1", "digest weekly mon 09:00 #alerts all", "log acme.com call 20m"} {
			if _, err := d.fake.Slash("U0FOREIGN", alerts, "/engagement", text); err != nil {
				t.Logf("Slack itself refuses %q: %v", text, err)
			}
			time.Sleep(15 * time.Second)
		}
		if got := state(); got != want {
			t.Errorf("after foreign clicks %s, before them %s", got, want)
		}
		all := d.fake.Messages(alerts, "")
		if len(all) != 1 || all[0].EditedTS != "" || string(all[0].Blocks) != string(before.Blocks) {
			t.Errorf("%d messages, edited %q", len(all), all[0].EditedTS)
		}
		if got := d.fake.Views("U0FOREIGN"); len(got) != 0 {
			t.Errorf("a form opened: %s", got[0].Body)
		}
	})
}

// A source that is silent for longer than is its habit is noticed by operations,
// once, on a working morning, and again only when it had been back.
func TestStorySourceGoesSilent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := nightConfig(t, "[alerts]\noperations = \"#ops\"\n"+quietNights)
		w := stage(t, c)
		w.accounts(big("A1", "ann@ours.com"), big("A2", "ann@ours.com"))
		w.start()
		defer w.end()
		until(t, 2000, 1, 3, 10, 0) // a Monday
		var past strings.Builder
		past.WriteString("id,occurred_at,source,type,email,asset\n")
		for n := range 90 {
			at := time.Now().AddDate(0, 0, n-90).UTC().Format(time.RFC3339)
			for k, source := range []string{"web", "partners"} {
				fmt.Fprintf(&past, "h%d-%d,%s,%s,content.download,p%d@a%d.com,paper %d of %s\n", n, k, at, source, n%3, 1+n%2, n, source)
			}
		}
		importText(t, w.app, past.String())
		n := 0
		days := func(count int, sources ...string) {
			t.Helper()
			for range count {
				for _, source := range sources {
					n++
					w.send(fmt.Sprintf(`{"id":"s%d","source":%q,"type":"content.download","email":"p%d@a%d.com","asset":"report %d","occurred_at":%q}`,
						n, source, n%3, 1+n%2, n, time.Now().UTC().Format(time.RFC3339)))
				}
				time.Sleep(24 * time.Hour)
			}
		}
		days(3, "web", "partners")
		w.within(time.Second, ops, 0)
		days(14, "web")
		got := w.fake.Messages(ops, "")
		if len(got) != 1 || !strings.HasPrefix(got[0].Text, "partners has been silent since ") {
			t.Fatalf("operations read %d messages: %+v", len(got), got)
		}
		if at := stampOf(t, got[0]).In(berlin(t)); at.Hour() != 8 || at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
			t.Errorf("it is told at %s", at)
		}
		days(40, "web", "partners") // back
		w.within(time.Second, ops, 1)
		days(14, "web")
		w.within(time.Second, ops, 2)
	})
}

// stampOf is when a message was posted.
func stampOf(t *testing.T, m slackfake.Message) time.Time {
	t.Helper()
	seconds, _, _ := strings.Cut(m.TS, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return time.Unix(n, 0)
}

// One kind of news about an account is muted by itself: its surge is not told, what
// else happens is, and the audit says why.
func TestStoryMutingAKind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &desk{stage(t, nightConfig(t, "[alerts.kinds]\nfirst_engagement = \"off\"\nnew_senior = \"off\"\nevent_burst = \"off\"\nstall = \"off\"\n"))}
		w.accounts(big("A1", "ann@ours.com"), big("A2", "ann@ours.com"))
		w.start()
		defer w.end()
		until(t, 2000, 1, 4, 10, 0)
		w.weeks(10, "A1", "A2")
		w.said(w.ask("U0BEN", "mute A1 surges 14d"), "muted by its owner or a manager")
		w.said(w.ask("U0ANN", "mute A1 surges 14d"), "Of *Company A1*, surges are muted up to and including 27 Mar")
		w.reading("A1", 9) // on a Tuesday
		w.reading("A2", 8)
		time.Sleep(24 * time.Hour)
		if got := w.within(time.Second, alerts, 1)[0]; !strings.HasPrefix(got.Text, "Company A2 is warming up") {
			t.Errorf("the channel reads %s", got.Text)
		}
		w.send(row("d1", "form.demo_request", "p0@a1.com", time.Now()))
		w.within(5*time.Second, alerts, 2)
		muted := 0
		for _, r := range table(t, w.app, app.ExportOptions{Kind: "decisions"}) {
			if r[1] == "A1" && r[2] == "surge" && r[3] == "false" && r[4] == "muted" {
				muted++
			}
		}
		if muted != 1 {
			t.Errorf("%d decisions say that the surge was muted", muted)
		}
		w.said(w.ask("U0ANN", "unmute A1"), "Alerts about *Company A1* are on again")
		w.said(w.ask("U0ANN", "unmute A1"), "is not muted")
	})
}
