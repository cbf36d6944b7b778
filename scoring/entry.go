package scoring

import (
	"slices"
	"sort"

	"engagement/account"
)

// Facts is everything scoring reads of one account.
type Facts struct {
	Account account.Account
	// Activities in any order, with Match.ContactID and Method filled. They may
	// be left out where Journal holds them.
	Activities    []account.Activity
	Journal       *Journal // made from Activities where nil
	People        []Person // everybody known at the account
	Opportunities []account.Opportunity
}

// journal is the account's journal, written where nobody did so before.
func (f *Facts) journal() *Journal {
	if f.Journal == nil {
		f.Journal = JournalOf(f.Activities)
	}
	return f.Journal
}

// Person is a contact without a name.
type Person struct {
	ID            string
	Title         string
	CRMLevel      string
	CRMDepartment string
}

// Role reads level and department; what the CRM says wins over the title.
func (p Person) Role() account.Role { return RoleOf(p.Title, p.CRMLevel, p.CRMDepartment) }

// entry is one line on its way to minutes. The exact product of minutes and
// weights is rounded once per cell, not here.
type entry struct {
	line    *Line
	read    *reading
	day     account.Day
	base    account.Milli // raw, before caps
	kept    account.Milli // raw, after caps
	minutes account.Milli // weighted, after rounding the cell
	cap     *heldCap      // what held minutes back
	double  int32         // 1 + index of the entry that it was counted with
	certain int16         // percent
	exact   bool          // base is an exact duration
}

// personWeight is what the minutes of a person are multiplied by, in percent.
type personWeight struct {
	role          account.Role
	level, person int64
	tier          int64
}

// percentScale is the product of four percentages at 100 %.
const percentScale = 100 * 100 * 100 * 100

func (s *Scorer) product(e *entry) int64 {
	w := s.weight(e.line.Person)
	return int64(e.kept) * int64(e.certain) * w.level * w.person * w.tier
}

// weight of a person of the journal; the last weight is the unknown person's.
func (s *Scorer) weight(person int32) *personWeight {
	if person == Nobody {
		return &s.weights[len(s.weights)-1]
	}
	return &s.weights[person]
}

// weigh prepares what each person's minutes are multiplied by.
func (s *Scorer) weigh(f *Facts, j *Journal) {
	p := s.policy
	tier := int64(percentOf(p.Weights.Tier, f.Account.Tier))
	unknown := personWeight{
		role: account.Role{Level: account.UnknownRank, Department: Other}, level: 100, person: 100, tier: tier,
	}
	s.weights = slices.Grow(s.weights[:0], len(j.People)+1)[:len(j.People)+1]
	for i := range s.weights {
		s.weights[i] = unknown
	}
	clear(s.index)
	for i, id := range j.People {
		s.index[id] = i
	}
	for _, person := range f.People {
		if i, ok := s.index[person.ID]; ok {
			s.weights[i] = s.weightOf(person, tier)
		}
	}
}

func (s *Scorer) weightOf(person Person, tier int64) personWeight {
	role := s.role(person)
	persona, ok := s.personW[role]
	if !ok {
		persona = percentOf(s.policy.Weights.Persona, s.policy.PersonaOf(role))
		s.personW[role] = persona
	}
	return personWeight{role: role, level: int64(percentOf(s.policy.Weights.Level, role.Level)), person: int64(persona), tier: tier}
}

// entries folds the lines up to and including day into minutes, in the order in
// which caps see them. They are good until the scorer is asked again.
func (s *Scorer) entries(f *Facts, day account.Day) []entry {
	j := f.journal()
	end := s.days.start(day + 1)
	lines := j.Lines[:sort.Search(len(j.Lines), func(i int) bool { return j.Lines[i].At >= end })]
	s.weigh(f, j)
	s.readDeeds(j)
	s.rows = slices.Grow(s.rows[:0], len(lines))[:len(lines)]
	for i := range lines {
		s.begin(&s.rows[i], j, &lines[i])
	}
	s.dropDoubles(j, s.rows)
	s.hold(j, s.rows)
	return s.rows
}

// begin reads a line: its day, what the policy makes of it, and its base.
func (s *Scorer) begin(e *entry, j *Journal, l *Line) {
	*e = entry{line: l, read: s.reading(j, l), day: s.days.of(l.At), certain: 100}
	if l.Flags.Has(Robot) || e.read.kind == nil {
		return
	}
	if l.Person == Nobody && !l.Flags.Has(Named) {
		e.certain = int16(s.policy.Anonymous)
	}
	k := e.read.kind
	e.base = k.Minutes
	if k.Exact && l.Minutes != account.NoMinutes {
		e.base = l.Minutes * account.Milli(percentOr100(k.Percent)) / 100
		e.exact = true
	}
}

// hold applies the caps in time order, then rounds the cells of each day.
func (s *Scorer) hold(j *Journal, rows []entry) {
	for i := range s.held {
		s.held[i].reset()
	}
	var today, monday account.Day
	begun := 0
	for i := range rows {
		e := &rows[i]
		if e.day != today || i == 0 {
			s.round(rows[begun:i])
			begun, today = i, e.day
			s.held[aDay].reset()
			if m := e.day.Monday(); m != monday {
				monday = m
				s.held[aWeek].reset()
			}
		}
		if e.base == 0 || e.double != 0 || s.weight(e.line.Person).level == 0 {
			continue
		}
		s.holdOne(j, e)
	}
	s.round(rows[begun:])
}

// holdOne lowers what is kept of an entry to what its caps admit, and charges
// that to all of them. What a cap refused whole uses up none of the others.
func (s *Scorer) holdOne(j *Journal, e *entry) {
	e.kept = e.base
	caps := e.read.kind.caps
	var under [8]*meter
	found := under[:0]
	for i := range s.held {
		s.held[i].reserve(len(caps))
	}
	d := &j.Deeds[e.line.Deed]
	for i := range caps {
		c := &caps[i]
		if c.known && e.line.Person == Nobody {
			found = append(found, nil)
			continue
		}
		word, until := c.value(d)
		key := meterKey{cap: c.number, person: e.line.Person, value: word}
		if c.Account {
			key.person = everybody
		}
		m := s.held[until].at(key)
		found = append(found, m)
		if room := c.room(m, e.day, e.kept); room < e.kept {
			e.kept, e.cap = room, c
		}
	}
	if e.kept == 0 {
		return
	}
	for i := range caps {
		if found[i] != nil {
			caps[i].spend(found[i], e.day, e.kept)
		}
	}
}

// round rounds the exact product of each cell (a person, a day, a type) once,
// half up, and lays the remainder on the cell's last row that earned anything,
// so that rows sum to cells and cells to days. The rows are those of one day.
func (s *Scorer) round(rows []entry) {
	if len(rows) == 1 { // a cell of its own, as on most days of most accounts
		rows[0].minutes = account.Milli((s.product(&rows[0]) + percentScale/2) / percentScale)
		return
	}
	s.cells.reset()
	for i := range rows {
		e := &rows[i]
		product := s.product(e)
		if product == 0 {
			continue
		}
		s.cells.reserve(1)
		c := s.cells.at(meterKey{cap: e.read.kind.number, person: e.line.Person})
		e.minutes = account.Milli(product / percentScale)
		// The cell's exact product so far, less what its rows were given: what
		// is left of it goes to its last row.
		c.milli += account.Milli(product - int64(e.minutes)*percentScale)
		c.count = int32(i)
	}
	for i := range rows {
		e := &rows[i]
		if e.minutes == 0 && e.kept == 0 {
			continue
		}
		if s.product(e) == 0 {
			continue
		}
		c := s.cells.at(meterKey{cap: e.read.kind.number, person: e.line.Person})
		if int(c.count) == i {
			e.minutes += (c.milli + percentScale/2) / percentScale
		}
	}
}

// PersonaOf names the first persona a role falls under, else "other".
func (p *Policy) PersonaOf(r account.Role) string {
	for _, persona := range p.Personas {
		if persona.Matches(r) {
			return persona.Name
		}
	}
	return "other"
}

func percentOf[K comparable](m map[K]int, key K) int {
	if percent, ok := m[key]; ok {
		return percent
	}
	return 100
}

func percentOr100(percent int) int {
	if percent == 0 {
		return 100
	}
	return percent
}
