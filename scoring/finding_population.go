package scoring

import (
	"math"
	"slices"

	"engagement/account"
)

// Population is what every day was for everybody. Its sums are whole billionths
// of an active day, so that the order in which accounts are counted does not
// matter.
type Population struct {
	from     account.Day
	did      []int64 // what the accounts that can tell did on each day
	usual    []int64 // what they usually do
	accounts []int   // how many they are
	policy   *Policy
}

// activeDay is one active day in the unit of sums.
const activeDay = 1e9

// What a population is read by.
const (
	// paceDays is how far back the usual of an account reaches, paceLeast
	// how long an account must have been known to have one.
	paceDays, paceLeast = 364, 28
	// mostActive is the most that one account says of a day, in active days.
	mostActive = 2
	// calendarWeight is how much the calendar says, in active days: where few
	// people come on a day, chance says little.
	calendarWeight = 5
)

// NewPopulation reads what every day was from all accounts. An account's part
// of a day is its minutes over those of its usual active day, twice that at
// most, so that it takes many accounts to move a day; webinars and events are
// left out, because they are found for themselves. Its usual is the mean of
// that over the year before, so a day is told by itself and earlier days alone.
func NewPopulation(all []Days, p *Policy) *Population {
	pop := &Population{policy: p}
	for i := range all {
		pop.Count(&all[i])
	}
	return pop
}

// Count adds an account.
func (pop *Population) Count(d *Days) {
	if len(d.Minutes) == 0 {
		return
	}
	pop.reach(d.From, d.To())
	at := int(d.From - pop.from)
	paces(d, func(i int, did, usual int64) {
		pop.did[at+i] += did
		pop.usual[at+i] += usual
		pop.accounts[at+i]++
	})
}

// reach makes room for days.
func (pop *Population) reach(from, to account.Day) {
	if len(pop.did) == 0 {
		pop.from = from
	}
	if n := int(pop.from - from); n > 0 {
		pop.did, pop.usual = append(make([]int64, n), pop.did...), append(make([]int64, n), pop.usual...)
		pop.accounts, pop.from = append(make([]int, n), pop.accounts...), from
	}
	if n := int(to-pop.from) + 1 - len(pop.did); n > 0 {
		pop.did, pop.usual = append(pop.did, make([]int64, n)...), append(pop.usual, make([]int64, n)...)
		pop.accounts = append(pop.accounts, make([]int, n)...)
	}
}

// paces calls do for every day, by index, on which the account can tell what
// is usual: with its part of the day and the mean of the year before.
func paces(d *Days, do func(i int, did, usual int64)) {
	parts := make([]float64, len(d.Minutes))
	var minutes, sum float64 // of the days in the year before
	active := 0
	plain := func(i int) float64 { return float64(d.Minutes[i] - d.Event[i]) }
	for i := range parts {
		if out := i - 1 - paceDays; out >= 0 {
			sum -= parts[out]
			if m := plain(out); m > 0 {
				minutes -= m
				active--
			}
		}
		m := plain(i)
		if active > 0 {
			parts[i] = min(m/(minutes/float64(active)), mostActive)
		} else if m > 0 {
			parts[i] = 1
		}
		if i >= paceLeast && active > 0 {
			do(i, int64(math.Round(parts[i]*activeDay)), int64(math.Round(sum/float64(min(i, paceDays))*activeDay)))
		}
		sum += parts[i]
		if m > 0 {
			minutes += m
			active++
		}
	}
}

// Expected is what each of the account's days was for everybody else, as a
// multiple of the usual. The account itself is left out: its own surge cannot
// become what was expected of it. Where fewer than [AccountSpikePolicy].Everybody
// other accounts can tell, it is what the calendar says.
func (pop *Population) Expected(d *Days) []float64 {
	out := make([]float64, len(d.Minutes))
	if len(out) == 0 {
		return out
	}
	at := int(d.From - pop.from)
	n := len(out)
	did, usual, others := slices.Clone(pop.did[at:at+n]), slices.Clone(pop.usual[at:at+n]), slices.Clone(pop.accounts[at:at+n])
	paces(d, func(i int, own, mean int64) {
		did[i] -= own
		usual[i] -= mean
		others[i]--
	})
	for i := range out {
		out[i] = pop.policy.WorkWeek.Expected(d.From + account.Day(i))
		if others[i] >= pop.policy.Spikes.Everybody {
			out[i] = (float64(max(did[i], 0))/activeDay + calendarWeight*out[i]) / (float64(max(usual[i], 0))/activeDay + calendarWeight)
		}
	}
	return out
}
