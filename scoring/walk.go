package scoring

import "engagement/account"

// step is one activity as views, heatmaps and reports see it.
type step struct {
	activity *account.Activity
	day      account.Day
	name     string // the type, after the source's names and the rules
	typ      Type   // the zero value where the type is not known
	role     account.Role
	minutes  account.Milli
	counts   bool // of a type that is known, and no robot's
}

// walk lists the activities of an account up to and including day, in time
// order. It is the one door through which everything beside the ledger and the
// standing reaches the rows of the ledger, so that their sums are the ledger's.
func walk(f *Facts, p *Policy, day account.Day) []step {
	rows := entries(f, p, day)
	out := make([]step, len(rows))
	for i := range rows {
		e := &rows[i]
		s := step{activity: e.activity, day: e.day, name: e.typeName, role: e.weight.role, minutes: e.minutes}
		if e.typ != nil {
			s.typ, s.counts = *e.typ, !e.activity.Bot
		}
		out[i] = s
	}
	return out
}

// person is the contact who did it; empty for the unknown person.
func (s *step) person() string { return s.activity.Match.ContactID }

// label is the type in people's words.
func (s *step) label() string {
	if s.typ.Label != "" {
		return s.typ.Label
	}
	return s.name
}
