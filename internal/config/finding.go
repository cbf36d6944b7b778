package config

import (
	"fmt"
	"strings"
	"time"

	"engagement/account"
	"engagement/scoring"
)

type spikesTable struct {
	Weeks         int     `toml:"weeks" comment:"The normal of an account: the mean of so many weeks before the last 7 days ..."`
	LeastWeeks    int     `toml:"least_weeks" comment:"... or as many as there are, from here on."`
	Ratio         float64 `toml:"ratio" comment:"A surge is at least so many times the normal,"`
	More          float64 `toml:"more" comment:"so many minutes above it,"`
	People        int     `toml:"people" comment:"and from so many people."`
	Chance        float64 `toml:"chance" comment:"How often an ordinary week of a busy account may pass the test of its own burstiness."`
	QuietDays     int     `toml:"quiet_days" comment:"After a finding its direction is silent for so many days, unless it grows."`
	Everybody     int     `toml:"everybody" comment:"So many other accounts tell what a day was for everybody; with fewer, the calendar does."`
	EventAccounts int     `toml:"event_accounts" comment:"One event that moves so many accounts is said once, instead of their surges."`
	First         float64 `toml:"first" comment:"Minutes of people we know, in 7 days, that make an account engaged."`
	AwayDays      int     `toml:"away_days" comment:"So many days without them, and an account that comes back is returning."`
}

type stallsTable struct {
	LowPercent int     `toml:"low_percent" comment:"A stall is at most this part of the normal, two weeks running: tiers 1 and 2, and open opportunities without an answer."`
	Small      float64 `toml:"small" comment:"The least normal that can stall, beside a thirteenth of the account's threshold."`
}

// spikes reads what surges and stalls are judged by.
func (f *file) spikes() scoring.AccountSpikePolicy {
	s := f.Spikes
	return scoring.AccountSpikePolicy{
		Weeks: s.Weeks, Least: s.LeastWeeks, Ratio: s.Ratio, More: milli(s.More), People: s.People, Chance: s.Chance,
		Quiet: s.QuietDays, Everybody: s.Everybody, Accounts: s.EventAccounts, First: milli(s.First), Away: s.AwayDays,
		Low: float64(f.Stalls.LowPercent) / 100, Small: milli(f.Stalls.Small),
	}
}

// describeSpikes is the inverse of spikes.
func (f *file) describeSpikes(p scoring.AccountSpikePolicy) {
	f.Spikes = spikesTable{
		Weeks: p.Weeks, LeastWeeks: p.Least, Ratio: p.Ratio, More: minutes(p.More), People: p.People, Chance: p.Chance,
		QuietDays: p.Quiet, Everybody: p.Everybody, EventAccounts: p.Accounts, First: minutes(p.First), AwayDays: p.Away,
	}
	f.Stalls = stallsTable{LowPercent: int(100*p.Low + 0.5), Small: minutes(p.Small)}
}

// workWeek reads the working week and the holidays, and notes what is no day.
func (t companyTable) workWeek(faults *scoring.Faults) scoring.WorkWeek {
	var w scoring.WorkWeek
	for i, name := range t.WorkingDays {
		day, ok := weekday(name)
		if !ok {
			faults.Add(fmt.Sprintf("%q is not a day of the week such as monday", name), "company", "working_days", i)
			continue
		}
		w.Working = append(w.Working, day)
	}
	for i, text := range t.Holidays {
		day, err := account.ParseDay(text)
		if err != nil {
			faults.Add(reason(err), "company", "holidays", i)
			continue
		}
		w.Holidays = append(w.Holidays, day)
	}
	return w
}

// weekday reads the name of a day in either case.
func weekday(name string) (time.Weekday, bool) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(name, day.String()) {
			return day, true
		}
	}
	return 0, false
}

// describeWorkWeek is the inverse of workWeek.
func (t *companyTable) describeWorkWeek(w scoring.WorkWeek) {
	t.WorkingDays, t.Holidays = []string{}, []string{}
	for _, day := range w.Working {
		t.WorkingDays = append(t.WorkingDays, strings.ToLower(day.String()))
	}
	for _, day := range w.Holidays {
		t.Holidays = append(t.Holidays, day.String())
	}
}
