package scoring

import "engagement/account"

// step is one activity as views, heatmaps and reports see it.
type step struct {
	at, recorded int64 // milliseconds, as in its line
	day          account.Day
	name         string // the type, after the source's names and the rules
	label        string // the type in people's words
	group        string
	typ          *Type // nil where the type is not known
	asset        string
	campaign     string
	person       string // contact id; empty for the unknown person
	role         account.Role
	minutes      account.Milli
	counts       bool // of a type that is known, and no robot's
}

// steps lists the activities of an account up to and including day, in time
// order. It is the one door through which everything beside the ledger and the
// standing reaches the rows of the ledger, so that their sums are the ledger's.
func (s *Scorer) steps(f *Facts, day account.Day) []step {
	j := f.journal()
	rows := s.entries(f, day)
	out := make([]step, len(rows))
	for i := range rows {
		e := &rows[i]
		d, r := &j.Deeds[e.Deed], e.read
		one := step{
			at: e.At, recorded: e.Recorded, day: e.day, name: r.name, label: r.label, asset: j.Words[d.Asset], campaign: j.Words[d.Campaign],
			role: s.weight(e.Person).role, minutes: e.minutes,
		}
		if e.Person != Nobody {
			one.person = j.People[e.Person]
		}
		if r.kind != nil {
			one.typ, one.counts = &r.kind.Type, !e.Flags.Has(Robot)
		}
		if r.group >= 0 {
			one.group = Groups[r.group]
		}
		out[i] = one
	}
	return out
}

// channel is the channel of the step's type.
func (s *step) channel() string {
	if s.typ == nil {
		return Type{}.channelOf(s.name)
	}
	return s.typ.channelOf(s.name)
}

// signal is the two-way sign that the step is, if any.
func (s *step) signal() string {
	if !s.counts {
		return ""
	}
	return s.typ.Signal
}

// only is the facts with the lines that keep admits. What it returns has no
// activities, only a journal.
func (f Facts) only(keep func(*Line) bool) Facts {
	j := f.journal()
	kept := Journal{Words: j.Words, Deeds: j.Deeds, People: j.People}
	var room Scorer
	room.reach(j, func(lines []Line) bool {
		for i := range lines {
			if keep(&lines[i]) {
				kept.Lines = append(kept.Lines, lines[i])
			}
		}
		return true
	})
	f.Activities, f.Journal = nil, &kept
	return f
}
