package ingest

import (
	"fmt"
	"strings"

	"engagement/account"
)

// Kind is what the rows of a file are about.
type Kind string

// The kinds that files may hold, as the command line names them.
const (
	Accounts      Kind = "accounts"
	Contacts      Kind = "contacts"
	Activities    Kind = "activities"
	Opportunities Kind = "opportunities"
)

// Kinds lists all kinds, in the order in which a first import is best done.
var Kinds = [...]Kind{Accounts, Contacts, Opportunities, Activities}

// ParseKind reads the name of a kind. The error is account.ErrInvalid and
// names the kinds there are.
func ParseKind(s string) (Kind, error) {
	for _, k := range Kinds {
		if strings.EqualFold(s, string(k)) {
			return k, nil
		}
	}
	return "", fmt.Errorf("%q is not a kind of rows; use accounts, contacts, activities or opportunities: %w", s, account.ErrInvalid)
}

// Columns lists the columns that the kind understands. Others are kept as
// properties.
func (k Kind) Columns() []string {
	switch k {
	case Accounts:
		return []string{
			"id", "name", "domains", "aliases", "tier", "funnel", "industry", "employees", "country",
			"territory", "owner", "parent_id", "fit", "crm_url", "relation",
		}
	case Contacts:
		return []string{
			"id", "email", "name", "title", "crm_department", "crm_level", "account_id", "company",
			"country", "from", "to",
		}
	case Activities:
		return []string{
			"id", "occurred_at", "type", "email", "contact_id", "account_id", "domain", "ip", "minutes",
			"duration_s", "direction", "url", "asset", "campaign", "status", "source", "name", "title",
			"user_agent", "bot", "http_method", "tagged",
		}
	case Opportunities:
		return []string{"id", "account_id", "name", "stage", "amount", "created_at", "closed_at", "won"}
	default:
		return nil
	}
}

// needs lists the columns without which no row of the kind can be read; the
// columns of one entry stand in for each other.
func (k Kind) needs() [][]string {
	switch k {
	case Accounts:
		return [][]string{{"id"}, {"name"}}
	case Contacts:
		return [][]string{{"id", "email"}}
	case Activities:
		return [][]string{{"occurred_at"}, {"type"}}
	case Opportunities:
		return [][]string{{"id"}, {"account_id"}, {"created_at"}}
	default:
		return nil
	}
}
