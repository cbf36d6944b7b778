package scoring

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

// HeatmapPolicy says what a heatmap is measured against.
type HeatmapPolicy struct {
	Ideal    account.IdealSource // learned (else what is configured), configured or none
	LeastWon int                 // won accounts it takes to learn from them
	Days     int                 // before a win that are learned from
	Percent  int                 // of the won accounts that had somebody engaged in a cell, for it to be wanted
	Floor    account.Milli       // minutes from which a cell of a won account had somebody engaged
	Wanted   []WantedCells       // what is configured
}

// WantedCells are cells of one department that ought to hold somebody. Without
// levels, anybody in the department will do.
type WantedCells struct {
	Department string
	Levels     []account.Level
}

// Heatmap lays the minutes of one account in a span of days out by department
// and level. What the ledger credits to the unknown person is Anonymous. A
// person counts in a cell with any minutes.
func Heatmap(f Facts, p *Policy, span account.Span) account.Heatmap {
	return NewScorer(p).Heatmap(f, span)
}

// Heatmap is what the function of that name says.
func (s *Scorer) Heatmap(f Facts, span account.Span) account.Heatmap {
	h := account.Heatmap{Span: span, Accounts: 1}
	seen := map[string]bool{}
	for _, one := range s.steps(&f, span.To) {
		if !span.Contains(one.day) || one.minutes == 0 {
			continue
		}
		h.Total += one.minutes
		id := one.person
		if id == "" {
			h.Anonymous += one.minutes
			continue
		}
		cell := h.Cell(one.role)
		cell.Minutes += one.minutes
		if !seen[id] {
			seen[id] = true
			cell.People++
		}
	}
	if h.Total > 0 {
		h.Active = 1
	}
	return h
}

// BeforeWin is the heatmap of an account over the days before its first won
// opportunity closed, the day of the close included; ok is false where it has
// not won one by day, or had no minutes before.
func (s *Scorer) BeforeWin(f Facts, day account.Day) (h account.Heatmap, ok bool) {
	p := s.policy
	var won account.Day
	for _, o := range f.Opportunities {
		if !o.WonBy(day, p.Zone) {
			continue
		}
		if closed := account.DayOf(o.ClosedAt, p.Zone); won == 0 || closed < won {
			won = closed
		}
	}
	if won == 0 {
		return h, false
	}
	h = s.Heatmap(f, account.Window(won, p.Heatmap.Days))
	return h, h.Total > 0
}

// IdealMap is what heatmaps are measured against: the cells that are wanted.
type IdealMap struct {
	account.Ideal
	Cells       map[account.Role]account.Milli // wanted, with the minutes expected
	Departments []string                       // wanted, whatever the level
}

// Learn makes the ideal of the maps of won accounts, each over the same number
// of days before the win: a cell is wanted where the policy's share of them had
// somebody engaged, and expects their mean minutes. Where there are too few, or
// learning is off, what is configured holds.
func (p *Policy) Learn(won []account.Heatmap) IdealMap {
	hp := &p.Heatmap
	ideal := IdealMap{
		Ideal: account.Ideal{Source: hp.Ideal, Won: len(won), Least: hp.LeastWon, Days: hp.Days},
		Cells: map[account.Role]account.Milli{},
	}
	switch {
	case hp.Ideal == account.NoIdeal:
	case hp.Ideal == account.Learned && len(won) >= hp.LeastWon && len(won) > 0:
		ideal.learn(won, hp)
	default:
		ideal.Source = account.Configured
		for _, w := range hp.Wanted {
			if len(w.Levels) == 0 {
				ideal.Departments = append(ideal.Departments, w.Department)
			}
			for _, l := range w.Levels {
				ideal.Cells[account.Role{Level: l, Department: w.Department}] = 0
			}
		}
		if len(hp.Wanted) == 0 {
			ideal.Source = account.NoIdeal
		}
	}
	return ideal
}

func (m *IdealMap) learn(won []account.Heatmap, p *HeatmapPolicy) {
	sum, accounts := map[account.Role]account.Milli{}, map[account.Role]int{}
	for _, h := range won {
		for _, c := range h.Cells {
			if c.People == 0 || c.Role.Level == account.UnknownRank || c.Role.Level == account.Excluded {
				continue // nobody sets out to find people without a title
			}
			sum[c.Role] += c.Minutes
			if c.Minutes >= p.Floor {
				accounts[c.Role]++
			}
		}
	}
	for role, n := range accounts {
		if n*100 >= p.Percent*len(won) {
			m.Cells[role] = sum[role] / account.Milli(len(won))
		}
	}
}

// Measure lays the ideal over a map and names its blind spots: a department
// that is wanted and has nobody at all, else each level of it that is wanted
// and empty.
func (m IdealMap) Measure(h account.Heatmap) account.Heatmap {
	h.Ideal = m.Ideal
	h.Cells = slices.Clone(h.Cells)
	people := map[string]int{}
	for _, c := range h.Cells {
		people[c.Role.Department] += c.People
	}
	missing := map[account.BlindSpot]bool{}
	for role, expected := range m.Cells {
		c := h.Cell(role)
		c.Wanted, c.Expected = true, expected
		switch {
		case people[role.Department] == 0:
			missing[account.BlindSpot{Department: role.Department}] = true
		case c.People == 0:
			missing[account.BlindSpot{Department: role.Department, Level: role.Level}] = true
		}
	}
	for _, department := range m.Departments {
		if people[department] > 0 {
			continue
		}
		missing[account.BlindSpot{Department: department}] = true
		h.Cell(account.Role{Level: account.UnknownRank, Department: department})
	}
	h.BlindSpots = nil
	for spot := range missing {
		h.BlindSpots = append(h.BlindSpots, spot)
	}
	slices.SortFunc(h.BlindSpots, func(a, b account.BlindSpot) int {
		rank := func(s account.BlindSpot) int { return slices.Index(account.Levels[:], s.Level) } // -1 is the whole department
		return cmp.Or(cmp.Compare(min(rank(a), 0), min(rank(b), 0)), cmp.Compare(a.Department, b.Department), cmp.Compare(rank(a), rank(b)))
	})
	return h
}

func (h *HeatmapPolicy) validate(f *Faults) {
	if !slices.Contains([]account.IdealSource{account.Learned, account.Configured, account.NoIdeal}, h.Ideal) {
		f.Add(fmt.Sprintf("%q is not learned, configured or none", h.Ideal), "heatmap", "ideal")
	}
	f.Whole(h.LeastWon, 1, 1000, "accounts", "heatmap", "least_won")
	f.Whole(h.Days, 7, 365, "days", "heatmap", "days_before_win")
	f.Whole(h.Percent, 1, 100, "%", "heatmap", "share_percent")
	f.notNegative(h.Floor, "heatmap", "least_minutes")
	for i, w := range h.Wanted {
		if strings.TrimSpace(w.Department) == "" {
			f.Add("is empty", "heatmap", "wanted", i, "department")
		}
		for _, l := range w.Levels {
			if !slices.Contains(account.Levels[:], l) {
				f.Add(fmt.Sprintf("%q is not one of %v", l, account.Levels), "heatmap", "wanted", i, "levels")
			}
		}
	}
}

// defaultHeatmap: what a buying committee needs where nothing can be learned
// yet is our own choice; so are the share and the least number of wins. The 90
// days before a win are those of the MQA's window.
func defaultHeatmap() HeatmapPolicy {
	senior := []account.Level{account.VP, account.Director}
	return HeatmapPolicy{
		Ideal: account.Learned, LeastWon: 5, Days: 90, Percent: 50, Floor: 5 * account.Minute,
		Wanted: []WantedCells{
			{Department: "Executive", Levels: []account.Level{account.CLevel}},
			{Department: "Finance"},
			{Department: "IT", Levels: senior},
			{Department: "Procurement"},
		},
	}
}
