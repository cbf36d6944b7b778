package scoring

import (
	"time"

	"engagement/account"
)

// Course is what became of one account day by day, as far as there was anything
// to decide.
type Course struct {
	// Stage is that of the account before anything happened to it.
	Stage string
	// Turns are the days on which there was something to decide, oldest first,
	// from the account's very first day on.
	Turns []Turn
	// End is the standing at the end of the last day, the same as Standing's.
	End Standing
	// Crossed counts, for each lever, the days of the span on which the account
	// would have become an MQA and was none the day before.
	Crossed []int
}

// Turn is an account at the end of a day on which its stage or MQA, or that of a
// buying center, became another, or on which somebody asked to be contacted.
type Turn struct {
	account.Score // but for Heat, People90 and ConfigHash
	// News reports activities on that very day.
	News           bool
	Open, Customer bool
	Centers        []CenterStanding // without their people
	// Requests are those of the day. Unlike Standing.ActNow they do not have to
	// have been young on arrival: on their day they were.
	Requests []Request
}

// Lever turns the thresholds of every account: the minutes to a percentage of
// what they are, the people by some more or fewer (one is the fewest).
type Lever struct {
	Percent int
	People  int
}

// Need is what an account needs once the lever is turned.
func (l Lever) Need(n Need) Need {
	n.Minutes = n.Minutes * account.Milli(l.Percent) / 100
	if l.People != 0 {
		n.People = max(1, n.People+l.People)
	}
	return n
}

// Replay folds the facts of one account once, up to the end of span, and tells
// what happened on the way. Each day is judged by what occurred up to its end,
// by the same fold that Standing uses, so that a turn is what Standing would
// have said on that day. Levers are judged beside it, for the span alone.
func (s *Scorer) Replay(f Facts, span account.Span, levers []Lever) Course {
	silent := Facts{Account: f.Account}
	fd, _ := s.foldDays(&silent, span.To) // an error is about a bookmark, and there is none
	p := &passage{span: span, course: Course{Stage: fd.stage}, stage: fd.stage}
	need := s.policy.MQA.Need(f.Account)
	for _, l := range levers {
		p.gates = append(p.gates, gate{need: l.Need(need)})
	}
	s.passing = p
	p.course.End = s.Standing(f, span.To)
	s.passing = nil
	for i := range p.gates {
		p.course.Crossed = append(p.course.Crossed, p.gates[i].count)
	}
	return p.course
}

// passage looks at the fold at the end of each day.
type passage struct {
	span   account.Span
	course Course
	stage  string // of the day before
	mqa    bool
	center []bool // of the day before, the MQA of each buying center
	gates  []gate
}

// turned notes the MQA of every buying center, and reports whether any is
// another than the day before.
func (p *passage) turned(centers []centerFold) bool {
	if p.center == nil {
		p.center = make([]bool, len(centers))
	}
	turned := false
	for i := range centers {
		turned = turned || centers[i].mqa != p.center[i]
		p.center[i] = centers[i].mqa
	}
	return turned
}

// gate is the MQA of an account under other needs.
type gate struct {
	need  Need
	mqa   bool
	since account.Day
	below int
	count int // crossings in the span
}

// pass notes the end of the day at index i, where somebody is looking.
func (fd *fold) pass(i int) {
	p := fd.scorer.passing
	if p == nil {
		return
	}
	fd.levers(p, i)
	rows := fd.day(i)
	asked := false
	for k := range rows {
		asked = asked || rows[k].requests()
	}
	if turned := p.turned(fd.centers); fd.stage == p.stage && fd.mqa == p.mqa && !asked && !turned {
		return
	}
	p.stage, p.mqa = fd.stage, fd.mqa
	t := Turn{Score: fd.score(i), News: len(rows) > 0 || fd.stirred()}
	t.Open, t.Customer = fd.hasOpportunity("open", t.Day), fd.hasOpportunity("won", t.Day)
	t.Centers = fd.centerStandings(&summary{}, t.Day)
	for k := range rows {
		if rows[k].requests() {
			t.Requests = append(t.Requests, fd.scorer.request(fd.facts, fd.journal, &rows[k]))
		}
	}
	p.course.Turns = append(p.course.Turns, t)
}

// requests reports whether an entry asks to be contacted, whenever it arrived.
func (e *entry) requests() bool {
	return e.read.kind != nil && e.read.kind.ActNow && !e.Flags.Has(Robot)
}

// score is the account's score at the end of the day at index i, the newest.
func (fd *fold) score(i int) account.Score {
	s := account.Score{
		AccountID: fd.facts.Account.ID, Day: fd.first + account.Day(i), Stage: fd.stage, StageSince: fd.since,
		MQA: fd.mqa, MQASince: fd.mqaSince,
		Minutes7: fd.sum(i, 7), Minutes30: fd.sum(i, 30), Minutes90: fd.sum(i, 90), Minutes365: fd.sum(i, 365),
		Counting90: fd.counting, Engaged90: fd.engaged, Threshold: fd.need.Minutes, PeopleNeeded: fd.need.People,
		Subsidiaries: fd.subsidiaries(),
	}
	s.LastRecorded = fd.lastRecorded()
	s.Grade = fd.policy.Grade.of(s, fd.broad())
	return s
}

// levers judges the day's MQA once more under each of the other needs, by the
// very rule of the fold: it is given their state, and gets its own back.
func (fd *fold) levers(p *passage, i int) {
	if len(p.gates) == 0 {
		return
	}
	need, mqa, since, below, crossed := fd.need, fd.mqa, fd.mqaSince, fd.below, fd.crossed
	for k := range p.gates {
		g := &p.gates[k]
		fd.need, fd.mqa, fd.mqaSince, fd.below = g.need, g.mqa, g.since, g.below
		fd.judgeMQA(i)
		if fd.mqa && !g.mqa && p.span.Contains(fd.mqaSince) {
			g.count++
		}
		g.mqa, g.since, g.below = fd.mqa, fd.mqaSince, fd.below
	}
	fd.need, fd.mqa, fd.mqaSince, fd.below, fd.crossed = need, mqa, since, below, crossed
}

// Asks reports whether an activity asks to be contacted, whenever it arrived.
func (s *Scorer) Asks(a *account.Activity) bool {
	if a.Bot {
		return false
	}
	name, _ := s.policy.resolve(a)
	return s.policy.Types[name].ActNow
}

// KnownBy is the facts without the activities that were recorded after an
// instant.
func (f Facts) KnownBy(t time.Time) Facts {
	if f.Activities == nil {
		ms := t.UnixMilli()
		return f.only(func(l *Line) bool { return l.Recorded <= ms })
	}
	var known []account.Activity
	for i := range f.Activities {
		if !f.Activities[i].RecordedAt.After(t) {
			known = append(known, f.Activities[i])
		}
	}
	f.Activities, f.Journal = known, nil
	return f
}
