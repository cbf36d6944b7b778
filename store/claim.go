package store

import (
	"context"
	"time"

	"engagement/alert"
)

// TakeOn notes that somebody works on an alert: the first to say so has it. It
// returns whose it is, and whether this very call made it so. What is said about it
// is kept in the same transaction.
func (s *Store) TakeOn(ctx context.Context, messageID, userID string, at time.Time, said ...alert.Message) (taken alert.Claim, first bool, err error) {
	if err := s.write(ctx, func(t *tx) error {
		n, err := t.exec("INSERT INTO claims (message_id, user_id, at) VALUES (?, ?, ?) ON CONFLICT (message_id) DO NOTHING", messageID, userID, millis(at))
		if first = n == 1; err != nil || !first {
			return err
		}
		return t.addMessages(said)
	}); err != nil {
		return taken, false, err
	}
	c, err := s.claim(ctx, messageID)
	if err != nil || c == nil {
		return taken, false, err
	}
	return *c, first, nil
}

// claim reads who works on an alert, nil where nobody does.
func (s *Store) claim(ctx context.Context, messageID string) (*alert.Claim, error) {
	var rows []struct {
		UserID string `db:"user_id"`
		At     int64  `db:"at"`
	}
	if err := s.read(ctx, &rows, "SELECT user_id, at FROM claims WHERE message_id = ?", messageID); err != nil || len(rows) == 0 {
		return nil, err
	}
	return &alert.Claim{MessageID: messageID, UserID: rows[0].UserID, At: instant(rows[0].At)}, nil
}
