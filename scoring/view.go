package scoring

import (
	"cmp"
	"slices"

	"engagement/account"
)

// What makes a champion is our own choice: at least the floor of the account's
// threshold in half a year, in two months of it or more, and among the three
// people with most minutes.
const (
	championDays   = 180
	championMonth  = 30
	championMonths = 2
	champions      = 3
)

// callChannel is the channel whose meetings are calls.
const callChannel = "call"

// View is an account over a span of days beside another one.
func View(f Facts, p *Policy, span, against account.Span) account.View {
	scorer := NewScorer(p)
	v := &viewing{
		policy: p, view: account.View{Span: span, Against: against, Daily: make(account.Series, max(0, span.To-span.From+1))}, people: map[string]*account.PersonView{}, months: map[string]map[int]bool{},
		recent: map[string]account.Milli{}, bottom: map[string]bool{},
	}
	for _, s := range scorer.steps(&f, max(span.To, against.To)) {
		v.add(&s)
	}
	for _, m := range scorer.Meetings(f, span) {
		switch {
		case !span.Contains(m.Day) || m.Call:
		case m.State == account.Held:
			v.view.Held++
		default:
			v.view.Scheduled++
		}
	}
	return v.close(p.MQA.Need(f.Account).Floor)
}

// viewing is a view that is being added up.
type viewing struct {
	policy                                    *Policy
	view                                      account.View
	groups, channels, campaigns, assets, deep parts
	personas                                  parts
	people                                    map[string]*account.PersonView
	months                                    map[string]map[int]bool  // by person, months back from the end
	recent                                    map[string]account.Milli // by person, in championDays
	bottom                                    map[string]bool
}

// parts adds minutes and people up by name.
type parts map[string]*part

type part struct {
	minutes account.Milli
	people  map[string]bool
}

func (ps *parts) add(name, person string, m account.Milli) {
	if *ps == nil {
		*ps = parts{}
	}
	one, ok := (*ps)[name]
	if !ok {
		one = &part{people: map[string]bool{}}
		(*ps)[name] = one
	}
	one.minutes += m
	if person != "" {
		one.people[person] = true
	}
}

// list has most minutes first.
func (ps parts) list() []account.Part {
	var out []account.Part
	for name, one := range ps {
		out = append(out, account.Part{Name: name, Minutes: one.minutes, People: len(one.people)})
	}
	slices.SortFunc(out, func(a, b account.Part) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(b.People, a.People), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func (v *viewing) add(s *step) {
	span, id := v.view.Span, s.person
	if s.counts && s.day <= span.To {
		v.signal(s)
	}
	if s.counts && s.typ.Bottom && span.Contains(s.day) {
		name := s.label
		v.deep.add(name, id, s.minutes)
		if id != "" {
			v.bottom[id] = true
		}
	}
	if s.minutes == 0 {
		return
	}
	if back := int(span.To - s.day); id != "" && back >= 0 && back < championDays {
		if v.months[id] == nil {
			v.months[id] = map[int]bool{}
		}
		v.months[id][back/championMonth] = true
		v.recent[id] += s.minutes
	}
	if v.view.Against.Contains(s.day) {
		v.view.Before += s.minutes
		if id != "" {
			v.person(s).Before += s.minutes
		}
	}
	if !span.Contains(s.day) {
		return
	}
	v.view.Minutes += s.minutes
	v.view.Daily[s.day-span.From] += s.minutes
	v.groups.add(s.group, id, s.minutes)
	v.channels.add(s.channel(), id, s.minutes)
	v.campaigns.add(cmp.Or(s.campaign, account.None), id, s.minutes)
	v.assets.add(cmp.Or(s.asset, account.None), id, s.minutes)
	if id == "" {
		v.view.Unknown += s.minutes
		v.personas.add(account.None, "", s.minutes)
		return
	}
	v.personas.add(v.policy.PersonaOf(s.role), id, s.minutes)
	one := v.person(s)
	one.Minutes += s.minutes
	one.Last = account.Touch{Label: s.label, Asset: s.asset, Day: s.day}
}

// signal notes the two-way dates.
func (v *viewing) signal(s *step) {
	switch {
	case s.signal() == "reply":
		v.view.LastReply = max(v.view.LastReply, s.day)
	case s.signal() != "meeting":
	case s.channel() == callChannel:
		v.view.LastCall = max(v.view.LastCall, s.day)
	default:
		v.view.LastMeeting = max(v.view.LastMeeting, s.day)
	}
}

func (v *viewing) person(s *step) *account.PersonView {
	id := s.person
	one, ok := v.people[id]
	if !ok {
		one = &account.PersonView{ContactID: id, Role: s.role, Persona: v.policy.PersonaOf(s.role)}
		v.people[id] = one
	}
	return one
}

// close orders the lists and finds the champions.
func (v *viewing) close(floor account.Milli) account.View {
	out := v.view
	out.Groups, out.Channels, out.Campaigns, out.Assets = v.groups.list(), v.channels.list(), v.campaigns.list(), v.assets.list()
	out.Bottom, out.BottomPeople = v.deep.list(), len(v.bottom)
	slices.SortStableFunc(out.Bottom, func(a, b account.Part) int { return cmp.Compare(b.People, a.People) })
	for _, persona := range v.policy.Personas {
		if persona.Wanted {
			v.personas.add(persona.Name, "", 0)
		}
	}
	for _, one := range v.personas.list() {
		wanted := slices.ContainsFunc(v.policy.Personas, func(p Persona) bool { return p.Wanted && p.Name == one.Name })
		out.Personas = append(out.Personas, account.PersonaReach{Part: one, Wanted: wanted})
	}
	for id, one := range v.people {
		one.Months = len(v.months[id])
		out.People = append(out.People, *one)
	}
	slices.SortFunc(out.People, func(a, b account.PersonView) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(b.Before, a.Before), cmp.Compare(a.ContactID, b.ContactID))
	})
	v.crown(out.People, floor)
	return out
}

// crown marks the champions.
func (v *viewing) crown(people []account.PersonView, floor account.Milli) {
	var best []int
	for i, one := range people {
		if one.Months >= championMonths && v.recent[one.ContactID] >= floor {
			best = append(best, i)
		}
	}
	slices.SortStableFunc(best, func(a, b int) int {
		return cmp.Compare(v.recent[people[b].ContactID], v.recent[people[a].ContactID])
	})
	for _, i := range best[:min(len(best), champions)] {
		people[i].Champion = true
	}
}
