package store

import (
	"slices"

	"engagement/scoring"
)

// people reads who is known at the accounts, where the journals do not say so.
func (s *snapshot) people(drafts map[string]*journalDraft, ids []string) error {
	var stale, asked []string
	for _, id := range ids {
		d := drafts[id]
		if !d.knownAll {
			stale, d.known = append(stale, id), nil
		}
		asked = append(asked, d.unknown()...)
	}
	traits := map[string]scoring.Person{}
	if err := s.traits(traits, asked); err != nil {
		return err
	}
	linked, err := s.linked(traits, stale)
	if err != nil {
		return err
	}
	for _, id := range ids {
		drafts[id].meet(traits, linked[id])
	}
	return nil
}

type personRow struct {
	AccountID     string `db:"account_id"`
	ID            string `db:"id"`
	Title         string `db:"title"`
	CRMLevel      string `db:"crm_level"`
	CRMDepartment string `db:"crm_department"`
	Country       string `db:"country"`
}

func (r personRow) value() scoring.Person {
	return scoring.Person{ID: r.ID, Title: r.Title, CRMLevel: r.CRMLevel, CRMDepartment: r.CRMDepartment, Country: r.Country}
}

const personColumns = "c.id, CASE WHEN c.title = '' THEN c.seen_title ELSE c.title END AS title, c.crm_level, c.crm_department, c.country"

// traits reads what is known of people.
func (s *snapshot) traits(found map[string]scoring.Person, ids []string) error {
	for chunk := range slices.Chunk(ids, 500) {
		var rows []personRow
		if err := s.in(&rows, "SELECT "+personColumns+" FROM contacts c WHERE c.id IN (?)", chunk); err != nil {
			return err
		}
		for _, r := range rows {
			found[r.ID] = r.value()
		}
	}
	return nil
}

// linked lists the people linked to accounts.
func (s *snapshot) linked(found map[string]scoring.Person, accounts []string) (map[string][]string, error) {
	linked := map[string][]string{}
	if len(accounts) == 0 {
		return linked, nil
	}
	var rows []personRow
	if err := s.in(&rows, "SELECT l.account_id, "+personColumns+" FROM links l JOIN contacts c ON c.id = l.contact_id WHERE l.account_id IN (?)", accounts); err != nil {
		return nil, err
	}
	for _, r := range rows {
		found[r.ID] = r.value()
		linked[r.AccountID] = append(linked[r.AccountID], r.ID)
	}
	return linked, nil
}
