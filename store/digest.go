package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"engagement/account"
	"engagement/alert"
)

type digestRow struct {
	ID        string      `db:"id"`
	UserID    string      `db:"user_id"`
	Scope     string      `db:"scope"`
	Channel   string      `db:"channel"`
	Weekday   int         `db:"weekday"`
	Minute    int         `db:"minute"`
	Zone      string      `db:"zone"`
	CreatedAt int64       `db:"created_at"`
	Written   account.Day `db:"written"`
}

func (r digestRow) value() (account.Subscription, error) {
	s := account.Subscription{
		ID: r.ID, UserID: r.UserID, Channel: r.Channel, Weekday: time.Weekday(r.Weekday), Minute: r.Minute, Zone: r.Zone,
		Created: instant(r.CreatedAt), Written: r.Written,
	}
	if err := json.Unmarshal([]byte(r.Scope), &s.Scope); err != nil {
		return s, fmt.Errorf("read scope of digest %s: %w", r.ID, err)
	}
	return s, nil
}

// Subscriptions lists the digests that people want, the oldest first.
func (s *Store) Subscriptions(ctx context.Context) ([]account.Subscription, error) {
	var out []account.Subscription
	err := each(ctx, s, func(r digestRow) error {
		one, err := r.value()
		out = append(out, one)
		return err
	}, "SELECT * FROM digests ORDER BY created_at, id {bytes}")
	return out, err
}

// Subscribe keeps a digest that somebody wants and gives it an id. Where the same
// person has one of the same scope for the same place, that one is changed instead:
// was is true then.
func (s *Store) Subscribe(ctx context.Context, d account.Subscription) (kept account.Subscription, was bool, err error) {
	scope, err := json.Marshal(d.Scope)
	if err != nil {
		return d, false, fmt.Errorf("write scope: %w", err)
	}
	err = s.write(ctx, func(t *tx) error {
		var same []digestRow
		if err := t.find(&same, "SELECT * FROM digests WHERE user_id = ? AND scope = ? AND channel = ?", d.UserID, string(scope), d.Channel); err != nil {
			return err
		}
		if was = len(same) > 0; was {
			d.ID = same[0].ID
			return t.change(d, string(scope))
		}
		n, err := t.step("digest", 1)
		if err != nil {
			return err
		}
		d.ID = "d" + strconv.FormatInt(n, 10)
		_, err = t.exec("INSERT INTO digests (id, user_id, scope, channel, weekday, minute, zone, created_at, written) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
			d.ID, d.UserID, string(scope), d.Channel, int(d.Weekday), d.Minute, d.Zone, millis(d.Created))
		return err
	})
	return d, was, err
}

// change gives a digest another time, place or scope. It counts as wanted from then
// on; what was written stays written.
func (t *tx) change(d account.Subscription, scope string) error {
	_, err := t.exec("UPDATE digests SET scope = ?, channel = ?, weekday = ?, minute = ?, zone = ?, created_at = ? WHERE id = ?",
		scope, d.Channel, int(d.Weekday), d.Minute, d.Zone, millis(d.Created), d.ID)
	return err
}

// ChangeSubscription gives a digest another time, place or scope, by its id.
func (s *Store) ChangeSubscription(ctx context.Context, d account.Subscription) error {
	scope, err := json.Marshal(d.Scope)
	if err != nil {
		return fmt.Errorf("write scope: %w", err)
	}
	return s.write(ctx, func(t *tx) error { return t.change(d, string(scope)) })
}

// Unsubscribe ends a digest; was is false where there is none of that id.
func (s *Store) Unsubscribe(ctx context.Context, id string) (was bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec("DELETE FROM digests WHERE id = ?", id)
		was = n == 1
		return err
	})
	return was, err
}

// WriteDigest notes that the digest of a day was written and, where it has
// something to say, puts it into the outbox, in one transaction; first is false
// where somebody else did so, or nobody wants it any more.
func (s *Store) WriteDigest(ctx context.Context, id string, day account.Day, m *alert.Message) (first bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE digests SET written = ? WHERE id = ? AND written < ?", day, id, day)
		if first = n == 1; err != nil || !first || m == nil {
			return err
		}
		_, err = t.addMessage(*m)
		return err
	})
	return first, err
}

// Silences lists the sources that were silent in the last night that was judged.
func (s *Store) Silences(ctx context.Context) ([]account.Silence, error) {
	var rows []struct {
		Source  string      `db:"source"`
		Since   account.Day `db:"since"`
		Noticed account.Day `db:"noticed"`
		Usual   int         `db:"usual"`
	}
	if err := s.read(ctx, &rows, "SELECT * FROM silences ORDER BY source {bytes}"); err != nil {
		return nil, err
	}
	out := make([]account.Silence, len(rows))
	for i, r := range rows {
		out[i] = account.Silence(r)
	}
	return out, nil
}

// saveSilences replaces the sources that are silent.
func (t *tx) saveSilences(all []account.Silence) error {
	if _, err := t.exec("DELETE FROM silences"); err != nil {
		return err
	}
	for _, s := range all {
		if _, err := t.exec("INSERT INTO silences (source, since, noticed, usual) VALUES (?, ?, ?, ?)", s.Source, s.Since, s.Noticed, s.Usual); err != nil {
			return err
		}
	}
	return nil
}

// ToldSince lists the alerts about accounts that somebody has to answer and that were
// told since a moment, with what people did with them, the newest first.
func (s *Store) ToldSince(ctx context.Context, since time.Time) ([]alert.Record, error) {
	return s.records(ctx, `SELECT o.* FROM outbox o WHERE o.status = 'sent' AND o.account_id <> '' AND o.kind IN ('mqa', 'act_now', 'expansion') AND o.decided_at >= ?
		ORDER BY o.seq DESC`, millis(since))
}

// ListedSince lists the accounts of alerts that had a place in a line since a
// moment, once for each alert.
func (s *Store) ListedSince(ctx context.Context, since time.Time) ([]string, error) {
	var ids []string
	err := s.read(ctx, &ids, "SELECT account_id FROM outbox WHERE status = 'listed' AND told_at >= ? ORDER BY seq", millis(since))
	return ids, err
}

// EachListed calls do for every alert that had a place in a line, in place of a card,
// from one moment to before another: the newest first.
func (s *Store) EachListed(ctx context.Context, from, to time.Time, do func(alert.InsteadOfCard) error) error {
	return each(ctx, s, func(r struct {
		AccountID string `db:"account_id"`
		Name      string `db:"name"`
		Owner     string `db:"owner"`
		Kind      string `db:"kind"`
		Channel   string `db:"channel"`
		Value     int64  `db:"value"`
		Threshold int64  `db:"threshold"`
		Why       string `db:"why"`
		ToldAt    int64  `db:"told_at"`
		Payload   string `db:"payload"`
	},
	) error {
		event, moved, err := eventIn(r.Payload)
		if err != nil {
			return err
		}
		return do(alert.InsteadOfCard{
			Listed: alert.Listed{
				AccountID: r.AccountID, Name: r.Name, Owner: r.Owner, Kind: alert.Kind(r.Kind), Minutes: account.Milli(r.Value), Normal: account.Milli(r.Threshold),
				Event: event, Moved: moved,
			},
			Channel: r.Channel, Why: alert.Reason(r.Why), At: instant(r.ToldAt),
		})
	}, `SELECT o.account_id, COALESCE(a.name, '') AS name, COALESCE(a.owner, '') AS owner, o.kind, o.channel, o.value, o.threshold, o.error AS why, o.told_at, `+aboutEvent+`
		FROM outbox o LEFT JOIN accounts a ON a.id = o.account_id WHERE o.status = 'listed' AND o.told_at >= ? AND o.told_at < ? ORDER BY o.told_at DESC, o.seq`, millis(from), millis(to))
}

// AheadBetween lists the accounts with something that was arranged for a time
// between two moments.
func (s *Store) AheadBetween(ctx context.Context, from, to time.Time) (map[string]bool, error) {
	var ids []string
	if err := s.read(ctx, &ids, "SELECT DISTINCT a.account_id FROM ahead h JOIN activities a ON a.seq = h.seq WHERE h.at > ? AND h.at <= ? AND a.account_id <> ''", millis(from), millis(to)); err != nil {
		return nil, err
	}
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out, nil
}
