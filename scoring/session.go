package scoring

import (
	"fmt"
	"time"

	"engagement/account"
)

// A session is a type that Replaces others: its active time is known, and the
// views that it is made of are not counted beside it. It begins at its instant
// and goes on while the same person views pages: it is over once there was none
// for Policy.SessionGap, or the day is. The unknown person is many, so that of its views only
// those belong to a session that name the same asset.

// longestSession bounds what one row may claim, so that a session and its gap
// end within a day.
const longestSession = 12 * time.Hour

// longestMilli is longestSession in thousandths of a minute.
const longestMilli = account.Milli(longestSession/time.Minute) * account.Minute

// longestGap bounds Policy.SessionGap.
const longestGap = 4 * time.Hour

func (p *Policy) validateSessions(f *Faults) {
	if p.SessionGap < 0 || p.SessionGap > longestGap {
		f.Add(fmt.Sprintf("%d is not 0 to %d minutes", p.SessionGap/time.Minute, longestGap/time.Minute), "sessions", "gap_minutes")
	}
	for _, name := range sortedKeys(p.Types) {
		t := p.Types[name]
		p.globsMatch(t.Replaces, f, "types", name, "replaces")
		if len(t.Replaces) > 0 && !t.Exact {
			f.Add("only a type of exact durations can replace others; set exact = true", "types", name, "replaces")
		}
	}
}

// replaces reports whether a session of one type replaces views of another.
func (p *Policy) replaces(session, view string) bool {
	if session == view {
		return false
	}
	for _, g := range p.Types[session].Replaces {
		if glob(g, view) {
			return true
		}
	}
	return false
}

// visitor is whose views a session may replace.
type visitor struct{ person, asset int32 }

// visit is a session that goes on.
type visit struct {
	number int   // of its entry
	kind   int32 // number of its kind
	until  int64 // milliseconds; the last instant at which a view belongs to it
}

// visitorOf is who an entry's session or view is of; ok is false where nobody can
// tell.
func (s *Scorer) visitorOf(j *Journal, e *entry) (v visitor, ok bool) {
	if e.Person != Nobody {
		return visitor{person: e.Person}, true
	}
	asset := j.Deeds[e.Deed].Asset
	return visitor{Nobody, asset}, asset != 0
}

// joinVisits begins the session that row i, the newest, is, and gives it the
// views of its very instant; or gives the view that the row is to its session.
func (s *Scorer) joinVisits(j *Journal, i int) {
	e := &s.rows[i]
	who, ok := s.visitorOf(j, e)
	if !ok || e.Flags.Has(Robot) {
		return
	}
	if e.read.kind.near&viewed != 0 && e.base != 0 && len(s.visits) > 0 {
		if v, ok := s.visits[who]; ok && e.At <= v.until && s.replaced[[2]int32{v.kind, e.read.kind.number}] {
			e.double = int32(v.number + 1)
			s.goOn(e, &v, e.At+s.policy.SessionGap.Milliseconds())
			s.visits[who] = v
		}
	}
	if e.read.kind.near&begins == 0 || !e.exact {
		return
	}
	v := visit{number: s.gone + i, kind: e.read.kind.number}
	long := int64(e.length) * 60
	s.goOn(e, &v, e.At+long+s.policy.SessionGap.Milliseconds())
	s.visits[who] = v
	for k := i - 1; k >= 0 && s.rows[k].At == e.At; k-- {
		other := &s.rows[k]
		if other.double != 0 || other.base == 0 || !s.replaced[[2]int32{v.kind, other.read.kind.number}] {
			continue
		}
		if them, ok := s.visitorOf(j, other); ok && them == who {
			other.double = int32(v.number + 1)
		}
	}
}

// goOn moves the end of a session, because of an entry, within the entry's day.
func (s *Scorer) goOn(e *entry, v *visit, until int64) {
	v.until = max(v.until, min(until, s.days.start(e.day+1)-1))
}
