package scoring

import (
	"slices"

	"engagement/account"
)

// What follows says once more, in maps and texts and without a thought for
// speed, what plainEntries, plainFold and standing say. It is read as the policy is
// written, one rule after the other, and every answer of the fast one is held
// against it.

// plainEntry is one activity on its way to minutes. The exact product of minutes
// and weights is rounded once per cell, not here.
type plainEntry struct {
	activity *account.Activity
	day      account.Day
	typeName string
	typ      *Type // nil for an unknown type
	rule     string
	base     account.Milli // raw, before caps
	kept     account.Milli // raw, after caps
	cap      string        // what held minutes back
	double   string        // the activity that it was counted with
	robot    bool
	exact    bool
	certain  int // percent
	weight   *plainWeight
	minutes  account.Milli // weighted, after rounding the cell
}

type plainWeight struct {
	role          account.Role
	level, person int // percent
	tier          int
}

func (e *plainEntry) product() int64 {
	return int64(e.kept) * int64(e.certain) * int64(e.weight.level) * int64(e.weight.person) * int64(e.weight.tier)
}

// plainEntries folds the activities up to and including day into minutes, in the
// order in which caps see them.
func plainEntries(f *Facts, p *Policy, day account.Day) []plainEntry {
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
	weights := p.plainWeigh(f)
	used := plainMeters{}
	ceiling := Cap{Minutes: p.Ceiling, Days: 1, text: "ceiling " + p.Ceiling.String() + "min/day"}
	out := make([]plainEntry, len(sorted))
	for i, a := range sorted {
		e := &out[i]
		*e = plainEntry{activity: a, day: account.DayOf(a.OccurredAt, p.Zone), certain: 100, weight: weights.of(a.Match.ContactID)}
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
			e.rule, e.robot = a.Sign.String(), true
			continue
		case e.typ == nil:
			e.rule = "unknown type " + e.typeName
			continue
		}
		if a.Match.ContactID == "" && a.Match.Method != account.ByAccountID {
			e.certain = p.Anonymous
		} else if a.Tagged {
			e.certain = p.Tagged
		}
		e.base = e.typ.Minutes
		if e.typ.Exact && a.Minutes != account.NoMinutes {
			e.base = a.Minutes * account.Milli(percentOr100(e.typ.Percent)) / 100
			e.rule += ", exact duration"
			e.exact = true
		}
	}
	p.plainNeighbours(out)
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
		if e.base > 0 && e.released(p) {
			e.rule += ", ceiling released"
		}
		if p.Ceiling > 0 && e.activity.Match.ContactID != "" && !e.released(p) {
			e.hold(used, "ceiling", []Cap{ceiling})
		}
		e.spend(used, p, ceiling)
	}
	plainRound(out)
	return out
}

// released reports whether the ceiling lets the person's day through.
func (e *plainEntry) released(p *Policy) bool {
	return slices.Contains(p.Releases, Release{e.activity.Match.ContactID, e.day})
}

// hold lowers kept to what a scope's caps admit.
func (e *plainEntry) hold(used plainMeters, scope string, caps []Cap) {
	for i, c := range caps {
		m, ok := used[c.plainKeyOf(scope, i, e.activity, e.day)]
		if !ok {
			m = &plainMeter{}
		}
		room := c.plainRoom(m, e.day, e.kept)
		if c.Key == "activity" {
			room = min(e.kept, c.Minutes)
		}
		if room < e.kept {
			e.kept, e.cap = room, c.String()
		}
	}
}

// spend charges kept to every cap the plainEntry stands under. What a cap refused
// whole uses up none of the others.
func (e *plainEntry) spend(used plainMeters, p *Policy, ceiling Cap) {
	if e.kept == 0 {
		return
	}
	charge := func(scope string, caps []Cap) {
		for i, c := range caps {
			k := c.plainKeyOf(scope, i, e.activity, e.day)
			m, ok := used[k]
			if !ok {
				m = &plainMeter{}
				used[k] = m
			}
			m.spend(e.day, e.kept)
		}
	}
	charge("type "+e.typeName, e.typ.Caps)
	if e.typ.Pool != "" {
		charge("pool "+e.typ.Pool, p.Pools[e.typ.Pool])
	}
	if p.Ceiling > 0 && e.activity.Match.ContactID != "" && !e.released(p) {
		charge("ceiling", []Cap{ceiling})
	}
}

type plainCell struct {
	contact, typ string
	day          account.Day
}

// plainRound rounds the exact product of each cell (a person, a day, a type)
// once, half up, and lays the remainder on the cell's last row that earned
// anything, so that rows sum to cells and cells to days.
func plainRound(rows []plainEntry) {
	type cell struct {
		product int64
		given   account.Milli
		last    int
	}
	cells := map[plainCell]*cell{}
	for i := range rows {
		e := &rows[i]
		product := e.product()
		if product == 0 {
			continue
		}
		k := plainCell{e.activity.Match.ContactID, e.typeName, e.day}
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

type plainWeights struct {
	known   map[string]*plainWeight
	unknown *plainWeight
}

// plainWeights prepares what each person's minutes are multiplied by.
func (p *Policy) plainWeigh(f *Facts) plainWeights {
	tier := percentOf(p.Weights.Tier, f.Account.Tier)
	w := plainWeights{
		known: make(map[string]*plainWeight, len(f.People)),
		unknown: &plainWeight{
			role: account.Role{Level: account.UnknownRank, Department: Other}, level: 100, person: 100, tier: tier,
		},
	}
	for _, person := range f.People {
		role := person.Role()
		w.known[person.ID] = &plainWeight{
			role:   role,
			level:  percentOf(p.Weights.Level, role.Level),
			person: percentOf(p.Weights.Persona, p.PersonaOf(role)),
			tier:   tier,
		}
	}
	return w
}

func (w plainWeights) of(contact string) *plainWeight {
	if known, ok := w.known[contact]; ok {
		return known
	}
	return w.unknown
}

// plainKey finds the running total that a cap of a scope is held against.
type plainKey struct {
	scope   string // the type or pool that owns the cap
	cap     int    // its index there
	contact string
	value   string
	bucket  account.Day
}

// plainMeters holds how much of every cap is used, for one account.
type plainMeters map[plainKey]*plainMeter

// plainMeter is one running total. Rolling caps keep what was used on each day.
type plainMeter struct {
	used []plainUsage
}

type plainUsage struct {
	day   account.Day
	count int
	milli account.Milli
}

// key of the plainMeter that an activity falls under. An activity that names no
// asset (or campaign, or page) stands for itself on its day.
func (c Cap) plainKeyOf(scope string, index int, a *account.Activity, day account.Day) plainKey {
	k := plainKey{scope: scope, cap: index}
	if !c.Account {
		k.contact = a.Match.ContactID
	}
	switch c.Key {
	case "url":
		k.value = a.URL
	case "asset":
		k.value = a.Asset
	case "campaign":
		k.value = a.Campaign
	}
	switch {
	case c.Key != "" && k.value == "":
		k.bucket = day
	case c.Days == 1:
		k.bucket = day
	case c.Days == 7:
		k.bucket = day.Monday()
	}
	return k
}

// room is how much of raw the cap still admits on day.
func (c Cap) plainRoom(m *plainMeter, day account.Day, raw account.Milli) account.Milli {
	count, milli := 0, account.Milli(0)
	rolls := c.Days != 0 && c.Days != 1 && c.Days != 7
	for _, u := range m.used {
		if rolls && u.day <= day-account.Day(c.Days) {
			continue
		}
		count += u.count
		milli += u.milli
	}
	if c.Count > 0 {
		if count >= c.Count {
			return 0
		}
		return raw
	}
	return min(raw, max(0, c.Minutes-milli))
}

// spend notes that an activity used kept minutes of the cap on day.
func (m *plainMeter) spend(day account.Day, kept account.Milli) {
	if n := len(m.used); n > 0 && m.used[n-1].day == day {
		m.used[n-1].count++
		m.used[n-1].milli += kept
		return
	}
	m.used = append(m.used, plainUsage{day: day, count: 1, milli: kept})
}
