package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

// account makes an account of a row.
func (d *decoder) account(fields map[string]string) (account.Account, error) {
	a := account.Account{
		ID:        fields["id"],
		Name:      fields["name"],
		Aliases:   list(fields["aliases"]),
		Funnel:    fields["funnel"],
		Industry:  fields["industry"],
		Country:   fields["country"],
		Territory: fields["territory"],
		Owner:     strings.ToLower(fields["owner"]),
		ParentID:  fields["parent_id"],
		Fit:       fields["fit"],
		CRMURL:    fields["crm_url"],
		Props:     d.properties(fields),
	}
	a.Tier = strings.TrimSpace(strings.TrimPrefix(strings.ToLower(fields["tier"]), "tier"))
	for _, raw := range list(strings.NewReplacer(",", ";", "|", ";", " ", ";").Replace(fields["domains"])) {
		domain := NormalizeDomain(raw)
		switch strings.ToLower(raw) {
		case "n/a", "na", "none", "null", "-", "unknown": // what people write where there is no domain
			continue
		}
		if !isDomain(domain) {
			return a, fmt.Errorf("domains: %q is not a domain such as acme.com: %w", raw, account.ErrInvalid)
		}
		if !slices.Contains(a.Domains, domain) {
			a.Domains = append(a.Domains, domain)
		}
	}
	if count := fields["employees"]; count != "" {
		n, err := thousandths(count)
		if err == nil && (n < 0 || n%1000 != 0) {
			err = errors.New("is not a head count")
		}
		if err != nil {
			return a, fmt.Errorf("employees: %q %w: %w", count, err, account.ErrInvalid)
		}
		a.Employees = n / 1000
	}
	relation := columnName(fields["relation"])
	switch {
	case relation == "prospect":
	case relation == "", slices.Contains(relations[:], relation):
		a.Relation = relation
	default:
		return a, fmt.Errorf("relation: %q is none of prospect, %s: %w", fields["relation"], strings.Join(relations[:], ", "), account.ErrInvalid)
	}
	return a, a.Validate()
}

// relations are what an account can be to us besides a prospect.
var relations = [...]string{"customer", "partner", "competitor", "own", "agency", "job_seeker"}
