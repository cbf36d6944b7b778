package alert

import (
	"slices"
	"time"

	"engagement/account"
)

// StepHanded is when somebody takes over the alerts that another one was on.
const StepHanded Step = "handed"

// HandOver is what is said when the alerts that somebody is on become another
// person's: a note in the thread of each, and an edit of its card.
func HandOver(claimed []Record, from, to string, now time.Time, zone *time.Location) []Message {
	var out []Message
	for _, c := range claimed {
		m := c.Message
		out = append(out,
			m.note(Note{Step: StepHanded, Claimed: to, Account: from}, from+" "+to, now, account.DayOf(now, zone)),
			m.edit("handed:"+short(from+":"+to), now))
	}
	return out
}

// Places lists the channels that cards may go to, each once.
func (r Rules) Places() []string {
	if r.Sandbox != "" {
		return []string{r.Sandbox}
	}
	out := []string{r.Channel, r.Operations}
	for _, route := range r.Routes {
		if route.To != ToOwner && route.To != ToManager {
			out = append(out, route.To)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
