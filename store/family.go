package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"engagement/account"
	"engagement/scoring"
)

// Below lists the accounts below another one, however far, with the minutes
// they were last scored with, by id. Where accounts name each other as parents
// in a circle, each stands there once, and the one that was asked about never.
func (s *Store) Below(ctx context.Context, accountID string) ([]account.FamilyMember, error) {
	var rows []struct {
		ID      string      `db:"id"`
		Day     account.Day `db:"day"`
		Minutes int64       `db:"minutes"`
	}
	err := s.read(ctx, &rows, `WITH RECURSIVE family (id) AS (
			SELECT id FROM accounts WHERE parent_id = ? AND parent_id <> ''
			UNION SELECT a.id FROM accounts a JOIN family f ON a.parent_id = f.id)
		SELECT f.id, COALESCE(s.day, 0) AS day, COALESCE(s.minutes_90d, 0) AS minutes FROM family f LEFT JOIN scores s ON s.account_id = f.id
		WHERE f.id <> ? ORDER BY f.id {bytes}`, accountID, accountID)
	out := make([]account.FamilyMember, len(rows))
	for i, r := range rows {
		out[i] = account.FamilyMember{AccountID: r.ID, Day: r.Day, Minutes90: account.Milli(r.Minutes)}
	}
	return out, err
}

// RollUp says whether accounts are judged together with those below them: what
// happens to an account from now on also marks every one above it.
func (s *Store) RollUp(on bool) { s.rollUp.Store(on) }

// Families reads accounts as Cases does, and hands over the facts of every
// account below any of them, each once and as it was at the same instant. The
// journals of all that have somebody below them are whole.
func (s *Store) Families(ctx context.Context, now time.Time, config string, ids []string, member func(scoring.Facts) error) (out []Case, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = s.look(ctx, func(at *snapshot) error {
		below, members, err := at.below(ids)
		if err != nil {
			return err
		}
		alone := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return len(below[id]) > 0 })
		heads := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return len(below[id]) == 0 })
		found := make(map[string]Case, len(ids))
		for _, read := range []struct {
			config string
			ids    []string
		}{{config, alone}, {"", heads}} {
			if len(read.ids) == 0 {
				continue
			}
			cases, err := at.cases(now, read.config, read.ids)
			if err != nil {
				return err
			}
			for i, id := range read.ids {
				cases[i].Below = below[id]
				found[id] = cases[i]
			}
		}
		out = make([]Case, len(ids))
		for i, id := range ids {
			out[i] = found[id]
		}
		for chunk := range slices.Chunk(members, kinChunk) {
			cases, err := at.cases(now, "", chunk)
			if err != nil {
				return err
			}
			for i := range cases {
				if err := member(cases[i].Facts); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return out, err
}

// kinChunk is how many accounts below others are read at a time.
const kinChunk = 50

// below finds the accounts below each of some, and all of them together, by id.
func (s *snapshot) below(ids []string) (map[string][]string, []string, error) {
	var rows []struct {
		Top string `db:"top"`
		ID  string `db:"id"`
	}
	if err := s.in(&rows, `WITH RECURSIVE family (top, id) AS (
			SELECT parent_id, id FROM accounts WHERE parent_id IN (?)
			UNION SELECT f.top, a.id FROM accounts a JOIN family f ON a.parent_id = f.id)
		SELECT top, id FROM family WHERE id <> top ORDER BY top {bytes}, id {bytes}`, ids); err != nil {
		return nil, nil, err
	}
	below := map[string][]string{}
	var members []string
	for _, r := range rows {
		below[r.Top] = append(below[r.Top], r.ID)
		members = append(members, r.ID)
	}
	slices.Sort(members)
	return below, slices.Compact(members), nil
}

// above adds to what a transaction touched the accounts above, woken by the same
// cause.
func (t *tx) above(changed marks) error {
	ids := slices.Sorted(maps.Keys(changed))
	woken := maps.Clone(changed)
	for chunk := range slices.Chunk(ids, 500) {
		query, args, err := in(`WITH RECURSIVE line (id, top) AS (
				SELECT id, parent_id FROM accounts WHERE id IN (?) AND parent_id <> ''
				UNION SELECT l.id, a.parent_id FROM accounts a JOIN line l ON a.id = l.top WHERE a.parent_id <> '')
			SELECT l.id, l.top FROM line l JOIN accounts a ON a.id = l.top WHERE l.id <> l.top`, chunk)
		if err != nil {
			return fmt.Errorf("find accounts above: %w", err)
		}
		var rows []struct {
			ID  string `db:"id"`
			Top string `db:"top"`
		}
		if err := t.find(&rows, query, args...); err != nil {
			return err
		}
		for _, r := range rows {
			changed.add(r.Top, woken[r.ID].Live, woken[r.ID].Imported)
		}
	}
	return nil
}
