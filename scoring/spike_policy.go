package scoring

import (
	"fmt"

	"engagement/account"
)

// AccountSpikePolicy is what surges and stalls of accounts are judged by.
type AccountSpikePolicy struct {
	// Weeks before the last 7 days are the normal, at least Least of them.
	Weeks, Least int
	// Ratio, More and People are what a surge needs at least: times the normal,
	// minutes above it, people.
	Ratio  float64
	More   account.Milli
	People int
	// Chance is how often an ordinary week of a busy account may look like a
	// surge to the test of burstiness, before Ratio, More and cool-down.
	Chance float64
	// Low is the part of the normal that a stall falls to, Small the least
	// normal that can stall, beside a thirteenth of the account's threshold.
	Low   float64
	Small account.Milli
	// Quiet is the cool-down of a direction in days.
	Quiet int
	// Everybody is how many accounts, beside the one that is judged, tell what
	// a day was for everybody; where there are fewer the calendar does.
	Everybody int
	// Accounts is how many accounts one event must move to be said for itself.
	Accounts int
	// First is what the people we know must spend in 7 days to count as
	// engaged, Away how many days without them make a lost account.
	First account.Milli
	Away  int
}

// DefaultAccountSpikePolicy is the one set of defaults. The normal of 12 weeks,
// 30 minutes, two people, the fall to 0.35 and the cool-down are the house's;
// Ratio and Chance were chosen on a real stream of 176 accounts: 0.3 surges an
// account and quarter outside releases (0.6 on the dozen busiest accounts), and
// four-fold surges missed less than one time in twenty, those that begin in the
// cool-down of another included. The same stream at 2.5 times the normal and two
// standard deviations of the weekly sum misses one in seven.
func DefaultAccountSpikePolicy() AccountSpikePolicy {
	return AccountSpikePolicy{
		Weeks: 12, Least: 4, Ratio: 1.75, More: 30 * account.Minute, People: 2, Chance: 0.25,
		Low: 0.35, Small: 5 * account.Minute, Quiet: 28,
		Everybody: 20, Accounts: 3, First: 5 * account.Minute, Away: 180,
	}
}

// Check finds numbers that no account can be judged by.
func (p AccountSpikePolicy) Check() error {
	var f Faults
	if p.validate(&f); len(f) > 0 {
		return f
	}
	return nil
}

// validate notes what the tables [spikes] and [stalls] cannot say.
func (p AccountSpikePolicy) validate(f *Faults) {
	f.Whole(p.Weeks, 2, 52, "weeks", "spikes", "weeks")
	if f.Whole(p.Least, 2, 52, "weeks", "spikes", "least_weeks"); p.Least > p.Weeks {
		f.Add(fmt.Sprintf("%d is more than spikes.weeks, %d", p.Least, p.Weeks), "spikes", "least_weeks")
	}
	if !(p.Ratio >= 1 && p.Ratio <= 100) {
		f.Add(fmt.Sprintf("%v is not 1 to 100 times the normal", p.Ratio), "spikes", "ratio")
	}
	f.above(p.More, "spikes", "more")
	f.Whole(p.People, 0, 100, "people", "spikes", "people")
	if !(p.Chance >= 0.001 && p.Chance <= 0.4) {
		f.Add(fmt.Sprintf("%v is not a chance between 0.001 and 0.4", p.Chance), "spikes", "chance")
	}
	f.Whole(p.Quiet, 0, 365, "days", "spikes", "quiet_days")
	f.NotBelow(p.Everybody, 1, "spikes", "everybody")
	f.NotBelow(p.Accounts, 2, "spikes", "event_accounts")
	f.above(p.First, "spikes", "first")
	f.Whole(p.Away, 28, 3650, "days", "spikes", "away_days")
	if !(p.Low >= 0 && p.Low < 1) {
		f.Add(fmt.Sprintf("%v %% is not 0 to 99 %%", 100*p.Low), "stalls", "low_percent")
	}
	f.above(p.Small, "stalls", "small")
}

// above notes minutes that are not above 0 or more than a day has.
func (f *Faults) above(m account.Milli, key ...any) {
	if m <= 0 || m > dayMinutes {
		f.Add(plainMinutes(m)+" is not above 0 and at most 1440 minutes", key...)
	}
}
