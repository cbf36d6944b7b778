package app_test

import (
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/bot"
	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/storetest"
)

// What was known on a day is what was exported on that day, whatever has come
// since; without --known late rows count on the day on which they happened.
func TestKnownIsWhatWasSaidThen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, address string) {
		c, err := config.Parse("test", []byte("[company]\ntimezone = \"Europe/Berlin\"\n"))
		if err != nil {
			t.Fatal(err)
		}
		day := account.DayDate(2026, 3, 20)
		now := day.End(c.Zone).Add(-time.Second)
		a, err := app.Open(t.Context(), app.Options{Database: address, Config: c, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		(delivery{ingest.Accounts, "id,name,domains,tier\nA1,Acme,acme.com,3\nA2,Globex,globex.com,3\n"}).to(t, a)
		(delivery{ingest.Contacts, "id,email,title,account_id\nP0,p0@acme.com,,A1\nP1,p1@acme.com,,A1\n"}).to(t, a)
		downloads("early", day-80, day-66, day-52, day-31, day-3).to(t, a)
		kinds := []string{"scores", "series", "ledger", "findings"}
		said := map[string][][]string{}
		for _, kind := range kinds {
			said[kind] = table(t, a, app.ExportOptions{Kind: kind, From: day - 6, AsOf: day})
		}
		card := answer(t, a, day)

		now = day.End(c.Zone) // the next day has begun
		downloads("late", repeat([]account.Day{day - 2, day - 1, day}, 3)...).to(t, a)
		for _, kind := range kinds {
			if diff := gocmp.Diff(said[kind], table(t, a, app.ExportOptions{Kind: kind, From: day - 6, AsOf: day, Known: true})); diff != "" {
				t.Errorf("%s (-said then +known then):\n%s", kind, diff)
			}
			if gocmp.Equal(said[kind], table(t, a, app.ExportOptions{Kind: kind, From: day - 6, AsOf: day})) {
				t.Errorf("late rows are not in %s as of the day they happened", kind)
			}
		}
		if diff := gocmp.Diff(card, answer(t, a.KnownBy(day), day)); diff != "" {
			t.Errorf("the answer (-said then +known then):\n%s", diff)
		}
		if card == answer(t, a, day) {
			t.Error("late rows are not in the answer")
		}
		for _, o := range []app.ExportOptions{{Kind: "scores", Known: true}, {Kind: "alerts", AsOf: day, Known: true}} {
			if err := a.Export(t.Context(), &strings.Builder{}, o); err == nil {
				t.Errorf("%+v was exported", o)
			}
		}
	})
}

// answer is what Slack would say of Acme on a day.
func answer(t *testing.T, a *app.App, day account.Day) string {
	t.Helper()
	var all strings.Builder
	b := bot.New(bot.Options{Reader: a.Reader(day), Desk: a.Store, Now: a.Now})
	for _, text := range []string{"acme", "acme why", "acme whynot", "acme people 90d", "acme heatmap 90d", "report quarter by tier"} {
		m, failed := b.Answer(t.Context(), bot.Operator(), text)
		if failed {
			t.Fatalf("%s: %s", text, m.Twin)
		}
		all.WriteString(m.Twin + "\n")
	}
	return all.String()
}
