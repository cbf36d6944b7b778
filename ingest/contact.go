package ingest

import (
	"fmt"

	"engagement/account"
)

// contact makes a contact of a row, with at most one link. A contact without
// id gets the id that its e-mail address has in activities.
func (d *decoder) contact(fields map[string]string) (account.Contact, error) {
	c := account.Contact{
		ID:            fields["id"],
		Name:          fields["name"],
		Title:         fields["title"],
		CRMDepartment: fields["crm_department"],
		CRMLevel:      fields["crm_level"],
		Company:       fields["company"],
		Country:       fields["country"],
		Props:         d.properties(fields),
	}
	if email := fields["email"]; email != "" {
		address, ok := NormalizeEmail(email)
		if !ok {
			return c, fmt.Errorf("email: %q is not an e-mail address: %w", email, account.ErrInvalid)
		}
		c.Email = address
	}
	from, err := d.day(fields, "from")
	if err != nil {
		return c, err
	}
	to, err := d.day(fields, "to")
	if err != nil {
		return c, err
	}
	switch ref := fields["account_id"]; {
	case ref != "":
		c.Links = []account.Link{{AccountID: ref, From: from, To: to}}
	case from != 0 || to != 0:
		return c, fmt.Errorf("from or to is given without an account_id: %w", account.ErrInvalid)
	}
	if err := c.Validate(); err != nil {
		return c, err
	}
	if c.ID == "" {
		c.ID = ContactID(c.Email)
	}
	return c, nil
}
