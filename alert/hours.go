package alert

import (
	"slices"
	"time"

	"engagement/account"
)

// Hours are when somebody, or a channel, is told what is no request. Minutes are
// of the day in Zone.
type Hours struct {
	Zone *time.Location
	// Morning is when what the night found is told, Evening when the line of what
	// else moved is.
	Morning, Evening int
	// QuietFrom and QuietTo bound the hours in which nothing is told; they may run
	// over midnight, and are never where they are equal.
	QuietFrom, QuietTo int
	// WorkDays says that news, too, waits for a working day.
	WorkDays bool
	Working  []time.Weekday
	Holidays []account.Day
}

// works reports whether a day is a working day. Where none is named, every day
// is.
func (h Hours) works(day account.Day) bool {
	return (len(h.Working) == 0 || slices.Contains(h.Working, day.Weekday())) && !slices.Contains(h.Holidays, day)
}

// at is a minute of a day.
func (h Hours) at(day account.Day, minute int) time.Time { return day.At(minute, h.Zone) }

// quiet reports whether a moment falls into the quiet hours.
func (h Hours) quiet(at time.Time) bool {
	local := at.In(h.Zone)
	minute := 60*local.Hour() + local.Minute()
	if h.QuietFrom <= h.QuietTo {
		return h.QuietFrom <= minute && minute < h.QuietTo
	}
	return minute >= h.QuietFrom || minute < h.QuietTo
}

// restDays bounds the search for a working day: a calendar without any ends it.
const restDays = 60

// Open is the first moment at or after one at which news may be told.
func (h Hours) Open(at time.Time) time.Time {
	for range restDays {
		day := account.DayOf(at, h.Zone)
		switch {
		case h.WorkDays && !h.works(day):
			at = h.at(day+1, 0)
		case h.quiet(at):
			end := h.at(day, h.QuietTo)
			if !end.After(at) {
				end = h.at(day+1, h.QuietTo)
			}
			at = end
		default:
			return at
		}
	}
	return at
}

// NextMorning is the first morning of a working day at or after a moment.
func (h Hours) NextMorning(at time.Time) time.Time { return h.next(at, h.Morning) }

// NextEvening is the first evening of a working day at or after a moment.
func (h Hours) NextEvening(at time.Time) time.Time { return h.next(at, h.Evening) }

func (h Hours) next(at time.Time, minute int) time.Time {
	day := account.DayOf(at, h.Zone)
	for range restDays {
		if moment := h.at(day, minute); h.works(day) && !moment.Before(at) {
			return moment
		}
		day++
	}
	return at
}

// ByDay is the first moment at or after one between the morning and the evening of
// a working day.
func (h Hours) ByDay(at time.Time) time.Time {
	local := at.In(h.Zone)
	minute := 60*local.Hour() + local.Minute()
	if h.works(account.DayOf(at, h.Zone)) && h.Morning <= minute && minute < h.Evening {
		return at
	}
	return h.NextMorning(at)
}

// WorkingDaysLater is the moment so many working days after another one, at the
// same time of day.
func (h Hours) WorkingDaysLater(at time.Time, days int) time.Time {
	local := at.In(h.Zone)
	day := account.DayOf(at, h.Zone)
	for range restDays {
		if days == 0 {
			break
		}
		if day++; h.works(day) {
			days--
		}
	}
	return h.at(day, 60*local.Hour()+local.Minute())
}
