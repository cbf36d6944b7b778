package scoring

import (
	"math"
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
	// Family is what the accounts below this one bring, each once: empty where
	// nothing is rolled up.
	Family []*Share
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
	Country       string
}

// Role reads level and department; what the CRM says wins over the title.
func (p Person) Role() account.Role { return RoleOf(p.Title, p.CRMLevel, p.CRMDepartment) }

// entry is one line on its way to minutes. The exact product of minutes and
// weights is rounded once per cell, not here.
type entry struct {
	At, Recorded int64 // of its line, and so on
	Seq          int64
	Person, Deed int32
	read         *reading
	base         account.Milli // raw, before caps
	kept         account.Milli // raw, after caps
	minutes      account.Milli // weighted, after rounding the cell
	cap          *heldCap      // what held minutes back
	double       int32         // 1 + number of the entry that it was counted with
	length       int32         // thousandths of a minute that a session lasts, at most longestSession
	day          account.Day
	certain      int8 // percent
	exact        bool // base is an exact duration
	robot        automatic
	Flags        Flags
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
	w := s.weight(e.Person)
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

// begin gets ready for the journal of an account.
func (s *Scorer) begin(f *Facts, j *Journal) {
	s.weigh(f, j)
	s.openReleases()
	s.readDeeds(j)
	for i := range s.held {
		s.held[i].reset()
	}
	if len(s.visits) > 0 {
		clear(s.visits)
	}
	s.rows, s.ahead, s.gone, s.settled, s.begun = s.rows[:0], s.ahead[:0], 0, 0, 0
}

// walk takes the lines up to and including day to minutes, in the order in which
// caps see them, and hands over one day after the other, complete and rounded,
// from the first line on. Lines come and go: of what was handed over, only days
// from `keep` on are still there.
//
// The lines of a day are held back by caps when it has ended, so that everything
// is known of a line before a cap sees it.
func (s *Scorer) walk(j *Journal, day account.Day, each func(day account.Day, rows []entry, number int)) {
	s.each = each
	end, ahead := s.days.start(day+1), s.days.start(day+aheadDays+1)
	s.reach(j, func(lines []Line) bool {
		n := sort.Search(len(lines), func(i int) bool { return lines[i].At >= end })
		from := 0
		if s.from != nil { // the chapter of a bookmark begins before it
			from = sort.Search(n, func(i int) bool { return lines[i].At >= s.days.start(s.from.Day+1) })
		}
		for i := from; i < n; i++ {
			s.rows = append(s.rows, entry{})
			s.open(&s.rows[len(s.rows)-1], j, &lines[i])
			s.meetNeighbours(j, len(s.rows)-1)
		}
		if n > from {
			s.settle(j, s.days.start(s.rows[len(s.rows)-1].day))
		}
		for n < len(lines) && lines[n].At < ahead {
			s.ahead = append(s.ahead, lines[n])
			n++
		}
		return n == len(lines)
	})
	s.settle(j, math.MaxInt64)
	s.hand()
}

// reach goes through the lines of a journal, some at a time, until do returns
// false.
func (s *Scorer) reach(j *Journal, do func([]Line) bool) {
	for _, packed := range j.Packed {
		s.page.Words, s.page.Deeds, s.page.People, s.page.Lines = j.Words, j.Deeds, j.People, s.page.Lines[:0]
		// Whoever gave a packed chapter has looked whether it can be read.
		if s.page.UnpackLines(packed) != nil || !do(s.page.Lines) {
			return
		}
	}
	if len(j.Lines) > 0 {
		do(j.Lines)
	}
}

// settle applies the caps to every line before an instant.
func (s *Scorer) settle(j *Journal, before int64) {
	for ; s.settled < len(s.rows) && s.rows[s.settled].At < before; s.settled++ {
		day := s.rows[s.settled].day
		if s.settled > s.begun && day != s.rows[s.begun].day {
			s.newDay(s.rows[s.begun].day, day)
		}
		if s.eve != 0 && day > s.eve {
			s.layEve()
		}
		e := &s.rows[s.settled]
		if e.base == 0 || e.double != 0 || s.weight(e.Person).level == 0 {
			continue
		}
		s.holdOne(j, e)
	}
}

// newDay hands a day over and forgets what was used of the caps that end with
// it.
func (s *Scorer) newDay(old, day account.Day) {
	s.hand()
	s.layBookmark(old, day)
	s.held[aDay].reset()
	if old.Monday() != day.Monday() {
		s.held[aWeek].reset()
	}
}

// hand rounds the day that has begun and hands it over. Its rows stay as long as
// keep says.
func (s *Scorer) hand() {
	rows := s.rows[s.begun:s.settled]
	if len(rows) == 0 {
		return
	}
	s.round(rows)
	if s.each != nil {
		s.each(rows[0].day, rows, s.gone+s.begun)
	}
	s.begun = s.settled
	drop := sort.Search(s.begun, func(i int) bool { return s.rows[i].day >= s.keep })
	if drop > len(s.rows)/4 {
		s.rows = append(s.rows[:0], s.rows[drop:]...)
		s.gone, s.settled, s.begun = s.gone+drop, s.settled-drop, s.begun-drop
	}
}

// entries is every line up to and including day, with its minutes, until the
// scorer is asked again.
func (s *Scorer) entries(f *Facts, day account.Day) []entry {
	s.eachDay(f, day, nil)
	return s.rows
}

// eachDay hands over every day that has lines, up to and including day.
func (s *Scorer) eachDay(f *Facts, day account.Day, each func(day account.Day, rows []entry, number int)) {
	s.keep = minDay
	s.begin(f, f.journal())
	s.walk(f.journal(), day, each)
}

// minDay is before any day there is.
const minDay account.Day = -1 << 30

// open reads a line: its day, what the policy makes of it, and its base.
func (s *Scorer) open(e *entry, j *Journal, l *Line) {
	*e = entry{
		At: l.At, Recorded: l.Recorded, Seq: l.Seq, Person: l.Person, Deed: l.Deed, Flags: l.Flags,
		read: s.reading(j, l), day: s.days.of(l.At), certain: 100,
	}
	if l.Flags.Has(Robot) || e.read.kind == nil {
		return
	}
	switch {
	case l.Person == Nobody && !l.Flags.Has(Named):
		e.certain = int8(s.policy.Anonymous)
	case l.Flags.Has(Tagged):
		e.certain = int8(s.policy.Tagged)
	}
	k := e.read.kind
	e.base = k.Minutes
	if k.Exact && l.Minutes != account.NoMinutes {
		e.base = l.Minutes * account.Milli(percentOr100(k.Percent)) / 100
		e.exact = true
		e.length = int32(min(l.Minutes, longestMilli))
	}
}

// holdOne lowers what is kept of an entry to what its caps admit, and charges
// that to all of them. What a cap refused whole uses up none of the others.
func (s *Scorer) holdOne(j *Journal, e *entry) {
	e.kept = e.base
	caps := e.read.kind.caps
	if s.from != nil {
		s.recall(everybody)
		s.recall(e.Person)
	}
	var under [8]held
	found := under[:0]
	for i := range s.held {
		s.held[i].reserve(len(caps))
	}
	d := &j.Deeds[e.Deed]
	for i := range caps {
		c := &caps[i]
		if c.known && (e.Person == Nobody || s.free(e)) {
			found = append(found, held{})
			continue
		}
		if c.single() {
			found = append(found, held{})
			if c.Minutes < e.kept {
				e.kept, e.cap = c.Minutes, c
			}
			continue
		}
		word, until := c.value(d)
		key := meterKey{cap: c.number, person: e.Person, value: word}
		if c.Account {
			key.person = everybody
		}
		t := &s.held[until]
		m := t.at(key)
		found = append(found, held{t, m})
		if room := t.room(&c.Cap, m, e.day, e.kept); room < e.kept {
			e.kept, e.cap = room, c
		}
	}
	if e.kept == 0 {
		return
	}
	for i := range caps {
		if found[i].table != nil {
			found[i].table.spend(&caps[i].Cap, found[i].meter, e.day, e.kept)
		}
	}
}

// held is a meter that an entry is charged to.
type held struct {
	table *meters
	meter *int32
}

// cell is a person, a day and a type while they are rounded.
type cell struct {
	rest int64 // of the exact product, what rows were not given
	last int   // row that earned something
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
		c := s.cells.at(meterKey{cap: e.read.kind.number, person: e.Person})
		e.minutes = account.Milli(product / percentScale)
		c.rest += product - int64(e.minutes)*percentScale
		c.last = i
	}
	for i := range rows {
		e := &rows[i]
		if e.minutes == 0 && e.kept == 0 {
			continue
		}
		if s.product(e) == 0 {
			continue
		}
		c := s.cells.at(meterKey{cap: e.read.kind.number, person: e.Person})
		if c.last == i {
			e.minutes += account.Milli((c.rest + percentScale/2) / percentScale)
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
	return otherPersona
}

// otherPersona is the persona of people of none.
const otherPersona = "other"

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
