package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"engagement/account"
)

type contactRow struct {
	ID            string `db:"id"`
	Email         string `db:"email"`
	Name          string `db:"name"`
	Title         string `db:"title"`
	SeenEmail     string `db:"seen_email"`
	SeenName      string `db:"seen_name"`
	SeenTitle     string `db:"seen_title"`
	CRMDepartment string `db:"crm_department"`
	CRMLevel      string `db:"crm_level"`
	Company       string `db:"company"`
	Country       string `db:"country"`
	Seen          int64  `db:"seen"`
	SeenAt        int64  `db:"seen_at"`
	Props         string `db:"props"`
}

type linkRow struct {
	ContactID string      `db:"contact_id"`
	AccountID string      `db:"account_id"`
	From      account.Day `db:"from_day"`
	To        account.Day `db:"to_day"`
}

func (r contactRow) value() (account.Contact, error) {
	props, err := propsValue(r.Props)
	return account.Contact{
		ID: r.ID, Email: cmp.Or(r.Email, r.SeenEmail), Name: cmp.Or(r.Name, r.SeenName), Title: cmp.Or(r.Title, r.SeenTitle), CRMDepartment: r.CRMDepartment, CRMLevel: r.CRMLevel,
		Company: r.Company, Country: r.Country, Seen: r.Seen == 1, SeenAt: instant(r.SeenAt), Props: props,
	}, err
}

// called is the name and address that a card says.
func (r contactRow) called() [2]string {
	return [2]string{cmp.Or(r.Name, r.SeenName), cmp.Or(r.Email, r.SeenEmail)}
}

// merge lays what is given over what is known.
func (r contactRow) merge(c account.Contact) (contactRow, error) {
	props, err := propsValue(r.Props)
	if err != nil {
		return r, err
	}
	for k, v := range c.Props {
		if props == nil {
			props = map[string]string{}
		}
		props[k] = v
	}
	if r.Props, err = propsText(props); err != nil {
		return r, err
	}
	for _, field := range []struct {
		to   *string
		from string
	}{
		{&r.Email, c.Email},
		{&r.Name, c.Name},
		{&r.Title, c.Title},
		{&r.CRMDepartment, c.CRMDepartment},
		{&r.CRMLevel, c.CRMLevel},
		{&r.Company, c.Company},
		{&r.Country, c.Country},
	} {
		if field.from != "" {
			*field.to = field.from
		}
	}
	r.Seen = 0
	return r, nil
}

// observe joins what activities say of one person, whatever their order: the
// title of the newest, and of several names and addresses the first in order.
// What the CRM calls somebody needs no witness.
func (r contactRow) observe(o contactRow) contactRow {
	if o.SeenTitle != "" && (o.SeenAt > r.SeenAt || o.SeenAt == r.SeenAt && o.SeenTitle > r.SeenTitle) {
		r.SeenTitle, r.SeenAt = o.SeenTitle, o.SeenAt
	}
	for _, field := range []struct {
		crm  string
		to   *string
		from string
	}{{r.Email, &r.SeenEmail, o.SeenEmail}, {r.Name, &r.SeenName, o.SeenName}} {
		if field.crm == "" && field.from != "" && (*field.to == "" || field.from < *field.to) {
			*field.to = field.from
		}
	}
	return r
}

// sawContact keeps what activities say of somebody, saveContact everything.
const (
	sawContact = `INSERT INTO contacts (id, email, name, title, seen_email, seen_name, seen_title, crm_department, crm_level, company, country, seen, seen_at, props)
	VALUES (:id, :email, :name, :title, :seen_email, :seen_name, :seen_title, :crm_department, :crm_level, :company, :country, :seen, :seen_at, :props)
	ON CONFLICT (id) DO UPDATE SET seen_email = excluded.seen_email, seen_name = excluded.seen_name, seen_title = excluded.seen_title, seen_at = excluded.seen_at`
	saveContact = sawContact + `, email = excluded.email, name = excluded.name, title = excluded.title,
	crm_department = excluded.crm_department, crm_level = excluded.crm_level, company = excluded.company,
	country = excluded.country, seen = excluded.seen, props = excluded.props`
)

// SaveContacts merges contacts by id: a trait that is given replaces the one
// that is known, a link is added, or updated where account and start are the
// same. The accounts of people who changed are marked.
func (s *Store) SaveContacts(ctx context.Context, at time.Time, importID string, rows []account.Contact, faults []account.Fault) (account.Recorded, error) {
	var done account.Recorded
	err := s.write(ctx, func(t *tx) error {
		done = account.Recorded{}
		changed := marks{}
		for _, c := range rows {
			added, differs, err := t.saveContact(c, changed)
			if err != nil {
				return err
			}
			if added {
				done.New++
			} else {
				done.Duplicate++
			}
			if added || differs {
				if err := t.markContact(changed, c.ID); err != nil {
					return err
				}
			}
		}
		return t.finishSave(changed, importID, at, faults)
	})
	return done, err
}

// saveContact saves one person, and marks the accounts where they no longer are.
func (t *tx) saveContact(c account.Contact, changed marks) (added, differs bool, err error) {
	old := contactRow{ID: c.ID}
	err = t.GetContext(t.ctx, &old, t.dialect.text("SELECT * FROM contacts WHERE id = ?"), c.ID)
	if added = errors.Is(err, sql.ErrNoRows); err != nil && !added {
		return false, false, fmt.Errorf("read contact %s: %w", c.ID, err)
	}
	row, err := old.merge(c)
	if err != nil {
		return false, false, err
	}
	if added || row != old {
		differs = true
		if _, err := t.NamedExecContext(t.ctx, saveContact, row); err != nil {
			return false, false, fmt.Errorf("save contact %s: %w", c.ID, err)
		}
	}
	for _, l := range c.Links {
		if l.From == 0 && l.To == 0 {
			// Where no dates are given a person works at one place: the last named.
			var left []string
			if err := t.find(&left, "DELETE FROM links WHERE contact_id = ? AND account_id <> ? AND from_day = 0 AND to_day = 0 RETURNING account_id", c.ID, l.AccountID); err != nil {
				return false, false, err
			}
			for _, id := range left {
				if err := t.forgetPeople(id); err != nil {
					return false, false, err
				}
				changed.add(id, false, false)
			}
			differs = differs || len(left) > 0
		}
		n, err := t.exec(`INSERT INTO links (contact_id, account_id, from_day, to_day) VALUES (?, ?, ?, ?)
			ON CONFLICT (contact_id, account_id, from_day) DO UPDATE SET to_day = excluded.to_day WHERE links.to_day <> excluded.to_day`,
			c.ID, l.AccountID, l.From, l.To)
		if err != nil {
			return false, false, err
		}
		differs = differs || n > 0
	}
	return added, differs, nil
}

// markContact marks the accounts that a person is linked to or active at.
func (t *tx) markContact(changed marks, id string) error {
	var accounts []string
	if err := t.SelectContext(t.ctx, &accounts, t.dialect.text(`SELECT account_id FROM links WHERE contact_id = ?
		UNION SELECT account_id FROM identities WHERE contact_id = ?
		UNION SELECT w.account_id FROM whereabouts w JOIN identities i ON i.id = w.identity_id WHERE i.contact_id = ?`), id, id, id); err != nil {
		return fmt.Errorf("find accounts of contact %s: %w", id, err)
	}
	// The person may be new: the empty account keeps the directory's version
	// moving without scoring anything.
	changed.add("", false, false)
	for _, a := range accounts {
		if err := t.forgetPeople(a); err != nil {
			return err
		}
		changed.add(a, false, false)
	}
	return nil
}

// Contacts reads everybody, by id, with links and addresses.
func (s *Store) Contacts(ctx context.Context) ([]account.Contact, error) {
	return s.contacts(ctx, "1 = 1")
}

// telling are the contacts that tell the matcher something: not those whose id
// was made from the only address they are known by (c_ and 16 digits), since it
// would make the same id again.
const telling = "(seen = 0 OR length(id) <> 18 OR substr(id, 1, 2) <> 'c_')"

func (s *Store) contacts(ctx context.Context, where string) ([]account.Contact, error) {
	var rows []contactRow
	if err := s.read(ctx, &rows, "SELECT * FROM contacts WHERE "+where+" ORDER BY id {bytes}"); err != nil {
		return nil, err
	}
	links := map[string][]account.Link{}
	if err := each(ctx, s, func(l linkRow) error {
		links[l.ContactID] = append(links[l.ContactID], account.Link{AccountID: l.AccountID, From: l.From, To: l.To})
		return nil
	}, "SELECT * FROM links ORDER BY contact_id {bytes}, from_day, account_id {bytes}"); err != nil {
		return nil, err
	}
	addresses := map[string][]string{}
	if err := each(ctx, s, func(i identityRow) error {
		addresses[i.ContactRef] = append(addresses[i.ContactRef], i.Email)
		return nil
	}, "SELECT contact_ref, email FROM identities WHERE contact_ref <> '' AND email <> '' GROUP BY contact_ref, email ORDER BY contact_ref {bytes}, email {bytes}"); err != nil {
		return nil, err
	}
	out := make([]account.Contact, len(rows))
	for i, row := range rows {
		c, err := row.value()
		if err != nil {
			return nil, err
		}
		c.Links = links[row.ID]
		for _, address := range addresses[row.ID] {
			if address != c.Email {
				c.Addresses = append(c.Addresses, address)
			}
		}
		out[i] = c
	}
	return out, nil
}

// ContactsByID reads the people of a message: names are looked up when it is
// written.
func (s *Store) ContactsByID(ctx context.Context, ids []string) (map[string]account.Contact, error) {
	out := map[string]account.Contact{}
	for chunk := range slices.Chunk(ids, 500) {
		query, args, err := in("SELECT * FROM contacts WHERE id IN (?)", chunk)
		if err != nil {
			return nil, fmt.Errorf("read contacts: %w", err)
		}
		var rows []contactRow
		if err := s.read(ctx, &rows, query, args...); err != nil {
			return nil, err
		}
		for _, row := range rows {
			if out[row.ID], err = row.value(); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// nameRow is what somebody is called.
type nameRow struct {
	ID    string `db:"id"`
	Email string `db:"email"`
	Name  string `db:"name"`
	Title string `db:"title"`
}

const findNames = `SELECT id, CASE WHEN email = '' THEN seen_email ELSE email END AS email, CASE WHEN name = '' THEN seen_name ELSE name END AS name,
	CASE WHEN title = '' THEN seen_title ELSE title END AS title FROM contacts WHERE id IN (?)`

// names reads what people are called, so many at a time.
func names(ids []string, find func(rows *[]nameRow, chunk []string) error) (map[string]account.Contact, error) {
	out := make(map[string]account.Contact, len(ids))
	for chunk := range slices.Chunk(ids, 500) {
		var rows []nameRow
		if err := find(&rows, chunk); err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.ID] = account.Contact{ID: r.ID, Email: r.Email, Name: r.Name, Title: r.Title}
		}
	}
	return out, nil
}

// Names reads what people are called: id, name, address and title alone, as a card
// needs them.
func (s *Store) Names(ctx context.Context, ids []string) (map[string]account.Contact, error) {
	return names(ids, func(rows *[]nameRow, chunk []string) error {
		query, args, err := in(findNames, chunk)
		if err != nil {
			return fmt.Errorf("read names: %w", err)
		}
		return s.read(ctx, rows, query, args...)
	})
}

// Called is Names for scoring, whose connections no question waits for.
func (s *Store) Called(ctx context.Context, ids []string) (out map[string]account.Contact, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = s.look(ctx, func(at *snapshot) error {
		out, err = names(ids, func(rows *[]nameRow, chunk []string) error { return at.in(rows, findNames, chunk) })
		return err
	})
	return out, err
}

// ContactsAt lists the people of whom an address is known, by id.
func (s *Store) ContactsAt(ctx context.Context, address string) ([]account.Contact, error) {
	var rows []contactRow
	if err := s.read(ctx, &rows, "SELECT * FROM contacts WHERE email = ? OR seen_email = ? OR id IN (SELECT contact_id FROM identities WHERE email = ?) ORDER BY id {bytes}",
		address, address, address); err != nil {
		return nil, err
	}
	out := make([]account.Contact, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.value(); err != nil {
			return nil, err
		}
	}
	return out, nil
}
