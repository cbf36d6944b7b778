package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"engagement/account"
	"engagement/alert"
)

type outboxRow struct {
	ID         string `db:"id"`
	Seq        int64  `db:"seq"`
	AccountID  string `db:"account_id"`
	Kind       string `db:"kind"`
	Reason     string `db:"reason"`
	Channel    string `db:"channel"`
	Payload    string `db:"payload"`
	DecidedAt  int64  `db:"decided_at"`
	Status     string `db:"status"`
	Attempts   int    `db:"attempts"`
	NextAt     int64  `db:"next_at"`
	Token      string `db:"token"`
	LeaseUntil int64  `db:"lease_until"`
	ChannelID  string `db:"channel_id"`
	SlackTS    string `db:"slack_ts"`
	Error      string `db:"error"`
	SettledAt  int64  `db:"settled_at"`
	Center     string `db:"center"`
	Value      int64  `db:"value"`
	Threshold  int64  `db:"threshold"`
	Due        int64  `db:"due"`
	ToldAt     int64  `db:"told_at"`
	Line       string `db:"line"`
	Thread     string `db:"thread"`
	Ending     string `db:"ending"`
	ClosedAt   int64  `db:"closed_at"`
	Score      int64  `db:"score"`
	Cause      string `db:"cause"`
}

// record is a message with what became of it, but for what people did with it.
func (r outboxRow) record() (alert.Record, error) {
	m, err := r.message()
	return alert.Record{
		Message: m, Status: alert.Status(r.Status), ChannelID: r.ChannelID, TS: r.SlackTS, Attempts: r.Attempts, Error: r.Error,
		Ending: alert.Ending(r.Ending), Score: r.Score,
	}, err
}

func (r outboxRow) message() (alert.Message, error) {
	m := alert.Message{
		ID: r.ID, Key: r.ID, AccountID: r.AccountID, Kind: alert.Kind(r.Kind), Reason: alert.Reason(r.Reason),
		Channel: r.Channel, DecidedAt: instant(r.DecidedAt), Thread: r.Thread, Center: r.Center, Value: account.Milli(r.Value), Threshold: account.Milli(r.Threshold),
	}
	if err := json.Unmarshal([]byte(r.Payload), &m.Payload); err != nil {
		return m, fmt.Errorf("read payload of message %s: %w", r.ID, err)
	}
	return m, nil
}

// addMessage puts a message into the outbox, once: to be posted, or to wait for a
// dispatch.
func (t *tx) addMessage(m alert.Message) (born int, err error) {
	payload, err := json.Marshal(m.Payload)
	if err != nil {
		return 0, fmt.Errorf("write payload: %w", err)
	}
	seq, err := t.step("outbox", 1)
	if err != nil {
		return 0, err
	}
	status, told := alert.Pending, millis(m.DecidedAt)
	if m.Kind.Held() {
		status, told = alert.Held, 0
	}
	n, err := t.exec(`INSERT INTO outbox (id, seq, account_id, thread, center, kind, reason, channel, payload, decided_at, value, threshold, status, due, told_at, line, attempts, next_at, token, lease_until, channel_id, slack_ts, error, settled_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, ?, '', 0, '', '', '', 0) ON CONFLICT (id) DO NOTHING`,
		m.Key, seq, m.AccountID, m.Thread, m.Center, string(m.Kind), string(m.Reason), m.Channel, string(payload), millis(m.DecidedAt), int64(m.Value), int64(m.Threshold),
		string(status), millis(m.DecidedAt), told, millis(m.DecidedAt))
	return int(n), err
}

// addMessages puts messages into the outbox, each once.
func (t *tx) addMessages(said []alert.Message) error {
	for _, m := range said {
		if _, err := t.addMessage(m); err != nil {
			return err
		}
	}
	return nil
}

// openStatus lists the states in which a message still holds up its channel.
const openStatus = "('pending', 'sending', 'unsure')"

// Claim leases the oldest open message of every channel that is due: one a
// channel, so that a channel stays in order. What another worker claimed and
// did not settle in time comes back as unsure. Moments that a clock wrote down which
// was set back since are read by the clock of now.
func (s *Store) Claim(ctx context.Context, now time.Time, lease time.Duration) ([]alert.Lease, error) {
	oldest := `SELECT * FROM outbox WHERE seq IN (SELECT MIN(seq) FROM outbox WHERE status IN ` + openStatus + ` GROUP BY channel)`
	due := oldest + ` AND (status = 'sending' AND lease_until <= ? OR status <> 'sending' AND next_at <= ?) ORDER BY seq`
	var waiting []outboxRow
	if err := s.read(ctx, &waiting, oldest+` AND (status = 'sending' AND (lease_until <= ? OR lease_until > ?) OR status <> 'sending' AND (next_at <= ? OR attempts = 0 OR settled_at > ?))`,
		millis(now), millis(now.Add(2*lease)), millis(now), millis(now)); err != nil || len(waiting) == 0 {
		return nil, err
	}
	var leases []alert.Lease
	err := s.write(ctx, func(t *tx) error {
		leases = nil
		if err := t.setBack(now, lease); err != nil {
			return err
		}
		var rows []outboxRow
		if err := t.SelectContext(ctx, &rows, t.dialect.text(due), millis(now), millis(now)); err != nil {
			return fmt.Errorf("find messages: %w", err)
		}
		parents, err := t.parents(rows)
		if err != nil {
			return err
		}
		for _, row := range rows {
			m, err := row.message()
			if err != nil {
				return err
			}
			token := rand.Text()
			if _, err := t.exec("UPDATE outbox SET status = 'sending', token = ?, lease_until = ?, attempts = attempts + 1 WHERE id = ?",
				token, millis(now.Add(lease)), row.ID); err != nil {
				return err
			}
			leases = append(leases, alert.Lease{
				Message: m, Token: token, Attempts: row.Attempts + 1,
				Unsure: row.Status != string(alert.Pending), ChannelID: row.ChannelID, Parent: parents[row.Thread],
			})
		}
		return nil
	})
	return leases, err
}

// setBack reads what open messages wait for by the clock of now, where another clock
// wrote it down: a lease may last as long as one lasts, so that whoever holds it and
// lives renews it; a pause lasts as long as it was to last; and what was never tried
// waits for nothing.
func (t *tx) setBack(now time.Time, lease time.Duration) error {
	at := millis(now)
	for _, one := range []struct {
		text string
		args []any
	}{
		{"UPDATE outbox SET lease_until = ? WHERE status = 'sending' AND lease_until > ?", []any{millis(now.Add(lease)), millis(now.Add(2 * lease))}},
		{"UPDATE outbox SET next_at = ? + next_at - settled_at, settled_at = ? WHERE status IN ('pending', 'unsure') AND settled_at > ?", []any{at, at, at}},
		{"UPDATE outbox SET next_at = ? WHERE status IN ('pending', 'unsure') AND attempts = 0 AND next_at > ?", []any{at, at}},
	} {
		if _, err := t.exec(one.text, one.args...); err != nil {
			return err
		}
	}
	return nil
}

// Renew makes a claim last until then. The error is account.ErrLeaseLost when
// somebody else holds the message by now.
func (s *Store) Renew(ctx context.Context, l alert.Lease, until time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE outbox SET lease_until = ? WHERE id = ? AND token = ? AND status = 'sending'", millis(until), l.Message.ID, l.Token)
		if err == nil && n == 0 {
			return fmt.Errorf("message %s: %w", l.Message.ID, account.ErrLeaseLost)
		}
		return err
	})
}

// Settle ends an attempt. The error is account.ErrLeaseLost when somebody else
// holds the message by now.
func (s *Store) Settle(ctx context.Context, l alert.Lease, o alert.Outcome) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`UPDATE outbox SET status = ?, channel_id = CASE WHEN ? = '' THEN channel_id ELSE ? END, slack_ts = ?, next_at = ?, error = ?, token = '', lease_until = 0, settled_at = ?
			WHERE id = ? AND token = ? AND status = 'sending'`,
			string(o.Status), o.ChannelID, o.ChannelID, o.TS, millis(o.NextAt), o.Error, millis(o.At), l.Message.ID, l.Token)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("message %s: %w", l.Message.ID, account.ErrLeaseLost)
		}
		if o.Status == alert.Dead {
			return t.giveUp(l, o)
		}
		return nil
	})
}

// NextDue is when the next open message may be tried; ok is false when there
// is none.
func (s *Store) NextDue(ctx context.Context) (due time.Time, ok bool, err error) {
	var at []int64
	err = s.read(ctx, &at, `SELECT CASE WHEN status = 'sending' THEN lease_until ELSE next_at END AS at FROM outbox
		WHERE seq IN (SELECT MIN(seq) FROM outbox WHERE status IN `+openStatus+` GROUP BY channel) ORDER BY 1 LIMIT 1`)
	if err != nil || len(at) == 0 {
		return time.Time{}, false, err
	}
	return instant(at[0]), true, nil
}

// Alerts calls do for every message, in the order of the decisions.
func (s *Store) Alerts(ctx context.Context, do func(alert.Record) error) error {
	return each(ctx, s, func(row outboxRow) error {
		record, err := row.record()
		if err != nil {
			return err
		}
		return do(record)
	}, "SELECT * FROM outbox ORDER BY seq")
}

// Unclaimed lists alerts about accounts that were decided since and sent, that
// nobody works on, and that are not put off; the newest first.
func (s *Store) Unclaimed(ctx context.Context, since time.Time) ([]alert.Record, error) {
	var out []alert.Record
	err := each(ctx, s, func(row outboxRow) error {
		record, err := row.record()
		out = append(out, record)
		return err
	}, `SELECT o.* FROM outbox o WHERE o.status = ? AND o.account_id <> '' AND o.kind IN `+followedKinds+` AND o.ending = '' AND o.decided_at >= ?
		AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.message_id = o.id) AND NOT EXISTS (SELECT 1 FROM snoozes z WHERE z.message_id = o.id)
		AND NOT EXISTS (SELECT 1 FROM opinions p WHERE p.message_id = o.id) ORDER BY o.seq DESC`, string(alert.Sent), millis(since))
	return out, err
}

// Alert reads one message with its claim; the error is account.ErrNotFound
// where there is none.
func (s *Store) Alert(ctx context.Context, id string) (alert.Record, error) {
	var rows []outboxRow
	if err := s.read(ctx, &rows, "SELECT * FROM outbox WHERE id = ?", id); err != nil {
		return alert.Record{}, err
	}
	if len(rows) == 0 {
		return alert.Record{}, fmt.Errorf("alert %s: %w", id, account.ErrNotFound)
	}
	a, err := rows[0].record()
	if err != nil {
		return alert.Record{}, err
	}
	if a.Opinion, a.Snooze, err = s.opinions(ctx, id); err != nil {
		return a, err
	}
	if p := a.Message.Payload.Play; p != nil {
		now, err := s.Play(ctx, p.ID)
		if err != nil {
			return a, err
		}
		a.Play = &now
	}
	a.Claim, err = s.claim(ctx, id)
	return a, err
}
