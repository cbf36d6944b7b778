package scoring

import (
	"compress/gzip"
	"encoding/csv"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"engagement/account"
)

// realDays reads the git history of two projects, as minutes by account and
// day: ten an event, two hours a day at most.
func realDays(t *testing.T) (accounts map[string]AccountHistory, releases []account.Day) {
	t.Helper()
	const folder = "../../shared/data/2_activities/"
	packed, err := os.Open(folder + "account_daily_dev.csv.gz")
	if err != nil {
		t.Skipf("no shared data here: %v", err)
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	type visit struct {
		day    account.Day
		events int
	}
	seen := map[string][]visit{}
	last := account.Day(0)
	for _, row := range rowsOf(t, csv.NewReader(unpacked)) {
		day, err := account.ParseDay(row[0])
		if err != nil {
			t.Fatal(err)
		}
		events, err := strconv.Atoi(row[2])
		if err != nil {
			t.Fatal(err)
		}
		seen[row[1]] = append(seen[row[1]], visit{day, events})
		last = max(last, day)
	}
	accounts = map[string]AccountHistory{}
	for id, visits := range seen {
		slices.SortFunc(visits, func(a, b visit) int { return int(a.day - b.day) })
		first := visits[0].day
		h := AccountHistory{From: first, Minutes: make([]account.Milli, min(last, visits[len(visits)-1].day+91)-first+1)}
		for _, v := range visits {
			h.Minutes[v.day-first] = min(120, 10*account.Milli(v.events)) * account.Minute
		}
		accounts[id] = h
	}
	calendar, err := os.Open(folder + "dpdk_release_calendar.csv")
	if err != nil {
		t.Skipf("no shared data here: %v", err)
	}
	defer calendar.Close()
	for _, row := range rowsOf(t, csv.NewReader(calendar)) {
		day, err := account.ParseDay(row[1])
		if err != nil {
			t.Fatal(err)
		}
		releases = append(releases, day)
	}
	slices.Sort(releases)
	return accounts, releases
}

func rowsOf(t *testing.T, r *csv.Reader) [][]string {
	t.Helper()
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// TestRealSurges replays real accounts day by day: few surges outside the
// weeks around a release, and nearly all of those put in; for each account by
// itself, and with what everybody else did divided out.
func TestRealSurges(t *testing.T) {
	accounts, releases := realDays(t)
	t.Run("alone", func(t *testing.T) { realSurges(t, accounts, releases) })
	t.Run("everybody", func(t *testing.T) {
		policy := DefaultPolicy()
		var all []Days
		for _, id := range sortedKeys(accounts) {
			h := accounts[id]
			none := make([]account.Milli, len(h.Minutes))
			all = append(all, Days{Account: account.Account{ID: id}, From: h.From, Minutes: h.Minutes, Event: none})
		}
		pop := NewPopulation(all, &policy)
		for i := range all {
			h := accounts[all[i].Account.ID]
			h.Expected = pop.Expected(&all[i])
			accounts[all[i].Account.ID] = h
		}
		realSurges(t, accounts, releases)
	})
}

func realSurges(t *testing.T, accounts map[string]AccountHistory, releases []account.Day) {
	ids := sortedKeys(accounts)
	p := DefaultAccountSpikePolicy()
	replay := func(h AccountHistory) []account.Finding {
		found, err := AccountFindings(h, p)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	alarms, around, quarters := 0, 0, 0.0
	for _, id := range ids {
		h := accounts[id]
		quarters += float64(max(0, len(h.Minutes)-7*(p.Least+1))) / 91.3
		for _, f := range replay(h) {
			next, _ := slices.BinarySearch(releases, f.Day-7)
			if next < len(releases) && releases[next] <= f.Day+7 {
				around++
			} else {
				alarms++
			}
		}
	}
	t.Logf("%d accounts, %.0f quarters: %.3f alarms an account and quarter outside release weeks, %.3f in all", len(ids), quarters, float64(alarms)/quarters, float64(alarms+around)/quarters)
	if rate := float64(alarms) / quarters; rate > 0.5 {
		t.Errorf("%.3f alarms an account and quarter, want 0.5 at most", rate)
	}

	// Two weeks at four times the pace of the twelve before: every day is four
	// days drawn from them.
	chance := rand.New(rand.NewPCG(3, 7))
	planted, caught, said := 0, 0, 0
	for _, id := range ids {
		h := accounts[id]
		var starts []int
		for i := 84; i+14 <= len(h.Minutes); i++ {
			active := 0
			for _, m := range h.Minutes[i-84 : i] {
				if m > 0 {
					active++
				}
			}
			if active >= 24 {
				starts = append(starts, i)
			}
		}
		chance.Shuffle(len(starts), func(a, b int) { starts[a], starts[b] = starts[b], starts[a] })
		for _, at := range starts[:min(200, len(starts))] {
			from := max(0, at-200)
			planting := AccountHistory{From: h.From + account.Day(from), Minutes: slices.Clone(h.Minutes[from : at+7])}
			if h.Expected != nil {
				planting.Expected = h.Expected[from : at+7]
			}
			for i := at; i < at+7; i++ {
				planting.Minutes[i-from] = 0
				for range 4 {
					planting.Minutes[i-from] += h.Minutes[at-84+chance.IntN(84)]
				}
			}
			found := replay(planting)
			planted++
			switch last := h.From + account.Day(at); {
			case len(found) == 0:
			case found[len(found)-1].Day >= last:
				caught++
			case found[len(found)-1].Day >= last-account.Day(p.Quiet):
				said++ // less than what was said just before
			}
		}
	}
	t.Logf("%d surges planted: %d found within 7 days, %d more in the cool-down of a finding before", planted, caught, said)
	if planted < 100 || float64(caught) < 0.95*float64(planted) {
		t.Errorf("%d of %d surges found", caught, planted)
	}
}
