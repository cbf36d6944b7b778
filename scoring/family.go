package scoring

import (
	"slices"
	"time"

	"engagement/account"
)

// tally is what stands in the window of the MQA.
type tally struct {
	counting account.Milli
	engaged  int // people at or above the floor
	seniors  int // Directors and above at or above need.Senior
	demanded int // people of the personas that the MQA asks for, at or above the floor
	distinct int // assets and events
	active   int // days with counting minutes
}

// familyFold is the window of an account and of those below it, taken together:
// a person, an asset or a day is one, at however many of them it stands.
type familyFold struct {
	fold     *fold
	members  []kin // the account itself first
	first    account.Day
	people   []familyPerson
	events   []familyEvent
	nameless map[namelessDeed]int // rows in the window of what names neither asset nor page
	sum      tally
	own      tally // of the account alone, while the family's is judged
}

// kin is a member of a family, and how far its rows have come and gone.
type kin struct {
	*Share
	person  []int32 // of its people: index into familyFold.people
	event   []int32 // of its deeds: index into familyFold.events, -1 for what names nothing
	in, out int     // rows that have entered the window, and that have left it
}

type familyPerson struct {
	account.PersonMinutes
	senior, demanded bool
}

type familyEvent struct {
	minutes account.Milli
	rows    int
}

type namelessDeed struct {
	typ string
	day account.Day
}

// gather gets ready for the family of an account; nil where it is judged alone.
func (s *Scorer) gather(f *Facts, day account.Day) *familyFold {
	m := &s.policy.MQA
	if !m.RollUp || len(f.Family) == 0 || slices.Contains(m.Excluded, f.Account.Relation) {
		return nil
	}
	own := s.share(f, day, func(account.Day) bool { return true })
	g := &familyFold{first: day, nameless: map[namelessDeed]int{}}
	people, events := map[string]int32{}, map[string]int32{}
	for _, share := range append([]*Share{own}, f.Family...) {
		k := kin{Share: share}
		if len(share.days) > 0 {
			g.first = min(g.first, share.days[0].day)
		}
		for _, p := range share.people {
			k.person = append(k.person, place(people, &g.people, p.id, familyPerson{
				PersonMinutes: account.PersonMinutes{ContactID: p.id, Role: p.role}, senior: p.role.Level.Senior(), demanded: s.demands(p.role),
			}))
		}
		for _, d := range share.deeds {
			switch {
			case d.asset != "":
				k.event = append(k.event, place(events, &g.events, "asset "+d.asset, familyEvent{}))
			case d.url != "":
				k.event = append(k.event, place(events, &g.events, "page "+d.url, familyEvent{}))
			default:
				k.event = append(k.event, -1)
			}
		}
		g.members = append(g.members, k)
	}
	return g
}

// rollUp lets the family's window stand in the place of the account's own, at
// the end of a day.
func (g *familyFold) rollUp(fd *fold, day account.Day) {
	g.fold, g.own = fd, fd.tally
	entered, left := false, false
	for i := range g.members {
		k := &g.members[i]
		for ; k.in < len(k.rows) && k.rows[k.in].day <= day; k.in++ {
			g.enter(k, &k.rows[k.in], +1)
			entered = true
		}
		for ; k.out < k.in && k.rows[k.out].day <= day-account.Day(fd.policy.MQA.Window); k.out++ {
			g.enter(k, &k.rows[k.out], -1)
			left = true
		}
	}
	if entered {
		g.sum.active++
	}
	if left {
		g.sum.active--
	}
	fd.tally = g.sum
}

// enter adds a row to the window, or with sign -1 takes it out again.
func (g *familyFold) enter(k *kin, r *shareRow, sign int) {
	minutes := account.Milli(sign) * r.minutes
	d, counting := &k.deeds[r.deed], minutes
	if at := k.event[r.deed]; at >= 0 {
		e := &g.events[at]
		if most := g.fold.policy.MQA.PerEvent; d.event && d.asset != "" && most > 0 {
			counting = min(e.minutes+minutes, most) - min(e.minutes, most)
			e.minutes += minutes
		}
		if e.rows += sign; e.rows == max(sign, 0) {
			g.sum.distinct += sign
		}
	} else {
		what := namelessDeed{d.typ, r.day}
		if g.nameless[what] += sign; g.nameless[what] == max(sign, 0) {
			g.sum.distinct += sign
		}
	}
	g.sum.counting += counting
	if r.person == Nobody {
		return
	}
	p, need := &g.people[k.person[r.person]], &g.fold.need
	before := p.Minutes
	p.Minutes += minutes
	if sign > 0 {
		p.Last = account.Touch{Label: d.label, Asset: d.asset, Day: r.day}
	}
	in := crossing(before, p.Minutes, need.Floor)
	g.sum.engaged += in
	if p.demanded {
		g.sum.demanded += in
	}
	if p.senior && need.Senior > 0 {
		g.sum.seniors += crossing(before, p.Minutes, need.Senior)
	}
}

// subsidiaries is how many accounts below have minutes in the window.
func (fd *fold) subsidiaries() int {
	if fd.family == nil {
		return 0
	}
	n := 0
	for _, k := range fd.family.members[1:] {
		if k.out < k.in {
			n++
		}
	}
	return n
}

// stirred reports whether anything happened below the account on the last day.
func (fd *fold) stirred() bool {
	if fd.family == nil {
		return false
	}
	last := fd.first + account.Day(len(fd.minutes)) - 1
	return slices.ContainsFunc(fd.family.members, func(k kin) bool {
		newest, any := k.until(last)
		return any && newest.day == last
	})
}

// lastRecorded is the newest arrival of what the score has seen by the last day;
// zero where nothing had happened.
func (fd *fold) lastRecorded() time.Time {
	recorded, any := fd.recorded, fd.lines > 0
	if fd.family != nil {
		last := fd.first + account.Day(len(fd.minutes)) - 1
		for _, k := range fd.family.members[1:] {
			if newest, ok := k.until(last); ok && (!any || newest.recorded > recorded) {
				recorded, any = newest.recorded, true
			}
		}
	}
	if !any {
		return time.Time{}
	}
	return time.UnixMilli(recorded).UTC()
}

// familyPeople is the people with most minutes in the window of all the family,
// where others than the account's own stand in it.
func (fd *fold) familyPeople() []account.PersonMinutes {
	if fd.subsidiaries() == 0 {
		return nil
	}
	var out []account.PersonMinutes
	for _, p := range fd.family.people {
		if p.Minutes > 0 {
			out = append(out, p.PersonMinutes)
		}
	}
	slices.SortFunc(out, before)
	return slices.Clip(out[:min(len(out), topPeople)])
}

// withFamily is the people of a summary and, where subsidiaries have a part in
// the MQA, those who stand in its window: nobody is missing who is engaged there.
func (fd *fold) withFamily(sum *summary) *summary {
	if fd.subsidiaries() == 0 {
		return sum
	}
	all := &summary{persons: slices.Clone(sum.persons)}
	for _, p := range fd.family.people {
		all.persons = append(all.persons, p.PersonMinutes)
	}
	return all
}

// acquainted adds to the people of an account those of its family who have
// minutes in the window, and what everybody has there.
func (g *familyFold) acquainted(near []account.Step) []account.Step {
	at := map[string]int{}
	for i := range near {
		at[near[i].ContactID] = i
	}
	for _, p := range g.people {
		i, own := at[p.ContactID]
		switch {
		case own:
			near[i].Has = p.Minutes
		case p.Minutes > 0:
			near = append(near, account.Step{ContactID: p.ContactID, Role: p.Role, Has: p.Minutes})
		}
	}
	return near
}
