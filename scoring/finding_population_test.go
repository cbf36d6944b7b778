package scoring

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"engagement/account"
)

// crowd is n accounts that come on working days now and then, for two years
// from a Monday on, and stay away in the 52nd week of each.
func crowd(n int) []Days {
	chance := rand.New(rand.NewPCG(5, 5))
	monday := firstDay.Monday()
	var all []Days
	for k := range n {
		d := Days{Account: account.Account{ID: fmt.Sprintf("A%03d", k)}, From: monday, Minutes: make([]account.Milli, 730), Event: make([]account.Milli, 730)}
		for i := range d.Minutes {
			often := 0.3
			if i%7 >= 5 {
				often = 0.05
			}
			if i/7%52 == 51 {
				often /= 4
			}
			if chance.Float64() < often {
				d.Minutes[i] = account.Milli(1+chance.IntN(20)) * account.Minute
			}
		}
		all = append(all, d)
	}
	return all
}

func meanOf(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

func TestPopulationKnowsRhythmAndHolidays(t *testing.T) {
	p := DefaultPolicy()
	all := crowd(60)
	pop := NewPopulation(all, &p)
	got := pop.Expected(&all[0])
	for name, tt := range map[string]struct{ from, to, low, high int }{
		"an ordinary week":  {420, 427, 85, 115},
		"an ordinary day":   {420, 421, 100, 160},
		"a Sunday":          {426, 427, 5, 50},
		"the week all left": {721, 728, 20, 55},
	} {
		if m := 100 * meanOf(got[tt.from:tt.to]); m < float64(tt.low) || m > float64(tt.high) {
			t.Errorf("%s was %.0f %% of the usual, want %d to %d", name, m, tt.low, tt.high)
		}
	}
	// An account's own surge is not what was expected of it, an event is nobody's
	// rhythm.
	for i := 500; i < 514; i++ {
		all[0].Minutes[i] = 100 * account.Minute
	}
	if again := NewPopulation(all, &p).Expected(&all[0]); !near(again, got) {
		t.Error("its own surge changed what was expected of an account")
	}
	before := NewPopulation(all, &p).Expected(&all[1])
	for k := range all {
		all[k].Minutes[510] += 300 * account.Minute
		all[k].Event[510] += 300 * account.Minute
	}
	if again := NewPopulation(all, &p).Expected(&all[1]); !near(again, before) {
		t.Error("an event changed what was expected")
	}
}

// near compares to the last digits: sums may be in another order.
func near(a, b []float64) bool {
	for i := range a {
		if math.Abs(a[i]-b[i]) > 1e-9 {
			return false
		}
	}
	return len(a) == len(b)
}

func TestFewAccountsLeaveItToTheCalendar(t *testing.T) {
	p := DefaultPolicy()
	all := crowd(20) // 19 others
	wednesday := all[0].From + 100*7/7*7 + 2
	p.WorkWeek.Holidays = []account.Day{wednesday}
	got := NewPopulation(all, &p).Expected(&all[0])
	week := got[wednesday-2-all[0].From : wednesday+5-all[0].From]
	want := []float64{1.25, 1.25, 0.375, 1.25, 1.25, 0.375, 0.375}
	if !near(week, want) {
		t.Errorf("a week with a holiday: %v, want %v", week, want)
	}
	if got := NewPopulation(nil, &p).Expected(&Days{}); len(got) != 0 {
		t.Errorf("nobody: %v", got)
	}
	if !reflect.DeepEqual(NewPopulation(crowd(21), &p).Expected(&all[0])[:paceLeast], got[:paceLeast]) {
		t.Error("accounts told what is usual before they were known for four weeks")
	}
}
