package scoring

import "engagement/account"

// Population is what every day was for everybody.
type Population struct {
	from     account.Day
	did      []float64 // what the accounts that can tell did on each day, in active days
	usual    []float64 // what they usually do
	accounts []int     // how many they are
	calendar []float64 // what the calendar says
	policy   *Policy
}

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
	to, first := account.Day(0), true
	for i := range all {
		d := &all[i]
		if len(d.Minutes) == 0 {
			continue
		}
		if first || d.From < pop.from {
			pop.from = d.From
		}
		if first || d.To() > to {
			to = d.To()
		}
		first = false
	}
	if first {
		return pop
	}
	n := int(to-pop.from) + 1
	pop.did, pop.usual, pop.calendar, pop.accounts = make([]float64, n), make([]float64, n), make([]float64, n), make([]int, n)
	for i := range pop.calendar {
		pop.calendar[i] = p.WorkWeek.Expected(pop.from + account.Day(i))
	}
	for i := range all {
		paces(&all[i], func(k int, did, usual float64) {
			at := int(all[i].From-pop.from) + k
			pop.did[at] += did
			pop.usual[at] += usual
			pop.accounts[at]++
		})
	}
	return pop
}

// paces calls do for every day, by index, on which the account can tell what
// is usual: with its part of the day and the mean of the year before.
func paces(d *Days, do func(i int, did, usual float64)) {
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
			do(i, parts[i], sum/float64(min(i, paceDays)))
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
	did, usual := make([]float64, len(out)), make([]float64, len(out))
	others := make([]int, len(out))
	for i := range out {
		did[i], usual[i], others[i] = pop.did[at+i], pop.usual[at+i], pop.accounts[at+i]
	}
	paces(d, func(i int, own, mean float64) {
		did[i] -= own
		usual[i] -= mean
		others[i]--
	})
	for i := range out {
		out[i] = pop.calendar[at+i]
		if others[i] >= pop.policy.Spikes.Everybody {
			out[i] = (max(did[i], 0) + calendarWeight*out[i]) / (max(usual[i], 0) + calendarWeight)
		}
	}
	return out
}
