package charts

import (
	"time"

	"engagement/account"
)

// scale chooses the upper end of a panel that shows values up to most, and at
// most intervals+1 ticks at round values from 0.
func (pl *panel) scale(most float64, intervals int) {
	step := roundStep(most / float64(intervals))
	pl.top = most * 1.06
	for v := 0.0; v <= most && len(pl.ticks) <= intervals; v += step {
		pl.ticks = append(pl.ticks, v)
	}
}

// roundStep is the smallest round number that is at least least.
func roundStep(least float64) float64 {
	for base := 1.0; ; base *= 10 {
		for _, f := range [...]float64{1, 1.5, 2, 2.5, 3, 4, 5, 6} {
			if step := base * f; step >= least && step == float64(int64(step)) {
				return step
			}
		}
	}
}

// dateTick is a date on the time axis.
type dateTick struct {
	slot float64 // from the start of the first day, in days
	x    int     // pixels
	text string
}

// Least distances of dates, in pixels.
const (
	dayPitch   = 220
	monthPitch = 190
)

// dateTicks chooses the dates between from and last, both included: Mondays in
// short trends, else first days of months, quarters or years. pitch is the
// width of a day in pixels.
func dateTicks(from, last account.Day, pitch float64) []dateTick {
	const weeks = 45 // days that are told apart by Mondays
	if last-from < weeks {
		return mondays(from, last, pitch)
	}
	const month = 365.25 / 12
	step := 1
	for _, step = range [...]int{1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 12000} {
		if pitch*month*float64(step) >= monthPitch {
			break
		}
	}
	var out []dateTick
	year, m, _ := from.Midnight().Date()
	for n := year*12 + int(m) - 1; ; n++ {
		first := account.DayDate(n/12, time.Month(n%12+1), 1)
		if first > last {
			return out
		}
		if n%step == 0 && first >= from {
			out = append(out, dateTick{slot: float64(first - from), text: monthLabel(first, step)})
		}
	}
}

func mondays(from, last account.Day, pitch float64) []dateTick {
	step := account.Day(7)
	for float64(step)*pitch < dayPitch {
		step += 7
	}
	var out []dateTick
	first := from.Monday()
	if first < from {
		first += 7
	}
	for d := first; d <= last; d += step {
		out = append(out, dateTick{slot: float64(d-from) + 0.5, text: d.Midnight().Format("2 Jan")})
	}
	return out
}

// monthLabel is a month's name; January says which year begins.
func monthLabel(first account.Day, step int) string {
	switch t := first.Midnight(); {
	case step%12 == 0:
		return t.Format("2006")
	case t.Month() == time.January:
		return t.Format("Jan 2006")
	default:
		return t.Format("Jan")
	}
}
