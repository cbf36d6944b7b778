package store

import (
	"context"
	"time"

	"engagement/account"
	"engagement/alert"
)

// lieAhead notes which new activities lie in the future: meetings that are
// scheduled.
func (t *tx) lieAhead(batch account.Batch, fresh []int, base int64) error {
	for _, i := range fresh {
		if a := &batch.Activities[i]; a.OccurredAt.After(batch.At) {
			if _, err := t.exec("INSERT INTO ahead (at, seq) VALUES (?, ?) ON CONFLICT (at, seq) DO NOTHING", millis(a.OccurredAt), base+int64(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Ahead is an activity that lay in the future when it was recorded.
type Ahead struct {
	AccountID string
	Asset     string
	At        time.Time
}

// Ahead lists what happens after a moment, up to and including another one, on
// accounts; soonest first, each account's meeting once.
func (s *Store) Ahead(ctx context.Context, after, until time.Time) ([]Ahead, error) {
	var rows []struct {
		AccountID string `db:"account_id"`
		Asset     string `db:"asset"`
		At        int64  `db:"at"`
	}
	if err := s.read(ctx, &rows, `SELECT DISTINCT a.account_id, a.asset, h.at FROM ahead h JOIN activities a ON a.seq = h.seq
		WHERE h.at > ? AND h.at <= ? AND a.account_id <> '' ORDER BY h.at, a.account_id, a.asset`, millis(after), millis(until)); err != nil {
		return nil, err
	}
	out := make([]Ahead, len(rows))
	for i, r := range rows {
		out[i] = Ahead{AccountID: r.AccountID, Asset: r.Asset, At: instant(r.At)}
	}
	return out, nil
}

// Next is when the first activity after a moment happens; zero where none is
// known.
func (s *Store) Next(ctx context.Context, after time.Time) (time.Time, error) {
	var at []int64
	if err := s.read(ctx, &at, "SELECT COALESCE(MIN(at), 0) FROM ahead WHERE at > ?", millis(after)); err != nil {
		return time.Time{}, err
	}
	return instant(at[0]), nil
}

// Say puts a message that is no decision about an account into the outbox, once;
// first is false where it was said before.
func (s *Store) Say(ctx context.Context, m alert.Message) (first bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.addMessage(m)
		first = n == 1
		return err
	})
	return first, err
}

// Said reports whether a message of that key is in the outbox, whatever became of
// it.
func (s *Store) Said(ctx context.Context, key string) (bool, error) {
	var n []int
	if err := s.read(ctx, &n, "SELECT COUNT(*) FROM outbox WHERE id = ?", key); err != nil {
		return false, err
	}
	return n[0] > 0, nil
}
