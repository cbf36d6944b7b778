package store

import (
	"context"
	"time"

	"engagement/alert"
)

func (r outboxRow) trail() (alert.Trail, error) {
	record, err := r.record()
	return alert.Trail{Record: record, Due: instant(r.Due), Told: instant(r.ToldAt), Line: r.Line, Settled: instant(r.SettledAt), Cause: r.Cause}, err
}

// DecisionsOf lists what was judged of an account up to a moment, the newest first
// and so many at the most, and says how many there are and how many were sent.
func (s *Store) DecisionsOf(ctx context.Context, accountID string, until time.Time, most int) (newest []DecisionRecord, all, sent int, err error) {
	var count []struct {
		All  int `db:"all_of_them"`
		Sent int `db:"sent"`
	}
	if err := s.read(ctx, &count, "SELECT COUNT(*) AS all_of_them, COALESCE(SUM(sent), 0) AS sent FROM decisions WHERE account_id = ? AND at < ?", accountID, millis(until)); err != nil {
		return nil, 0, 0, err
	}
	err = each(ctx, s, func(r decisionRow) error {
		newest = append(newest, r.value())
		return nil
	}, "SELECT * FROM decisions WHERE account_id = ? AND at < ? ORDER BY seq DESC LIMIT ?", accountID, millis(until), most)
	return newest, count[0].All, count[0].Sent, err
}

// Trails lists the messages about an account up to a moment, the newest first and so
// many at the most.
func (s *Store) Trails(ctx context.Context, accountID string, until time.Time, most int) ([]alert.Trail, error) {
	var out []alert.Trail
	err := each(ctx, s, func(r outboxRow) error {
		one, err := r.trail()
		out = append(out, one)
		return err
	}, "SELECT * FROM outbox WHERE account_id = ? AND decided_at < ? ORDER BY seq DESC LIMIT ?", accountID, millis(until), most)
	return out, err
}
