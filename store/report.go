package store

import (
	"context"
	"encoding/json"
	"fmt"

	"engagement/account"
)

type reportRow struct {
	ID       string `db:"id"`
	FrozenAt int64  `db:"frozen_at"`
	Query    string `db:"query"`
	Config   string `db:"config"`
	Report   string `db:"report"`
}

func (r reportRow) value() (account.Frozen, error) {
	f := account.Frozen{ID: r.ID, At: instant(r.FrozenAt), ConfigBody: r.Config}
	if err := json.Unmarshal([]byte(r.Query), &f.Query); err != nil {
		return f, fmt.Errorf("read query of report %s: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.Report), &f.Report); err != nil {
		return f, fmt.Errorf("read report %s: %w", r.ID, err)
	}
	return f, nil
}

// Freeze stores a report for good. The error is account.ErrStale where one of
// that id is stored: what was published is never changed.
func (s *Store) Freeze(ctx context.Context, f account.Frozen) error {
	query, err := json.Marshal(f.Query)
	if err != nil {
		return fmt.Errorf("write query of report %s: %w", f.ID, err)
	}
	report, err := json.Marshal(f.Report)
	if err != nil {
		return fmt.Errorf("write report %s: %w", f.ID, err)
	}
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("INSERT INTO reports (id, frozen_at, query, config, report) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
			f.ID, millis(f.At), string(query), f.ConfigBody, string(report))
		if err == nil && n == 0 {
			err = fmt.Errorf("report %s is frozen already: %w", f.ID, account.ErrStale)
		}
		return err
	})
}

// Frozen reads a report as it was published; the error is account.ErrNotFound
// where there is none.
func (s *Store) Frozen(ctx context.Context, id string) (account.Frozen, error) {
	var rows []reportRow
	if err := s.read(ctx, &rows, "SELECT * FROM reports WHERE id = ?", id); err != nil {
		return account.Frozen{}, err
	}
	if len(rows) == 0 {
		return account.Frozen{}, fmt.Errorf("report %s: %w", id, account.ErrNotFound)
	}
	return rows[0].value()
}

// FrozenReports lists all published reports, the newest first.
func (s *Store) FrozenReports(ctx context.Context) ([]account.Frozen, error) {
	var rows []reportRow
	if err := s.read(ctx, &rows, "SELECT * FROM reports ORDER BY frozen_at DESC, id {bytes}"); err != nil {
		return nil, err
	}
	out := make([]account.Frozen, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.value(); err != nil {
			return nil, err
		}
	}
	return out, nil
}
