package app

import (
	"fmt"
	"testing"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/internal/config"
	"engagement/internal/storetest"
	"engagement/store"
)

// christmas lives through the weeks around New Year, night by night, with 300 accounts
// that all rest from 22 December to 2 January; one of them leaves on a day, zero is
// never. It returns what the nights said of stalls: kinds of fates by account.
func christmas(t *testing.T, settings string, leaves account.Day) (stalls map[string]int) {
	t.Helper()
	c, err := config.Parse("test", []byte("[company]\ntimezone = \"Europe/Berlin\"\n"+settings+"\n[alerts.kinds]\nmqa = \"off\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	first := account.DayDate(2026, time.December, 14)
	now := first.Start(c.Zone)
	a, err := Open(t.Context(), Options{Database: storetest.SQLite(t), Config: c, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	var accounts []account.Account
	for i := range 300 {
		accounts = append(accounts, account.Account{ID: fmt.Sprintf("A%03d", i), Name: fmt.Sprintf("Company %d", i), Tier: "1"})
	}
	if _, err := a.Store.SaveAccounts(t.Context(), now, "", accounts, nil); err != nil {
		t.Fatal(err)
	}
	on := func(day account.Day) []account.Activity {
		date := day.Midnight()
		if date.Month() == time.December && date.Day() >= 22 || date.Month() == time.January && date.Day() <= 2 ||
			date.Weekday() == time.Saturday || date.Weekday() == time.Sunday {
			return nil
		}
		var rows []account.Activity
		for i := range accounts {
			id, at := accounts[i].ID, day.Start(c.Zone).Add(10*time.Hour)
			if (int(day)+i)%2 == 0 && (i != 7 || leaves == 0 || day < leaves) {
				rows = append(rows, account.Activity{
					Source: "web", ID: fmt.Sprint(id, day), OccurredAt: at, RecordedAt: at, Type: "content.download", Asset: "paper of " + day.String(),
					Minutes: account.NoMinutes, Live: true, Match: account.Match{AccountID: id, Method: account.ByAccountID, Confidence: 100},
					Identity: account.Identity{AccountRef: id},
				})
			}
		}
		return rows
	}
	record := func(rows []account.Activity) { recordAll(t, a, now, rows) }
	var past []account.Activity
	for day := first - 98; day < first; day++ {
		past = append(past, on(day)...)
	}
	record(past)
	if _, err := a.Find(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for day := first; day < first+40; day++ {
		now = day.End(c.Zone).Add(-time.Minute)
		record(on(day))
		now = day.End(c.Zone).Add(150 * time.Minute)
		if _, err := a.Find(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		now = day.End(c.Zone).Add(9 * time.Hour)
		if err := a.Dispatch(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	stalls = map[string]int{}
	if err := a.Store.Alerts(t.Context(), func(r alert.Record) error {
		if r.Message.Kind == alert.Kind(account.Stall) {
			stalls[r.Message.AccountID]++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := a.Store.Decisions(t.Context(), func(d store.DecisionRecord) error {
		if d.Kind == alert.Kind(account.Stall) && !d.Sent {
			stalls[d.AccountID+" "+string(d.Reason)]++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return stalls
}

// Christmas is not three hundred stalls: what falls silent with everybody is no
// news, and no question, whether the calendar knows the days or not. An account
// that does not come back is told of.
func TestChristmasIsNotThreeHundredStalls(t *testing.T) {
	t.Parallel()
	const holidays = "holidays = [\"2026-12-24\", \"2026-12-25\", \"2026-12-26\", \"2027-01-01\"]"
	for name, tt := range map[string]struct {
		settings string
		leaves   account.Day
	}{
		"the calendar knows":     {settings: holidays},
		"nobody told us":         {},
		"one does not come back": {settings: holidays, leaves: account.DayDate(2026, time.December, 22)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := christmas(t, tt.settings, tt.leaves)
			told := got["A007"]
			delete(got, "A007")
			if len(got) > 0 {
				t.Errorf("stalls %v", got)
			}
			if (told > 0) != (tt.leaves != 0) {
				t.Errorf("A007 is told of %d times, and left on %s", told, tt.leaves)
			}
		})
	}
}
