package store

import (
	"context"
	"time"

	"engagement/account"
)

// Audit keeps who asked for what, and whether they got it.
func (s *Store) Audit(ctx context.Context, a account.Asked) error {
	return s.write(ctx, func(t *tx) error {
		seq, err := t.step("audit", 1)
		if err != nil {
			return err
		}
		_, err = t.exec("INSERT INTO audit (seq, at, user_id, what, account_id, outcome) VALUES (?, ?, ?, ?, ?, ?)", seq, millis(a.At), a.UserID, a.What, a.AccountID, a.Outcome)
		return err
	})
}

// Audited calls do for everything that was asked, in order.
func (s *Store) Audited(ctx context.Context, do func(account.Asked) error) error {
	return each(ctx, s, func(r struct {
		At        int64  `db:"at"`
		UserID    string `db:"user_id"`
		What      string `db:"what"`
		AccountID string `db:"account_id"`
		Outcome   string `db:"outcome"`
	},
	) error {
		return do(account.Asked{UserID: r.UserID, What: r.What, AccountID: r.AccountID, Outcome: r.Outcome, At: instant(r.At)})
	}, "SELECT at, user_id, what, account_id, outcome FROM audit ORDER BY seq")
}

// eventsFor is how long an event that Slack sent is remembered: it sends none
// again after an hour.
const eventsFor = 24 * time.Hour

// First reports whether an event comes for the first time, and remembers it.
func (s *Store) First(ctx context.Context, eventID string, at time.Time) (first bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		if _, err := t.exec("DELETE FROM events WHERE at < ?", millis(at.Add(-eventsFor))); err != nil {
			return err
		}
		n, err := t.exec("INSERT INTO events (id, at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", eventID, millis(at))
		first = n == 1
		return err
	})
	return first, err
}
