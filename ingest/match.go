package ingest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"engagement/account"
)

// Reasons why an identity is on no account, as they stand in account.Match.
// Two more name what is missing: "no account with domain x.com" and "account
// A9 is not known".
const (
	ReasonFreeMail    = "free mail"
	ReasonOwnPeople   = "own people"
	ReasonTestAddress = "test address"
	ReasonNothing     = "nothing to match on"
)

// How a repair is given as the reason of a match. That of a domain names it.
const (
	ReasonRepaired       = "repaired: this person"
	ReasonNever          = "repaired: this person is on no account"
	reasonRepairedDomain = "repaired: everybody of "
	reasonNeverDomain    = "repaired: on no account is anybody of "
	reasonApart          = "repaired: this person is not on "
)

// How sure the methods are, in percent.
const (
	sureID          = 100
	sureRepair      = 100
	sureDomain      = 95
	sureRegistrable = 85
)

// The days between which [Matcher.Spans] answers: the years 1 to 9999.
const (
	FirstDay account.Day = -719162
	LastDay  account.Day = 2932896
)

// Matcher finds the account of an identity. It never changes once made, is
// safe for concurrent use, and does not depend on the order of the directory.
type Matcher struct {
	version     int64
	policy      Policy
	free        map[string]bool
	own         []string
	test        []string
	accounts    map[string]account.Account
	contacts    map[string]account.Contact
	byEmail     map[string]people
	domain      map[string]claim // explicitly listed
	registrable map[string]claim
	said        []account.Repair
	repairs     repairs
}

// NewMatcher indexes a directory. Where several accounts or contacts have one
// id the matcher takes the one that sorts first.
func NewMatcher(dir account.Directory, p Policy) *Matcher {
	m := &Matcher{
		version:  dir.Version,
		policy:   p,
		free:     freeMail(p),
		accounts: make(map[string]account.Account, len(dir.Accounts)),
		contacts: make(map[string]account.Contact, len(dir.Contacts)),
	}
	for _, domain := range p.OwnDomains {
		m.own = append(m.own, NormalizeDomain(domain))
	}
	for _, pattern := range p.TestAddresses {
		m.test = append(m.test, strings.ToLower(strings.TrimSpace(pattern)))
	}
	for _, a := range dir.Accounts {
		if old, ok := m.accounts[a.ID]; !ok || fmt.Sprint(a) < fmt.Sprint(old) {
			m.accounts[a.ID] = a
		}
	}
	for _, c := range dir.Contacts {
		c.Links = slices.Clone(c.Links)
		slices.SortFunc(c.Links, func(a, b account.Link) int {
			return cmp.Or(cmp.Compare(startOf(b), startOf(a)), cmp.Compare(a.AccountID, b.AccountID), cmp.Compare(a.To, b.To))
		})
		c.Addresses = slices.Sorted(slices.Values(c.Addresses))
		if old, ok := m.contacts[c.ID]; !ok || fmt.Sprint(c) < fmt.Sprint(old) {
			m.contacts[c.ID] = c
		}
	}
	linked := map[string]int{}
	for _, c := range m.contacts {
		for i, l := range c.Links {
			if !slices.ContainsFunc(c.Links[:i], func(o account.Link) bool { return o.AccountID == l.AccountID }) {
				linked[l.AccountID]++
			}
		}
	}
	m.byEmail = peopleByEmail(m.contacts)
	m.domain, m.registrable = m.claims(linked)
	m.said = dir.Repairs
	m.repairs = m.repaired(m.said)
	return m
}

// startOf orders links: one without a start began before all others.
func startOf(l account.Link) int64 {
	if l.From == 0 {
		return math.MinInt64
	}
	return int64(l.From)
}

// Version is that of the directory the matcher was made of.
func (m *Matcher) Version() int64 { return m.version }

// Match finds the account of an identity on a civil day of the company.
//
// Our own people and test mailboxes are on none. Then the first that answers
// wins, but for an account of which somebody said that this person is not on it:
// what somebody said about this very person; the account that the row
// names; what somebody said about the domain of the e-mail address, or of a row
// without one; the account where the contact that it names worked that day; the
// same by exact e-mail; the account that lists the domain of the e-mail address,
// or the domain of the row, or the nearest parent of it up to the registrable
// domain; and an account that lists another domain under the same registrable
// one. Free mail matches only where an account lists the very domain; a test
// domain where the row names a known account, somebody said where it belongs, or
// an account lists that domain or one under it.
func (m *Matcher) Match(id account.Identity, day account.Day) account.Match {
	person := m.contactID(id)
	none := account.Match{ContactID: person, Method: account.Unmatched}
	email := id.Email
	named, known := m.contacts[id.ContactRef]
	known = known && id.ContactRef != ""
	if email == "" && known {
		email = named.Email
	}
	if none.Reason = m.outsider(email, id.Domain); none.Reason != "" {
		return none
	}
	r, said := m.repairs.ofPerson(person, id)
	switch {
	case said && r.Apart:
		found := m.byRules(id, day, none, r.AccountID)
		found.Reason = reasonApart + r.AccountID
		return found
	case said:
		return repairMatch(r, person)
	}
	return m.byRules(id, day, none, "")
}

// byRules is the match of an identity about which nobody has said where it
// belongs; apart is an account that it is not on, or "". none is the match that
// finds nothing.
func (m *Matcher) byRules(id account.Identity, day account.Day, none account.Match, apart string) account.Match {
	person, email := none.ContactID, id.Email
	named, known := m.contacts[id.ContactRef]
	known = known && id.ContactRef != ""
	if email == "" && known {
		email = named.Email
	}
	if _, ok := m.accounts[id.AccountRef]; ok && id.AccountRef != "" && id.AccountRef != apart {
		return account.Match{AccountID: id.AccountRef, ContactID: person, Method: account.ByAccountID, Confidence: sureID}
	}
	if r, ok := m.repairedDomain(cmp.Or(domainOf(email), id.Domain)); ok && (apart == "" || r.AccountID != apart) {
		return repairMatch(r, person)
	}
	if m.onTestDomain(cmp.Or(domainOf(email), id.Domain)) {
		none.Reason = ReasonTestAddress
		return none
	}
	if known {
		if found, ok := m.employer(named, day, apart); ok {
			found.ContactID, found.Method = person, account.ByContact
			return found
		}
	}
	for _, c := range m.byEmail[email] {
		if found, ok := m.employer(c, day, apart); ok {
			found.ContactID, found.Method = person, account.ByEmail
			return found
		}
	}
	for _, domain := range [2]string{domainOf(email), id.Domain} {
		found, reason := m.byDomain(domain, id.Anonymous())
		if apart != "" && found.AccountID == apart { // then whoever comes next with that domain, if anybody does
			if found.RunnerUp == "" {
				continue
			}
			found.AccountID, found.RunnerUp = found.RunnerUp, ""
		}
		if found.AccountID != "" || found.Method == account.ByRepair {
			found.ContactID = person
			return found
		}
		none.Reason = cmp.Or(none.Reason, reason)
	}
	switch {
	case id.AccountRef != "":
		none.Reason = "account " + id.AccountRef + " is not known"
	case none.Reason != "":
	case id.ContactRef != "" && !known:
		none.Reason = "contact " + id.ContactRef + " is not known"
	case id.ContactRef != "":
		none.Reason = "contact " + id.ContactRef + " is on no account"
	default:
		none.Reason = ReasonNothing
	}
	return none
}

// Spans is the match of an identity on every day from [FirstDay] to [LastDay]:
// runs of days without gaps, in order, neighbours being different.
func (m *Matcher) Spans(id account.Identity) []account.MatchSpan {
	starts := []account.Day{FirstDay}
	known := m.byEmail[id.Email]
	if named, ok := m.contacts[id.ContactRef]; ok {
		known = append(slices.Clone(known), named)
		if id.Email == "" {
			known = append(known, m.byEmail[named.Email]...)
		}
	}
	for _, c := range known {
		for _, l := range c.Links {
			if l.From != 0 {
				starts = append(starts, l.From)
			}
			if l.To != 0 {
				starts = append(starts, l.To+1)
			}
		}
	}
	slices.Sort(starts)
	var spans []account.MatchSpan
	for _, day := range slices.Compact(starts) {
		if day < FirstDay || day > LastDay {
			continue
		}
		match := m.Match(id, day)
		if n := len(spans); n > 0 {
			if spans[n-1].Match == match {
				continue
			}
			spans[n-1].To = day - 1
		}
		spans = append(spans, account.MatchSpan{Span: account.Span{From: day, To: LastDay}, Match: match})
	}
	return spans
}

// contactID is the person behind an identity, or "" for the unknown person.
func (m *Matcher) contactID(id account.Identity) string {
	switch same := m.byEmail[id.Email]; {
	case id.ContactRef != "":
		return id.ContactRef
	case id.Email == "":
		return ""
	case len(same) > 0:
		return same[0].ID // one of whom only the address is known comes last and has this very id
	default:
		return ContactID(id.Email)
	}
}

// outsider is the reason why a mailbox, or a domain of ours, can be on no
// account, whatever else is known, or "".
func (m *Matcher) outsider(email, domain string) string {
	host := domainOf(email)
	for _, own := range m.own {
		if host != "" && under(host, own) || host == "" && domain != "" && under(domain, own) {
			return ReasonOwnPeople
		}
	}
	for _, test := range m.test {
		local, isLocal := strings.CutSuffix(test, "@")
		switch {
		case !strings.Contains(test, "@"):
		case isLocal && host != "" && strings.TrimSuffix(email, "@"+host) == local:
			return ReasonTestAddress
		case email == test:
			return ReasonTestAddress
		}
	}
	return ""
}

// onTestDomain reports whether a domain is for tests: under one that the
// policy names, unless an account lists it, or a parent of it that is no wider
// than what the policy names.
func (m *Matcher) onTestDomain(domain string) bool {
	for _, test := range m.test {
		if test == "" || domain == "" || !under(domain, test) {
			continue
		}
		listed := false
		for d := range walkUp(domain) {
			if _, ok := m.domain[d]; ok && under(d, test) {
				listed = true
			}
		}
		if !listed {
			return true
		}
	}
	return false
}

// employer is the known account where a contact worked on day, other than apart:
// of the links that hold the one that started last, then the lowest account id.
func (m *Matcher) employer(c account.Contact, day account.Day, apart string) (account.Match, bool) {
	var found account.Match
	var start int64
	for _, l := range c.Links {
		if _, ok := m.accounts[l.AccountID]; !ok || !l.Covers(day) || apart != "" && l.AccountID == apart {
			continue
		}
		if found.AccountID == "" {
			found, start = account.Match{AccountID: l.AccountID, Confidence: sureID}, startOf(l)
			continue
		}
		if startOf(l) == start && l.AccountID != found.AccountID {
			found.RunnerUp = l.AccountID
			found.Reason = "two jobs that began together: the lowest account id"
		}
		break
	}
	return found, found.AccountID != ""
}

// byDomain is the account that a domain belongs to, or the reason for none.
func (m *Matcher) byDomain(domain string, anonymous bool) (account.Match, string) {
	if domain == "" {
		return account.Match{}, ""
	}
	if r, ok := m.repairedDomain(domain); ok {
		found := repairMatch(r, "")
		return found, found.Reason
	}
	for d := range walkUp(domain) {
		if c, ok := m.domain[d]; ok {
			return c.match(account.ByDomain, sureDomain, anonymous), ""
		}
		if m.free[d] {
			return account.Match{}, ReasonFreeMail
		}
	}
	if c, ok := m.registrable[registrable(domain)]; ok {
		return c.match(account.ByRegistrable, sureRegistrable, anonymous), ""
	}
	return account.Match{}, "no account with domain " + domain
}
