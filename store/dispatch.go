package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"engagement/account"
	"engagement/alert"
)

// waitingRow is a message that a dispatch looks at, without what only its card says.
type waitingRow struct {
	ID        string      `db:"id"`
	AccountID string      `db:"account_id"`
	Name      string      `db:"name"`
	Owner     string      `db:"owner"`
	Center    string      `db:"center"`
	Kind      string      `db:"kind"`
	Reason    string      `db:"reason"`
	Channel   string      `db:"channel"`
	Value     int64       `db:"value"`
	Threshold int64       `db:"threshold"`
	DecidedAt int64       `db:"decided_at"`
	Due       int64       `db:"due"`
	ToldAt    int64       `db:"told_at"`
	Status    string      `db:"status"`
	Muted     account.Day `db:"muted"`
	Lately    int64       `db:"lately"`
	Card      string      `db:"card"`
	Payload   string      `db:"payload"` // where it is about no account
}

func (r waitingRow) value() (w alert.Waiting, err error) {
	w = alert.Waiting{
		ID: r.ID, AccountID: r.AccountID, Name: r.Name, Owner: r.Owner, Center: r.Center, Kind: alert.Kind(r.Kind), Reason: alert.Reason(r.Reason),
		Channel: r.Channel, Value: account.Milli(r.Value), Threshold: account.Milli(r.Threshold),
		DecidedAt: instant(r.DecidedAt), Due: instant(r.Due), Muted: r.Muted, Lately: instant(r.Lately), Card: r.Card,
	}
	if r.Status == string(alert.InALine) {
		w.Listed = instant(r.ToldAt)
	}
	w.Event, w.Moved, err = eventIn(r.Payload)
	return w, err
}

// aboutEvent is the payload of a message that is about no account, as a column.
const aboutEvent = "CASE WHEN o.account_id = '' THEN o.payload ELSE '' END AS payload"

// eventIn reads which event a payload is about, and how many accounts it moved.
func eventIn(payload string) (name string, moved int, err error) {
	if payload == "" {
		return "", 0, nil
	}
	var p alert.Payload
	if err := json.Unmarshal([]byte(payload), &p); err != nil {
		return "", 0, fmt.Errorf("read which event a message is about: %w", err)
	}
	name, moved = p.Event()
	return name, moved, nil
}

// NextDispatch reports whether a message waits whose time has come, and whether
// any was put into a line that has not been told.
func (s *Store) NextDispatch(ctx context.Context, now time.Time) (due, lines bool, err error) {
	var n []struct {
		Due   int `db:"due"`
		Lines int `db:"lines"`
	}
	err = s.read(ctx, &n, `SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM outbox WHERE status = 'held' AND due <= ? LIMIT 1) h) AS due,
		(SELECT COUNT(*) FROM (SELECT 1 AS one FROM outbox WHERE status = 'listed' AND line = '' LIMIT 1) l) AS lines`, millis(now))
	if err != nil {
		return false, false, err
	}
	return n[0].Due > 0, n[0].Lines > 0, nil
}

// Tray reads what waits to be told at a moment, and what the channels have been
// told since the beginning of its day, which is the caller's.
func (s *Store) Tray(ctx context.Context, now, dayBegan time.Time) (alert.Tray, error) {
	t := alert.Tray{Told: map[string]int{}}
	var version []int64
	if err := s.read(ctx, &version, "SELECT value FROM counters WHERE name = 'dispatch'"); err != nil {
		return t, err
	}
	t.Version = version[0]
	var told []struct {
		Channel string `db:"channel"`
		Count   int    `db:"count"`
	}
	kinds := alert.Budgeted()
	args := []any{millis(dayBegan)}
	for _, k := range kinds {
		args = append(args, string(k))
	}
	if err := s.read(ctx, &told, `SELECT channel, COUNT(*) AS count FROM outbox WHERE told_at >= ? AND status NOT IN ('held', 'listed', 'withheld')
		AND kind IN (`+strings.TrimSuffix(strings.Repeat("?,", len(kinds)), ",")+`) GROUP BY channel`, args...); err != nil {
		return t, err
	}
	for _, r := range told {
		t.Told[r.Channel] = r.Count
	}
	err := each(ctx, s, func(r waitingRow) error {
		w, err := r.value()
		if err != nil {
			return err
		}
		if w.Listed.IsZero() {
			t.Waiting = append(t.Waiting, w)
		} else {
			t.Line = append(t.Line, w)
		}
		return nil
	}, `SELECT o.id, o.account_id, COALESCE(a.name, '') AS name, COALESCE(a.owner, '') AS owner, o.center, o.kind, o.reason, o.channel, o.value, o.threshold,
		o.decided_at, o.due, o.told_at, o.status, `+aboutEvent+`,
		COALESCE((SELECT MAX(m.until) FROM mutes m WHERE m.account_id = o.account_id AND m.kind IN ('', o.kind)), 0) AS muted,
		COALESCE((SELECT MAX(c.told_at) FROM outbox c WHERE o.account_id <> '' AND c.account_id = o.account_id AND c.kind NOT IN ('brief', 'unclaimed', 'note', 'edit') AND c.status NOT IN ('held', 'listed', 'withheld')), 0) AS lately,
		COALESCE((SELECT c.id FROM outbox c WHERE o.account_id <> '' AND c.account_id = o.account_id AND c.channel = o.channel AND c.status = 'sent' AND c.thread = ''
			AND c.kind IN `+followedKinds+` AND c.told_at >= ? ORDER BY c.told_at DESC, c.seq DESC LIMIT 1), '') AS card
		FROM outbox o LEFT JOIN accounts a ON a.id = o.account_id
		WHERE o.status = 'held' AND o.due <= ? OR o.status = 'listed' AND o.line = '' ORDER BY o.seq`, millis(now.AddDate(0, 0, -alert.ThreadDays)), millis(now))
	return t, err
}

// CommitDispatch does what a dispatch decided, in one transaction; done is false
// where another one came first. A message that is told takes its place behind
// what its channel has been told before.
func (s *Store) CommitDispatch(ctx context.Context, config string, d alert.Dispatch, now time.Time) (done bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE counters SET value = value + 1 WHERE name = 'dispatch' AND value = ?", d.Version)
		if done = n == 1; err != nil || !done {
			return err
		}
		for _, f := range d.Fates {
			if err := t.dispose(f, now); err != nil {
				return err
			}
		}
		for _, l := range d.Lines {
			if _, err := t.addMessage(l.Message); err != nil {
				return err
			}
			for _, id := range l.Names {
				if _, err := t.exec("UPDATE outbox SET line = ? WHERE id = ? AND status = 'listed'", l.Message.ID, id); err != nil {
					return err
				}
			}
		}
		return t.saveVerdicts(config, d.Verdicts)
	})
	return done, err
}

// dispose gives a message its fate.
func (t *tx) dispose(f alert.Fate, now time.Time) error {
	if f.Status == alert.Held {
		_, err := t.exec("UPDATE outbox SET due = ? WHERE id = ? AND status = 'held'", millis(f.Due), f.ID)
		return err
	}
	seq, err := t.step("outbox", 1)
	if err != nil {
		return err
	}
	if f.Status != alert.Pending { // why it has no card stands where an error would
		_, err = t.exec("UPDATE outbox SET status = ?, error = ?, told_at = ?, seq = ? WHERE id = ? AND status = 'held'", string(f.Status), string(f.Reason), millis(now), seq, f.ID)
		return err
	}
	_, err = t.exec("UPDATE outbox SET status = ?, thread = ?, told_at = ?, decided_at = ?, next_at = ?, seq = ? WHERE id = ? AND status = 'held'",
		string(f.Status), f.Thread, millis(now), millis(now), millis(now), seq, f.ID)
	return err
}

// EachTold calls do for every alert about an account that was told, or withheld by
// chance, from one moment to before another, in that order.
func (s *Store) EachTold(ctx context.Context, from, to time.Time, do func(alert.Told) error) error {
	return each(ctx, s, func(r struct {
		Kind    string `db:"kind"`
		Channel string `db:"channel"`
		At      int64  `db:"at"`
		Status  string `db:"status"`
		Claimed int64  `db:"claimed"`
		Useful  int64  `db:"useful"`
		Useless int64  `db:"useless"`
		Led     int64  `db:"led"`
	},
	) error {
		return do(alert.Told{
			Kind: alert.Kind(r.Kind), Channel: r.Channel, At: instant(r.At), HeldOut: r.Status == string(alert.Withheld),
			ClaimedAt: instant(r.Claimed), Useful: r.Useful > 0, Useless: r.Useless > 0, Led: r.Led > 0,
		})
	}, `SELECT o.kind, o.channel, o.told_at AS at, o.status, COALESCE((SELECT c.at FROM claims c WHERE c.message_id = o.id), 0) AS claimed,
		(SELECT COUNT(*) FROM opinions p WHERE p.message_id = o.id AND p.useful = 1) AS useful,
		(SELECT COUNT(*) FROM opinions p WHERE p.message_id = o.id AND p.useful = 0) AS useless,
		(SELECT COUNT(*) FROM opportunities d WHERE d.account_id = o.account_id AND d.created_at > o.told_at AND d.created_at <= o.told_at + ?) AS led
		FROM outbox o WHERE o.kind IN `+followedKinds+` AND o.account_id <> '' AND o.told_at >= ? AND o.told_at < ?
		AND (o.status = 'sent' OR o.status = 'withheld' AND o.error = ?) ORDER BY o.seq`,
		alert.LeadDays*24*time.Hour.Milliseconds(), millis(from), millis(to), string(alert.HoldOut))
}
