package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"engagement/account"
)

type accountRow struct {
	ID        string `db:"id"`
	Name      string `db:"name"`
	Domains   string `db:"domains"`
	Aliases   string `db:"aliases"`
	Tier      string `db:"tier"`
	Funnel    string `db:"funnel"`
	Industry  string `db:"industry"`
	Employees int64  `db:"employees"`
	Country   string `db:"country"`
	Territory string `db:"territory"`
	Owner     string `db:"owner"`
	ParentID  string `db:"parent_id"`
	Fit       string `db:"fit"`
	CRMURL    string `db:"crm_url"`
	Relation  string `db:"relation"`
	Props     string `db:"props"`
}

// accountFields are the columns of an account a, in the order of fields.
const accountFields = `a.id, a.name, a.domains, a.aliases, a.tier, a.funnel, a.industry, a.employees, a.country, a.territory, a.owner,
	a.parent_id, a.fit, a.crm_url, a.relation, a.props`

func (r *accountRow) fields() []any {
	return []any{
		&r.ID, &r.Name, &r.Domains, &r.Aliases, &r.Tier, &r.Funnel, &r.Industry, &r.Employees, &r.Country, &r.Territory, &r.Owner,
		&r.ParentID, &r.Fit, &r.CRMURL, &r.Relation, &r.Props,
	}
}

func newAccountRow(a account.Account) (accountRow, error) {
	props, err := propsText(a.Props)
	return accountRow{
		ID: a.ID, Name: a.Name, Domains: strings.Join(a.Domains, ";"), Aliases: strings.Join(a.Aliases, ";"),
		Tier: a.Tier, Funnel: a.Funnel, Industry: a.Industry, Employees: a.Employees, Country: a.Country,
		Territory: a.Territory, Owner: a.Owner, ParentID: a.ParentID, Fit: a.Fit, CRMURL: a.CRMURL, Relation: a.Relation, Props: props,
	}, err
}

func (r accountRow) value() (account.Account, error) {
	props, err := propsValue(r.Props)
	return account.Account{
		ID: r.ID, Name: r.Name, Domains: list(r.Domains), Aliases: list(r.Aliases), Tier: r.Tier, Funnel: r.Funnel,
		Industry: r.Industry, Employees: r.Employees, Country: r.Country, Territory: r.Territory, Owner: r.Owner,
		ParentID: r.ParentID, Fit: r.Fit, CRMURL: r.CRMURL, Relation: r.Relation, Props: props,
	}, err
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ";")
}

func propsText(props map[string]string) (string, error) {
	if len(props) == 0 {
		return "", nil
	}
	text, err := json.Marshal(props)
	if err != nil {
		return "", fmt.Errorf("write properties: %w", err)
	}
	return string(text), nil
}

func propsValue(text string) (map[string]string, error) {
	if text == "" {
		return nil, nil
	}
	var props map[string]string
	if err := json.Unmarshal([]byte(text), &props); err != nil {
		return nil, fmt.Errorf("read properties: %w", err)
	}
	return props, nil
}

// SaveAccounts replaces accounts by id, and marks those that changed.
func (s *Store) SaveAccounts(ctx context.Context, at time.Time, importID string, rows []account.Account, faults []account.Fault) (account.Recorded, error) {
	var done account.Recorded
	err := s.write(ctx, func(t *tx) error {
		done = account.Recorded{}
		changed := marks{}
		for _, a := range rows {
			row, err := newAccountRow(a)
			if err != nil {
				return err
			}
			var old accountRow
			err = t.GetContext(ctx, &old, t.dialect.text("SELECT * FROM accounts WHERE id = ?"), a.ID)
			switch {
			case errors.Is(err, sql.ErrNoRows):
				done.New++
			case err != nil:
				return fmt.Errorf("read account %s: %w", a.ID, err)
			case old == row:
				done.Duplicate++
				continue
			default:
				done.Duplicate++
			}
			if _, err := t.NamedExecContext(ctx, `INSERT INTO accounts (id, name, domains, aliases, tier, funnel, industry, employees, country, territory, owner, parent_id, fit, crm_url, relation, props)
				VALUES (:id, :name, :domains, :aliases, :tier, :funnel, :industry, :employees, :country, :territory, :owner, :parent_id, :fit, :crm_url, :relation, :props)
				ON CONFLICT (id) DO UPDATE SET name = excluded.name, domains = excluded.domains, aliases = excluded.aliases, tier = excluded.tier,
				funnel = excluded.funnel, industry = excluded.industry, employees = excluded.employees, country = excluded.country,
				territory = excluded.territory, owner = excluded.owner, parent_id = excluded.parent_id, fit = excluded.fit,
				crm_url = excluded.crm_url, relation = excluded.relation, props = excluded.props`, row); err != nil {
				return fmt.Errorf("save account %s: %w", a.ID, err)
			}
			if err := errors.Join(t.assign(old, row, at), t.forgetBookmarks(a.ID)); err != nil {
				return err
			}
			changed.add(a.ID, false, false)
			if t.rollUp && old.ParentID != "" && old.ParentID != row.ParentID {
				changed.add(old.ParentID, false, false) // it has lost one
			}
		}
		return t.finishSave(changed, importID, at, faults)
	})
	return done, err
}

// finishSave ends a transaction that changed who is who.
func (t *tx) finishSave(changed marks, importID string, at time.Time, faults []account.Fault) error {
	if len(changed) > 0 {
		if _, err := t.step("directory", 1); err != nil {
			return err
		}
		if err := t.mark(changed, importID, at); err != nil {
			return err
		}
	}
	return t.saveFaults(faults, importID, at)
}

// Account reads one account; the error is account.ErrNotFound where there is
// none.
func (s *Store) Account(ctx context.Context, id string) (account.Account, error) {
	var rows []accountRow
	if err := s.read(ctx, &rows, "SELECT * FROM accounts WHERE id = ?", id); err != nil {
		return account.Account{}, err
	}
	if len(rows) == 0 {
		return account.Account{}, fmt.Errorf("account %s: %w", id, account.ErrNotFound)
	}
	return rows[0].value()
}

// Accounts calls do for every account, by id.
func (s *Store) Accounts(ctx context.Context, do func(account.Account) error) error {
	return each(ctx, s, func(row accountRow) error {
		a, err := row.value()
		if err != nil {
			return err
		}
		return do(a)
	}, "SELECT * FROM accounts ORDER BY id {bytes}")
}

// AccountIDs lists every account, by id.
func (s *Store) AccountIDs(ctx context.Context) ([]string, error) {
	var ids []string
	err := s.read(ctx, &ids, "SELECT id FROM accounts ORDER BY id {bytes}")
	return ids, err
}

// DirectoryVersion grows with every change to who is who.
func (s *Store) DirectoryVersion(ctx context.Context) (int64, error) {
	var versions []int64
	if err := s.read(ctx, &versions, "SELECT value FROM counters WHERE name = 'directory'"); err != nil {
		return 0, err
	}
	return versions[0], nil
}

// Directory reads everything the matcher knows. The version is read first, so
// that what is newer than it is caught as stale.
func (s *Store) Directory(ctx context.Context) (account.Directory, error) {
	version, err := s.DirectoryVersion(ctx)
	if err != nil {
		return account.Directory{}, err
	}
	dir := account.Directory{Version: version}
	if err := s.Accounts(ctx, func(a account.Account) error {
		dir.Accounts = append(dir.Accounts, a)
		return nil
	}); err != nil {
		return dir, err
	}
	if dir.Contacts, err = s.contacts(ctx, telling); err != nil {
		return dir, err
	}
	dir.Repairs, err = s.Repairs(ctx)
	return dir, err
}
