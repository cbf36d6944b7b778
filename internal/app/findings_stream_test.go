package app_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/storetest"
)

const realReleases = shared + "2_activities/dpdk_release_calendar.csv"

// TestRealFindings replays the real stream through import, scoring and export:
// few findings that would alert outside the weeks around a release.
func TestRealFindings(t *testing.T) {
	t.Parallel()
	needShared(t)
	a := opened(t, storetest.SQLite(t), realConfig(t))
	imports(t, a, accountsOptions, realAccounts)
	imports(t, a, streamOptions, realStream)
	from, until := map[string]account.Day{}, map[string]account.Day{}
	end := account.Day(0)
	for _, r := range table(t, a, app.ExportOptions{Kind: "series"}) {
		day := dayOf(t, r[1])
		if from[r[0]] == 0 {
			from[r[0]] = day
		}
		until[r[0]] = day
		end = max(end, day)
	}
	quarters := 0.0
	for id := range from {
		const warm = 35 // days before anything can surge
		quarters += float64(max(0, min(end, until[id]+91)-from[id]+1-warm)) / 91.3
	}
	file, err := os.Open(realReleases)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	calendar, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var releases []account.Day
	for _, r := range calendar[1:] {
		releases = append(releases, dayOf(t, r[1]))
	}
	slices.Sort(releases)

	began := time.Now()
	rows := table(t, a, app.ExportOptions{Kind: "findings", To: end})
	took := time.Since(began)
	kinds, alarms := map[string]int{}, 0
	for _, r := range rows {
		kinds[r[2]]++
		next, _ := slices.BinarySearch(releases, dayOf(t, r[1])-7)
		if around := next < len(releases) && releases[next] <= dayOf(t, r[1])+7; !around {
			alarms++
		}
		if r[7] == "" || strings.HasPrefix(r[7], "-") {
			t.Errorf("finding %v does not explain itself", r)
		}
	}
	rate := float64(alarms) / quarters
	t.Logf("%d accounts, %.0f quarters in %s: %v, %.3f an account and quarter outside release weeks", len(from), quarters, took, kinds, rate)
	if rate > 0.5 || kinds["surge"] < 300 || kinds["event_burst"] > 0 {
		t.Errorf("%.3f findings an account and quarter outside release weeks (%v), want 0.5 at most", rate, kinds)
	}
}

func table(t *testing.T, a *app.App, o app.ExportOptions) [][]string {
	t.Helper()
	var out strings.Builder
	if err := a.Export(t.Context(), &out, o); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func dayOf(t *testing.T, s string) account.Day {
	t.Helper()
	day, err := account.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return day
}
