package account

import (
	"fmt"
	"time"
)

// Day is a civil date, counted in days since 1970-01-01. It has no zone: the
// zone is needed only to find the Day of an instant or the instants of a Day.
type Day int32

const dayLayout = "2006-01-02"

// DayOf is the civil date that a clock on the wall of zone shows at t.
func DayOf(t time.Time, zone *time.Location) Day {
	year, month, day := t.In(zone).Date()
	return DayDate(year, month, day)
}

// DayDate is the Day of a calendar date.
func DayDate(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads YYYY-MM-DD.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(dayLayout, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date such as 2026-03-31: %w", s, ErrInvalid)
	}
	return Day(t.Unix() / 86400), nil
}

// Midnight is the Day as an instant at 00:00 UTC, for calendar arithmetic.
func (d Day) Midnight() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Start is the first instant of the Day in zone. Where a clock change skips
// midnight it is the first instant that exists.
func (d Day) Start(zone *time.Location) time.Time {
	year, month, day := d.Midnight().Date()
	t := time.Date(year, month, day, 0, 0, 0, 0, zone)
	for DayOf(t, zone) < d {
		t = t.Add(15 * time.Minute)
	}
	return t
}

// End is the first instant after the Day in zone: days are half open.
func (d Day) End(zone *time.Location) time.Time { return (d + 1).Start(zone) }

// Weekday of the Day.
func (d Day) Weekday() time.Weekday { return d.Midnight().Weekday() }

// Monday is the first day of the Day's ISO week.
func (d Day) Monday() Day { return d - Day((int(d.Weekday())+6)%7) }

// String writes YYYY-MM-DD.
func (d Day) String() string { return d.Midnight().Format(dayLayout) }

// Short writes a date for people: "12 Nov", with the year where it is not the
// year of now.
func (d Day) Short(now Day) string {
	if d.Midnight().Year() != now.Midnight().Year() {
		return d.Midnight().Format("2 Jan 2006")
	}
	return d.Midnight().Format("2 Jan")
}

// Ago says how long before now the Day was: "today", "yesterday", "9 days ago".
func (d Day) Ago(now Day) string {
	switch n := int(now - d); {
	case n == 0:
		return "today"
	case n == 1:
		return "yesterday"
	case n > 1 && n < 60:
		return fmt.Sprintf("%d days ago", n)
	default:
		return "on " + d.Short(now)
	}
}

// Span is a run of days, both ends included.
type Span struct {
	From, To Day
}

// Window is the n civil days that end on, and include, day.
func Window(day Day, n int) Span { return Span{From: day - Day(n) + 1, To: day} }

// Contains reports whether d lies in the span.
func (s Span) Contains(d Day) bool { return d >= s.From && d <= s.To }

// Days is the number of days in the span.
func (s Span) Days() int { return max(0, int(s.To-s.From)+1) }

// At is a minute of a day in a zone. Where the clock skips it, it is as long after
// the skip; where the clock runs through it twice, it is the first time.
func (d Day) At(minute int, zone *time.Location) time.Time {
	wall := d.Midnight().Add(time.Duration(minute) * time.Minute)
	under := func(other time.Time) time.Time { // as if that moment's offset held
		_, offset := other.In(zone).Zone()
		return wall.Add(-time.Duration(offset) * time.Second)
	}
	before := under(wall.Add(-24 * time.Hour))
	after := under(wall.Add(24 * time.Hour))
	if holds := under(before).Equal(before); !holds && under(after).Equal(after) {
		return after.In(zone)
	}
	return before.In(zone)
}
