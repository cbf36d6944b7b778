package store

import (
	"context"

	"engagement/account"
	"engagement/alert"
)

// Claimed lists the alerts that somebody is on and of which nothing has come yet.
func (s *Store) Claimed(ctx context.Context, userID string) ([]alert.Record, error) {
	return s.records(ctx, `SELECT o.* FROM outbox o JOIN claims c ON c.message_id = o.id WHERE c.user_id = ? AND o.status = 'sent' AND o.closed_at = 0 AND o.ending = '' ORDER BY o.seq`, userID)
}

// HandOver gives what somebody has to do to another one, in one transaction: the
// alerts they are on, with what is said about it, their watches, digests and open
// steps of plays.
func (s *Store) HandOver(ctx context.Context, h account.HandOver, said []alert.Message) (done account.HandedOver, err error) {
	err = s.write(ctx, func(t *tx) error {
		done = account.HandedOver{}
		for _, part := range []struct {
			count *int
			text  string
			args  []any
		}{
			{&done.Alerts, `UPDATE claims SET user_id = ? WHERE user_id = ? AND EXISTS (SELECT 1 FROM outbox o WHERE o.id = claims.message_id AND o.status = 'sent' AND o.closed_at = 0 AND o.ending = '')`, []any{h.To, h.From}},
			{&done.Watches, `UPDATE watches SET user_id = ? WHERE user_id = ? AND NOT EXISTS (SELECT 1 FROM watches w WHERE w.user_id = ? AND w.account_id = watches.account_id)`, []any{h.To, h.From, h.To}},
			{nil, `DELETE FROM watches WHERE user_id = ?`, []any{h.From}},
			{nil, `UPDATE digests SET channel = ? WHERE channel = ?`, []any{h.To, h.From}},
			{&done.Digests, `UPDATE digests SET user_id = ? WHERE user_id = ?`, []any{h.To, h.From}},
			{&done.Steps, `UPDATE play_steps SET mail = ? WHERE state = '' AND LOWER(mail) = LOWER(?)`, []any{h.ToMail, h.FromMail}},
		} {
			n, err := t.exec(part.text, part.args...)
			if err != nil {
				return err
			}
			if part.count != nil {
				*part.count = int(n)
			}
		}
		return t.addMessages(said)
	})
	return done, err
}
