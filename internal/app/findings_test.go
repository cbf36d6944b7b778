package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/storetest"
)

// downloads is a file of ten minutes a row, by two people in turn.
func downloads(asset string, days ...account.Day) delivery {
	var text strings.Builder
	text.WriteString("id,occurred_at,type,email,asset\n")
	for i, day := range days {
		fmt.Fprintf(&text, "%s-%d,%sT1%d:00:00Z,content.download,p%d@acme.com,%s %d\n", asset, i, day, i%10, i%2, asset, i)
	}
	return delivery{ingest.Activities, text.String()}
}

func repeat(days []account.Day, n int) []account.Day {
	var out []account.Day
	for range n {
		out = append(out, days...)
	}
	return out
}

// TestFindingsAreNewsOnce: a first import is history, a surge is found the
// night after, late rows are learned late, old rows are history, and neither
// another config nor another run adds anything.
func TestFindingsAreNewsOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, address string) {
		c, err := config.Parse("test", nil)
		if err != nil {
			t.Fatal(err)
		}
		today := account.DayDate(2026, 3, 31)
		now := today.Midnight().Add(3 * time.Hour)
		open := func(c *config.Config) *app.App {
			a, err := app.Open(t.Context(), app.Options{Database: address, Config: c, Now: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := a.Close(); err != nil {
					t.Error(err)
				}
			})
			return a
		}
		a := open(c)
		seen := 0
		night := func(name string, a *app.App, want ...string) {
			t.Helper()
			n, err := a.Find(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			rows := table(t, a, app.ExportOptions{Kind: "findings"})
			for _, r := range rows {
				if r[2] == "surge" || r[2] == "first_engagement" {
					got = append(got, r[1]+" "+r[2]+" "+r[8])
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", name, diff)
			}
			if n != len(rows)-seen {
				t.Errorf("%s: %d new findings, %d more rows", name, n, len(rows)-seen)
			}
			seen = len(rows)
			if again, err := a.Find(t.Context(), nil); again != 0 || err != nil {
				t.Errorf("%s, once more: %d new findings, %v", name, again, err)
			}
		}

		delivery{ingest.Accounts, "id,name,domains,tier\nA1,Acme,acme.com,3\n"}.to(t, a)
		delivery{ingest.Contacts, "id,email,title,account_id\nP0,p0@acme.com,,A1\nP1,p1@acme.com,,A1\n"}.to(t, a)
		var steady []account.Day
		for day := today - 200; day < today; day += 7 {
			steady = append(steady, day)
		}
		downloads("steady", steady...).to(t, a)
		first := (today - 200).String() + " first_engagement history"
		night("the first import", a, first)

		now = now.AddDate(0, 0, 1)
		downloads("study", repeat([]account.Day{today}, 1)...).to(t, a)
		night("too little", a, first)
		now = now.AddDate(0, 0, 1)
		downloads("news", repeat([]account.Day{today + 1}, 8)...).to(t, a)
		surge := (today + 1).String() + " surge found"
		night("a surge", a, first, surge)

		now = now.AddDate(0, 0, 60)
		quiet := today + 61 // the last complete day
		night("two quiet months", a, first, surge)
		now = now.AddDate(0, 0, 1)
		downloads("late", repeat([]account.Day{quiet - 9, quiet - 8}, 6)...).to(t, a)
		late := (quiet - 8).String() + " surge learned_late"
		night("nine days late", a, first, surge, late)

		now = now.AddDate(0, 0, 1)
		downloads("old", repeat([]account.Day{today - 100, today - 99}, 6)...).to(t, a)
		old := (today - 99).String() + " surge history"
		night("old rows", a, first, old, surge, late)

		other, err := config.Parse("test", []byte("[spikes]\nratio = 1.1\nmore = 1\nleast_weeks = 2\n"))
		if err != nil {
			t.Fatal(err)
		}
		now = now.AddDate(0, 0, 1)
		night("another config", open(other), first, old, surge, late)
	})
}
