package account

import "time"

// Assignment is what an account was from the moment it was seen on: who owned
// it, where it belonged. Assignments of an account are kept for good; the one
// seen last at or before a moment held then, and before the first one was seen,
// the first.
type Assignment struct {
	AccountID string
	At        time.Time // when it was seen; the zero instant is before all others
	Owner     string
	Territory string
	Tier      string
	Industry  string
	Country   string
	Employees int64
}

// AssignmentOf is what an account is now.
func AssignmentOf(a Account, at time.Time) Assignment {
	return Assignment{
		AccountID: a.ID, At: at, Owner: a.Owner, Territory: a.Territory, Tier: a.Tier, Industry: a.Industry,
		Country: a.Country, Employees: a.Employees,
	}
}

// Of is the account as it was under the assignment.
func (s Assignment) Of(a Account) Account {
	a.Owner, a.Territory, a.Tier, a.Industry, a.Country, a.Employees = s.Owner, s.Territory, s.Tier, s.Industry, s.Country, s.Employees
	return a
}

// Assignments are those of one account, oldest first.
type Assignments []Assignment

// At is the account as it was assigned before the instant end; as it is where
// nothing else is known.
func (s Assignments) At(a Account, end time.Time) Account {
	if len(s) == 0 {
		return a
	}
	held := s[0]
	for _, one := range s[1:] {
		if one.At.Before(end) {
			held = one
		}
	}
	return held.Of(a)
}

// Until leaves out what was seen after t; the first always stays.
func (s Assignments) Until(t time.Time) Assignments {
	n := len(s)
	for n > 1 && s[n-1].At.After(t) {
		n--
	}
	return s[:n]
}
