package account

import (
	"cmp"
	"time"
)

// Scope is how wide a repair is.
type Scope string

// The scopes.
const (
	OnePerson   Scope = "person"
	WholeDomain Scope = "domain"
)

// Repair is what a person said about where somebody belongs. It holds for the
// past and for what is to come, whatever the CRM says, until somebody says
// something newer about the same key.
//
// The key of a person is an id: the one that is made from their e-mail address
// or, where no address is known, that of a source. A repair holds no name, so
// that whoever forgets a person finds what to remove by the same ids. The key of
// a domain is the domain.
type Repair struct {
	Scope     Scope
	Key       string
	AccountID string // where they belong; empty is never matched to any account
	// Apart turns that round: they are not on AccountID, and the other rules say
	// where they are. It is said of one person.
	Apart  bool
	UserID string // of Slack; empty is whoever runs the program
	At     time.Time
}

// Never reports whether a repair keeps somebody off all accounts.
func (r Repair) Never() bool { return r.AccountID == "" && !r.Apart }

// Newer orders repairs by when they were said; of two that were said at the same
// instant the one with the larger account id, then the one that says apart, so
// that the order in which they arrive does not matter.
func (r Repair) Newer(than Repair) int {
	return cmp.Or(r.At.Compare(than.At), cmp.Compare(r.AccountID, than.AccountID), cmp.Compare(r.apart(), than.apart()), cmp.Compare(r.Key, than.Key))
}

func (r Repair) apart() int {
	if r.Apart {
		return 1
	}
	return 0
}
