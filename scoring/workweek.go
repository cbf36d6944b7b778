package scoring

import (
	"slices"
	"time"

	"engagement/account"
)

// WorkWeek is when the company's world works.
type WorkWeek struct {
	Working  []time.Weekday
	Holidays []account.Day
}

// DefaultWorkWeek works from Monday to Friday.
func DefaultWorkWeek() WorkWeek {
	return WorkWeek{Working: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}}
}

// Works reports whether day is a working day.
func (c WorkWeek) Works(day account.Day) bool {
	return slices.Contains(c.Working, day.Weekday()) && !slices.Contains(c.Holidays, day)
}

// dayOff is what a day off brings, as a part of a working day: our own choice,
// and where there are many accounts, they tell it better.
const dayOff = 0.3

// Expected is what day is by the calendar alone, as a multiple of the usual:
// the days of a week without holidays have the mean 1.
func (c WorkWeek) Expected(day account.Day) float64 {
	work := float64(len(c.Working))
	usual := (work + (7-work)*dayOff) / 7
	if c.Works(day) {
		return 1 / usual
	}
	return dayOff / usual
}

func (c WorkWeek) validate(f *Faults) {
	if len(c.Working) == 0 {
		f.Add("is empty; name the days on which your customers work, such as monday", "company", "working_days")
	}
}
