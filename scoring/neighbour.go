package scoring

import "slices"

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
}

// meetNeighbours looks at the rows before the newest, row i, for what they mean
// for it and it means for them: robots first, then sessions, then deeds that left
// two rows. Rows of one day alone are neighbours: what happens after midnight
// changes nothing about the day before, so that a day that has ended is settled.
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
