package scoring

import (
	"slices"

	"engagement/account"
)

// plainCenters judges every buying center day by day, each day from all rows of
// its people in the window.
func plainCenters(f *Facts, p *Policy, day account.Day) []CenterStanding {
	rows := plainEntries(f, p, day)
	first := newPlainFold(f, p, rows, day).first
	var out []CenterStanding
	for i, c := range p.Centers {
		need := c.need(p.MQA.Need(f.Account))
		member := map[string]bool{}
		for _, person := range f.People {
			member[person.ID] = p.CenterOf(f.Account, person, person.Role()) == i
		}
		st := CenterStanding{CenterScore: account.CenterScore{Name: c.Name, Threshold: need.Minutes, PeopleNeeded: need.People}}
		below := 0
		for d := first; d <= day; d++ {
			w := plainWindow{people: map[string]account.Milli{}, events: map[string]bool{}, days: map[account.Day]bool{}}
			asked := false
			for k := range rows {
				e := &rows[k]
				if !member[e.activity.Match.ContactID] || e.typ == nil {
					continue
				}
				asked = asked || e.day == d && e.typ.ActNow && !e.robot && e.weight.level > 0
				if e.day > d-account.Day(p.MQA.Window) && e.day <= d && e.minutes > 0 && slices.Contains(p.MQA.Groups, e.typ.Group) {
					w.add(e, p)
				}
			}
			st.Counting, st.Engaged = w.total(p), w.count(func(string) bool { return true }, need.Floor)
			if slices.Contains(p.MQA.Excluded, f.Account.Relation) {
				continue
			}
			role := func(id string) account.Role { return p.plainWeigh(f).of(id).role }
			senior := need.Senior > 0 && w.count(func(id string) bool { return role(id).Level.Senior() }, need.Senior) > 0
			wanted := len(p.MQA.Personas) == 0 || w.count(func(id string) bool { return slices.Contains(p.MQA.Personas, p.PersonaOf(role(id))) }, need.Floor) > 0
			if st.MQA && below >= p.MQA.LeaveNights {
				st.MQA, st.MQASince = false, 0
			}
			if asked {
				below = 0
			}
			enough := st.Counting >= need.Minutes && (st.Engaged >= need.People || senior) && wanted && len(w.events) >= p.MQA.Events && len(w.days) >= p.MQA.Days
			if !st.MQA && (asked || enough) {
				st.MQA, st.MQASince, below = true, d, 0
			}
			if below++; st.Counting*100 >= need.Minutes*account.Milli(p.MQA.LeavePercent) {
				below = 0
			}
		}
		for _, o := range f.Opportunities {
			if c.Has(o) {
				st.Open, st.Customer = st.Open || o.OpenOn(day, p.Zone), st.Customer || o.WonBy(day, p.Zone)
			}
		}
		out = append(out, st)
	}
	return out
}

// plainWindow is what people of a center did in a window.
type plainWindow struct {
	people map[string]account.Milli
	events map[string]bool
	days   map[account.Day]bool
	rows   []*plainEntry
}

func (w *plainWindow) add(e *plainEntry, p *Policy) {
	w.people[e.activity.Match.ContactID] += e.minutes
	w.events[plainEvent(e)], w.days[e.day] = true, true
	w.rows = append(w.rows, e)
}

// total clips events.
func (w *plainWindow) total(p *Policy) account.Milli {
	var sum account.Milli
	events := map[string]account.Milli{}
	for _, e := range w.rows {
		if e.typ.Event && e.activity.Asset != "" && p.MQA.PerEvent > 0 {
			events[e.activity.Asset] += e.minutes
		} else {
			sum += e.minutes
		}
	}
	for _, m := range events {
		sum += min(m, p.MQA.PerEvent)
	}
	return sum
}

func (w *plainWindow) count(who func(id string) bool, line account.Milli) int {
	n := 0
	for id, minutes := range w.people {
		if minutes >= max(line, 1) && who(id) {
			n++
		}
	}
	return n
}
