package store

import (
	"context"
	"time"

	"engagement/alert"
)

// Undelivered lists what Slack will never take, in the order of the outbox.
func (s *Store) Undelivered(ctx context.Context) ([]alert.Trail, error) {
	var out []alert.Trail
	err := each(ctx, s, func(r outboxRow) error {
		one, err := r.trail()
		out = append(out, one)
		return err
	}, "SELECT * FROM outbox WHERE status = 'dead' ORDER BY seq")
	return out, err
}

// Revive makes what was given up wait for its channel again, in its old place, and
// counts it; an empty channel is all of them. Somebody may have seen one that was
// given up after its answer got lost, so that each is looked up first.
func (s *Store) Revive(ctx context.Context, channel string, now time.Time) (revived int, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE outbox SET status = 'unsure', attempts = 0, next_at = ?, error = '', cause = '', settled_at = 0 WHERE status = 'dead' AND (? = '' OR channel = ?)",
			millis(now), channel, channel)
		revived = int(n)
		return err
	})
	return revived, err
}

// Reroute makes what was given up in a channel wait for another one, in its old place,
// and counts it. A card stands by itself there; what is said of a card that was posted
// stays with it, and a brief is for one person's eyes.
func (s *Store) Reroute(ctx context.Context, from, to string, now time.Time) (rerouted int, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec(`UPDATE outbox SET channel = ?, thread = CASE WHEN kind IN ('note', 'edit') THEN thread ELSE '' END,
			status = 'unsure', attempts = 0, next_at = ?, error = '', cause = '', settled_at = 0
			WHERE status = 'dead' AND channel = ? AND kind <> 'brief' AND (kind NOT IN ('note', 'edit') OR EXISTS (SELECT 1 FROM outbox p WHERE p.id = outbox.thread AND p.status <> 'sent'))`,
			to, millis(now), from)
		rerouted = int(n)
		return err
	})
	return rerouted, err
}

// giveUp keeps why an alert was given up, and tells of it where it is the first of
// its channel and cause.
func (t *tx) giveUp(l alert.Lease, o alert.Outcome) error {
	if _, err := t.exec("UPDATE outbox SET cause = ? WHERE id = ?", o.Cause, l.Message.ID); err != nil {
		return err
	}
	var others []string
	if err := t.find(&others, "SELECT id FROM outbox WHERE status = 'dead' AND channel = ? AND cause = ? AND id <> ? LIMIT 1", l.Message.Channel, o.Cause, l.Message.ID); err != nil || len(others) > 0 {
		return err
	}
	return t.addMessages(o.Notices)
}
