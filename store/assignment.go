package store

import (
	"context"
	"time"

	"engagement/account"
)

type assignmentRow struct {
	AccountID string `db:"account_id"`
	At        int64  `db:"at"`
	Owner     string `db:"owner"`
	Territory string `db:"territory"`
	Tier      string `db:"tier"`
	Industry  string `db:"industry"`
	Country   string `db:"country"`
	Employees int64  `db:"employees"`
}

func (r accountRow) assignment() assignmentRow {
	return assignmentRow{
		AccountID: r.ID, Owner: r.Owner, Territory: r.Territory, Tier: r.Tier, Industry: r.Industry,
		Country: r.Country, Employees: r.Employees,
	}
}

// assign notes what an account is assigned to from at on, if that differs from
// what it was.
func (t *tx) assign(old, row accountRow, at time.Time) error {
	if old.ID != "" && old.assignment() == row.assignment() {
		return nil
	}
	_, err := t.exec(`INSERT INTO assignments (account_id, at, owner, territory, tier, industry, country, employees) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, at) DO UPDATE SET owner = excluded.owner, territory = excluded.territory, tier = excluded.tier,
		industry = excluded.industry, country = excluded.country, employees = excluded.employees`,
		row.ID, millis(at), row.Owner, row.Territory, row.Tier, row.Industry, row.Country, row.Employees)
	return err
}

// Assignments reads what every account has been assigned to, oldest first, by
// account.
func (s *Store) Assignments(ctx context.Context) (map[string]account.Assignments, error) {
	out := map[string]account.Assignments{}
	err := each(ctx, s, func(r assignmentRow) error {
		out[r.AccountID] = append(out[r.AccountID], account.Assignment{
			AccountID: r.AccountID, At: instant(r.At), Owner: r.Owner, Territory: r.Territory, Tier: r.Tier,
			Industry: r.Industry, Country: r.Country, Employees: r.Employees,
		})
		return nil
	}, "SELECT * FROM assignments ORDER BY account_id {bytes}, at")
	return out, err
}
