package scoring

import (
	"math"
	"slices"
	"strings"
	"time"

	"engagement/account"
)

// kind is a type of the policy as lines are folded: with its number, and every
// cap that it stands under in the order in which they hold.
type kind struct {
	Type
	name   string
	number int32
	group  int8 // index into Groups; -1 for none of them
	counts bool // its group counts for the MQA
	paired bool // the policy names it in a pair that counts once
	near   uint8
	caps   []heldCap
}

// heldCap is a cap with its number in the policy.
type heldCap struct {
	Cap
	number int32
	known  bool // holds known people only
}

// Scorer folds journals under one policy. It remembers what it has worked out
// about the policy and reuses its memory from account to account, which makes
// it fast; it is not safe for concurrent use. Its answers depend on nothing but
// what it is asked.
type Scorer struct {
	policy *Policy
	kinds  map[string]*kind
	pairs  map[[2]int32]bool
	// replaced are pairs of kinds: a session, and a view that it replaces.
	replaced map[[2]int32]bool
	ceiling  heldCap
	extents  []extent // by number of a cap
	manual   int8     // group of what is logged by hand
	manualC  bool
	days     calendar
	decay    []float64 // what a minute is worth for heat, by age in days
	roles    map[traits]account.Role
	read     map[deedKey]*reading
	outlooks map[wordKey]*outlook
	personW  map[account.Role]int
	// demanded says of roles whether the MQA asks for their persona.
	demanded map[account.Role]bool
	// The walk, and room that is used again for every account.
	readings []*reading // by deed, for known people and then for nobody
	page     Journal    // the lines of one chapter
	rows     []entry    // those that are still needed, in order
	ahead    []Line     // those of the days after the last one
	gone     int        // how many were before them
	settled  int        // how many of rows have been held by caps
	begun    int        // first row of the day that is being settled
	keep     account.Day
	each     func(day account.Day, rows []entry, number int)

	released map[personDay]bool
	visits   map[visitor]visit // sessions that may go on

	from     *Bookmark
	past     recollection // what the bookmark remembers of caps
	laid     []*Bookmark
	lay      account.Day // the last day on which one of a Sunday may be laid; 0 is none
	eve      account.Day // on which an eve is to be laid; 0 is none
	held     [spans]meters
	cells    table[cell]
	weights  []personWeight
	index    map[string]int
	personAt []int32
	persons  []account.PersonMinutes
	fold     fold
	passing  *passage // looks on while a replay walks
}

// traits are what a role is read from.
type traits struct{ title, level, department string }

// Most of what a scorer remembers: beyond it starts afresh.
const (
	mostReadings = 1 << 15
	mostRoles    = 1 << 14
)

// NewScorer prepares a scorer. The policy must be valid and must not change.
func NewScorer(p *Policy) *Scorer {
	s := &Scorer{
		policy: p, kinds: make(map[string]*kind, len(p.Types)), pairs: map[[2]int32]bool{}, replaced: map[[2]int32]bool{}, days: calendar{zone: p.Zone},
		roles: map[traits]account.Role{}, read: map[deedKey]*reading{}, outlooks: map[wordKey]*outlook{}, personW: map[account.Role]int{}, demanded: map[account.Role]bool{},
		index: map[string]int{}, visits: map[visitor]visit{}, released: map[personDay]bool{},
	}
	number := func(c Cap, known bool) heldCap {
		s.extents = append(s.extents, c.extent())
		return heldCap{Cap: c, number: int32(len(s.extents)) - 1, known: known}
	}
	s.ceiling = number(Cap{Minutes: p.Ceiling, Days: 1, text: "ceiling " + p.Ceiling.String() + "min/day"}, true)
	pools := map[string][]heldCap{}
	for _, name := range sortedKeys(p.Pools) {
		for _, c := range p.Pools[name] {
			pools[name] = append(pools[name], number(c, false))
		}
	}
	for _, name := range sortedKeys(p.Types) {
		k := &kind{Type: p.Types[name], name: name, number: int32(len(s.kinds))}
		k.group, k.counts = s.group(k.Group)
		for _, c := range k.Caps {
			k.caps = append(k.caps, number(c, false))
		}
		k.caps = append(k.caps, pools[k.Pool]...)
		if p.Ceiling > 0 {
			k.caps = append(k.caps, s.ceiling)
		}
		s.kinds[name] = k
	}
	s.learnNeighbours()
	s.manual, s.manualC = s.group("sales")
	return s
}

// Policy is the one it folds under.
func (s *Scorer) Policy() *Policy { return s.policy }

// group finds a group's index, and whether its minutes count for the MQA.
func (s *Scorer) group(name string) (int8, bool) {
	return int8(slices.Index(Groups, name)), slices.Contains(s.policy.MQA.Groups, name)
}

// role reads level and department of a person.
func (s *Scorer) role(p Person) account.Role {
	key := traits{p.Title, p.CRMLevel, p.CRMDepartment}
	if r, ok := s.roles[key]; ok {
		return r
	}
	if len(s.roles) >= mostRoles {
		clear(s.roles)
	}
	r := p.Role()
	s.roles[traits{strings.Clone(p.Title), strings.Clone(p.CRMLevel), strings.Clone(p.CRMDepartment)}] = r
	return r
}

// warmth is what a minute of that age is worth for heat.
func (s *Scorer) warmth(age int) float64 {
	for len(s.decay) <= age {
		s.decay = append(s.decay, math.Exp2(-float64(len(s.decay))/float64(s.policy.HalfLife)))
	}
	return s.decay[age]
}

// calendar finds the civil day of an instant quickly: it remembers when days
// start. Days follow each other without a gap, whatever clocks do: one starts
// at its first midnight.
type calendar struct {
	zone   *time.Location
	first  account.Day
	starts []int64 // of first and the days after it
}

const dayMillis = 24 * 60 * 60 * 1000

// of is the civil day of an instant in milliseconds.
func (c *calendar) of(at int64) account.Day {
	day := account.Day(at / dayMillis)
	if at < 0 {
		day--
	}
	for at < c.start(day) {
		day--
	}
	for at >= c.start(day+1) {
		day++
	}
	return day
}

// start is the first millisecond of a day.
func (c *calendar) start(day account.Day) int64 {
	const margin = 64
	switch last := c.first + account.Day(len(c.starts)) - 1; {
	case len(c.starts) == 0:
		c.first, c.starts = day, []int64{day.Start(c.zone).UnixMilli()}
	case day > last:
		for d := last + 1; d <= day+margin; d++ {
			c.starts = append(c.starts, d.Start(c.zone).UnixMilli())
		}
	case day < c.first:
		first := day - margin
		more := make([]int64, 0, int(c.first-first)+len(c.starts))
		for d := first; d < c.first; d++ {
			more = append(more, d.Start(c.zone).UnixMilli())
		}
		c.first, c.starts = first, append(more, c.starts...)
	}
	return c.starts[day-c.first]
}
