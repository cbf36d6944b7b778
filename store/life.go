package store

import (
	"context"
	"strings"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/scoring"
)

// followedKinds are alerts about one account, of which something may come.
const followedKinds = `('mqa', 'act_now', 'expansion', 'surge', 'stall', 'first_engagement', 'new_senior', 'returning', 'champion_moved')`

// goingBatch is how many alerts are looked at together.
const goingBatch = 100

// Going reads alerts whose account was scored anew since they were looked at, the
// oldest first, so many at a time.
func (s *Store) Going(ctx context.Context) ([]alert.Going, error) {
	var rows []struct {
		outboxRow
		Version int64  `db:"version"`
		Card    []byte `db:"card"`
		Newest  int64  `db:"newest"`
	}
	if err := s.read(ctx, &rows, `SELECT o.*, s.version, s.card, CASE WHEN EXISTS (SELECT 1 FROM outbox n WHERE n.account_id = o.account_id AND n.seq > o.seq
		AND n.status = 'sent' AND n.kind IN `+followedKinds+`) THEN 0 ELSE 1 END AS newest
		FROM outbox o JOIN scores s ON s.account_id = o.account_id
		WHERE o.closed_at = 0 AND o.status = 'sent' AND o.kind IN `+followedKinds+` AND s.version > o.score ORDER BY o.seq LIMIT ?`, goingBatch); err != nil {
		return nil, err
	}
	out := make([]alert.Going, len(rows))
	for i, r := range rows {
		record, err := r.record()
		if err != nil {
			return nil, err
		}
		if record.Claim, err = s.claim(ctx, r.ID); err != nil {
			return nil, err
		}
		record.Score = r.Version
		out[i] = alert.Going{Record: record, Newest: r.Newest == 1}
		if out[i].Card, err = scoring.UnpackCard(r.Card); err != nil {
			return nil, err
		}
		if err := s.since(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// since reads what happened to the account of an alert beside its minutes.
func (s *Store) since(ctx context.Context, g *alert.Going) error {
	m := g.Message
	var deals []opportunityRow
	if err := s.read(ctx, &deals, "SELECT * FROM opportunities WHERE account_id = ? AND created_at > ? ORDER BY created_at, id {bytes}", m.AccountID, millis(m.DecidedAt)); err != nil {
		return err
	}
	for _, d := range deals {
		o, err := d.value()
		if err != nil {
			return err
		}
		g.Opportunities = append(g.Opportunities, o)
	}
	var ahead []struct {
		At    int64  `db:"at"`
		Asset string `db:"asset"`
	}
	if err := s.read(ctx, &ahead, `SELECT DISTINCT h.at, a.asset FROM activities a JOIN ahead h ON h.seq = a.seq
		WHERE a.account_id = ? AND a.recorded_at > ? AND a.type = 'meeting.scheduled' ORDER BY h.at, a.asset`, m.AccountID, millis(m.DecidedAt)); err != nil {
		return err
	}
	for _, r := range ahead {
		g.Ahead = append(g.Ahead, alert.Coming{At: instant(r.At), Name: r.Asset})
	}
	if r := m.Payload.Request; r != nil {
		var now []string
		if err := s.read(ctx, &now, "SELECT account_id FROM activities WHERE source = ? AND id = ? AND account_id <> ?", r.Source, r.ActivityID, m.AccountID); err != nil {
			return err
		}
		g.Elsewhere = strings.Join(now, "")
	}
	var theirs []struct {
		AccountID string `db:"account_id"`
		UserID    string `db:"user_id"`
	}
	if err := s.read(ctx, &theirs, "SELECT account_id, user_id FROM repairs WHERE at > ? AND account_id NOT IN ('', ?) ORDER BY at DESC LIMIT 1", millis(m.DecidedAt), m.AccountID); err != nil {
		return err
	}
	for _, r := range theirs {
		g.Theirs = r.AccountID
		if g.Elsewhere == "" || g.Elsewhere == r.AccountID {
			g.Mender = r.UserID
		}
	}
	for _, id := range []*string{&g.Elsewhere, &g.Theirs} {
		if *id == "" {
			continue
		}
		var names []string
		if err := s.read(ctx, &names, "SELECT name FROM accounts WHERE id = ?", *id); err != nil {
			return err
		}
		if len(names) == 1 {
			*id = names[0]
		}
	}
	return nil
}

// CommitSequel keeps what became of an alert, and what is said about it, in one
// transaction; each message once.
func (s *Store) CommitSequel(ctx context.Context, q alert.Sequel, now time.Time) (said int, err error) {
	err = s.write(ctx, func(t *tx) error {
		said = 0
		closed := int64(0)
		if q.Closed {
			closed = millis(now)
		}
		if _, err := t.exec("UPDATE outbox SET score = ?, ending = ?, closed_at = ? WHERE id = ? AND score < ?", q.Version, string(q.Ending), closed, q.ID, q.Version); err != nil {
			return err
		}
		if q.Ending == alert.Opportunity {
			if _, err := t.exec("UPDATE plays SET outcome = ? WHERE outcome = '' AND account_id = (SELECT account_id FROM outbox WHERE id = ?)", string(q.Ending), q.ID); err != nil {
				return err
			}
		}
		for _, m := range q.Messages {
			n, err := t.addMessage(m)
			if err != nil {
				return err
			}
			said += n
		}
		return nil
	})
	return said, err
}

// Moved notes that a message that was sent stands in another place by now.
func (s *Store) Moved(ctx context.Context, id, channelID, ts string) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE outbox SET channel_id = ?, slack_ts = ? WHERE id = ? AND status = 'sent'", channelID, ts, id)
		return err
	})
}

// Snoozed lists alerts that were put off up to a day, that nobody has taken on and
// about whose waking nothing was said.
func (s *Store) Snoozed(ctx context.Context, until account.Day) ([]alert.Record, error) {
	return s.records(ctx, `SELECT o.* FROM outbox o JOIN snoozes z ON z.message_id = o.id
		WHERE z.until <= ? AND o.status = 'sent' AND o.closed_at = 0 AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.message_id = o.id)
		AND NOT EXISTS (SELECT 1 FROM outbox n WHERE n.thread = o.id AND n.reason = 'awake' AND n.decided_at > z.at) ORDER BY o.seq`, until)
}

// Untold lists alerts of which no manager was told: sent since a moment, about
// accounts, that nobody has taken on.
func (s *Store) Untold(ctx context.Context, since time.Time) ([]alert.Record, error) {
	return s.records(ctx, `SELECT o.* FROM outbox o WHERE o.status = 'sent' AND o.closed_at = 0 AND o.account_id <> '' AND o.kind IN `+followedKinds+` AND o.ending = ''
		AND o.decided_at >= ? AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.message_id = o.id) AND NOT EXISTS (SELECT 1 FROM outbox u WHERE u.id = 'unclaimed:' || o.id)
		ORDER BY o.seq`, millis(since))
}

// records reads messages with what people did with them.
func (s *Store) records(ctx context.Context, query string, args ...any) ([]alert.Record, error) {
	var rows []outboxRow
	if err := s.read(ctx, &rows, query, args...); err != nil {
		return nil, err
	}
	out := make([]alert.Record, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.record(); err != nil {
			return nil, err
		}
		if out[i].Opinion, out[i].Snooze, err = s.opinions(ctx, r.ID); err != nil {
			return nil, err
		}
		if out[i].Claim, err = s.claim(ctx, r.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// parents reads the messages that others are about, by id.
func (t *tx) parents(rows []outboxRow) (map[string]*alert.Record, error) {
	var ids []string
	for _, r := range rows {
		if r.Thread != "" {
			ids = append(ids, r.Thread)
		}
	}
	out := map[string]*alert.Record{}
	if len(ids) == 0 {
		return out, nil
	}
	var found []outboxRow
	if err := t.in(&found, "SELECT * FROM outbox WHERE id IN (?)", ids); err != nil {
		return nil, err
	}
	for _, r := range found {
		record, err := r.record()
		if err != nil {
			return nil, err
		}
		out[r.ID] = &record
	}
	return out, nil
}
