package scoring

import (
	"cmp"
	"slices"

	"engagement/account"
)

// sources is on how many accounts each source brought minutes that count, day by
// day: what tells that one went silent.
type sources map[string]map[account.Day]int

// What a source is judged by.
const (
	// silenceDays is what a source usually does is read from, before it fell
	// silent.
	silenceDays = 84
	// missedDays is how many active days must have been missed: with fewer,
	// chance does it (e^-5 is less than one in a hundred).
	missedDays = 5
	// silentOf is how much of the two weeks that a stall is judged by a source
	// must have been silent.
	silentOf = 7
)

// count adds an account.
func (s sources) count(d *Days) {
	for name, days := range d.active() {
		if s[name] == nil {
			s[name] = map[account.Day]int{}
		}
		for day := range days {
			s[name][day]++
		}
	}
}

// active is the days on which each source brought the account minutes that count.
func (d *Days) active() map[string]map[account.Day]bool {
	out := map[string]map[account.Day]bool{}
	for i := range d.deeds {
		e := &d.deeds[i]
		name := d.sources[e.source]
		if out[name] == nil {
			out[name] = map[account.Day]bool{}
		}
		out[name][e.day] = true
	}
	return out
}

// pauses tells of each day whether a stall of the account on it says nothing:
// more than half of its normal, the minutes of so many weeks before the last 7
// days, came from sources that were silent. It looks at what it is asked alone,
// because stalls are rare.
func (s sources) pauses(d *Days) func(day account.Day, weeks int) bool {
	var active map[string]map[account.Day]bool
	return func(day account.Day, weeks int) bool {
		if active == nil {
			active = d.active()
		}
		normal := account.Window(day-7, 7*weeks)
		by := make([]account.Milli, len(d.sources))
		var all, silent account.Milli
		for i := range d.deeds {
			if e := &d.deeds[i]; normal.Contains(e.day) {
				by[e.source] += e.minutes
				all += e.minutes
			}
		}
		for source, name := range d.sources {
			if by[source] > 0 && s.silent(name, active[name], day) {
				silent += by[source]
			}
		}
		return 2*silent > all
	}
}

// silences are the sources that bring nothing at the end of a day, longer than is
// their habit: missedDays of their active days are missed. A source that never had
// a habit, or has been gone for longer than it is looked at, is none.
func (s sources) silences(until account.Day) []account.Silence {
	var out []account.Silence
	for name, active := range s {
		var last account.Day
		for on := range active {
			if on <= until {
				last = max(last, on)
			}
		}
		usual := 0
		for on := range active {
			if on <= last && on > last-silenceDays {
				usual++
			}
		}
		if usual == 0 {
			continue
		}
		run := account.Day((missedDays*silenceDays + usual - 1) / usual) // days of silence that chance does not explain
		if noticed := last + run; noticed <= until && run <= silenceDays {
			out = append(out, account.Silence{Source: name, Since: last, Noticed: noticed, Usual: usual})
		}
	}
	slices.SortFunc(out, func(a, b account.Silence) int { return cmp.Compare(a.Source, b.Source) })
	return out
}

// silent reports whether a source was silent for silentOf of the 14 days up to
// one, as far as the other accounts can tell: own are the active days of the
// account itself, whose silence is the question. A silence is a run of days on
// which the source brought nothing to anybody else, although it would usually
// have been active on missedDays of them.
func (s sources) silent(name string, own map[account.Day]bool, day account.Day) bool {
	others := func(on account.Day) bool {
		n := s[name][on]
		if own[on] {
			n--
		}
		return n > 0
	}
	days := make([]account.Day, 0, len(s[name]))
	for on := range s[name] {
		if on <= day && others(on) {
			days = append(days, on)
		}
	}
	slices.Sort(days)
	silent, end := 0, day
	for i := len(days) - 1; i >= 0 && end > day-14; i-- {
		last := days[i] // active; what lies between it and end is a run
		usual, _ := slices.BinarySearch(days[:i+1], last-silenceDays+1)
		if run := int(end - last); (i+1-usual)*run >= missedDays*silenceDays {
			silent += account.Span{From: max(last+1, day-13), To: end}.Days()
		}
		end = last - 1
	}
	return silent >= silentOf
}
