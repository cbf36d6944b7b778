package app_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/slackfake"
)

// Digests come every week at the reader's own time, to where they were ordered,
// also when clocks change and the program is restarted at that very moment: each
// once, and none for a week with nothing to say.
func TestStoryDigestsEveryWeek(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := nightConfig(t, quietNights+"[people.\"lea@ours.com\"]\nrole = \"manager\"\n")
		w := &desk{stage(t, c)}
		w.accounts(big("A1", "ann@ours.com"), big("A2", "ben@ours.com"))
		w.start()
		defer func() { w.end() }()
		until(t, 2000, 3, 1, 10, 0) // a Wednesday; clocks change on 26 March
		must(t, w.app.Store.SavePreference(t.Context(), account.Preference{UserID: "U0ANN", Zone: "Europe/Berlin"}))
		w.said(w.ask("U0ANN", "digest weekly mon 09:00"), "Digest d1 is ordered: mine, every Monday at 09:00 (Europe/Berlin), to you. The next one comes on Monday 6 March, 09:00")
		w.said(w.ask("U0LEA", "digest weekly mon 08:30 #alerts all"), "Digest d2 is ordered: all, every Monday at 08:30 (Etc/UTC), to")
		w.said(w.ask("U0BEN", "digest weekly mon 09:00 #alerts all"), "for managers to order")
		w.said(w.ask("U0BEN", "digest weekly Monday 9:00 rep mine"), "Digest d3 is ordered")
		w.said(w.ask("U0BEN", "digest stop d1"), "o digest of yours is called d1")
		w.said(w.ask("U0LEA", "digest edit d2 weekly tuesday 10:00 #alerts all"), "every Tuesday at 10:00")
		w.said(w.ask("U0LEA", "digest weekly mon 08:30 #alerts all"), "Digest d2 is changed")
		w.said(w.ask("U0ANN", "digest now"), "Nothing to say")
		direct := func(user string) []slackfake.Message { return w.fake.Messages(w.fake.DM(user), user) }
		for week := range 6 {
			monday := time.Date(2000, 3, 6+7*week, 9, 0, 0, 0, berlin(t))
			time.Sleep(time.Until(monday.Add(-20 * time.Hour)))
			w.reading("A1", 6+3*week)
			time.Sleep(time.Until(monday.Add(-time.Second)))
			if week == 3 {
				w.again()
			}
			time.Sleep(10 * time.Minute)
			if got := len(direct("U0ANN")); got != week+1 {
				t.Fatalf("week %d: Ann has %d digests\n%s", week, got, w.log)
			}
			if got := direct("U0BEN"); len(got) > 0 { // nothing moves at his account
				t.Fatalf("week %d: Ben reads %s", week, got[0].Text)
			}
		}
		if got := direct("U0ANN")[0]; !strings.HasPrefix(got.Text, "Your accounts · the 7 days up to 6 Mar: 60 min in 7 days, 0 in the 7 before") || !strings.Contains(string(got.Blocks), "frozen") {
			t.Errorf("Ann reads %s: %s", got.Text, got.Blocks)
		}
		time.Sleep(2 * time.Hour)
		if got := w.within(time.Second, alerts, 7); !strings.HasPrefix(got[0].Text, "All accounts · the 7 days up to 6 Mar: 2 target accounts spent 60 min this quarter") {
			t.Errorf("the channel reads %s", got[0].Text)
		}
		counts := map[string]int{}
		for _, r := range table(t, w.app, app.ExportOptions{Kind: "alerts"}) {
			counts[r[2]+" "+r[5]]++
		}
		if counts["digest sent"] != 12 {
			t.Errorf("outbox %v", counts)
		}
		list := w.ask("U0ANN", "digest list")
		w.said(list, "*d1* · mine")
		if strings.Contains(string(list.Blocks), "d2") {
			t.Errorf("Ann sees Lea's: %s", list.Blocks)
		}
		w.said(w.ask("U0ANN", "digest stop d1"), "Digest d1 is stopped")
		w.said(w.ask("U0LEA", "digest stop d2"), "Digest d2 is stopped")
		time.Sleep(21 * 24 * time.Hour)
		w.within(time.Second, alerts, 7) // six digests and the account's MQA
	})
}
