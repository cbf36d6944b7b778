package account

import (
	"fmt"
	"strings"
)

// Account is a company we sell to, or want to. Field names follow the columns
// of `import accounts`.
type Account struct {
	ID        string
	Name      string
	Domains   []string // lower case, punycode, without "www."
	Aliases   []string // other names people use for it
	Tier      string   // "1", "2", "3" or empty
	Funnel    string   // overrides the tier in thresholds where set
	Industry  string
	Employees int64 // 0 is unknown
	Country   string
	Territory string
	Owner     string // e-mail of the rep
	ParentID  string
	Fit       string
	CRMURL    string
	Relation  string // customer, partner, competitor, own, agency, job_seeker; empty is a prospect
	Props     map[string]string
}

// Validate reports the first field that cannot be used.
func (a Account) Validate() error {
	if strings.TrimSpace(a.ID) == "" {
		return fmt.Errorf("account without id: %w", ErrInvalid)
	}
	if strings.TrimSpace(a.Name) == "" {
		return fmt.Errorf("account %s has no name: %w", a.ID, ErrInvalid)
	}
	if a.Employees < 0 {
		return fmt.Errorf("account %s: employees is negative: %w", a.ID, ErrInvalid)
	}
	if a.ParentID == a.ID {
		return fmt.Errorf("account %s is its own parent: %w", a.ID, ErrInvalid)
	}
	return nil
}

// Size is the column of the threshold table that a head count falls in. An
// unknown head count is judged as mid.
type Size string

// The size classes of the threshold table.
const (
	Small      Size = "small"      // below 100
	Mid        Size = "mid"        // 100 to 999
	Large      Size = "large"      // 1,000 to 9,999
	Enterprise Size = "enterprise" // 10,000 and up
)

// Sizes lists the classes in order.
var Sizes = [...]Size{Small, Mid, Large, Enterprise}

// SizeOf classifies a head count.
func SizeOf(employees int64) Size {
	switch {
	case employees <= 0:
		return Mid
	case employees < 100:
		return Small
	case employees < 1000:
		return Mid
	case employees < 10000:
		return Large
	default:
		return Enterprise
	}
}
