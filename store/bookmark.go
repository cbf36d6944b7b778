package store

import (
	"fmt"
	"strings"

	"engagement/account"
	"engagement/scoring"
)

type bookmarkRow struct {
	AccountID string      `db:"account_id"`
	Config    string      `db:"config"`
	Day       account.Day `db:"day"`
	After     int64       `db:"after"`
	Fold      []byte      `db:"fold"`

	bookmark *scoring.Bookmark // where it may be heeded
}

// bookmarks reads where journals may be taken up again.
func (s *snapshot) bookmarks(drafts map[string]*journalDraft, ids []string) error {
	var rows []bookmarkRow
	if err := s.in(&rows, "SELECT account_id, config, day, after, fold FROM bookmarks WHERE account_id IN (?)", ids); err != nil {
		return err
	}
	for i := range rows {
		drafts[rows[i].AccountID].bookmark = &rows[i]
	}
	return nil
}

// heedBookmark reports whether the journal can be taken up at its bookmark: it is
// of the config, nobody at the account has changed, and nothing has arrived for
// the days before it.
func (d *journalDraft) heedBookmark(config string, now int64) bool {
	b := d.bookmark
	if b == nil {
		return false
	}
	for _, l := range d.fresh {
		d.change.late = d.change.late || l.At < b.After
	}
	if d.change.late || !d.readable || !d.knownAll || config == "" || b.Config != config || now < b.After {
		return false
	}
	b.bookmark = &scoring.Bookmark{Day: b.Day, Fold: b.Fold, Used: map[int32][]byte{}}
	return true
}

// shelves reads what the people who did something since have used of lasting
// caps.
func (s *snapshot) shelves(drafts map[string]*journalDraft, ids []string) error {
	var pairs []any
	for _, id := range ids {
		d := drafts[id]
		if d.bookmark == nil {
			continue // the journal could not be read and is whole again
		}
		wanted := map[int32]bool{scoring.Shelf(scoring.Nobody): true}
		if err := d.open(); err != nil {
			return err
		}
		for _, l := range d.Lines {
			if l.At >= d.bookmark.After {
				wanted[scoring.Shelf(l.Person)] = true
			}
		}
		for shelf := range wanted {
			pairs = append(pairs, id, shelf)
		}
	}
	for len(pairs) > 0 {
		chunk := pairs[:min(len(pairs), 800)]
		pairs = pairs[len(chunk):]
		var rows []struct {
			AccountID string `db:"account_id"`
			Shelf     int32  `db:"shelf"`
			Used      []byte `db:"used"`
		}
		list := strings.TrimSuffix(strings.Repeat("(?, CAST(? AS BIGINT)), ", len(chunk)/2), ", ")
		if err := s.SelectContext(s.ctx, &rows, s.dialect.text("SELECT account_id, shelf, used FROM shelves WHERE (account_id, shelf) IN (VALUES "+list+")"), chunk...); err != nil {
			return fmt.Errorf("read shelves: %w", err)
		}
		for _, r := range rows {
			drafts[r.AccountID].bookmark.bookmark.Used[r.Shelf] = r.Used
		}
	}
	return nil
}

// saveBookmark stores where the account's journal can be taken up again.
func (t *tx) saveBookmark(accountID, config string, b *Bookmark) error {
	if _, err := t.exec("DELETE FROM bookmarks WHERE account_id = ?", accountID); err != nil {
		return err
	}
	if !b.Partial {
		if _, err := t.exec("DELETE FROM shelves WHERE account_id = ?", accountID); err != nil {
			return err
		}
	}
	var starts []*int64
	if err := t.find(&starts, "SELECT MAX(starts) FROM chapters WHERE account_id = ? AND starts <= ?", accountID, b.After); err != nil || starts[0] == nil {
		return err
	}
	if _, err := t.exec("INSERT INTO bookmarks (account_id, config, day, after, starts, fold) VALUES (?, ?, ?, ?, ?, ?)",
		accountID, config, b.Day, b.After, *starts[0], b.Fold); err != nil {
		return err
	}
	for shelf, used := range b.Used {
		if _, err := t.exec("INSERT INTO shelves (account_id, shelf, used) VALUES (?, ?, ?) ON CONFLICT (account_id, shelf) DO UPDATE SET used = excluded.used", accountID, shelf, used); err != nil {
			return err
		}
	}
	return nil
}

// forgetBookmark makes the next reading of an account begin at the beginning.
func (t *tx) forgetBookmark(accountID string) error {
	if _, err := t.exec("DELETE FROM bookmarks WHERE account_id = ?", accountID); err != nil {
		return err
	}
	_, err := t.exec("DELETE FROM shelves WHERE account_id = ?", accountID)
	return err
}

// Bookmark is a bookmark to store, with the instant at which the day after it
// starts.
type Bookmark struct {
	*scoring.Bookmark
	After int64
}
