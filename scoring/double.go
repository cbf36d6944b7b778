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

// dropDouble marks, of two activities of one person with the same asset whose
// types are a named pair, the one that is worth less, or the later one where
// they are worth the same. Activities of one type are real repeats, and where no
// asset is named nothing says that the two belong together. Row i is the newest.
func (s *Scorer) dropDouble(j *Journal, i int) {
	e := &s.rows[i]
	if e.double != 0 || !s.mayDouble(j, e) {
		return
	}
	from := i
	for from > 0 && s.rows[from-1].day == e.day && e.At-s.rows[from-1].At <= s.policy.Doubles.Within.Milliseconds() {
		from--
	}
	asset := j.Deeds[e.Deed].Asset
	for k := from; k < i; k++ {
		other := &s.rows[k]
		if other.Person != e.Person || other.double != 0 || !s.mayDouble(j, other) ||
			j.Deeds[other.Deed].Asset != asset || !s.pairs[[2]int32{e.read.kind.number, other.read.kind.number}] {
			continue
		}
		if e.base > other.base {
			other.double = int32(s.gone + i + 1)
			continue
		}
		e.double = int32(s.gone + k + 1)
		return
	}
}

// mayDouble reports whether an entry can be one half of a pair.
func (s *Scorer) mayDouble(j *Journal, e *entry) bool {
	return e.base != 0 && e.read.kind.paired && e.Person != Nobody && j.Deeds[e.Deed].Asset != 0
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
