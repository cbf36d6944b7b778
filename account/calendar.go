package account

import "time"

// Calendar is how a company cuts time into weeks, quarters and years. The zero
// value is no calendar: use DefaultCalendar.
type Calendar struct {
	WeekStart   time.Weekday
	FiscalMonth time.Month // the month in which the fiscal year starts
	FiscalDay   int        // and the day of that month, 1 to 28
}

// DefaultCalendar has weeks from Monday and years from 1 January.
func DefaultCalendar() Calendar {
	return Calendar{WeekStart: time.Monday, FiscalMonth: time.January, FiscalDay: 1}
}

// Week is the first day of the week that day lies in.
func (c Calendar) Week(day Day) Day {
	return day - Day((int(day.Weekday())-int(c.WeekStart)+7)%7)
}

// Month is the first day of the calendar month that day lies in.
func (c Calendar) Month(day Day) Day { return cut(day, 1, time.January, 1) }

// Quarter is the first day of the fiscal quarter that day lies in.
func (c Calendar) Quarter(day Day) Day { return cut(day, 3, c.FiscalMonth, c.FiscalDay) }

// Year is the first day of the fiscal year that day lies in.
func (c Calendar) Year(day Day) Day { return cut(day, 12, c.FiscalMonth, c.FiscalDay) }

// cut finds the newest start of a run of months at or before day, where runs
// start on a day of a month that is first, or any number of runs from it.
func cut(day Day, months int, first time.Month, on int) Day {
	year, month, date := day.Midnight().Date()
	n := year*12 + int(month) - 1
	if date < on {
		n--
	}
	n -= ((n-int(first)+1)%months + months) % months
	return DayDate(n/12, time.Month(n%12+1), on)
}
