package store

import (
	"context"
	"fmt"
	"time"

	"engagement/account"
)

type importRow struct {
	ID         string `db:"id"`
	Kind       string `db:"kind"`
	Source     string `db:"source"`
	Zone       string `db:"zone"`
	Live       int64  `db:"live"`
	StartedAt  int64  `db:"started_at"`
	SeenAt     int64  `db:"seen_at"`
	FinishedAt int64  `db:"finished_at"`
}

// Begin notes a run before its first row is stored. Runs of the same kind and
// source that never ended were killed: this one takes over their accounts.
func (s *Store) Begin(ctx context.Context, run account.Import) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(`UPDATE marks SET import_id = ? WHERE import_id IN
			(SELECT id FROM imports WHERE finished_at = 0 AND kind = ? AND source = ?)`, run.ID, run.Kind, run.Source); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE imports SET finished_at = ? WHERE finished_at = 0 AND kind = ? AND source = ?", millis(run.StartedAt), run.Kind, run.Source); err != nil {
			return err
		}
		_, err := t.exec(`INSERT INTO imports (id, kind, source, zone, live, started_at, seen_at, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0)`,
			run.ID, run.Kind, run.Source, run.Zone, flag(run.Live), millis(run.StartedAt), millis(run.StartedAt))
		return err
	})
}

// Finish marks the run as complete and lets its accounts be scored.
func (s *Store) Finish(ctx context.Context, id string, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE imports SET finished_at = ?, seen_at = ? WHERE id = ?", millis(at), millis(at), id)
		return err
	})
}

// Import reads a run; the error is account.ErrNotFound where there is none.
func (s *Store) Import(ctx context.Context, id string) (account.Import, error) {
	var rows []importRow
	if err := s.read(ctx, &rows, "SELECT * FROM imports WHERE id = ?", id); err != nil {
		return account.Import{}, err
	}
	if len(rows) == 0 {
		return account.Import{}, fmt.Errorf("import %s: %w", id, account.ErrNotFound)
	}
	r := rows[0]
	return account.Import{ID: r.ID, Kind: r.Kind, Source: r.Source, Zone: r.Zone, Live: r.Live == 1, StartedAt: instant(r.StartedAt), FinishedAt: instant(r.FinishedAt)}, nil
}

// Importing reports whether a run is under way: begun, not finished, and seen
// lately.
func (s *Store) Importing(ctx context.Context, now time.Time) (bool, error) {
	var n []int
	if err := s.read(ctx, &n, "SELECT COUNT(*) FROM imports WHERE finished_at = 0 AND seen_at > ?", millis(now.Add(-heldFor))); err != nil {
		return false, err
	}
	return n[0] > 0, nil
}

// streamFor is how long a run of live activities is waited for that gives no sign:
// it may have been killed, and alerts are not late because of it.
const streamFor = 10 * time.Second

// Streaming reports whether a run that brings live activities is under way.
func (s *Store) Streaming(ctx context.Context, now time.Time) (bool, error) {
	var n []int
	if err := s.read(ctx, &n, "SELECT COUNT(*) FROM imports WHERE finished_at = 0 AND live = 1 AND seen_at > ?", millis(now.Add(-streamFor))); err != nil {
		return false, err
	}
	return n[0] > 0, nil
}
