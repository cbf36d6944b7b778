package scoring

import (
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

// Center is a buying center: a part of an account that buys on its own, and is
// judged on its own. People belong to the first one that matches; an empty list
// matches every value. The unknown person belongs to none.
type Center struct {
	Name        string
	Departments []string
	Countries   []string      // of the person, else of the account
	Minutes     account.Milli // it needs; 0 is as many as the account
	People      int           // it needs; 0 is as many as the account
}

// Matches reports whether a person of a department and country belongs to it.
func (c Center) Matches(department, country string) bool {
	return (len(c.Departments) == 0 || slices.Contains(c.Departments, department)) &&
		(len(c.Countries) == 0 || slices.ContainsFunc(c.Countries, func(one string) bool { return strings.EqualFold(one, country) }))
}

// CenterOf is the index of the buying center that a person of an account belongs
// to, -1 for none.
func (p *Policy) CenterOf(a account.Account, who Person, role account.Role) int {
	country := who.Country
	if country == "" {
		country = a.Country
	}
	return slices.IndexFunc(p.Centers, func(c Center) bool { return c.Matches(role.Department, country) })
}

// need is what a buying center needs, of an account that needs this.
func (c Center) need(n Need) Need {
	if c.Minutes > 0 {
		n.Minutes = c.Minutes
	}
	if c.People > 0 {
		n.People = c.People
	}
	return n
}

// Has reports whether an opportunity is about the buying center: its column
// center names it.
func (c Center) Has(o account.Opportunity) bool { return strings.EqualFold(o.Props["center"], c.Name) }

func (p *Policy) validateCenters(f *Faults) {
	for i, c := range p.Centers {
		if strings.TrimSpace(c.Name) == "" {
			f.Add("is empty", "centers", i, "name")
		}
		if slices.ContainsFunc(p.Centers[:i], func(o Center) bool { return strings.EqualFold(o.Name, c.Name) }) {
			f.Add(fmt.Sprintf("%q is the name of another center", c.Name), "centers", i, "name")
		}
		f.notNegative(c.Minutes, "centers", i, "minutes")
		f.NotBelow(c.People, 0, "centers", i, "people")
	}
}

// CenterStanding is a buying center at the end of a day, with its own deals.
type CenterStanding struct {
	account.CenterScore
	Open, Customer bool
}

// centerFold is the window and the state of one buying center while days are
// walked. Its people's minutes are those of the account's window.
type centerFold struct {
	center   *Center
	need     Need
	counting account.Milli
	engaged  int
	seniors  int
	demanded int
	perEvent map[int32]account.Milli
	events   map[int64]int // rows in the window, by asset, page, or type and day
	active   int
	entered  bool // a row of the day in hand counted
	asked    bool // somebody of it asked to be contacted on the last day

	mqa      bool
	mqaSince account.Day
	below    int
	crossed  []account.Day
}

// openCenters gets ready for the buying centers of an account.
func (fd *fold) openCenters() {
	p := fd.policy
	if len(p.Centers) == 0 {
		return
	}
	fd.centers = make([]centerFold, len(p.Centers))
	for i := range fd.centers {
		c := &p.Centers[i]
		fd.centers[i] = centerFold{center: c, need: c.need(fd.need), perEvent: map[int32]account.Milli{}, events: map[int64]int{}}
	}
	fd.centerAt = make([]int, len(fd.journal.People))
	for i := range fd.centerAt {
		fd.centerAt[i] = -1
	}
	for _, person := range fd.facts.People {
		if i, ok := fd.scorer.index[person.ID]; ok {
			fd.centerAt[i] = p.CenterOf(fd.facts.Account, person, fd.scorer.role(person))
		}
	}
}

// centerOf is the buying center of a person of the journal, or nil.
func (fd *fold) centerOf(person int32) *centerFold {
	if len(fd.centers) == 0 || person == Nobody || fd.centerAt[person] < 0 {
		return nil
	}
	return &fd.centers[fd.centerAt[person]]
}

// enter adds an entry to the window, or takes it out again; the minutes of its
// person go from before to after.
func (c *centerFold) enter(fd *fold, e *entry, before, after account.Milli, sign int) {
	c.entered = true
	level := fd.scorer.weight(e.Person).role
	in := crossing(before, after, c.need.Floor)
	c.engaged += in
	if fd.scorer.demands(level) {
		c.demanded += in
	}
	if c.need.Senior > 0 && level.Level.Senior() {
		c.seniors += crossing(before, after, c.need.Senior)
	}
	d := &fd.journal.Deeds[e.Deed]
	var event int64
	switch {
	case d.Asset != 0:
		event = 2 * int64(d.Asset)
	case d.URL != 0:
		event = 2*int64(d.URL) + 1
	default:
		event = 1<<62 | int64(uint32(e.day))<<16 | int64(e.read.kind.number)
	}
	if c.events[event] += sign; c.events[event] == 0 {
		delete(c.events, event)
	}
	minutes := account.Milli(sign) * e.minutes
	if most := fd.policy.MQA.PerEvent; e.read.kind.Event && d.Asset != 0 && most > 0 {
		was := c.perEvent[d.Asset]
		c.perEvent[d.Asset] = was + minutes
		c.counting += min(was+minutes, most) - min(was, most)
		return
	}
	c.counting += minutes
}

// endCenters ends a day of the window that was entered or left.
func (fd *fold) endCenters(sign int) {
	for i := range fd.centers {
		if c := &fd.centers[i]; c.entered {
			c.active += sign
			c.entered = false
		}
	}
}

// judgeCenters applies to every buying center what judgeMQA applies to the
// account.
func (fd *fold) judgeCenters(day account.Day) {
	if fd.excluded {
		return
	}
	m := &fd.policy.MQA
	for i := range fd.centers {
		c := &fd.centers[i]
		if c.mqa && c.below >= m.LeaveNights {
			c.mqa, c.mqaSince = false, 0
		}
		if c.asked {
			c.below = 0
		}
		qualifies := c.counting >= c.need.Minutes && (c.engaged >= c.need.People || c.seniors > 0) &&
			len(c.events) >= m.Events && c.active >= m.Days && (len(m.Personas) == 0 || c.demanded > 0)
		if !c.mqa && (c.asked || qualifies) {
			c.mqa, c.mqaSince, c.below = true, day, 0
			c.crossed = append(c.crossed, day)
		}
		if c.counting*100 < c.need.Minutes*account.Milli(m.LeavePercent) {
			c.below++
		} else {
			c.below = 0
		}
		c.asked = false
	}
}

// centerPeople is how many people of a buying center are named.
const centerPeople = 3

// centerStandings is every buying center at the end of day. It puts the people of
// the summary into order.
func (fd *fold) centerStandings(sum *summary, day account.Day) []CenterStanding {
	var out []CenterStanding
	for i := range fd.centers {
		c := &fd.centers[i]
		st := CenterStanding{CenterScore: account.CenterScore{
			Name: c.center.Name, Counting: c.counting, Engaged: c.engaged, Threshold: c.need.Minutes, PeopleNeeded: c.need.People,
			MQA: c.mqa, MQASince: c.mqaSince,
		}}
		for _, o := range fd.facts.Opportunities {
			if c.center.Has(o) {
				st.Open = st.Open || o.OpenOn(day, fd.policy.Zone)
				st.Customer = st.Customer || o.WonBy(day, fd.policy.Zone)
			}
		}
		out = append(out, st)
	}
	if len(out) == 0 {
		return nil
	}
	slices.SortFunc(sum.persons, before)
	for _, one := range sum.persons {
		if at := fd.centerAt[fd.scorer.index[one.ContactID]]; at >= 0 && len(out[at].People) < centerPeople {
			out[at].People = append(out[at].People, one)
		}
	}
	return out
}

// demands reports whether the MQA asks for somebody of a role's persona.
func (s *Scorer) demands(r account.Role) bool {
	if len(s.policy.MQA.Personas) == 0 {
		return false
	}
	demanded, ok := s.demanded[r]
	if !ok {
		demanded = slices.Contains(s.policy.MQA.Personas, s.policy.PersonaOf(r))
		if len(s.demanded) >= mostRoles {
			clear(s.demanded)
		}
		s.demanded[r] = demanded
	}
	return demanded
}
