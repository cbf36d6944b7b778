package store

import (
	"context"
	"time"
)

// Latest is the source and the id of the activity of an account that was recorded
// last, up to and including a moment; empty where there is none.
func (s *Store) Latest(ctx context.Context, accountID string, at time.Time) (source, id string, err error) {
	var rows []struct {
		Source string `db:"source"`
		ID     string `db:"id"`
	}
	if err := s.read(ctx, &rows, "SELECT source, id FROM activities WHERE account_id = ? AND recorded_at <= ? ORDER BY recorded_at DESC, seq DESC LIMIT 1", accountID, millis(at)); err != nil || len(rows) == 0 {
		return "", "", err
	}
	return rows[0].Source, rows[0].ID, nil
}
