package scoring

import (
	"slices"

	"engagement/account"
)

// Facts is everything scoring reads of one account.
type Facts struct {
	Account       account.Account
	Activities    []account.Activity // any order; Match.ContactID and Method are filled
	People        []Person           // everybody known at the account
	Opportunities []account.Opportunity
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

// entry is one activity on its way to minutes. The exact product of minutes
// and weights is rounded once per cell, not here.
type entry struct {
	activity *account.Activity
	day      account.Day
	typeName string
	typ      *Type // nil for an unknown type
	rule     string
	base     account.Milli // raw, before caps
	kept     account.Milli // raw, after caps
	cap      string        // what held minutes back
	double   string        // the activity that it was counted with
	certain  int           // percent
	weight   *personWeight
	minutes  account.Milli // weighted, after rounding the cell
}

type personWeight struct {
	role          account.Role
	level, person int // percent
	tier          int
}

// percentScale is the product of four percentages at 100 %.
const percentScale = 100 * 100 * 100 * 100

func (e *entry) product() int64 {
	return int64(e.kept) * int64(e.certain) * int64(e.weight.level) * int64(e.weight.person) * int64(e.weight.tier)
}

// entries folds the activities up to and including day into minutes, in the
// order in which caps see them.
func entries(f *Facts, p *Policy, day account.Day) []entry {
	sorted := make([]*account.Activity, 0, len(f.Activities))
	for i := range f.Activities {
		if account.DayOf(f.Activities[i].OccurredAt, p.Zone) <= day {
			sorted = append(sorted, &f.Activities[i])
		}
	}
	slices.SortFunc(sorted, func(a, b *account.Activity) int {
		switch {
		case a.Before(*b):
			return -1
		case b.Before(*a):
			return 1
		}
		return 0
	})
	weights := p.personWeights(f)
	used := meters{}
	ceiling := Cap{Minutes: p.Ceiling, Days: 1, text: "ceiling " + p.Ceiling.String() + "min/day"}
	out := make([]entry, len(sorted))
	for i, a := range sorted {
		e := &out[i]
		*e = entry{activity: a, day: account.DayOf(a.OccurredAt, p.Zone), certain: 100, weight: weights.of(a.Match.ContactID)}
		e.typeName, e.rule = p.resolve(a)
		if t, ok := p.Types[e.typeName]; ok {
			if a.Source == Manual {
				// What one of us logs by hand is a sales interaction.
				t.Group = "sales"
			}
			e.typ = &t
		}
		switch {
		case a.Bot:
			e.rule = "robot"
			continue
		case e.typ == nil:
			e.rule = "unknown type " + e.typeName
			continue
		}
		if a.Match.ContactID == "" && a.Match.Method != account.ByAccountID {
			e.certain = p.Anonymous
		}
		e.base = e.typ.Minutes
		if e.typ.Exact && a.Minutes != account.NoMinutes {
			e.base = a.Minutes * account.Milli(percentOr100(e.typ.Percent)) / 100
			e.rule += ", exact duration"
		}
	}
	p.dropDoubles(out)
	for i := range out {
		e := &out[i]
		if e.base == 0 || e.weight.level == 0 {
			continue
		}
		if e.double != "" {
			e.cap = "counted with " + e.double
			continue
		}
		e.kept = e.base
		e.hold(used, "type "+e.typeName, e.typ.Caps)
		if e.typ.Pool != "" {
			e.hold(used, "pool "+e.typ.Pool, p.Pools[e.typ.Pool])
		}
		if p.Ceiling > 0 && e.activity.Match.ContactID != "" {
			e.hold(used, "ceiling", []Cap{ceiling})
		}
		e.spend(used, p, ceiling)
	}
	roundCells(out)
	return out
}

// hold lowers kept to what a scope's caps admit.
func (e *entry) hold(used meters, scope string, caps []Cap) {
	for i, c := range caps {
		m, ok := used[c.key(scope, i, e.activity, e.day)]
		if !ok {
			m = &meter{}
		}
		if room := c.room(m, e.day, e.kept); room < e.kept {
			e.kept, e.cap = room, c.String()
		}
	}
}

// spend charges kept to every cap the entry stands under. What a cap refused
// whole uses up none of the others.
func (e *entry) spend(used meters, p *Policy, ceiling Cap) {
	if e.kept == 0 {
		return
	}
	charge := func(scope string, caps []Cap) {
		for i, c := range caps {
			k := c.key(scope, i, e.activity, e.day)
			m, ok := used[k]
			if !ok {
				m = &meter{}
				used[k] = m
			}
			m.spend(e.day, e.kept)
		}
	}
	charge("type "+e.typeName, e.typ.Caps)
	if e.typ.Pool != "" {
		charge("pool "+e.typ.Pool, p.Pools[e.typ.Pool])
	}
	if p.Ceiling > 0 && e.activity.Match.ContactID != "" {
		charge("ceiling", []Cap{ceiling})
	}
}

type cellKey struct {
	contact, typ string
	day          account.Day
}

// roundCells rounds the exact product of each cell (a person, a day, a type)
// once, half up, and lays the remainder on the cell's last row that earned
// anything, so that rows sum to cells and cells to days.
func roundCells(rows []entry) {
	type cell struct {
		product int64
		given   account.Milli
		last    int
	}
	cells := map[cellKey]*cell{}
	for i := range rows {
		e := &rows[i]
		product := e.product()
		if product == 0 {
			continue
		}
		k := cellKey{e.activity.Match.ContactID, e.typeName, e.day}
		c, ok := cells[k]
		if !ok {
			c = &cell{}
			cells[k] = c
		}
		e.minutes = account.Milli(product / percentScale)
		c.product += product
		c.given += e.minutes
		c.last = i
	}
	for _, c := range cells {
		rows[c.last].minutes += account.Milli((c.product+percentScale/2)/percentScale) - c.given
	}
}

type personWeights struct {
	known   map[string]*personWeight
	unknown *personWeight
}

// personWeights prepares what each person's minutes are multiplied by.
func (p *Policy) personWeights(f *Facts) personWeights {
	tier := percentOf(p.Weights.Tier, f.Account.Tier)
	w := personWeights{
		known: make(map[string]*personWeight, len(f.People)),
		unknown: &personWeight{
			role: account.Role{Level: account.UnknownRank, Department: Other}, level: 100, person: 100, tier: tier,
		},
	}
	for _, person := range f.People {
		role := person.Role()
		w.known[person.ID] = &personWeight{
			role:   role,
			level:  percentOf(p.Weights.Level, role.Level),
			person: percentOf(p.Weights.Persona, p.PersonaOf(role)),
			tier:   tier,
		}
	}
	return w
}

func (w personWeights) of(contact string) *personWeight {
	if known, ok := w.known[contact]; ok {
		return known
	}
	return w.unknown
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
