package scoring

import (
	"time"
)

// Double names two kinds of activity that one deed of a person leaves behind:
// a form and the download it leads to, a task and the meeting it was copied
// from. Both are globs over types.
type Double struct {
	One, Other string
}

// Doubles says which pairs count once.
type Doubles struct {
	Within time.Duration // between the two
	Pairs  []Double
}

// dropDoubles marks, of two activities of one person with the same asset whose
// types are a named pair, the one that is worth less, or the later one where
// they are worth the same. Activities of one type are real repeats, and where no
// asset is named nothing says that the two belong together.
func (p *Policy) dropDoubles(rows []entry) {
	type key struct{ contact, asset string }
	recent := map[key][]*entry{}
	for i := range rows {
		e := &rows[i]
		if e.base == 0 || e.activity.Asset == "" || e.activity.Match.ContactID == "" {
			continue
		}
		k := key{e.activity.Match.ContactID, e.activity.Asset}
		near := recent[k][:0]
		for _, other := range recent[k] {
			if e.activity.OccurredAt.Sub(other.activity.OccurredAt) <= p.Doubles.Within {
				near = append(near, other)
			}
		}
		for _, other := range near {
			if other.double != "" || !p.pair(e.typeName, other.typeName) {
				continue
			}
			if e.base > other.base {
				other.double = e.activity.ID
				continue
			}
			e.double = other.activity.ID
			break
		}
		recent[k] = append(near, e)
	}
}

// pair reports whether two different types are named together.
func (p *Policy) pair(a, b string) bool {
	if a == b {
		return false
	}
	for _, d := range p.Doubles.Pairs {
		if glob(d.One, a) && glob(d.Other, b) || glob(d.One, b) && glob(d.Other, a) {
			return true
		}
	}
	return false
}

// defaultDoubles are the pairs that marketing tools and CRMs are known to
// record twice.
func defaultDoubles() Doubles {
	return Doubles{Within: 10 * time.Minute, Pairs: []Double{
		{"form.content", "content.*"},
		{"form.event_registration", "webinar.registered"},
		{"form.event_registration", "event.registered"},
		{"webinar.registered", "webinar.attended"},
		{"event.registered", "event.session"},
		{"crm.task", "meeting.held"},
		{"crm.task", "call.connected"},
	}}
}
