package scoring

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

// Release lets one person's day through the ceiling: somebody has looked, and it
// was no import gone wrong.
type Release struct {
	ContactID string
	Day       account.Day
}

// HeldBack is what the ceiling held back of one person's day.
type HeldBack struct {
	Release
	Raw account.Milli // minutes, before weights, that a release would add
}

func (p *Policy) validateReleases(f *Faults) {
	for i, r := range p.Releases {
		if strings.TrimSpace(r.ContactID) == "" {
			f.Add("is empty; name a contact by its id", "releases", i, "contact")
		}
		if slices.Contains(p.Releases[:i], r) {
			f.Add(fmt.Sprintf("%s is released already", r.Day), "releases", i, "day")
		}
	}
}

// personDay is a day of a person of the journal.
type personDay struct {
	person int32
	day    account.Day
}

// openReleases finds the released days of a journal's people.
func (s *Scorer) openReleases() {
	clear(s.released)
	for _, r := range s.policy.Releases {
		if i, ok := s.index[r.ContactID]; ok {
			s.released[personDay{int32(i), r.Day}] = true
		}
	}
}

// free reports whether an entry is of a released day.
func (s *Scorer) free(e *entry) bool {
	return len(s.released) > 0 && e.Person != Nobody && s.released[personDay{e.Person, e.day}]
}

// HeldBack lists what the ceiling holds back at an account up to and including
// day: in order of days.
func (s *Scorer) HeldBack(f Facts, day account.Day) []HeldBack {
	held := map[personDay]account.Milli{}
	rows := s.entries(&f, day)
	for i := range rows {
		if e := &rows[i]; e.cap != nil && e.cap.number == s.ceiling.number {
			held[personDay{e.Person, e.day}] = 0
		}
	}
	if len(held) == 0 {
		return nil
	}
	for i := range rows {
		if of, ok := held[personDay{rows[i].Person, rows[i].day}]; ok {
			held[personDay{rows[i].Person, rows[i].day}] = of - rows[i].kept
		}
	}
	without := *s.policy
	without.Ceiling = 0
	rows = NewScorer(&without).entries(&f, day)
	for i := range rows {
		if of, ok := held[personDay{rows[i].Person, rows[i].day}]; ok {
			held[personDay{rows[i].Person, rows[i].day}] = of + rows[i].kept
		}
	}
	people := f.journal().People
	out := make([]HeldBack, 0, len(held))
	for of, raw := range held {
		out = append(out, HeldBack{Release{people[of.person], of.day}, raw})
	}
	slices.SortFunc(out, func(a, b HeldBack) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ContactID, b.ContactID))
	})
	return out
}
