package scoring

import (
	"cmp"
	"slices"

	"engagement/account"
)

// mostRead is how much of what somebody looked at a brief names.
const mostRead = 3

// Brief finds the meeting that is scheduled on a day under an asset, and says of
// everybody who is invited how much time they spent in the 90 days before, and
// what they looked at last. ok is false where there is no such meeting (any
// more).
func (s *Scorer) Brief(f Facts, asset string, day account.Day) (account.Brief, bool) {
	var out account.Brief
	meetings := s.Meetings(f, account.Span{From: day, To: day})
	at := slices.IndexFunc(meetings, func(m account.Meeting) bool {
		return m.Day == day && m.State == account.Scheduled && m.Asset == asset
	})
	if at < 0 {
		return out, false
	}
	out.Meeting = meetings[at]
	people := map[string]*account.Briefed{}
	for _, p := range out.Meeting.People {
		out.People = append(out.People, account.Briefed{ContactID: p.ContactID, Role: p.Role})
	}
	for i := range out.People {
		people[out.People[i].ContactID] = &out.People[i]
	}
	window := account.Window(day, 90)
	for _, one := range slices.Backward(s.steps(&f, day)) {
		p := people[one.person]
		if p == nil || !one.counts || !window.Contains(one.day) {
			continue
		}
		p.Minutes += one.minutes
		touch := account.Touch{Label: one.label, Asset: one.asset, Day: one.day}
		if one.minutes > 0 && len(p.Read) < mostRead && !slices.ContainsFunc(p.Read, func(t account.Touch) bool { return t.Label == touch.Label && t.Asset == touch.Asset }) {
			p.Read = append(p.Read, touch)
		}
	}
	slices.SortFunc(out.People, func(a, b account.Briefed) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.ContactID, b.ContactID))
	})
	return out, true
}
