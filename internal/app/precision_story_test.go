package app_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/slackfake"
)

// What became of the alerts of a quarter is what a hand counts: told, taken on, found
// useful or not, led to an opportunity; the requests that chance cannot withhold, and
// beside them those that it did.
func TestStoryPrecision(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := nightConfig(t, "[alerts]\nbudget = -1\nhold_out = 50\n"+quietNights)
		w := &desk{stage(t, c)}
		const firms = 24
		var all []account.Account
		for i := range firms {
			id := fmt.Sprintf("F%02d", i)
			all = append(all, account.Account{ID: id, Name: "Firm " + id, Domains: []string{strings.ToLower(id) + ".com"}, Tier: "1", Employees: 50})
		}
		w.accounts(append(all[:firms:firms], account.Account{ID: "R00", Name: "Asker", Domains: []string{"r00.com"}})...)
		w.start()
		defer w.end()
		until(t, 2000, 3, 1, 10, 0)
		for range 3 {
			for _, f := range all {
				w.reading(f.ID, 6)
			}
			time.Sleep(24 * time.Hour)
		}
		w.send(row("d1", "form.demo_request", "p0@r00.com", time.Now()))
		time.Sleep(time.Minute)
		cards := w.fake.Messages(alerts, "")
		requests, mqas := []slackfake.Message{}, []slackfake.Message{}
		for _, m := range cards {
			if strings.Contains(m.Text, "asked to be contacted") {
				requests = append(requests, m)
			} else {
				mqas = append(mqas, m)
			}
		}
		if len(requests) != 1 || len(mqas) < firms/4 || len(mqas) > firms*3/4 {
			t.Fatalf("%d requests, %d of %d MQAs told\n%s", len(requests), len(mqas), firms, w.log)
		}
		// Two are taken on, one of them found useful; one is found useless; two lead to
		// opportunities, one of which nobody took on.
		w.click("U0ANN", mqas[0], "claim")
		w.click("U0BEN", mqas[1], "claim")
		menu := func(m slackfake.Message, what string) string {
			return what + " " + alertOf(t, w, m)
		}
		w.click("U0ANN", mqas[0], "more", menu(mqas[0], "useful"))
		w.click("U0BEN", mqas[2], "more", menu(mqas[2], "useless noise"))
		deals := "id,account_id,name,stage,amount,created_at,closed_at,won\n"
		for n, m := range []slackfake.Message{mqas[1], mqas[3]} {
			deals += fmt.Sprintf("O%d,%s,Deal,open,1,%s,,false\n", n, firmOf(m), time.Now().UTC().Format(time.RFC3339))
		}
		delivery{ingest.Opportunities, deals}.to(t, w.app)
		time.Sleep(time.Minute)
		got := strings.Join(export(t, w.app, app.ExportOptions{Kind: "precision"}), "\n")
		want := fmt.Sprintf("mqa,#alerts,%d,2,2,1,1,2,3\nact_now,#alerts,1,0,0,0,0,0,0", len(mqas))
		if !strings.Contains(got, want) {
			t.Errorf("the export says\n%s\nwant\n%s", got, want)
		}
		answer := w.ask("U0ANN", "alerts 30d")
		w.said(answer, fmt.Sprintf("*3 of %d alerts* in 30 days were worth it: 2 taken on, 2 of them within two working days, 2 led to an opportunity", len(mqas)+1))
		w.said(answer, fmt.Sprintf("of %d told 2 led to an opportunity (%.0f %%), of %d withheld by chance 0 (0 %%)", len(mqas), 200/float64(len(mqas)), firms-len(mqas)))
	})
}

// firmOf is the account that a card is about.
func firmOf(m slackfake.Message) string {
	return m.Text[strings.Index(m.Text, "Firm ")+5:][:3]
}

// alertOf is the id of the alert of a card: the value of its button.
func alertOf(t *testing.T, w *desk, m slackfake.Message) string {
	t.Helper()
	for _, r := range table(t, w.app, app.ExportOptions{Kind: "alerts"}) {
		if r[1] == firmOf(m) && r[5] == "sent" && r[2] == "mqa" {
			return r[0]
		}
	}
	t.Fatalf("no alert of %s", m.Text)
	return ""
}
