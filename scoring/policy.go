package scoring

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"engagement/account"
)

// Policy is everything that turns activities into a standing. It is read only
// once built: share it freely between goroutines.
type Policy struct {
	Zone    *time.Location
	Types   map[string]Type
	Pools   map[string][]Cap             // caps shared by every type that names the pool
	Sources map[string]map[string]string // source -> its own word -> type
	Rules   []Rule                       // first match wins
	Doubles Doubles                      // pairs of types that count once
	Robots  Robots
	// SessionGap is how long a person views nothing before a session is over.
	SessionGap time.Duration
	Ceiling    account.Milli // raw minutes per person and day
	Releases   []Release     // days that the ceiling lets through
	Anonymous  int           // certainty in percent of an anonymous visit
	Tagged     int           // the same of one known from a mark in a link
	Weights    Weights
	Personas   []Persona
	Centers    []Center // buying centers, judged on their own; first match wins
	MQA        MQA
	HalfLife   int // days until a minute has lost half its heat
	Grade      Grade
	Stages     []Stage            // evaluated last first
	Spikes     AccountSpikePolicy // what findings are judged by
	WorkWeek   WorkWeek           // when the company's world works
	Segments   []Segment
	Heatmap    HeatmapPolicy
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
	Signal  string // reply or meeting: a two-way sign; scheduled or cancelled: a meeting to come, or not
	Channel string // empty is the part of the name before the dot
	// Replaces are globs over the types that a session of this one is made of.
	Replaces []string
	Bottom   bool // content of somebody about to buy: pricing, security, a trial
}

// LabelOf is a type in people's words.
func (p *Policy) LabelOf(name string) string {
	if t, ok := p.Types[name]; ok && t.Label != "" {
		return t.Label
	}
	return name
}

// Worth is the raw minutes of one activity of a type before caps; of an exact
// duration where the type takes one, NoMinutes where there is none.
func (p *Policy) Worth(name string, exact account.Milli) account.Milli {
	t := p.Types[name]
	if t.Exact && exact != account.NoMinutes {
		return exact * account.Milli(percentOr100(t.Percent)) / 100
	}
	return t.Minutes
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
	// Personas are those of which somebody must be engaged, any of them; empty
	// asks for nobody.
	Personas []string
	// RollUp lets an account qualify together with all accounts below it.
	RollUp bool
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

// Validate reports everything that cannot be used, as Faults that name its
// place the way the config file does.
func (p *Policy) Validate() error {
	var f Faults
	if p.Zone == nil {
		f.Add("is missing", "company", "timezone")
	}
	f.Whole(p.Anonymous, 0, 100, "%", "ingest", "anonymous_certainty")
	f.Whole(p.Tagged, 0, 100, "%", "ingest", "tagged_certainty")
	if p.Ceiling <= 0 || p.Ceiling > dayMinutes {
		f.Add(plainMinutes(p.Ceiling)+" is not above 0 and at most 1440 minutes", "ingest", "ceiling")
	}
	f.Whole(p.HalfLife, 7, 180, "days", "heat", "half_life_days")
	f.Whole(p.Grade.ThreePercent, 0, 100, "%", "grade", "three_percent")
	f.Whole(p.Grade.TwoPercent, 0, 100, "%", "grade", "two_percent")
	f.notNegative(p.Grade.TwoMinutes, "grade", "two_minutes")
	p.WorkWeek.validate(&f)
	p.MQA.validate(&f)
	p.validateDemanded(&f)
	p.validateCenters(&f)
	p.Spikes.validate(&f)
	validateStages(p.Stages, &f)
	p.Weights.validate(&f)
	validatePersonas(p.Personas, &f)
	validateSegments(p.Segments, &f)
	p.Heatmap.validate(&f)
	for i, r := range p.Rules {
		if strings.TrimSpace(r.Name) == "" {
			f.Add("is empty; the ledger names the rule that decided", "rules", i, "name")
		}
		if _, ok := p.Types[r.Becomes]; !ok {
			f.Add(fmt.Sprintf("%q is not a type", r.Becomes), "rules", i, "becomes")
		}
	}
	if p.Doubles.Within < 0 || p.Doubles.Within > 24*time.Hour {
		f.Add("is not 0 to 1440 minutes", "doubles", "within_minutes")
	}
	for i, d := range p.Doubles.Pairs {
		if d.One == "" || d.Other == "" {
			f.Add("names only one type; a pair has one and other", "doubles", "pairs", i)
		}
	}
	p.Robots.validate(p, &f)
	p.validateSessions(&f)
	p.validateReleases(&f)
	p.validateTypes(&f)
	if len(f) == 0 { // else what is broken would be called a contradiction as well
		p.contradictions(&f)
	}
	if len(f) == 0 {
		return nil
	}
	return f
}

func (p *Policy) validateTypes(f *Faults) {
	for _, name := range sortedKeys(p.Types) {
		t := p.Types[name]
		if t.Minutes < 0 || t.Minutes > dayMinutes {
			f.Add(plainMinutes(t.Minutes)+" is not 0 to 1440 minutes; time cannot be un-spent", "types", name, "minutes")
		}
		if !slices.Contains(Groups, t.Group) {
			f.Add(fmt.Sprintf("group %q is not one of %s", t.Group, strings.Join(Groups, ", ")), "types", name, "group")
		}
		f.Whole(t.Percent, 0, 100, "%", "types", name, "exact_percent")
		if _, ok := p.Pools[t.Pool]; t.Pool != "" && !ok {
			f.Add(fmt.Sprintf("pool %q is not defined under [pools]", t.Pool), "types", name, "pool")
		}
		if !slices.Contains([]string{"", "reply", "meeting", "scheduled", "cancelled"}, t.Signal) {
			f.Add(fmt.Sprintf("%q is not reply, meeting, scheduled or cancelled", t.Signal), "types", name, "signal")
		}
	}
}

func (m *MQA) validate(f *Faults) {
	f.Whole(m.Window, 1, 365, "days", "mqa", "window")
	if len(m.Groups) == 0 {
		f.Add("is empty; name one of "+strings.Join(Groups, ", "), "mqa", "groups")
	}
	for _, g := range m.Groups {
		if !slices.Contains(Groups, g) {
			f.Add(fmt.Sprintf("%q is not one of %s", g, strings.Join(Groups, ", ")), "mqa", "groups")
		}
	}
	f.NotBelow(m.Events, 1, "mqa", "events")
	f.NotBelow(m.Days, 1, "mqa", "days")
	if m.Days > m.Window && m.Window > 0 {
		f.Add(fmt.Sprintf("%d days do not fit into mqa.window, %d", m.Days, m.Window), "mqa", "days")
	}
	f.notNegative(m.PerEvent, "mqa", "per_event")
	f.Whole(m.LeavePercent, 0, 100, "%", "mqa", "leave_percent")
	f.Whole(m.LeaveNights, 1, 90, "nights", "mqa", "leave_nights")
	if !slices.ContainsFunc(m.Thresholds, func(t Threshold) bool { return t.Funnel == "" }) {
		f.Add(`no row has funnel = "", for accounts without a tier`, "mqa", "thresholds")
	}
	for i, t := range m.Thresholds {
		if slices.ContainsFunc(m.Thresholds[:i], func(o Threshold) bool { return o.Funnel == t.Funnel }) {
			f.Add(fmt.Sprintf("%q has a row already", t.Funnel), "mqa", "thresholds", i, "funnel")
		}
		for size, minutes := range t.Minutes {
			if minutes <= 0 {
				f.Add(fmt.Sprintf("%s minutes for %s are not above 0", plainMinutes(minutes), account.Sizes[size]), "mqa", "thresholds", i, "minutes")
			}
			if t.People[size] < 0 {
				f.Add(fmt.Sprintf("%d people for %s are below 0", t.People[size], account.Sizes[size]), "mqa", "thresholds", i, "people")
			}
		}
		f.notNegative(t.Floor, "mqa", "thresholds", i, "floor")
		f.notNegative(t.Senior, "mqa", "thresholds", i, "senior")
	}
}

// validateDemanded notes required personas that there are not.
func (p *Policy) validateDemanded(f *Faults) {
	for i, name := range p.MQA.Personas {
		if !slices.ContainsFunc(p.Personas, func(persona Persona) bool { return persona.Name == name }) {
			f.Add(fmt.Sprintf("%q is not the name of a persona under [[personas]]", name), "mqa", "personas", i)
		}
	}
}

func validateStages(stages []Stage, f *Faults) {
	if len(stages) == 0 {
		f.Add("there are none", "stages")
	}
	for i, s := range stages {
		if strings.TrimSpace(s.Name) == "" {
			f.Add("is empty", "stages", i, "name")
		}
		if slices.ContainsFunc(stages[:i], func(o Stage) bool { return o.Name == s.Name }) {
			f.Add(fmt.Sprintf("%q is the name of another stage", s.Name), "stages", i, "name")
		}
		f.notNegative(s.Minutes, "stages", i, "minutes")
		f.Whole(s.Window, 0, 365, "days", "stages", i, "window")
		switch {
		case s.Minutes > 0 && s.Window == 0:
			f.Add("minutes need a window of days to lie in", "stages", i, "minutes")
		case s.Minutes == 0 && s.Window > 0:
			f.Add("a window needs minutes to lie in it", "stages", i, "window")
		}
		if !slices.Contains([]string{"", "open", "won"}, s.Opportunity) {
			f.Add(fmt.Sprintf("%q is not open or won", s.Opportunity), "stages", i, "opportunity")
		}
	}
}

// most is the largest weight, in percent.
const most = 1000

func (w *Weights) validate(f *Faults) {
	for _, level := range account.Levels {
		f.Whole(w.Level[level], 0, most, "%", "weights", "level", string(level))
	}
	for _, name := range sortedKeys(w.Persona) {
		f.Whole(w.Persona[name], 0, most, "%", "weights", "persona", name)
	}
	for _, tier := range sortedKeys(w.Tier) {
		f.Whole(w.Tier[tier], 0, most, "%", "weights", "tier", tier)
	}
}

func validatePersonas(personas []Persona, f *Faults) {
	for i, p := range personas {
		if strings.TrimSpace(p.Name) == "" {
			f.Add("is empty", "personas", i, "name")
		}
		for _, level := range p.Levels {
			if !slices.Contains(account.Levels[:], level) {
				f.Add(fmt.Sprintf("%q is not one of %v", level, account.Levels), "personas", i, "levels")
			}
		}
	}
}

// Groups lists the groups an activity type may belong to.
var Groups = []string{"marketing", "sales", "product", "intent"}
