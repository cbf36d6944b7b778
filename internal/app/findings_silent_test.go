package app

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/internal/config"
	"engagement/internal/storetest"
)

// TestNightsPauseWhatAReplayPauses lives through the weeks in which a source goes
// silent and comes back, night by night: its accounts do not stall, every night
// says so once, and one that stays away is found afterwards. A replay of those
// days finds and suppresses the same.
func TestNightsPauseWhatAReplayPauses(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, address string) {
		// Nobody is told of stalls, so that each has its answer in the night.
		c, err := config.Parse("test", []byte("[alerts.kinds]\nstall = \"off\"\n"))
		if err != nil {
			t.Fatal(err)
		}
		first := account.DayDate(2026, 1, 5)
		const silent, back, days = 100, 125, 140
		now := first.Midnight()
		a, err := Open(t.Context(), Options{Database: address, Config: c, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		var accounts []account.Account
		for i := range 9 {
			accounts = append(accounts, account.Account{ID: fmt.Sprintf("A%d", i), Name: fmt.Sprintf("Company %d", i), Tier: "1"})
		}
		if _, err := a.Store.SaveAccounts(t.Context(), now, "", accounts, nil); err != nil {
			t.Fatal(err)
		}
		// A0 to A4 are seen on the web, A5 to A8 by linkedin; A4 and A8 go away.
		one := func(id, source string, day account.Day) account.Activity {
			at := day.Midnight().Add(10 * time.Hour)
			return account.Activity{
				Source: source, ID: fmt.Sprint(id, day), OccurredAt: at, RecordedAt: at, Type: "content.download", Asset: fmt.Sprint("paper ", day),
				Minutes: account.NoMinutes, Live: true, Match: account.Match{AccountID: id, Method: account.ByAccountID, Confidence: 100},
				Identity: account.Identity{AccountRef: id},
			}
		}
		on := func(n account.Day) []account.Activity {
			var rows []account.Activity
			for i := range 9 {
				id, source := fmt.Sprintf("A%d", i), "web"
				if i >= 5 {
					source = "linkedin"
				}
				gone := (i == 4 || i == 8) && n >= silent
				mute := source == "linkedin" && n >= silent && n < back
				if (int(n)+i)%2 == 0 && !gone && !mute {
					rows = append(rows, one(id, source, first+n))
				}
			}
			return rows
		}
		record := func(rows []account.Activity) { recordAll(t, a, now, rows) }
		var past []account.Activity
		for n := range account.Day(silent) {
			past = append(past, on(n)...)
		}
		now = (first + silent).Midnight().Add(3 * time.Hour)
		record(past)
		if _, err := a.Find(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		for n := account.Day(silent); n < days; n++ {
			now = (first + n + 1).Midnight().Add(-time.Minute)
			record(on(n))
			now = (first + n + 1).Midnight().Add(3 * time.Hour)
			for range 2 {
				if _, err := a.Find(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
			}
		}
		stalls := func(o ExportOptions) []string {
			o.Kind = "decisions"
			var text strings.Builder
			if err := a.Export(t.Context(), &text, o); err != nil {
				t.Fatal(err)
			}
			rows, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, r := range rows[1:] {
				at, err := time.Parse(time.RFC3339, r[0])
				if err != nil {
					t.Fatal(err)
				}
				if r[2] == string(account.Stall) {
					day := account.DayOf(at, time.UTC)
					if o.Run == "" {
						day-- // a night is judged after it has ended
					}
					out = append(out, strings.Join([]string{fmt.Sprint(int(day - first)), r[1], r[3], r[4], r[5], r[6]}, " "))
				}
			}
			slices.Sort(out)
			return out
		}
		live := stalls(ExportOptions{})
		var short []string
		for _, s := range live {
			f := strings.Fields(s)
			short = append(short, strings.Join([]string{f[0], f[1], f[3]}, " "))
		}
		want := []string{
			"110 A4 switched_off", "110 A6 source_silent", "110 A8 source_silent", "111 A5 source_silent", "111 A7 source_silent", "132 A8 switched_off",
		}
		if diff := cmp.Diff(want, short); diff != "" {
			t.Errorf("stalls night by night (-want +got):\n%s", diff)
		}
		run, err := a.Replay(t.Context(), account.Span{From: first + silent, To: first + days - 1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(live, stalls(ExportOptions{Run: run.ID})); diff != "" {
			t.Errorf("stalls (-night by night +replay):\n%s", diff)
		}
		var kept, replayed []string
		for _, f := range exported(t, a, ExportOptions{}) {
			if f.day >= first+silent {
				kept = append(kept, f.String())
			}
		}
		for _, f := range exported(t, a, ExportOptions{From: first + silent, To: first + days - 1}) {
			if f.reason != string(alert.Replayed) {
				t.Errorf("%s is %s", f, f.reason)
			}
			replayed = append(replayed, f.String())
		}
		if diff := cmp.Diff(replayed, kept); diff != "" {
			t.Errorf("findings (-replay +kept):\n%s", diff)
		}
	})
}

// recordAll records activities that are matched already.
func recordAll(t *testing.T, a *App, now time.Time, rows []account.Activity) {
	t.Helper()
	version, err := a.Store.DirectoryVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Store.Record(t.Context(), account.Batch{Directory: version, At: now, Activities: rows}); err != nil {
		t.Fatal(err)
	}
}
