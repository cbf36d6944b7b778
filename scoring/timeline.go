package scoring

import "engagement/account"

// Timeline lists the touches and meetings of a span of days, without what only
// robots did. Its minutes are those of the ledger.
func (s *Scorer) Timeline(f Facts, span account.Span) account.Timeline {
	out := account.Timeline{Span: span}
	for _, one := range s.steps(&f, span.To) {
		if one.day < span.From || !one.counts {
			continue
		}
		out.Touches = append(out.Touches, account.Touched{
			Day: one.day, ContactID: one.person, Role: one.role, Channel: one.channel(), Minutes: one.minutes,
		})
	}
	for _, m := range s.Meetings(f, span) {
		if span.Contains(m.Day) {
			out.Meetings = append(out.Meetings, m)
		}
	}
	return out
}
