package app_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/storetest"
)

// A busy account is scored from its bookmark, week after week, while people get
// titles, deals open, rows come late and the config changes: every stored card
// is what the rows say.
func TestBusyAccountsAreScoredFromBookmarks(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, address string) {
		configs := make([]*config.Config, 2)
		for i, text := range []string{"[company]\ntimezone = \"Europe/Berlin\"\n[[centers]]\nname = \"Sales\"\ndepartments = [\"Sales\"]\nminutes = 10\npeople = 1\n", "[company]\ntimezone = \"Europe/Berlin\"\n[weights.level]\nvp = 175\n"} {
			c, err := config.Parse("test", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			configs[i] = c
		}
		now := time.Date(2026, 1, 5, 18, 0, 0, 0, time.UTC)
		a, err := app.Open(t.Context(), app.Options{Database: address, Config: configs[0], Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		rnd := rand.New(rand.NewPCG(3, 5))
		n := 0
		types := []string{"web.page_view", "web.page_pricing", "content.download", "webinar.attended", "email.reply", "email.open", "product.active_minutes", "form.content", "web.tool_used", "event.session", "web.session", "email.delivered", "email.click", "form.demo_request"}
		rows := func(many int, from, to time.Time) delivery {
			var b strings.Builder
			b.WriteString("id,occurred_at,type,email,url,asset,minutes\n")
			for range many {
				n++
				kind := types[rnd.IntN(len(types)-1)]
				if n%97 == 0 {
					kind = "form.demo_request"
				}
				at := from.Add(time.Duration(rnd.Int64N(int64(to.Sub(from))))).Truncate(time.Minute)
				fmt.Fprintf(&b, "r%d-%d,%s,%s,p%d@busy.com,/p%d,paper %d,%d\n", rnd.IntN(50), n, at.UTC().Format(time.RFC3339), kind, rnd.IntN(90), rnd.IntN(9), rnd.IntN(12), rnd.IntN(50))
			}
			return delivery{ingest.Activities, b.String()}
		}
		(delivery{ingest.Accounts, "id,name,domains,tier,employees\nB,Busy,busy.com,1,5000\nQ,Quiet,quiet.com,2,50\n"}).to(t, a)
		rows(2500, now.AddDate(-1, 0, 0), now).to(t, a)
		taken := 0
		for week := range 24 {
			now = now.AddDate(0, 0, 7)
			for range 1 + rnd.IntN(3) {
				rows(1+rnd.IntN(40), now.AddDate(0, 0, -7), now).to(t, a)
			}
			cases, err := a.Store.Cases(t.Context(), now, a.Config.Hash, []string{"B", "Q"})
			if err != nil {
				t.Fatal(err)
			}
			if cases[0].Bookmark != nil {
				taken++
			}
			asRecorded(t, a)
			switch week % 8 {
			case 2:
				(delivery{ingest.Contacts, fmt.Sprintf("id,email,title,account_id\nc%d,p%d@busy.com,VP Sales,B\n", week, rnd.IntN(90))}).to(t, a)
			case 3:
				rows(5, now.AddDate(0, -4, 0), now).to(t, a)
			case 4:
				(delivery{ingest.Opportunities, fmt.Sprintf("id,account_id,name,stage,amount,created_at,closed_at,won\no%d,B,Deal,open,1,%s,,\n", week, now.AddDate(0, 0, -40).Format(time.RFC3339))}).to(t, a)
			case 5:
				a.Config = configs[1-week/8%2]
				if err := a.Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				if _, err := a.ScoreWaiting(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
			case 6:
				(delivery{ingest.Accounts, fmt.Sprintf("id,name,domains,tier,employees\nB,Busy,busy.com,%d,5000\n", 1+week%3)}).to(t, a)
			}
			asRecorded(t, a)
		}
		if taken < 12 {
			t.Errorf("the account was scored from a bookmark in %d of 24 weeks: the test says little", taken)
		}
		before := numbers(t, a)
		if _, err := a.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if after := numbers(t, a); after != before {
			t.Error("the rebuild changed numbers")
		}
	})
}
