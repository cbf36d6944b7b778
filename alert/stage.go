package alert

import (
	"slices"
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

// Passage is how accounts went through one stage in a span of days.
type Passage struct {
	Stage   string
	Entered int // stays that began in the span
	Onward  int // of them, those that went on to a stage further down the journey
	Back    int // of them, those that went to an earlier one
	Staying int // of them, those that last
	Median  int // days of those that ended; 0 where none did
}

// Passages adds up stays by the stages of the journey, in its order. Stays in
// stages that the journey does not have any more are left out.
func Passages(stays []Stay, journey []string, span account.Span) []Passage {
	out := make([]Passage, len(journey))
	days := make([][]int, len(journey))
	for i, stage := range journey {
		out[i].Stage = stage
	}
	for i, s := range stays {
		at := slices.Index(journey, s.Stage)
		if at < 0 || !span.Contains(s.From) {
			continue
		}
		p := &out[at]
		p.Entered++
		if s.To == 0 || s.To > span.To {
			p.Staying++
			continue
		}
		days[at] = append(days[at], s.Days(s.To))
		next := -1
		if i+1 < len(stays) && stays[i+1].AccountID == s.AccountID {
			next = slices.Index(journey, stays[i+1].Stage)
		}
		if next > at {
			p.Onward++
		} else {
			p.Back++
		}
	}
	for i := range out {
		if n := len(days[i]); n > 0 {
			slices.Sort(days[i])
			out[i].Median = (days[i][(n-1)/2] + days[i][n/2]) / 2
		}
	}
	return out
}
