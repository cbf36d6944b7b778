package account

import (
	"fmt"
	"strings"
	"time"
)

// Contact is a person. It is the only value, with Identity, that carries a
// name or an e-mail address.
type Contact struct {
	ID            string
	Email         string // lower case, plus-addressing stripped
	Name          string
	Title         string
	CRMDepartment string // wins over the department read from the title
	CRMLevel      string // wins over the level read from the title
	Company       string
	Country       string
	Links         []Link
	// Addresses are the other e-mail addresses that activities gave together
	// with this contact's id.
	Addresses []string
	// Seen marks a contact that only activities speak of: nobody imported it.
	// SeenAt is the instant of the activity its traits were taken from.
	Seen   bool
	SeenAt time.Time
	Props  map[string]string
}

// Link says that a contact worked at an account over a dated interval. Links
// may overlap; the latest start wins. AccountID may name an account that is
// not known yet.
type Link struct {
	AccountID string
	From, To  Day // both included; zero is open
}

// Covers reports whether the link holds on day.
func (l Link) Covers(day Day) bool {
	return (l.From == 0 || day >= l.From) && (l.To == 0 || day <= l.To)
}

// Validate reports the first field that cannot be used.
func (c Contact) Validate() error {
	if c.ID == "" && c.Email == "" {
		return fmt.Errorf("contact has neither id nor email: %w", ErrInvalid)
	}
	if c.Email != "" && !strings.Contains(c.Email, "@") {
		return fmt.Errorf("contact %s: %q is not an e-mail address: %w", c.ID, c.Email, ErrInvalid)
	}
	for _, l := range c.Links {
		if l.From != 0 && l.To != 0 && l.To < l.From {
			return fmt.Errorf("contact %s: its link to account %s ends (%s) before it starts (%s): %w", c.ID, l.AccountID, l.To, l.From, ErrInvalid)
		}
	}
	return nil
}

// Level is a seniority, read from the title or given by the CRM.
type Level string

// The levels, most senior first.
const (
	CLevel      Level = "c_level"
	VP          Level = "vp"
	Director    Level = "director"
	Manager     Level = "manager"
	Contributor Level = "contributor"
	UnknownRank Level = "unknown"
	Excluded    Level = "excluded" // interns, students, retired, former employees
)

// Levels lists all levels, most senior first.
var Levels = [...]Level{CLevel, VP, Director, Manager, Contributor, UnknownRank, Excluded}

// Senior reports whether the level is Director or above.
func (l Level) Senior() bool { return l == CLevel || l == VP || l == Director }

// Label is the level as people write it.
func (l Level) Label() string {
	switch l {
	case CLevel:
		return "C-level"
	case VP:
		return "VP"
	case Director:
		return "Director"
	case Manager:
		return "Manager"
	case Contributor:
		return "Contributor"
	case Excluded:
		return "Excluded"
	default:
		return "Unknown level"
	}
}

// Role is what scoring knows of a person: no name.
type Role struct {
	Level      Level
	Department string // "Finance", "IT", ...; "Other" when unknown
}

// Label describes a person without naming one: "VP, Finance".
func (r Role) Label() string {
	dept := r.Department
	switch {
	case r.Level == UnknownRank || r.Level == "":
		if dept == "" || dept == "Other" {
			return "person whose title is unknown"
		}
		return dept + " (level unknown)"
	case r.Level == CLevel && (dept == "Executive" || dept == "Other" || dept == ""):
		return "C-level executive"
	case dept == "" || dept == "Other":
		return r.Level.Label()
	default:
		return r.Level.Label() + ", " + dept
	}
}

// Spoken is the role inside a sentence, after "the": "VP in Finance", "contact
// in IT".
func (r Role) Spoken() string {
	who := "contact"
	switch r.Level {
	case CLevel:
		who = "executive"
	case VP, Director:
		who = r.Level.Label()
	case Manager:
		who = "manager"
	}
	if r.Department == "" || r.Department == "Other" || r.Department == "Executive" {
		return who
	}
	return who + " in " + r.Department
}
