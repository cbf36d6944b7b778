package account

import (
	"cmp"
	"slices"
)

// Heatmap is minutes and people by department and level, of one account or of
// a group. Its cells and Anonymous sum to Total, which is what the ledgers of
// the accounts sum to over Span.
type Heatmap struct {
	Span       Span
	Accounts   int        // behind the map
	Active     int        // of them, those with minutes in the span
	Cells      []HeatCell // by department and level, only those that hold or are wanted to hold something
	Anonymous  Milli      // of visitors nobody knows
	Total      Milli
	Ideal      Ideal
	BlindSpots []BlindSpot // wanted, and empty
	Withheld   int         // cells whose numbers Shared took out
}

// HeatCell is one department at one level.
type HeatCell struct {
	Role     Role
	Minutes  Milli
	People   int   // with minutes in the span; of a group, those of each account
	Wanted   bool  // part of the ideal
	Expected Milli // mean minutes of the accounts that the ideal was learned from
	Hidden   bool  // the numbers are withheld: see Shared
}

// Ideal is what the map is measured against.
type Ideal struct {
	Source IdealSource
	Won    int // accounts that were won with minutes in the days before
	Least  int // of them, how many it takes to learn
	Days   int // before the win that are looked at
}

// IdealSource says where an ideal comes from.
type IdealSource string

// The sources.
const (
	Learned    IdealSource = "learned"    // from won accounts
	Configured IdealSource = "configured" // from the config
	NoIdeal    IdealSource = "none"
)

// BlindSpot is a department, or one level of it, that is wanted and empty.
type BlindSpot struct {
	Department string
	Level      Level // empty where the whole department is
}

// Label names a blind spot after "no": "Finance", "Director in IT".
func (b BlindSpot) Label() string {
	if b.Level == "" {
		return b.Department
	}
	return b.Level.Label() + " in " + b.Department
}

// At is the cell of a role; the zero value where there is none.
func (h *Heatmap) At(r Role) HeatCell {
	if i, ok := h.find(r); ok {
		return h.Cells[i]
	}
	return HeatCell{Role: r}
}

func (h *Heatmap) find(r Role) (int, bool) {
	return slices.BinarySearchFunc(h.Cells, r, func(c HeatCell, r Role) int { return compareRoles(c.Role, r) })
}

func compareRoles(a, b Role) int {
	return cmp.Or(cmp.Compare(a.Department, b.Department), cmp.Compare(a.Level.rank(), b.Level.rank()))
}

// rank orders levels, most senior first.
func (l Level) rank() int {
	if i := slices.Index(Levels[:], l); i >= 0 {
		return i
	}
	return len(Levels)
}

// Cell is the cell of a role, made if there is none. It is valid until the
// next call.
func (h *Heatmap) Cell(r Role) *HeatCell {
	i, ok := h.find(r)
	if !ok {
		h.Cells = slices.Insert(h.Cells, i, HeatCell{Role: r})
	}
	return &h.Cells[i]
}

// Add lays the numbers of another map over the same span into this one. The
// ideal stays as it is.
func (h *Heatmap) Add(o Heatmap) {
	for _, c := range o.Cells {
		mine := h.Cell(c.Role)
		mine.Minutes += c.Minutes
		mine.People += c.People
	}
	h.Accounts += o.Accounts
	h.Active += o.Active
	h.Anonymous += o.Anonymous
	h.Total += o.Total
}

// Row is a department of a map.
type HeatRow struct {
	Department string
	Minutes    Milli
	People     int
	Wanted     bool // at least one of its cells is
}

// Rows are the departments, those with most minutes first; equal ones by name.
func (h *Heatmap) Rows() []HeatRow {
	var rows []HeatRow
	for _, c := range h.Cells { // sorted by department
		if n := len(rows); n == 0 || rows[n-1].Department != c.Role.Department {
			rows = append(rows, HeatRow{Department: c.Role.Department})
		}
		r := &rows[len(rows)-1]
		r.Minutes += c.Minutes
		r.People += c.People
		r.Wanted = r.Wanted || c.Wanted
	}
	slices.SortStableFunc(rows, func(a, b HeatRow) int { return cmp.Compare(b.Minutes, a.Minutes) })
	return rows
}

// Levels are the columns: all levels but Excluded, which is there only where
// it holds minutes.
func (h *Heatmap) Levels() []Level {
	levels := []Level{CLevel, VP, Director, Manager, Contributor, UnknownRank}
	if slices.ContainsFunc(h.Cells, func(c HeatCell) bool { return c.Role.Level == Excluded && c.Minutes > 0 }) {
		levels = append(levels, Excluded)
	}
	return levels
}

// Shared is the map as a channel may see it: cells of one person lose their
// numbers. Where only one cell does, what is left of the total would still
// give it away, so the cell with the fewest people of the others goes with it,
// and a total of a single cell is withheld altogether.
func (h Heatmap) Shared() Heatmap {
	h.Cells = slices.Clone(h.Cells)
	hidden, next := 0, -1
	for i := range h.Cells {
		switch c := &h.Cells[i]; {
		case c.People == 1:
			hidden++
			c.Hidden = true
		case c.People > 1 && (next < 0 || c.People < h.Cells[next].People):
			next = i
		}
	}
	if hidden == 1 && next >= 0 {
		h.Cells[next].Hidden = true
		hidden++
	}
	h.Withheld = hidden
	for i := range h.Cells {
		if c := &h.Cells[i]; c.Hidden {
			if hidden == 1 {
				h.Total -= c.Minutes
			}
			c.Minutes, c.People = 0, 0
		}
	}
	return h
}

// People is how many known people stand behind the map.
func (h *Heatmap) People() int {
	n := 0
	for _, c := range h.Cells {
		n += c.People
	}
	return n
}

// Expected are the minutes that won accounts had, on average, where a blind
// spot is; 0 where the ideal was not learned.
func (h *Heatmap) Expected(b BlindSpot) Milli {
	var sum Milli
	for _, c := range h.Cells {
		if c.Role.Department == b.Department && (b.Level == "" || c.Role.Level == b.Level) {
			sum += c.Expected
		}
	}
	return sum
}
