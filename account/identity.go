package account

import "strings"

// Identity is what a row says about who did something, as it came: ids of the
// source's CRM, an e-mail address, a domain, an IP address. Equal identities
// are stored once and matched once.
type Identity struct {
	AccountRef string // the row's account_id, whether or not such an account exists
	ContactRef string // the row's contact_id
	Email      string // lower case, plus-addressing stripped
	Domain     string // lower case, punycode
	IP         string
	Name       string // of the person; a trait, not part of the key
	Title      string // of the person; a trait, not part of the key
}

// Key identifies equal identities. Traits are left out.
func (i Identity) Key() string {
	return strings.Join([]string{i.AccountRef, i.ContactRef, i.Email, i.Domain, i.IP}, "\x1f")
}

// Anonymous reports whether the identity names no person.
func (i Identity) Anonymous() bool { return i.ContactRef == "" && i.Email == "" }

// Method says how an activity found its account.
type Method string

// The methods, strongest first.
const (
	ByRepair      Method = "repair"      // a person said so, also that it is on no account
	ByAccountID   Method = "account_id"  // the row named the account
	ByContact     Method = "contact"     // a known contact, by CRM id
	ByEmail       Method = "email"       // a known contact, by exact e-mail
	ByDomain      Method = "domain"      // a domain listed on the account
	ByRegistrable Method = "registrable" // the same registrable domain
	Unmatched     Method = "none"        // no account
)

// Match is the answer of the matcher for one identity at one time.
type Match struct {
	AccountID  string // empty when unmatched
	ContactID  string // empty for the unknown person
	Method     Method
	Confidence int    // percent
	RunnerUp   string // the account that nearly won a tie, if any
	Reason     string // why there is none, or how a tie was settled
}

// MatchSpan is a Match over an interval of days: people change jobs.
type MatchSpan struct {
	Span // both ends included
	Match
}
