package alert

import (
	"strings"
	"time"

	"engagement/account"
)

// between stands between the two stages in the detail of a fact.
const between = " -> "

// Stay is a time that an account spent in a stage, as it was decided then.
type Stay struct {
	AccountID string
	Stage     string
	From      account.Day
	To        account.Day // the day it went on; zero while it stays
	Reason    Reason      // of its coming
	Config    string      // it was decided under
}

// Days is how long the stay was, or has been by today.
func (s Stay) Days(today account.Day) int {
	if s.To != 0 {
		today = s.To
	}
	return max(0, int(today-s.From))
}

// Stays turns the changes of stage of one account, in the order in which they
// were decided, into what lies between them. Where a change was found to have
// happened before the one ahead of it, it counts from there on: nobody leaves a
// stage before coming to it.
func Stays(changes []Fact, zone *time.Location) []Stay {
	var out []Stay
	for _, f := range changes {
		day := f.Day
		if day == 0 { // nothing had happened to it yet
			day = account.DayOf(f.At, zone)
		}
		_, stage, _ := strings.Cut(f.Detail, between)
		if n := len(out); n > 0 {
			day = max(day, out[n-1].From)
			out[n-1].To = day
		}
		out = append(out, Stay{AccountID: f.AccountID, Stage: stage, From: day, Reason: f.Reason, Config: f.Config})
	}
	return out
}
