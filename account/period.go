package account

import (
	"fmt"
	"strconv"
	"strings"
)

// Unit is what a period is cut by.
type Unit string

// The units. Days run back from today; week, month, quarter and year follow
// the company's calendar; Dates are named outright.
const (
	Days    Unit = "days"
	Week    Unit = "week"
	Month   Unit = "month"
	Quarter Unit = "quarter"
	Year    Unit = "year"
	Dates   Unit = "dates"
)

// Period is a period as people name one: `90d`, `12w`, `quarter`, `last
// quarter`, `2026-01-01..2026-03-31`. It becomes days with [Period.Span]. The
// zero value is no period.
type Period struct {
	Unit  Unit
	Count int  // of Days
	Last  bool // the one before the current one, and whole
	Dates Span // of Dates
}

// maxPeriod is the longest period, in days: five years.
const maxPeriod = 1830

// LastDays is the period of n days that end today.
func LastDays(n int) Period { return Period{Unit: Days, Count: n} }

// ParsePeriod reads the period at the end of words and says how many of them
// it takes; 0 where the last word does not mean one. It knows Nd, Nw, Nm (of
// 30 days), Ny (of 365), week, month, quarter and year, each also with `last`
// or `this` before it, and FROM..TO. The error is ErrInvalid: a period was
// meant, but cannot be.
func ParsePeriod(words []string) (p Period, used int, err error) {
	if len(words) == 0 {
		return Period{}, 0, nil
	}
	word := strings.ToLower(words[len(words)-1])
	switch unit := Unit(word); unit {
	case Week, Month, Quarter, Year:
		p, used = Period{Unit: unit}, 1
		if len(words) > 1 {
			before := strings.ToLower(words[len(words)-2])
			if p.Last = before == "last"; p.Last || before == "this" {
				used = 2
			}
		}
		return p, used, nil
	}
	if from, to, ok := strings.Cut(word, ".."); ok {
		return parseDates(word, from, to)
	}
	if word == "" {
		return Period{}, 0, nil
	}
	scale := map[byte]int{'d': 1, 'w': 7, 'm': 30, 'y': 365}[word[len(word)-1]]
	n, numeric := strconv.Atoi(word[:len(word)-1])
	if scale == 0 || numeric != nil {
		return Period{}, 0, nil
	}
	if n < 1 || n > maxPeriod || n*scale > maxPeriod {
		return Period{}, 1, fmt.Errorf("%q is not a period between 1 and %d days, such as 90d or 12w: %w", word, maxPeriod, ErrInvalid)
	}
	return LastDays(n * scale), 1, nil
}

func parseDates(word, from, to string) (Period, int, error) {
	first, err := ParseDay(from)
	if err != nil {
		return Period{}, 1, err
	}
	last, err := ParseDay(to)
	if err != nil {
		return Period{}, 1, err
	}
	if last < first || last-first >= maxPeriod {
		return Period{}, 1, fmt.Errorf("%q does not run from a day to a later one, at most %d days on, such as 2026-01-01..2026-03-31: %w", word, maxPeriod, ErrInvalid)
	}
	return Period{Unit: Dates, Dates: Span{From: first, To: last}}, 1, nil
}

// start is the first day of the period of the unit that day lies in.
func (u Unit) start(c Calendar, day Day) Day {
	switch u {
	case Week:
		return c.Week(day)
	case Month:
		return c.Month(day)
	case Quarter:
		return c.Quarter(day)
	default:
		return c.Year(day)
	}
}

// Span is the period as days, seen from today: up to today where it is still
// running.
func (p Period) Span(today Day, c Calendar) Span {
	switch p.Unit {
	case "":
		return Span{}
	case Days:
		return Window(today, p.Count)
	case Dates:
		return p.Dates
	}
	from := p.Unit.start(c, today)
	if p.Last {
		return Span{From: p.Unit.start(c, from-1), To: from - 1}
	}
	return Span{From: from, To: today}
}

// Against is the period that this one is compared with: the same number of
// days just before; of a running week, month, quarter or year the one before
// it up to the same day; of a whole one the whole one before it.
func (p Period) Against(today Day, c Calendar) Span {
	span := p.Span(today, c)
	switch p.Unit {
	case "":
		return Span{}
	case Days, Dates:
		return Span{From: span.From - Day(span.Days()), To: span.From - 1}
	}
	before := Span{From: p.Unit.start(c, span.From-1), To: span.From - 1}
	if !p.Last {
		before.To = min(before.To, before.From+span.To-span.From)
	}
	return before
}

// Phrase says the period after a number of minutes: "in 90 days", "this
// quarter", "from 1 Jan to 5 Feb".
func (p Period) Phrase(today Day) string {
	switch {
	case p.Unit == Days && p.Count == 1:
		return "today"
	case p.Unit == Days:
		return fmt.Sprintf("in %d days", p.Count)
	case p.Unit == Dates:
		return "from " + p.Dates.Short(today)
	case p.Last:
		return "last " + string(p.Unit)
	}
	return "this " + string(p.Unit)
}

// AgainstPhrase says the period that this one is compared with after a number
// of minutes: "by the same day of last quarter".
func (p Period) AgainstPhrase() string {
	switch {
	case p.Unit == Days && p.Count == 1:
		return "on the day before"
	case p.Unit == Days:
		return fmt.Sprintf("in the %d days before", p.Count)
	case p.Unit == Dates:
		return "in as many days before"
	case p.Last:
		return "in the " + string(p.Unit) + " before"
	}
	return "by the same day of last " + string(p.Unit)
}

// Word is the period as it is written in a command; ParsePeriod reads it back.
func (p Period) Word() string {
	switch {
	case p.Unit == Days:
		return fmt.Sprintf("%dd", p.Count)
	case p.Unit == Dates:
		return p.Dates.From.String() + ".." + p.Dates.To.String()
	case p.Last:
		return "last " + string(p.Unit)
	}
	return string(p.Unit)
}

// Short writes a span for people: "1 Jan to 31 Mar".
func (s Span) Short(now Day) string { return s.From.Short(now) + " to " + s.To.Short(now) }
