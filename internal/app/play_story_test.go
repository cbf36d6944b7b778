package app_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/slackfake"
)

// A play is suggested by who engaged with what, begun from the alert's card, and done
// by several people: each is told on the morning of the day of a step, once; what they
// did stands on the play; what came of it is recorded.
func TestStoryPlay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := nightConfig(t, quietNights+`
[people."ann@ours.com"]
manager = "lea@ours.com"
[[plays]]
name = "Nothing fits this"
seen = ["*webinar*"]
steps = [{do = "Never", day = 0}]
[[plays]]
name = "Demo follow-up"
kinds = ["act_now"]
tiers = ["1"]
seen = ["demo*"]
steps = [
  {do = "Call whoever asked", who = "owner", through = "phone", day = 0},
  {do = "Send the reference of a similar customer", who = "ben@ours.com", through = "mail", day = 1},
  {do = "Invite the CFO to a briefing", who = "manager", through = "LinkedIn", day = 3},
]
`)
		w := &desk{stage(t, c)}
		w.accounts(acmeAccount)
		w.start()
		defer w.end()
		until(t, 2000, 3, 16, 10, 0) // a Thursday; Monday is a holiday
		w.send(row("d1", "form.demo_request", "jane@acme.com", time.Now()))
		card := w.within(2*time.Second, alerts, 1)[0]
		w.said(card, "Play: Demo follow-up")
		w.click("U0ANN", card, "play")
		w.click("U0BEN", card, "play") // under way already
		play := w.within(time.Second, alerts, 2)[1]
		if play.ThreadTS != card.TS {
			t.Errorf("the play is not in the alert's thread: %+v", play)
		}
		for _, want := range []string{
			"*Demo follow-up at Acme Corp* · begun by <@U0ANN>", "*Call whoever asked* · Ann · by phone · until 16 Mar",
			"*Send the reference of a similar customer* · Ben · by mail · until 17 Mar", "*Invite the CFO to a briefing* · Lea · by LinkedIn · until 22 Mar",
		} {
			w.said(play, want)
		}
		direct := func(user string) []slackfake.Message { return w.fake.Messages(w.fake.DM(user), user) }
		until(t, 2000, 3, 16, 16, 0)
		if got := direct("U0ANN"); len(got) != 1 || got[0].Text != "Due today at Acme Corp: Call whoever asked" {
			t.Fatalf("Ann reads %+v\n%s", got, w.log)
		}
		w.click("U0ANN", direct("U0ANN")[0], "done")
		w.said(w.fake.Messages(alerts, "")[1], ":white_check_mark: *Call whoever asked* · Ann · by phone · done by <@U0ANN>")
		w.said(direct("U0ANN")[0], "done by <@U0ANN>")
		w.click("U0FOREIGN", play, "more_1", "skip p1 1") // from another workspace
		if got := direct("U0BEN"); len(got) != 0 {
			t.Errorf("Ben is told too early: %s", got[0].Text)
		}
		until(t, 2000, 3, 17, 8, 16)
		if got := direct("U0BEN"); len(got) != 1 {
			t.Fatalf("Ben reads %+v", got)
		}
		w.click("U0BEN", play, "more_1", "done p1 1")
		w.said(w.ask("U0LEA", "plays"), "Invite the CFO to a briefing")
		w.said(w.ask("U0ANN", "plays"), "No step of a play is open for you")
		until(t, 2000, 3, 22, 8, 16)
		if got := direct("U0LEA"); len(got) != 2 { // and that nobody is on the alert
			t.Fatalf("Lea reads %+v", got)
		}
		w.click("U0LEA", play, "more_2", "skip p1 2")
		w.said(w.fake.Messages(alerts, "")[1], "all steps are over")
		deal := "id,account_id,name,stage,amount,created_at,closed_at,won\nO1,A1,Deal,open,1," + time.Now().UTC().Format(time.RFC3339) + ",,false\n"
		delivery{ingest.Opportunities, deal}.to(t, w.app)
		time.Sleep(10 * 24 * time.Hour)
		for _, user := range []string{"U0ANN", "U0BEN"} {
			if n := len(direct(user)); n != 1 {
				t.Errorf("%s has %d messages in the end", user, n)
			}
		}
		rows := table(t, w.app, app.ExportOptions{Kind: "plays"})
		var states []string
		for _, r := range rows {
			states = append(states, strings.Join([]string{r[0], r[1], r[5], r[6], r[11]}, " "))
		}
		if got := strings.Join(states, "; "); got != "p1 A1 opportunity 1 done; p1 A1 opportunity 2 done; p1 A1 opportunity 3 skipped" {
			t.Errorf("exported %s", got)
		}
		// By command, at another time: where alerts about the account go.
		w.said(w.ask("U0ANN", "play acme with demo follow-up"), "is begun at *Acme Corp*")
		w.said(w.ask("U0ANN", "play acme with demo follow-up"), "under way at *Acme Corp* already: 3 of 3 steps are open")
		w.said(w.ask("U0BEN", "play acme with demo follow-up"), "begun by its owner or a manager")
		w.said(w.ask("U0ANN", "play acme"), "hich play")
	})
}

// What became of a step stands on the play and on the reminder, also where Slack or the
// program fails at that moment.
func TestStoryStepsReachTheirMessages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &desk{stage(t, nightConfig(t, quietNights+`
[[plays]]
name = "Demo follow-up"
steps = [{do = "Call whoever asked", who = "owner", day = 0}, {do = "Send the reference", who = "ben@ours.com", day = 3}]
`))}
		w.accounts(acmeAccount)
		w.start()
		defer w.end()
		until(t, 2000, 3, 1, 10, 0)
		w.said(w.ask("U0ANN", "play acme"), "is begun")
		play := w.within(time.Second, alerts, 1)[0]
		until(t, 2000, 3, 1, 16, 0)
		ann := w.fake.DM("U0ANN")
		reminder := w.within(time.Second, ann, 1)[0]
		w.fake.Script("chat.update", slackfake.Times(4, slackfake.LostRequest())...)
		w.click("U0ANN", play, "more_0", "done p1 0")
		w.again()
		time.Sleep(time.Minute)
		const want = ":white_check_mark: *Call whoever asked*"
		if got := w.card(alerts, play.TS); !strings.Contains(got, want) {
			t.Errorf("the play: %s", got)
		}
		if got := w.card(ann, reminder.TS); !strings.Contains(got, want) {
			t.Errorf("the reminder: %s", got)
		}
	})
}
