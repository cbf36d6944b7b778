package store

import (
	"context"

	"engagement/account"
	"engagement/alert"
)

// SaveOpinion keeps what somebody thought of an alert; first is false where they
// have said so before, and nothing changes then. What is said about it is kept in the
// same transaction.
func (s *Store) SaveOpinion(ctx context.Context, o account.Opinion, said ...alert.Message) (first bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec("INSERT INTO opinions (message_id, user_id, useful, reason, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (message_id, user_id) DO NOTHING",
			o.MessageID, o.UserID, flag(o.Useful), o.Reason, millis(o.At))
		if first = n == 1; err != nil || !first {
			return err
		}
		return t.addMessages(said)
	})
	return first, err
}

// SnoozeAlert puts an alert off; first is false where it is put off to that day
// already. What is said about it is kept in the same transaction.
func (s *Store) SnoozeAlert(ctx context.Context, z account.Snooze, said ...alert.Message) (first bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec(`INSERT INTO snoozes (message_id, user_id, until, at) VALUES (?, ?, ?, ?)
			ON CONFLICT (message_id) DO UPDATE SET user_id = excluded.user_id, until = excluded.until, at = excluded.at WHERE snoozes.until <> excluded.until`,
			z.MessageID, z.UserID, z.Until, millis(z.At))
		if first = n == 1; err != nil || !first {
			return err
		}
		return t.addMessages(said)
	})
	return first, err
}

// opinions reads what people did with an alert beside claiming it: the first
// opinion, and the snooze; nil where there is none.
func (s *Store) opinions(ctx context.Context, messageID string) (*account.Opinion, *account.Snooze, error) {
	var said []struct {
		UserID string `db:"user_id"`
		Useful int64  `db:"useful"`
		Reason string `db:"reason"`
		At     int64  `db:"at"`
	}
	if err := s.read(ctx, &said, "SELECT user_id, useful, reason, at FROM opinions WHERE message_id = ? ORDER BY at, user_id {bytes} LIMIT 1", messageID); err != nil {
		return nil, nil, err
	}
	var opinion *account.Opinion
	if len(said) == 1 {
		r := said[0]
		opinion = &account.Opinion{MessageID: messageID, UserID: r.UserID, Useful: r.Useful == 1, Reason: r.Reason, At: instant(r.At)}
	}
	var off []struct {
		UserID string      `db:"user_id"`
		Until  account.Day `db:"until"`
		At     int64       `db:"at"`
	}
	if err := s.read(ctx, &off, "SELECT user_id, until, at FROM snoozes WHERE message_id = ?", messageID); err != nil || len(off) == 0 {
		return opinion, nil, err
	}
	return opinion, &account.Snooze{MessageID: messageID, UserID: off[0].UserID, Until: off[0].Until, At: instant(off[0].At)}, nil
}
