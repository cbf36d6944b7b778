package scoring

import (
	"slices"

	"engagement/account"
)

// What a kind has to do with the rows around its own, as bits of kind.near.
const (
	delivers uint8 = 1 << iota // brings a mail
	opens                      // opens one
	clicks                     // follows a link in one
	begins                     // is a session that replaces views
	viewed                     // is a view that a session may replace
)

// nearOf finds what a type has to do with its neighbours.
func (p *Policy) nearOf(name string) uint8 {
	var near uint8
	matches := func(globs []string) bool {
		return slices.ContainsFunc(globs, func(g string) bool { return glob(g, name) })
	}
	if r := &p.Robots; r.OpenWithin >= 0 {
		if matches(r.Deliveries) {
			near |= delivers
		}
		if matches(r.Opens) {
			near |= opens
		}
	}
	if p.Robots.Links > 0 && matches(p.Robots.Clicks) {
		near |= clicks
	}
	if len(p.Types[name].Replaces) > 0 {
		near |= begins
	}
	return near
}

// learnNeighbours prepares what kinds have to do with each other.
func (s *Scorer) learnNeighbours() {
	for _, one := range s.kinds {
		one.near |= s.policy.nearOf(one.name)
		for _, other := range s.kinds {
			if s.policy.pair(one.name, other.name) {
				one.paired = true
				s.pairs[[2]int32{one.number, other.number}] = true
			}
			if len(one.Replaces) > 0 && s.policy.replaces(one.name, other.name) {
				other.near |= viewed
				s.replaced[[2]int32{one.number, other.number}] = true
			}
		}
	}
	s.horizon = max(s.policy.Doubles.Within, s.policy.Robots.OpenWithin, s.policy.Robots.LinksWithin).Milliseconds()
}

// meetNeighbours looks at the rows before the newest, row i, for what they mean
// for it and it means for them: robots first, then sessions, then deeds that left
// two rows.
func (s *Scorer) meetNeighbours(j *Journal, i int) {
	e := &s.rows[i]
	if e.read.kind == nil {
		return
	}
	if near := e.read.kind.near; near != 0 {
		if near&(delivers|opens|clicks) != 0 && s.mail(j, e) {
			if near&(delivers|opens) != 0 {
				s.findOpened(j, i)
			}
			if near&clicks != 0 {
				s.findFollowed(j, i)
			}
		}
		if near&begins != 0 || near&viewed != 0 && len(s.visits) > 0 {
			s.joinVisits(j, i)
		}
	}
	s.dropDouble(j, i)
}

// reaches reports whether a row of the day before an instant, or what it began,
// may still mean something for rows from that instant on.
func (s *Scorer) reaches(j *Journal, day account.Day) bool {
	if slices.Contains(s.nights, day) {
		return true
	}
	end, r := s.days.start(day+1), &s.policy.Robots
	for i := s.begun - 1; i >= 0 && end-s.rows[i].At <= s.horizon; i-- {
		e := &s.rows[i]
		ago := end - e.At
		if ago <= s.policy.Doubles.Within.Milliseconds() && s.mayDouble(j, e) {
			return true
		}
		if e.read.kind == nil || !s.mail(j, e) {
			continue
		}
		if near := e.read.kind.near; near&(delivers|opens) != 0 && ago <= r.OpenWithin.Milliseconds() || near&clicks != 0 && ago <= r.LinksWithin.Milliseconds() {
			return true
		}
	}
	return false
}
