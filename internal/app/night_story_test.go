package app_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/slackfake"
)

// nightConfig tells of what nights find, over http, with more settings.
func nightConfig(t *testing.T, more string) *config.Config {
	t.Helper()
	c, err := config.Parse("night", []byte(`
[company]
timezone = "Europe/Berlin"
holidays = ["2000-03-20"]
[ingest.http]
listen = "bot.story:80"
[slack]
mode = "http"
listen = "bot.story:80"
`+more))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// big is an account that no story makes an MQA.
func big(id, owner string) account.Account {
	return account.Account{ID: id, Name: "Company " + id, Domains: []string{strings.ToLower(id) + ".com"}, Employees: 20_000, Owner: owner}
}

// reading sends downloads of an account, ten minutes each, three a person.
func (w *workspace) reading(account string, n int) {
	w.t.Helper()
	for i := range n {
		at := time.Now()
		w.send(fmt.Sprintf(`{"id":"%s-%d-%d","type":"content.download","email":"p%d@%s.com","asset":"paper %d %d","occurred_at":%q}`,
			account, at.Unix(), i, i/3, strings.ToLower(account), at.Unix(), i, at.UTC().Format(time.RFC3339)))
	}
}

// weeks lets weeks pass in which each account reads one paper every Tuesday.
func (w *workspace) weeks(n int, accounts ...string) {
	w.t.Helper()
	for range n {
		for _, id := range accounts {
			w.reading(id, 1)
		}
		time.Sleep(7 * 24 * time.Hour)
	}
}

// until waits for a moment of the company's day.
func until(t *testing.T, year int, month time.Month, day, hour, minute int) {
	t.Helper()
	time.Sleep(time.Until(time.Date(year, month, day, hour, minute, 0, 0, berlin(t))))
}

// What a Friday brings is found by the night, and told on the next working morning:
// not on Saturday, not on the holiday. The strongest has the card, the others are
// named in one line in the evening, and nothing is said twice.
func TestStoryNightFindsAndMorningTells(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := stage(t, nightConfig(t, "[alerts]\nbudget = 1\nevening = \"16:00\"\n[alerts.kinds]\nfirst_engagement = \"off\"\nnew_senior = \"off\"\nevent_burst = \"off\"\n"))
		w.accounts(big("A1", "ann@ours.com"), big("A2", ""), big("A3", "ben@ours.com"))
		w.start()
		defer w.end()
		until(t, 2000, 1, 4, 10, 0)
		w.weeks(10, "A1", "A2", "A3")
		until(t, 2000, 3, 17, 10, 0) // a Friday
		w.reading("A1", 8)
		w.reading("A2", 12)
		w.reading("A3", 7)
		until(t, 2000, 3, 21, 7, 59) // Monday is a holiday
		w.within(time.Second, alerts, 0)
		until(t, 2000, 3, 21, 8, 1)
		card := w.within(time.Second, alerts, 1)[0]
		if want := "Company A2 is warming up: 120 min in 7 days, normally 10 (x12.0, +110 min)"; card.Text != want {
			t.Errorf("the notification is %q, want %q", card.Text, want)
		}
		for _, want := range []string{"no owner yet", "*Why now*", "*Move*", "slack_file", "I'm on it"} {
			if !strings.Contains(string(card.Blocks), want) {
				t.Errorf("the card does not hold %q: %s", want, card.Blocks)
			}
		}
		until(t, 2000, 3, 21, 15, 59)
		w.within(time.Second, alerts, 1)
		until(t, 2000, 3, 21, 16, 1)
		line := w.within(time.Second, alerts, 2)[1]
		if line.Text != "Also moving on 21 Mar: 2 accounts" || !strings.Contains(string(line.Blocks), "*Company A1* is warming up (80 min in 7 days, normally 10); *Company A3* is warming up (70 min in 7 days, normally 10)") {
			t.Errorf("the line %q: %s", line.Text, line.Blocks)
		}
		time.Sleep(14 * 24 * time.Hour)
		w.within(time.Second, alerts, 2)
		counts := map[string]int{}
		for _, r := range table(t, w.app, app.ExportOptions{Kind: "decisions"}) {
			if r[2] == "surge" {
				counts[r[3]+" "+r[4]]++
			}
		}
		if counts["true found"] != 1 || counts["false over_budget"] != 2 || len(counts) != 2 {
			t.Errorf("answers %v", counts)
		}
	})
}

// An alert is for the owner alone where a route says so, in the morning of where
// they are and after their quiet hours; while they are away it is their delegate's;
// that of somebody who left reaches the manager.
func TestStoryOwnersAreToldDirectly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := nightConfig(t, `[alerts.kinds]
first_engagement = "off"
event_burst = "off"
surge = "direct"
[people."ann@ours.com"]
away = [{from = "2000-04-01", to = "2000-04-30", delegate = "ben@ours.com"}]
[people."gone@ours.com"]
manager = "lea@ours.com"
[people."nobody@ours.com"]
`)
		w := &desk{stage(t, c)}
		w.accounts(big("A1", "ann@ours.com"), big("A2", "gone@ours.com"), big("A3", "nobody@ours.com"))
		w.start()
		defer w.end()
		must(t, w.app.Store.SavePreference(t.Context(), account.Preference{UserID: "U0ANN", Zone: "America/Los_Angeles", QuietFrom: 17 * 60, QuietTo: 9 * 60}))
		until(t, 2000, 1, 4, 10, 0)
		w.weeks(10, "A1", "A2", "A3")
		for _, id := range []string{"A1", "A2", "A3"} {
			w.reading(id, 9) // on a Tuesday
		}
		direct := func(user string, want int) []slackfake.Message {
			t.Helper()
			got := w.fake.Messages(w.fake.DM(user), user)
			if len(got) != want {
				t.Fatalf("%s has %d messages at %s, want %d\n%s", user, len(got), time.Now().In(berlin(t)), want, w.log)
			}
			return got
		}
		until(t, 2000, 3, 15, 8, 1)
		if got := direct("U0LEA", 1)[0]; !strings.Contains(got.Text, "Company A2 is warming up") || !strings.Contains(string(got.Blocks), "<@U0LEA>") {
			t.Errorf("the manager reads %s: %s", got.Text, got.Blocks)
		}
		if got := w.within(time.Second, alerts, 1)[0]; !strings.Contains(got.Text, "Company A3") {
			t.Errorf("what nobody reads goes to the channel: %s", got.Text)
		}
		until(t, 2000, 3, 15, 17, 59) // 8:59 in Los Angeles
		direct("U0ANN", 0)
		until(t, 2000, 3, 15, 18, 1)
		direct("U0ANN", 1)
		w.weeks(7, "A1")
		w.reading("A1", 30) // in May Ann is back, in April she is not
		time.Sleep(48 * time.Hour)
		direct("U0ANN", 2)
		direct("U0BEN", 0)
	})
}

// Where the config says so, later cards of an account are told in the thread of its
// first, and can be taken on there.
func TestStoryOneThreadAnAccount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &desk{stage(t, nightConfig(t, "[alerts]\nthreads = true\n[alerts.kinds]\nfirst_engagement = \"off\"\nnew_senior = \"off\"\nevent_burst = \"off\"\n"))}
		w.accounts(big("A1", "ann@ours.com"), big("A2", ""))
		w.start()
		defer w.end()
		until(t, 2000, 1, 4, 10, 0)
		w.weeks(10, "A1")
		w.send(row("d1", "form.demo_request", "p0@a1.com", time.Now()))
		first := w.within(2*time.Second, alerts, 1)[0]
		w.weeks(2, "A1")
		w.reading("A1", 9)
		w.reading("A2", 9)
		time.Sleep(26 * time.Hour)
		second := w.within(time.Second, alerts, 2)[1]
		if second.ThreadTS != first.TS || !strings.Contains(second.Text, "Company A1 is warming up") {
			t.Fatalf("the second card %+v", second)
		}
		w.click("U0ANN", second, "claim")
		w.said(w.fake.Messages(alerts, "")[1], "is on it")
		time.Sleep(40 * 24 * time.Hour)
		w.within(time.Second, alerts, 4) // with who is on it, and that the only source fell silent
	})
}

// A line names the strongest and counts the others; what it counts is named by a
// question, so that nothing is heard of by nobody.
func TestStoryWhatALineCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &desk{stage(t, nightConfig(t, quietNights+"[alerts]\nbudget = 1\nescalate_days = 0\n"))}
		var firms []account.Account
		for i := range 14 {
			firms = append(firms, account.Account{ID: fmt.Sprint("A", i), Name: fmt.Sprintf("Company %02d", i), Domains: []string{fmt.Sprintf("a%d.com", i)}, Employees: 100})
		}
		w.accounts(firms...)
		w.start()
		defer w.end()
		until(t, 2000, 1, 11, 10, 0)
		w.said(w.ask("U0ANN", "alerts listed"), "Alerts without a card in 7 days: 0")
		for n := range firms {
			for p := range 15 {
				w.send(fmt.Sprintf(`{"id":"r-%d-%d","type":"content.download","email":"p%d@a%d.com","asset":"paper %d","occurred_at":%q}`,
					n, p, p/3, n, p, time.Now().AddDate(0, 0, -p%6).UTC().Format(time.RFC3339)))
			}
		}
		until(t, 2000, 1, 11, 18, 0)
		told := w.within(time.Second, alerts, 2)
		w.said(told[1], "and 3 more")
		w.said(told[1], "`/engagement alerts listed` names all")
		listed := w.ask("U0ANN", "alerts listed week")
		w.said(listed, "Alerts without a card this week: 13")
		for _, f := range firms {
			if !strings.Contains(told[0].Text+string(listed.Blocks), f.Name) {
				t.Errorf("nobody hears of %s: %s", f.Name, listed.Blocks)
			}
		}
		if said := string(w.ask("U0ANN", "alerts listed 2000-01-01..2000-01-10").Blocks); strings.Contains(said, "Company") {
			t.Errorf("before that day: %s", said)
		}
	})
}
