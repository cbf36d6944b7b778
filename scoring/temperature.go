package scoring

import "engagement/account"

// How long a grade has to last, in days.
const (
	hotDays  = 28
	coldDays = 91
)

// Temperature says whether the grade of a card has lasted: hot after four weeks
// at grade 4, cold after a quarter at grade 1. An account that never did
// anything before that quarter is not cold, but unknown.
//
// Grade 4 is an MQA, so its days are those since it became one. For grade 1 the
// days of the card's trend are looked at under the account's threshold of
// today: no crossing in the quarter, nothing that could have kept an earlier
// MQA alive into it, and on each day less than a grade 2 takes.
func (p *Policy) Temperature(c account.Card) account.Temperature {
	if c.MQA && c.MQASince != 0 && c.Day-c.MQASince >= hotDays-1 {
		return account.Hot
	}
	t := &c.Trend
	first := len(t.Minutes) - coldDays // the first day of the quarter
	if c.Grade != 1 || first < p.MQA.LeaveNights+scoreWindow || len(t.Running) != len(t.Minutes) {
		return ""
	}
	for _, day := range t.Crossed {
		if int(day-t.From) >= first-p.MQA.LeaveNights {
			return ""
		}
	}
	var window, before account.Milli
	for i, m := range t.Minutes {
		if window += m; i >= scoreWindow {
			window -= t.Minutes[i-scoreWindow]
		}
		percent := account.Milli(0)
		if t.Threshold > 0 {
			percent = t.Running[i] * 100 / t.Threshold
		}
		switch {
		case i < first:
			before += m
			if i >= first-p.MQA.LeaveNights && percent >= account.Milli(p.MQA.LeavePercent) {
				return ""
			}
		case percent >= account.Milli(p.Grade.TwoPercent) || window >= p.Grade.TwoMinutes:
			return ""
		}
	}
	if before == 0 {
		return ""
	}
	return account.Cold
}

// scoreWindow is the window of the minutes that a grade looks at, in days.
const scoreWindow = 90
