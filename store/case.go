package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"engagement/account"
	"engagement/alert"
	"engagement/scoring"
)

// Case is everything that judging one account needs, as it was at one instant:
// what woke the judgement is never older or newer than the facts.
type Case struct {
	Facts   scoring.Facts // with a Journal, without Activities; no Account.ID where there is no such account
	State   alert.State
	Seen    map[string]bool // requests decided before, by alert.RequestKey
	Mark    Mark            // zero where none waits
	Held    bool            // a running import holds the account back
	Muted   account.Day     // the last day on which the account is quiet; zero where nobody muted it
	Read    int64           // version of the store
	Journal *JournalChange  // what the journal lacked, to be committed with the verdict
	// Since is the newest activity, by the store's number, that was there when the
	// account was judged last; 0 is none.
	Since int64
	// Bookmark is where Facts.Journal begins; nil is the beginning.
	Bookmark *scoring.Bookmark
	// Below are the accounts below this one, by id, where Families was asked.
	Below []string
}

// snapshot reads in one transaction, so that everything it sees is of one
// instant.
type snapshot struct {
	*sqlx.Tx
	ctx     context.Context
	dialect dialect
}

// in fills the list of a query's IN (?) and selects into dest, a pointer to a
// slice.
func (s *snapshot) in(dest any, query string, args ...any) error {
	query, args, err := in(query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", firstWords(query), err)
	}
	if err := s.SelectContext(s.ctx, dest, s.dialect.text(query), args...); err != nil {
		return fmt.Errorf("%s: %w", firstWords(query), err)
	}
	return nil
}

// Cases reads accounts, in the order of ids. With the hash of a config their
// journals begin at bookmarks of that config, where there are any; without one
// they are whole.
func (s *Store) Cases(ctx context.Context, now time.Time, config string, ids []string) (out []Case, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = s.look(ctx, func(at *snapshot) error {
		out, err = at.cases(now, config, ids)
		return err
	})
	return out, err
}

// look reads in one transaction.
func (s *Store) look(ctx context.Context, do func(*snapshot) error) (err error) {
	begun, err := s.snapshots.BeginTxx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.dialect.snapshot})
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer func() {
		if rerr := begun.Rollback(); rerr != nil && !errors.Is(rerr, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("end reading: %w", rerr))
		}
	}()
	return do(&snapshot{Tx: begun, ctx: ctx, dialect: s.dialect})
}

func (s *snapshot) cases(now time.Time, config string, ids []string) ([]Case, error) {
	var version int64
	if err := s.GetContext(s.ctx, &version, "SELECT value FROM counters WHERE name = 'mark'"); err != nil {
		return nil, fmt.Errorf("read version: %w", err)
	}
	cases := make(map[string]*Case, len(ids))
	out := make([]Case, len(ids))
	for i, id := range ids {
		out[i] = Case{State: alert.State{AccountID: id}, Seen: map[string]bool{}, Read: version}
		cases[id] = &out[i]
	}
	for _, read := range []func(map[string]*Case, []string) error{s.accounts, s.opportunities, s.states, s.requests, s.mutes} {
		if err := read(cases, ids); err != nil {
			return nil, err
		}
	}
	if err := s.marks(cases, now, ids); err != nil {
		return nil, err
	}
	drafts, err := s.journals(ids, config, millis(now))
	if err != nil {
		return nil, fmt.Errorf("read journals: %w", err)
	}
	for id, d := range drafts {
		c := cases[id]
		c.Facts.Journal, c.Facts.People = &d.Journal, d.known
		c.Since = d.since
		c.Bookmark = d.bookmark
		if c.Facts.Account.ID != "" {
			c.Journal = d.changed()
		}
	}
	return out, nil
}

func (s *snapshot) accounts(cases map[string]*Case, ids []string) error {
	var rows []accountRow
	if err := s.in(&rows, "SELECT * FROM accounts WHERE id IN (?)", ids); err != nil {
		return err
	}
	for _, r := range rows {
		a, err := r.value()
		if err != nil {
			return err
		}
		cases[r.ID].Facts.Account = a
	}
	return nil
}

func (s *snapshot) opportunities(cases map[string]*Case, ids []string) error {
	var rows []opportunityRow
	if err := s.in(&rows, "SELECT * FROM opportunities WHERE account_id IN (?) ORDER BY id {bytes}", ids); err != nil {
		return err
	}
	for _, r := range rows {
		deal, err := r.value()
		if err != nil {
			return err
		}
		f := &cases[r.AccountID].Facts
		f.Opportunities = append(f.Opportunities, deal)
	}
	return nil
}

type stateRow struct {
	AccountID  string      `db:"account_id"`
	Version    int64       `db:"version"`
	MQA        int64       `db:"mqa"`
	MQASince   account.Day `db:"mqa_since"`
	MQAOut     account.Day `db:"mqa_out"`
	Stage      string      `db:"stage"`
	StageSince account.Day `db:"stage_since"`
}

func (r stateRow) value() alert.State {
	return alert.State{
		AccountID: r.AccountID, Version: r.Version, Known: true, MQA: r.MQA == 1, MQASince: r.MQASince,
		MQAOut: r.MQAOut, Stage: r.Stage, StageSince: r.StageSince,
	}
}

func (s *snapshot) states(cases map[string]*Case, ids []string) error {
	var rows []stateRow
	if err := s.in(&rows, "SELECT * FROM states WHERE account_id IN (?)", ids); err != nil {
		return err
	}
	for _, r := range rows {
		cases[r.AccountID].State = r.value()
	}
	return s.centers(cases, ids)
}

type centerRow struct {
	AccountID string      `db:"account_id"`
	Center    string      `db:"center"`
	MQA       int64       `db:"mqa"`
	MQASince  account.Day `db:"mqa_since"`
	MQAOut    account.Day `db:"mqa_out"`
}

// centers reads what has happened to the buying centers of accounts.
func (s *snapshot) centers(cases map[string]*Case, ids []string) error {
	var rows []centerRow
	if err := s.in(&rows, "SELECT account_id, center, mqa, mqa_since, mqa_out FROM center_states WHERE account_id IN (?)", ids); err != nil {
		return err
	}
	for _, r := range rows {
		state := &cases[r.AccountID].State
		if state.Centers == nil {
			state.Centers = map[string]alert.CenterState{}
		}
		state.Centers[r.Center] = alert.CenterState{MQA: r.MQA == 1, MQASince: r.MQASince, MQAOut: r.MQAOut}
	}
	return nil
}

// requests lists the requests that were decided: those of the accounts, and
// those that were decided while they were on no account.
func (s *snapshot) requests(cases map[string]*Case, ids []string) error {
	var rows []struct {
		AccountID string `db:"account_id"`
		Key       string `db:"key"`
	}
	if err := s.in(&rows, "SELECT account_id, key FROM facts WHERE kind = ? AND account_id IN (?)", string(alert.KindActNow), append([]string{""}, ids...)); err != nil {
		return err
	}
	for _, r := range rows {
		if c, ok := cases[r.AccountID]; ok {
			c.Seen[r.Key] = true
			continue
		}
		for _, c := range cases {
			c.Seen[r.Key] = true
		}
	}
	return nil
}

func (s *snapshot) marks(cases map[string]*Case, now time.Time, ids []string) error {
	var rows []struct {
		markRow
		Held int64 `db:"held"`
	}
	if err := s.in(&rows, `SELECT account_id, version, live, imported, CASE WHEN import_id IN
		(SELECT id FROM imports WHERE finished_at = 0 AND seen_at > ?) THEN 1 ELSE 0 END AS held FROM marks WHERE account_id IN (?)`,
		millis(now.Add(-heldFor)), ids); err != nil {
		return err
	}
	for _, r := range rows {
		c := cases[r.AccountID]
		c.Mark, c.Held = r.value(), r.Held == 1
	}
	return nil
}

// ActivityIDs finds the ids of activities by the store's numbers.
func (s *Store) ActivityIDs(ctx context.Context, seqs []int64) (map[int64]string, error) {
	out := make(map[int64]string, len(seqs))
	for chunk := range slices.Chunk(seqs, 500) {
		query, args, err := in("SELECT seq, id FROM activities WHERE seq IN (?)", chunk)
		if err != nil {
			return nil, fmt.Errorf("find activities: %w", err)
		}
		var rows []struct {
			Seq int64  `db:"seq"`
			ID  string `db:"id"`
		}
		if err := s.read(ctx, &rows, query, args...); err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.Seq] = r.ID
		}
	}
	return out, nil
}
