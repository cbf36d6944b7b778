package scoring

import (
	"fmt"
	"slices"

	"engagement/account"
)

// stay is one person at one account.
type stay struct {
	at    *Days
	role  account.Role
	first account.Day // with minutes
}

// firsts is the first day with minutes of every contact, by index.
func (d *Days) firsts() []account.Day {
	out := make([]account.Day, len(d.contacts))
	for _, e := range d.deeds {
		if e.contact >= 0 && out[e.contact] == 0 {
			out[e.contact] = e.day
		}
	}
	return out
}

// moved finds champions seen at another account: a person among the top people
// of one account by their minutes in the year before, of whom there is a first
// activity at another, after the link to that account has begun and later than
// the link to the old one did. links are the contacts' dated links: without one
// to the new account nobody moved, whatever the mail says. The finding is the
// new account's; its sentence names the old one and the person's role.
func moved(all []Days, links map[string][]account.Link, p *Policy) []account.Finding {
	stays := map[string][]stay{}
	for i := range all {
		d := &all[i]
		for c, first := range d.firsts() {
			if len(links[d.contacts[c]]) > 1 {
				stays[d.contacts[c]] = append(stays[d.contacts[c]], stay{at: d, role: d.roles[c], first: first})
			}
		}
	}
	var out []account.Finding
	for _, contact := range sortedKeys(stays) {
		for _, to := range stays[contact] {
			if f, ok := move(contact, to, stays[contact], links[contact], p); ok {
				out = append(out, f)
			}
		}
	}
	return out
}

// move judges the first day of a person at one account.
func move(contact string, to stay, stays []stay, links []account.Link, p *Policy) (account.Finding, bool) {
	day, began := to.first, account.Day(0)
	for _, l := range links {
		if l.AccountID == to.at.Account.ID && l.Covers(day) {
			began = max(began, l.From)
		}
	}
	if began == 0 {
		return account.Finding{}, false
	}
	var from *stay
	for k := range stays {
		s := &stays[k]
		if s.at == to.at || s.first >= day || !left(s.at.Account.ID, links, began) || !s.at.champion(contact, day, p) {
			continue
		}
		if from == nil || s.first > from.first {
			from = s
		}
	}
	if from == nil {
		return account.Finding{}, false
	}
	f := to.at.finding(account.ChampionMoved, int(day-to.at.From), 0)
	there := from.at.spent(contact, account.Window(day-1, TrendDays))
	f.Subject, f.People, f.Minutes = contact, 1, to.at.spent(contact, account.Window(day, 7))
	f.Sentence = fmt.Sprintf("%s min in 7 days from a champion of %s (%s, %s min there in a year), who is here now", f.Minutes, clipped(from.at.Account.Name), from.role.Label(), there)
	return f, true
}

// left reports whether the person's link to an account began before the new
// one did and does not go on beside it.
func left(accountID string, links []account.Link, began account.Day) bool {
	there := false
	for _, l := range links {
		if l.AccountID != accountID {
			continue
		}
		if l.From >= began {
			return false
		}
		there = true
	}
	return there
}

// champion reports whether a person was among the top people of the account in
// the year before day, with at least the minutes that make one engaged.
func (d *Days) champion(contact string, day account.Day, p *Policy) bool {
	sums := make([]account.Milli, len(d.contacts))
	span := account.Window(day-1, TrendDays)
	for _, e := range d.deeds {
		if e.contact >= 0 && span.Contains(e.day) {
			sums[e.contact] += e.minutes
		}
	}
	at := slices.Index(d.contacts, contact)
	if at < 0 || sums[at] < max(d.Need.Floor, p.Spikes.First) {
		return false
	}
	ahead := 0
	for i, m := range sums {
		if i != at && m > sums[at] {
			ahead++
		}
	}
	return ahead < champions
}

// spent is what a person spent here in a span of days.
func (d *Days) spent(contact string, span account.Span) account.Milli {
	var sum account.Milli
	for _, e := range d.deeds {
		if e.contact >= 0 && d.contacts[e.contact] == contact && span.Contains(e.day) {
			sum += e.minutes
		}
	}
	return sum
}
