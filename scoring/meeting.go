package scoring

import (
	"cmp"
	"slices"

	"engagement/account"
)

// meetingsAhead is how far in the future a meeting may be scheduled, in days.
const meetingsAhead = 366

// Meetings lists the meetings and connected calls of a span of days, and those
// that were scheduled by its end for a later day; in time order. Rows of one
// meeting share their asset (the UID of its invitation) and day, else their
// instant. One that was held, or cancelled, is not listed as scheduled again.
func (s *Scorer) Meetings(f Facts, span account.Span) []account.Meeting {
	type key struct {
		day         account.Day
		asset, name string
		at          int64
	}
	found := map[key]*account.Meeting{}
	held := map[key]bool{} // or cancelled: not to come
	seen := span.To.End(s.policy.Zone).UnixMilli()
	for _, one := range s.steps(&f, span.To+meetingsAhead) {
		state := account.Held
		switch {
		case !one.counts || one.day < span.From:
			continue
		case one.signal() == "cancelled" && one.asset != "":
			held[key{day: one.day, asset: one.asset}] = true
			continue
		case one.signal() == "scheduled":
			state = account.Scheduled
		case one.signal() != "meeting" || one.day > span.To:
			continue
		}
		if one.day > span.To && one.recorded >= seen {
			continue
		}
		k := key{day: one.day, asset: one.asset, name: one.name}
		if k.asset == "" {
			k.at = one.at
		}
		m, ok := found[k]
		if !ok {
			m = &account.Meeting{Day: one.day, State: state, Call: one.channel() == callChannel, Label: one.label, Asset: one.asset}
			found[k] = m
		}
		attend(m, &one)
		if state == account.Held {
			k.name = ""
			held[k] = true
		}
	}
	var out []account.Meeting
	for k, m := range found {
		if k.name = ""; m.State == account.Scheduled && held[k] {
			continue
		}
		slices.SortFunc(m.People, func(a, b account.PersonMinutes) int {
			return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.ContactID, b.ContactID))
		})
		out = append(out, *m)
	}
	slices.SortFunc(out, func(a, b account.Meeting) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Asset, b.Asset), cmp.Compare(a.Label, b.Label), cmp.Compare(len(b.People), len(a.People)))
	})
	return out
}

// attend adds the person of an activity to a meeting.
func attend(m *account.Meeting, s *step) {
	m.Minutes += s.minutes
	id := s.person
	if id == "" {
		m.Unknown++
		return
	}
	for i := range m.People {
		if m.People[i].ContactID == id {
			m.People[i].Minutes += s.minutes
			return
		}
	}
	m.People = append(m.People, account.PersonMinutes{ContactID: id, Role: s.role, Minutes: s.minutes})
}
