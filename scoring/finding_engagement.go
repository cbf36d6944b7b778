package scoring

import (
	"fmt"

	"engagement/account"
)

// engagements finds the days on which people we know engage for the first
// time, or again: their minutes of 7 days reach [AccountSpikePolicy].First, and
// never did before (a first engagement), or did, but the account was lost since.
// Lost is an account of whose people nobody did anything for Away days, or one
// that lost an opportunity and then stayed below First for the cool-down.
func (d *Days) engagements(p *AccountSpikePolicy) []account.Finding {
	var out []account.Finding
	var known account.Milli // minutes of the 7 days
	active := -1            // last index with minutes of people we know
	engaged := false        // they reached First before
	away := 0               // days of the last silence that was long enough
	below := 0              // days in a row with less than First
	lost := d.Lost
	lostOn := account.Day(0) // the opportunity that made it a lost account
	for i, m := range d.Known {
		day := d.From + account.Day(i)
		known += m
		if i >= 7 {
			known -= d.Known[i-7]
		}
		if m > 0 {
			if active >= 0 && i-active > p.Away {
				away = i - active - 1
			}
			active = i
		}
		for len(lost) > 0 && lost[0] <= day {
			lostOn, below, lost = lost[0], 0, lost[1:]
		}
		if known < p.First {
			below++
			continue
		}
		quiet := below
		below = 0
		switch {
		case !engaged:
			f := d.finding(account.FirstEngagement, i, 0)
			f.Minutes = known
			f.Sentence = fmt.Sprintf("%s min in 7 days from %s: the first engagement", f.Minutes, people(f.People))
			out = append(out, f)
		case away > 0:
			f := d.finding(account.Returning, i, 0)
			f.Minutes = known
			f.Sentence = fmt.Sprintf("%s min in 7 days from %s, after %d days of silence", f.Minutes, people(f.People), away)
			out = append(out, f)
		case lostOn != 0 && quiet >= p.Quiet && !d.deal(day):
			f := d.finding(account.Returning, i, 0)
			f.Minutes = known
			f.Sentence = fmt.Sprintf("%s min in 7 days from %s, %d days after an opportunity was lost", f.Minutes, people(f.People), day-lostOn)
			out = append(out, f)
			lostOn = 0
		}
		engaged, away = true, 0
	}
	return out
}

// deal reports whether the account is a customer or has an open opportunity.
func (d *Days) deal(day account.Day) bool {
	if d.Won != 0 && d.Won <= day {
		return true
	}
	for _, open := range d.Open {
		if open.Contains(day) {
			return true
		}
	}
	return false
}
