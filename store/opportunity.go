package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"engagement/account"
)

type opportunityRow struct {
	ID        string `db:"id"`
	AccountID string `db:"account_id"`
	Name      string `db:"name"`
	Stage     string `db:"stage"`
	Amount    int64  `db:"amount"`
	CreatedAt int64  `db:"created_at"`
	ClosedAt  int64  `db:"closed_at"`
	Won       int64  `db:"won"`
	Props     string `db:"props"`
}

func (r opportunityRow) value() (account.Opportunity, error) {
	props, err := propsValue(r.Props)
	return account.Opportunity{
		ID: r.ID, AccountID: r.AccountID, Name: r.Name, Stage: r.Stage, Amount: account.Milli(r.Amount),
		CreatedAt: instant(r.CreatedAt), ClosedAt: instant(r.ClosedAt), Won: r.Won == 1, Props: props,
	}, err
}

// SaveOpportunities replaces opportunities by id, and marks their accounts.
func (s *Store) SaveOpportunities(ctx context.Context, at time.Time, importID string, rows []account.Opportunity, faults []account.Fault) (account.Recorded, error) {
	var done account.Recorded
	err := s.write(ctx, func(t *tx) error {
		done = account.Recorded{}
		changed := marks{}
		for _, o := range rows {
			props, err := propsText(o.Props)
			if err != nil {
				return err
			}
			row := opportunityRow{
				ID: o.ID, AccountID: o.AccountID, Name: o.Name, Stage: o.Stage, Amount: int64(o.Amount),
				CreatedAt: millis(o.CreatedAt), ClosedAt: millis(o.ClosedAt), Won: flag(o.Won), Props: props,
			}
			var old opportunityRow
			err = t.GetContext(ctx, &old, t.dialect.text("SELECT * FROM opportunities WHERE id = ?"), o.ID)
			switch {
			case errors.Is(err, sql.ErrNoRows):
				done.New++
			case err != nil:
				return fmt.Errorf("read opportunity %s: %w", o.ID, err)
			default:
				done.Duplicate++
			}
			if old == row {
				continue
			}
			if old.AccountID != "" {
				changed.add(old.AccountID, false, false)
			}
			changed.add(row.AccountID, false, false)
			if _, err := t.NamedExecContext(ctx, `INSERT INTO opportunities (id, account_id, name, stage, amount, created_at, closed_at, won, props)
				VALUES (:id, :account_id, :name, :stage, :amount, :created_at, :closed_at, :won, :props)
				ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, name = excluded.name, stage = excluded.stage,
				amount = excluded.amount, created_at = excluded.created_at, closed_at = excluded.closed_at, won = excluded.won, props = excluded.props`, row); err != nil {
				return fmt.Errorf("save opportunity %s: %w", o.ID, err)
			}
		}
		for id := range changed {
			if err := t.forgetBookmarks(id); err != nil {
				return err
			}
		}
		if err := t.mark(changed, importID, at); err != nil {
			return err
		}
		return t.saveFaults(faults, importID, at)
	})
	return done, err
}

// Opportunities calls do for every opportunity, by id.
func (s *Store) Opportunities(ctx context.Context, do func(account.Opportunity) error) error {
	return each(ctx, s, func(row opportunityRow) error {
		o, err := row.value()
		if err != nil {
			return err
		}
		return do(o)
	}, "SELECT * FROM opportunities ORDER BY id {bytes}")
}
