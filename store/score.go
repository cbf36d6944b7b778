package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"engagement/account"
	"engagement/alert"
	"engagement/scoring"
)

// Verdict is everything that was decided about one account at one time. It is
// committed whole.
type Verdict struct {
	Mark Mark // the mark it answers; zero for the nightly rebuild
	// Read is the version of the store before the facts were read: a score
	// never replaces one that was computed from newer facts.
	Read int64
	Card *account.Card
	// Names are what the people on the card are called, read after the facts; nil
	// where nobody has asked, and those that are stored stay.
	Names   []account.Contact
	Journal *JournalChange
	// Bookmarks are to be stored under the config.
	Bookmarks []Bookmark
	Decision  alert.Decision
	Judged    int64 // for the empty account: the last activity looked at
}

// Commit stores verdicts in one transaction: scores, journals, states, facts,
// messages and the audit, and clears the marks whose version is still the one
// that was answered. A verdict whose account was judged by somebody else in the
// meantime is left out; its mark stays, so it is judged again. So is a verdict
// that answers no mark where one waits. It returns how many messages were born.
func (s *Store) Commit(ctx context.Context, config string, verdicts []Verdict) (messages int, err error) {
	err = s.write(ctx, func(t *tx) error {
		messages = 0
		now, err := t.standings(verdicts)
		if err != nil {
			return fmt.Errorf("read what was committed before: %w", err)
		}
		for i := range verdicts {
			id := verdicts[i].Decision.State.AccountID
			n, err := t.commit(config, &verdicts[i], now[id])
			if err != nil {
				return fmt.Errorf("commit account %q: %w", id, err)
			}
			messages += n
		}
		return nil
	})
	return messages, err
}

// committed is what is stored of an account when a verdict is committed; each
// version is 0 where there is nothing.
type committed struct {
	Mark  int64 `db:"mark"`
	Score int64 `db:"score"`
	State int64 `db:"state"`
}

// standings reads what is stored of the accounts of verdicts.
func (t *tx) standings(verdicts []Verdict) (map[string]committed, error) {
	out := make(map[string]committed, len(verdicts))
	for chunk := range slices.Chunk(verdicts, 500) {
		ids := make([]string, len(chunk))
		for i := range chunk {
			ids[i] = chunk[i].Decision.State.AccountID
		}
		query, args, err := in(`SELECT account_id, MAX(mark) AS mark, MAX(score) AS score, MAX(state) AS state FROM (
			SELECT account_id, version AS mark, 0 AS score, 0 AS state FROM marks WHERE account_id IN (?)
			UNION ALL SELECT account_id, 0, version, 0 FROM scores WHERE account_id IN (?)
			UNION ALL SELECT account_id, 0, 0, version FROM states WHERE account_id IN (?)) AS now GROUP BY account_id`, ids, ids, ids)
		if err != nil {
			return nil, err
		}
		var rows []struct {
			AccountID string `db:"account_id"`
			committed
		}
		if err := t.find(&rows, query, args...); err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.AccountID] = r.committed
		}
	}
	return out, nil
}

func (t *tx) commit(config string, v *Verdict, now committed) (messages int, err error) {
	if v.Mark.Version == 0 && now.Mark > 0 {
		// News that came in meanwhile must be judged as news, not as something
		// that a rebuild happened to find.
		return 0, nil
	}
	if state := v.Decision.State; state.AccountID != "" {
		if now.Score > v.Read {
			return 0, nil
		}
		ours, err := t.saveState(state, now.State, len(v.Decision.Facts) > 0)
		if err != nil || !ours {
			return 0, err
		}
	}
	// Where something has happened to the account since, its journal and people are
	// read again anyway, and may have been thrown away on purpose.
	var names []byte
	if now.Mark <= v.Read {
		if v.Names != nil {
			names = scoring.PackNames(v.Names)
		}
		if err := t.keep(config, v); err != nil {
			return 0, err
		}
	}
	if v.Judged > 0 {
		if _, err := t.exec("UPDATE counters SET value = ? WHERE name = 'unmatched' AND value < ?", v.Judged, v.Judged); err != nil {
			return 0, err
		}
	}
	if v.Card != nil {
		if err := t.saveScore(config, v.Card, names, v.Read); err != nil {
			return 0, err
		}
	}
	for _, f := range v.Decision.Facts {
		if _, err := t.exec(`INSERT INTO facts (key, account_id, center, kind, day, at, reason, detail, config, listed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (key) DO NOTHING`, f.Key, f.AccountID, f.Center, string(f.Kind), f.Day, millis(f.At), string(f.Reason), f.Detail, config, flag(f.Listed)); err != nil {
			return 0, err
		}
	}
	for _, d := range v.Decision.Verdicts {
		seq, err := t.step("decision", 1)
		if err != nil {
			return 0, err
		}
		if _, err := t.exec(`INSERT INTO decisions (seq, account_id, center, kind, sent, reason, value, threshold, at, config) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			seq, d.AccountID, d.Center, string(d.Kind), flag(d.Sent), string(d.Reason), int64(d.Value), int64(d.Threshold), millis(d.At), config); err != nil {
			return 0, err
		}
	}
	for _, m := range v.Decision.Messages {
		born, err := t.addMessage(m)
		if err != nil {
			return 0, err
		}
		messages += born
	}
	if v.Mark.Version > 0 {
		if _, err := t.exec("DELETE FROM marks WHERE account_id = ? AND version = ?", v.Mark.AccountID, v.Mark.Version); err != nil {
			return 0, err
		}
	}
	return messages, nil
}

// keep stores what was read and worked out on the way to a verdict.
func (t *tx) keep(config string, v *Verdict) error {
	if v.Journal != nil {
		if err := t.saveJournal(v.Journal); err != nil {
			return err
		}
	}
	for _, b := range v.Bookmarks {
		if err := t.saveBookmark(v.Decision.State.AccountID, config, b); err != nil {
			return err
		}
	}
	return nil
}

// saveState moves an account's state one version on from the current one, unless
// somebody else did so first. A state that says nothing new keeps its version.
func (t *tx) saveState(s alert.State, current int64, changed bool) (ours bool, err error) {
	switch {
	case s.Version != current:
		return false, nil
	case current == 0 && !s.Known, current > 0 && !changed:
		return true, nil
	}
	_, err = t.exec(`INSERT INTO states (account_id, version, mqa, mqa_since, mqa_out, stage, stage_since) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, mqa = excluded.mqa, mqa_since = excluded.mqa_since,
		mqa_out = excluded.mqa_out, stage = excluded.stage, stage_since = excluded.stage_since`,
		s.AccountID, s.Version+1, flag(s.MQA), s.MQASince, s.MQAOut, s.Stage, s.StageSince)
	if err != nil {
		return false, err
	}
	for _, name := range slices.Sorted(maps.Keys(s.Centers)) {
		c := s.Centers[name]
		if _, err := t.exec(`INSERT INTO center_states (account_id, center, mqa, mqa_since, mqa_out) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (account_id, center) DO UPDATE SET mqa = excluded.mqa, mqa_since = excluded.mqa_since, mqa_out = excluded.mqa_out`,
			s.AccountID, name, flag(c.MQA), c.MQASince, c.MQAOut); err != nil {
			return false, err
		}
	}
	return true, nil
}

// State reads what has happened to an account so far, and the requests that
// were decided.
func (s *Store) State(ctx context.Context, accountID string) (alert.State, map[string]bool, error) {
	state := alert.State{AccountID: accountID}
	var rows []stateRow
	if err := s.read(ctx, &rows, "SELECT * FROM states WHERE account_id = ?", accountID); err != nil {
		return state, nil, err
	}
	if len(rows) == 1 {
		state = rows[0].value()
	}
	seen, err := s.requests(ctx, accountID)
	return state, seen, err
}

// requests lists the requests of an account that were decided, by key, and
// those that were decided while they were on no account.
func (s *Store) requests(ctx context.Context, accountID string) (map[string]bool, error) {
	var keys []string
	if err := s.read(ctx, &keys, "SELECT key FROM facts WHERE kind = ? AND account_id IN (?, '')", string(alert.KindActNow), accountID); err != nil {
		return nil, err
	}
	seen := make(map[string]bool, len(keys))
	for _, key := range keys {
		seen[key] = true
	}
	return seen, nil
}

// saveScore stores a card, and what its people are called unless that is nil.
func (t *tx) saveScore(config string, c *account.Card, names []byte, version int64) error {
	c.ConfigHash = config
	keep := "scores.names"
	if names != nil {
		keep = "excluded.names"
	}
	_, err := t.exec(`INSERT INTO scores (account_id, day, grade, stage, mqa, mqa_since, minutes_7d, minutes_30d, minutes_90d, minutes_365d, heat, people_90d, threshold, config, version, card, names, normal_7d, direction, move)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id) DO UPDATE SET day = excluded.day, grade = excluded.grade, stage = excluded.stage, mqa = excluded.mqa,
		mqa_since = excluded.mqa_since, minutes_7d = excluded.minutes_7d, minutes_30d = excluded.minutes_30d, minutes_90d = excluded.minutes_90d,
		minutes_365d = excluded.minutes_365d, heat = excluded.heat, people_90d = excluded.people_90d, threshold = excluded.threshold,
		config = excluded.config, version = excluded.version, card = excluded.card, names = `+keep+`, normal_7d = excluded.normal_7d,
		direction = excluded.direction, move = excluded.move`,
		c.AccountID, c.Day, c.Grade, c.Stage, flag(c.MQA), c.MQASince, int64(c.Minutes7), int64(c.Minutes30), int64(c.Minutes90), int64(c.Minutes365),
		int64(c.Heat), c.People90, int64(c.Threshold), config, version, scoring.PackCard(c), append([]byte{}, names...),
		int64(c.Normal7), string(c.Direction), c.Move.Who)
	return err
}

// Cards calls do for the stored card of every account, by id.
func (s *Store) Cards(ctx context.Context, do func(account.Card) error) error {
	return each(ctx, s, func(row struct {
		Card []byte `db:"card"`
	},
	) error {
		c, err := scoring.UnpackCard(row.Card)
		if err != nil {
			return err
		}
		return do(c)
	}, "SELECT card FROM scores ORDER BY account_id {bytes}")
}

// Unlisted names what imports of history found and no list has said yet, and
// the number of lists there have been; nothing while any of that history waits to be
// scored, be it by another process.
func (s *Store) Unlisted(ctx context.Context) ([]alert.Listed, int64, error) {
	var lists []int64
	if err := s.read(ctx, &lists, "SELECT value FROM counters WHERE name = 'list'"); err != nil {
		return nil, 0, err
	}
	var waiting []int
	if err := s.read(ctx, &waiting, "SELECT COUNT(*) FROM marks WHERE imported = 1"); err != nil || waiting[0] > 0 {
		return nil, lists[0], err
	}
	var rows []struct {
		AccountID string `db:"account_id"`
		Name      string `db:"name"`
		Owner     string `db:"owner"`
		Minutes   int64  `db:"minutes_90d"`
		People    int    `db:"people_90d"`
		Asked     int64  `db:"asked"`
		Together  string `db:"together"`
	}
	err := s.read(ctx, &rows, `SELECT f.account_id, a.name, a.owner, s.minutes_90d, s.people_90d,
		MAX(CASE WHEN f.kind = 'act_now' THEN 1 ELSE 0 END) AS asked,
		MAX(CASE WHEN f.kind = 'mqa' AND f.center = '' THEN f.detail ELSE '' END) AS together
		FROM facts f JOIN accounts a ON a.id = f.account_id JOIN scores s ON s.account_id = f.account_id
		WHERE f.listed = 0 GROUP BY f.account_id, a.name, a.owner, s.minutes_90d, s.people_90d ORDER BY f.account_id {bytes}`)
	out := make([]alert.Listed, len(rows))
	for i, r := range rows {
		out[i] = alert.Listed{AccountID: r.AccountID, Name: r.Name, Owner: r.Owner, Minutes: account.Milli(r.Minutes), People: r.People, Asked: r.Asked == 1, Together: r.Together}
	}
	return out, lists[0], err
}

// CommitList stores the one list of an import and notes its accounts as
// listed, unless another process did so first.
func (s *Store) CommitList(ctx context.Context, sequence int64, m alert.Message, listed []alert.Listed) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("UPDATE counters SET value = value + 1 WHERE name = 'list' AND value = ?", sequence)
		if err != nil || n == 0 {
			return err
		}
		for _, l := range listed {
			if _, err := t.exec("UPDATE facts SET listed = 1 WHERE account_id = ? AND listed = 0", l.AccountID); err != nil {
				return err
			}
		}
		_, err = t.addMessage(m)
		return err
	})
}

// ScoredBefore reports whether any score is of an earlier day.
func (s *Store) ScoredBefore(ctx context.Context, day account.Day) (bool, error) {
	var n []int
	if err := s.read(ctx, &n, "SELECT COUNT(*) FROM scores WHERE day < ?", day); err != nil {
		return false, err
	}
	return n[0] > 0, nil
}
