package scoring

import (
	"fmt"
	"slices"
	"time"

	"engagement/account"
)

// Policy is everything that turns activities into a standing. It is read only
// once built: share it freely between goroutines.
type Policy struct {
	Zone      *time.Location
	Types     map[string]Type
	Pools     map[string][]Cap             // caps shared by every type that names the pool
	Sources   map[string]map[string]string // source -> its own word -> type
	Rules     []Rule                       // first match wins
	Ceiling   account.Milli                // raw minutes per person and day
	Anonymous int                          // certainty in percent of an anonymous visit
	Weights   Weights
	Personas  []Persona
	MQA       MQA
	HalfLife  int // days until a minute has lost half its heat
	Grade     Grade
	Stages    []Stage // evaluated last first
}

// Type says what one kind of activity is worth.
type Type struct {
	Label   string        // for people: "Pricing page"
	Minutes account.Milli // base, where no exact duration is known or wanted
	Group   string        // marketing, sales, product or intent
	Exact   bool          // an exact duration replaces the base
	Percent int           // of an exact duration; 0 means 100
	Caps    []Cap
	Pool    string // shares the caps of this pool
	ActNow  bool   // qualifies the account at once
	Event   bool   // one asset is one event, whoever attended
	Signal  string // reply or meeting: a two-way sign
}

// Rule renames activities before they are looked up. Empty fields match
// everything; the others are globs in which * stands for any run of text.
type Rule struct {
	Name      string
	Type      string
	URL       string
	Asset     string
	Campaign  string
	Status    string
	Anonymous bool // only activities of the unknown person
	Becomes   string
}

// Weights multiply minutes, in percent. A missing key is 100.
type Weights struct {
	Level   map[account.Level]int
	Persona map[string]int
	Tier    map[string]int
}

// Persona is a named filter over people; an empty list matches every value.
type Persona struct {
	Name        string
	Departments []string
	Levels      []account.Level
	Wanted      bool // its absence is a blind spot
}

// Matches reports whether a role falls under the persona.
func (p Persona) Matches(r account.Role) bool {
	return (len(p.Departments) == 0 || slices.Contains(p.Departments, r.Department)) &&
		(len(p.Levels) == 0 || slices.Contains(p.Levels, r.Level))
}

// MQA is the rule that makes a marketing qualified account.
type MQA struct {
	Window       int      // days
	Groups       []string // those whose minutes count
	Thresholds   []Threshold
	Events       int           // distinct assets or events the minutes must come from
	Days         int           // distinct days the minutes must come from
	PerEvent     account.Milli // most that one event may count for
	LeavePercent int           // of the threshold, below which an account starts to leave
	LeaveNights  int           // nights in a row below it
	RealertDays  int           // days out before it may alert again
	Excluded     []string      // relations that never qualify
}

// Threshold is one row of the table by funnel or tier. Cells run over
// account.Sizes.
type Threshold struct {
	Funnel  string // a funnel, a tier, or "" for every other account
	Minutes [len(account.Sizes)]account.Milli
	People  [len(account.Sizes)]int
	Floor   account.Milli // minutes before a person counts as engaged
	// One Director or above with this many minutes is breadth enough; 0 is off.
	Senior account.Milli
}

// Need is what one account needs for its MQA.
type Need struct {
	Minutes account.Milli
	People  int
	Floor   account.Milli
	Senior  account.Milli
}

// Need finds the account's own cell: by funnel if set, else tier, else the row
// without a name.
func (m MQA) Need(a account.Account) Need {
	size := slices.Index(account.Sizes[:], account.SizeOf(a.Employees))
	name := a.Funnel
	if name == "" {
		name = a.Tier
	}
	row := Threshold{}
	for _, t := range m.Thresholds {
		if t.Funnel == name {
			row = t
			break
		}
		if t.Funnel == "" {
			row = t
		}
	}
	return Need{Minutes: row.Minutes[size], People: row.People[size], Floor: row.Floor, Senior: row.Senior}
}

// Grade says where the single 1 to 4 score changes. Percentages are of the
// account's own threshold.
type Grade struct {
	ThreePercent int           // this much, or all of it without the people, is a 3
	TwoPercent   int           // this much is a 2
	TwoMinutes   account.Milli // and so are this many minutes
}

// Stage is one step of the journey. All conditions that are set must hold.
type Stage struct {
	Name        string
	Minutes     account.Milli // at least this many minutes ...
	Window      int           // ... in this many days; 0 turns both off
	MQA         bool
	Opportunity string // open or won
	Relation    string
}

// Validate reports the first contradiction, naming its place the way the
// config file does.
func (p *Policy) Validate() error {
	if p.Zone == nil {
		return fmt.Errorf("company.timezone is missing: %w", account.ErrInvalid)
	}
	for _, name := range sortedKeys(p.Types) {
		t := p.Types[name]
		if !slices.Contains(Groups, t.Group) {
			return fmt.Errorf("types.%q: group %q is not one of %v: %w", name, t.Group, Groups, account.ErrInvalid)
		}
		if _, ok := p.Pools[t.Pool]; t.Pool != "" && !ok {
			return fmt.Errorf("types.%q: pool %q is not defined under [pools]: %w", name, t.Pool, account.ErrInvalid)
		}
		if t.Minutes < 0 {
			return fmt.Errorf("types.%q: minutes are negative: time cannot be un-spent: %w", name, account.ErrInvalid)
		}
	}
	for i, r := range p.Rules {
		if _, ok := p.Types[r.Becomes]; !ok {
			return fmt.Errorf("rules[%d] %q: becomes %q, which is not a type: %w", i, r.Name, r.Becomes, account.ErrInvalid)
		}
	}
	if p.MQA.Window < 1 || p.MQA.Window > 365 {
		return fmt.Errorf("mqa.window is %d days, not 1 to 365: %w", p.MQA.Window, account.ErrInvalid)
	}
	if !slices.ContainsFunc(p.MQA.Thresholds, func(t Threshold) bool { return t.Funnel == "" }) {
		return fmt.Errorf(`mqa.thresholds has no row with funnel = "" for accounts without a tier: %w`, account.ErrInvalid)
	}
	for _, t := range p.MQA.Thresholds {
		for i, m := range t.Minutes {
			if m <= 0 || t.People[i] < 0 {
				return fmt.Errorf("mqa.thresholds %q, %s: minutes must be above 0 and people not negative: %w", t.Funnel, account.Sizes[i], account.ErrInvalid)
			}
		}
	}
	if p.HalfLife < 7 || p.HalfLife > 180 {
		return fmt.Errorf("heat.half_life_days is %d, not 7 to 180: %w", p.HalfLife, account.ErrInvalid)
	}
	if len(p.Stages) == 0 {
		return fmt.Errorf("no [[stages]]: %w", account.ErrInvalid)
	}
	for level, percent := range p.Weights.Level {
		if percent < 0 || percent > 1000 {
			return fmt.Errorf("weights.level.%s is %d %%, not 0 to 1000: %w", level, percent, account.ErrInvalid)
		}
	}
	return nil
}

// Groups lists the groups an activity type may belong to.
var Groups = []string{"marketing", "sales", "product", "intent"}
