package ingest

import (
	"slices"
	"strings"

	"engagement/account"
)

// repairs are what people said about where somebody belongs, the newest word of
// each.
type repairs struct {
	people  map[string]account.Repair // by the key of the repair, and by every id that is the same person
	domains map[string]account.Repair
}

// repaired indexes repairs. One that names an account that is not known is as
// good as none.
func (m *Matcher) repaired(all []account.Repair) repairs {
	known := repairs{people: map[string]account.Repair{}, domains: map[string]account.Repair{}}
	said := map[string]account.Repair{}
	for _, r := range all {
		if _, ok := m.accounts[r.AccountID]; !ok && !r.Never() {
			continue
		}
		switch r.Scope {
		case account.OnePerson:
			newest(said, r.Key, r)
		case account.WholeDomain:
			newest(known.domains, NormalizeDomain(r.Key), r)
		}
	}
	if len(said) == 0 {
		return known
	}
	for key, r := range said {
		newest(known.people, key, r)
	}
	for id, c := range m.contacts {
		for _, key := range keysOf(c) {
			if r, ok := said[key]; ok {
				newest(known.people, id, r)
			}
		}
	}
	return known
}

func newest(known map[string]account.Repair, key string, r account.Repair) {
	if old, ok := known[key]; !ok || r.Newer(old) > 0 {
		known[key] = r
	}
}

// keysOf are the keys under which a repair may speak of a contact.
func keysOf(c account.Contact) []string {
	keys := []string{c.ID}
	if c.Email != "" {
		keys = append(keys, ContactID(c.Email))
	}
	for _, address := range c.Addresses {
		keys = append(keys, ContactID(address))
	}
	return keys
}

// RepairKey is the key of repairs about a person: the id made from their
// address, which stays when the CRM gives them another one, or else the id by
// which a source knows them.
func RepairKey(c account.Contact) string {
	if address, ok := NormalizeEmail(c.Email); ok {
		return ContactID(address)
	}
	return c.ID
}

// ofPerson is the newest word about whoever an identity is: by the address of
// the row, and by every id and address of the person it was taken for.
func (r *repairs) ofPerson(person string, id account.Identity) (account.Repair, bool) {
	if len(r.people) == 0 {
		return account.Repair{}, false
	}
	found, ok := r.people[person]
	if id.Email != "" {
		if other, also := r.people[ContactID(id.Email)]; also && (!ok || other.Newer(found) > 0) {
			found, ok = other, true
		}
	}
	return found, ok && person != ""
}

// repairedDomain is what somebody said about a domain, or the nearest parent of
// it up to the registrable one. An account that lists a nearer one keeps it.
func (m *Matcher) repairedDomain(domain string) (account.Repair, bool) {
	if len(m.repairs.domains) == 0 {
		return account.Repair{}, false
	}
	for d := range walkUp(domain) {
		if r, ok := m.repairs.domains[d]; ok {
			return r, true
		}
		if _, ok := m.domain[d]; ok {
			break
		}
	}
	return account.Repair{}, false
}

// Repaired is the repair that an identity follows on all days, if there is one.
func (m *Matcher) Repaired(id account.Identity) (account.Repair, bool) {
	match := m.Match(id, LastDay)
	if !Mended(match) {
		return account.Repair{}, false
	}
	if r, ok := m.repairs.ofPerson(match.ContactID, id); ok {
		return r, true
	}
	email := id.Email
	if named, ok := m.contacts[id.ContactRef]; email == "" && ok {
		email = named.Email
	}
	for _, domain := range [2]string{domainOf(email), id.Domain} {
		if r, ok := m.repairedDomain(domain); ok {
			return r, true
		}
	}
	return account.Repair{}, false
}

// Mended reports whether a match follows what somebody said.
func Mended(m account.Match) bool {
	return m.Method == account.ByRepair || strings.HasPrefix(m.Reason, reasonApart)
}

// repairMatch is the match that a repair makes.
func repairMatch(r account.Repair, person string) account.Match {
	match := account.Match{AccountID: r.AccountID, ContactID: person, Method: account.ByRepair, Confidence: sureRepair}
	switch {
	case r.Scope == account.WholeDomain && r.Never():
		match.Reason = reasonNeverDomain + r.Key
	case r.Scope == account.WholeDomain:
		match.Reason = reasonRepairedDomain + r.Key
	case r.Never():
		match.Reason = ReasonNever
	default:
		match.Reason = ReasonRepaired
	}
	return match
}

// FreeMail reports whether anybody can have a mailbox at a domain, so that it
// says nothing about where somebody works. A domain that an account lists is
// that account's.
func (m *Matcher) FreeMail(domain string) bool {
	for d := range walkUp(domain) {
		if _, ok := m.domain[d]; ok {
			return false
		}
		if m.free[d] {
			return true
		}
	}
	return false
}

// Company reports whether a domain has the shape of one that a company can own,
// and is nobody's public suffix.
func Company(domain string) bool { return isDomain(domain) && registrable(domain) != "" }

// Registrable is the part of a domain that somebody registered, or "".
func Registrable(domain string) string { return registrable(domain) }

// DomainOf is the domain of a normalised address, or "".
func DomainOf(address string) string {
	if !strings.Contains(address, "@") {
		return ""
	}
	return domainOf(address)
}

// With is the same matcher after one more repair.
func (m *Matcher) With(r account.Repair) *Matcher {
	other := *m
	other.said = append(slices.Clone(m.said), r)
	other.repairs = other.repaired(other.said)
	return &other
}

// Known lists the ids and addresses of the people that a repair speaks of.
func (m *Matcher) Known(key string) (ids, addresses []string) {
	for id, c := range m.contacts {
		if slices.Contains(keysOf(c), key) {
			ids = append(ids, id)
			if c.Email != "" {
				addresses = append(addresses, c.Email)
			}
			addresses = append(addresses, c.Addresses...)
		}
	}
	slices.Sort(ids)
	slices.Sort(addresses)
	return append(ids, key), addresses
}

// Excluded is the reason why an address or a domain is on no account whatever
// anybody says, or "".
func (m *Matcher) Excluded(address, domain string) string { return m.outsider(address, domain) }
