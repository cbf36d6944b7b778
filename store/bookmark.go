package store

import (
	"engagement/account"
	"engagement/scoring"
)

// Bookmark is a bookmark to store, with the instant at which the day after it
// starts, and for an eve that at which this day ends.
type Bookmark struct {
	*scoring.Bookmark
	After, Until int64
}

// bookmarkRow is what is known of a bookmark before it is heeded.
type bookmarkRow struct {
	AccountID string      `db:"account_id"`
	Eve       int64       `db:"eve"`
	Config    string      `db:"config"`
	Day       account.Day `db:"day"`
	After     int64       `db:"after"`
	Until     int64       `db:"until"`
}

// bookmarks reads where journals may be taken up again.
func (s *snapshot) bookmarks(drafts map[string]*journalDraft, ids []string) error {
	var rows []bookmarkRow
	if err := s.in(&rows, "SELECT account_id, eve, config, day, after, until FROM bookmarks WHERE account_id IN (?) ORDER BY eve", ids); err != nil {
		return err
	}
	for _, r := range rows {
		d := drafts[r.AccountID]
		d.bookmarks = append(d.bookmarks, r)
	}
	return nil
}

// heedBookmark finds the newest bookmark at which the journal can be taken up: it
// is of the config and good now, nobody at the account has changed, and nothing
// has arrived for the days before it.
func (d *journalDraft) heedBookmark(config string, now int64) bool {
	for _, b := range d.bookmarks {
		late := &d.change.late
		if b.Eve == 1 {
			late = &d.change.lateEve
		}
		for _, l := range d.fresh {
			*late = *late || l.At < b.After
		}
		if !*late && d.readable && d.knownAll && config != "" && b.Config == config && b.After <= now && now < b.Until {
			d.bookmark = &scoring.Bookmark{Day: b.Day, Eve: b.Eve == 1}
		}
	}
	return d.bookmark != nil
}

// heeded is the accounts whose journals are taken up at bookmarks of one sort.
type heeded struct {
	eve int64
	ids []string
}

// takeUp reads what the days up to bookmarks have left behind, and the chapters
// after them.
func (s *snapshot) takeUp(drafts map[string]*journalDraft, at heeded) error {
	if len(at.ids) == 0 {
		return nil
	}
	var rows []struct {
		AccountID string `db:"account_id"`
		Fold      []byte `db:"fold"`
		Used      []byte `db:"used"`
	}
	if err := s.in(&rows, "SELECT account_id, fold, used FROM bookmarks WHERE eve = ? AND account_id IN (?)", at.eve, at.ids); err != nil {
		return err
	}
	for _, r := range rows {
		b := drafts[r.AccountID].bookmark
		b.Fold, b.Used = r.Fold, r.Used
	}
	return s.chapters(drafts, `SELECT c.account_id, c.starts, c.lines FROM bookmarks b JOIN chapters c ON c.account_id = b.account_id AND c.starts >= b.starts
		WHERE b.eve = ? AND b.account_id IN (?) ORDER BY c.account_id {bytes}, c.starts`, at.eve, at.ids)
}

// saveBookmark stores where the account's journal can be taken up again.
func (t *tx) saveBookmark(accountID, config string, b Bookmark) error {
	var starts []*int64
	if err := t.find(&starts, "SELECT MAX(starts) FROM chapters WHERE account_id = ? AND starts <= ?", accountID, b.After); err != nil || starts[0] == nil {
		return err
	}
	eve, until := flag(b.Eve), b.Until
	if !b.Eve {
		until = forever
	}
	_, err := t.exec(`INSERT INTO bookmarks (account_id, eve, config, day, after, until, starts, fold, used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, eve) DO UPDATE SET config = excluded.config, day = excluded.day, after = excluded.after,
		until = excluded.until, starts = excluded.starts, fold = excluded.fold, used = excluded.used`,
		accountID, eve, config, b.Day, b.After, until, *starts[0], b.Fold, b.Used)
	return err
}

// forgetBookmarks makes the next reading of an account begin at the beginning.
func (t *tx) forgetBookmarks(accountID string) error {
	_, err := t.exec("DELETE FROM bookmarks WHERE account_id = ?", accountID)
	return err
}

// forgetEve makes it begin at a Sunday, or at the beginning where there is none.
func (t *tx) forgetEve(accountID string) error {
	_, err := t.exec("DELETE FROM bookmarks WHERE account_id = ? AND eve = 1", accountID)
	return err
}
