package store

import (
	"context"
	"fmt"
	"slices"

	"engagement/account"
	"engagement/scoring"
)

// chapterLines is how many lines a chapter holds at most, unless more happened
// at one instant: few, because it is written again whenever one is added.
const chapterLines = 512

// firstStart is where the first chapter of every journal starts.
const firstStart = -forever

// chapter is a run of lines as it is stored.
type chapter struct {
	Starts int64
	Lines  []byte
}

// JournalChange is what reading an account's journal found missing in it. It is
// committed with what was computed from it.
type JournalChange struct {
	accountID string
	version   int64 // of the journal that was read; 0 where there was none
	anew      bool  // what is stored could not be read: everything is written again
	through   int64
	lines     int
	late      bool   // a line has arrived for the days before the bookmark of a Sunday
	lateEve   bool   // or before the eve
	head      []byte // nil where it is the same
	people    []byte // nil where they are the same
	chapters  []chapter
}

// journals reads the journals of accounts, brought up to now: those that have a
// bookmark of the config from there on, the others whole. Without a config all
// are whole.
func (s *snapshot) journals(ids []string, config string, now int64) (map[string]*journalDraft, error) {
	drafts, err := s.heads(ids)
	if err != nil {
		return nil, err
	}
	if err := s.bookmarks(drafts, ids); err != nil {
		return nil, err
	}
	if err := s.arrived(drafts, ids); err != nil {
		return nil, err
	}
	var whole []string
	marked := []heeded{{eve: 0}, {eve: 1}}
	for _, id := range ids {
		if d := drafts[id]; d.heedBookmark(config, now) {
			at := &marked[flag(d.bookmark.Eve)]
			at.ids = append(at.ids, id)
		} else {
			whole = append(whole, id)
		}
	}
	if len(whole) > 0 {
		if err := s.chapters(drafts, "SELECT account_id, starts, lines FROM chapters WHERE account_id IN (?) ORDER BY account_id {bytes}, starts", whole); err != nil {
			return nil, err
		}
	}
	for _, at := range marked {
		if err := s.takeUp(drafts, at); err != nil {
			return nil, err
		}
	}
	if err := s.anew(drafts, ids); err != nil {
		return nil, err
	}
	if err := s.nameTies(drafts, ids); err != nil {
		return nil, err
	}
	return drafts, s.people(drafts, ids)
}

// heads reads everything that is stored of journals but the lines; one that
// cannot be read is as good as none.
func (s *snapshot) heads(ids []string) (map[string]*journalDraft, error) {
	var rows []struct {
		AccountID string `db:"account_id"`
		Version   int64  `db:"version"`
		Through   int64  `db:"through"`
		Lines     int    `db:"lines"`
		Known     int64  `db:"known"`
		Head      []byte `db:"head"`
		People    []byte `db:"people"`
	}
	if err := s.in(&rows, "SELECT account_id, version, through, lines, known, head, people FROM journals WHERE account_id IN (?)", ids); err != nil {
		return nil, err
	}
	drafts := make(map[string]*journalDraft, len(ids))
	for _, id := range ids {
		drafts[id] = &journalDraft{Scribe: scoring.NewScribe(scoring.Journal{}), change: JournalChange{accountID: id}}
	}
	for _, r := range rows {
		d, j := drafts[r.AccountID], scoring.Journal{}
		d.change.version = r.Version
		if j.UnpackHead(r.Head) != nil {
			continue
		}
		known, err := scoring.UnpackPeople(nil, r.People)
		d.known, d.knownAll, d.change.through, d.since = known, r.Known == 1 && err == nil, r.Through, r.Through
		d.Scribe, d.readable, d.stored = scoring.NewScribe(j), true, r.Lines
		d.words, d.deeds, d.persons = len(j.Words), len(j.Deeds), len(j.People)
	}
	return drafts, nil
}

// chapters reads lines. A chapter that cannot be read makes its journal one that
// cannot.
func (s *snapshot) chapters(drafts map[string]*journalDraft, query string, args ...any) error {
	var rows []struct {
		AccountID string `db:"account_id"`
		Starts    int64  `db:"starts"`
		Lines     []byte `db:"lines"`
	}
	if err := s.in(&rows, query, args...); err != nil {
		return err
	}
	for i, r := range rows {
		d, next := drafts[r.AccountID], forever
		if i+1 < len(rows) && rows[i+1].AccountID == r.AccountID {
			next = rows[i+1].Starts
		}
		d.readable = d.readable && d.turn(r.Starts, next, r.Lines) == nil
	}
	return nil
}

// anew reads the rows of journals that cannot be read.
func (s *snapshot) anew(drafts map[string]*journalDraft, all []string) error {
	var ids []string
	for _, id := range all {
		if d := drafts[id]; !d.readable && d.change.version > 0 {
			version := d.change.version
			*d = journalDraft{Scribe: scoring.NewScribe(scoring.Journal{}), change: JournalChange{accountID: id, version: version, anew: true, late: true}}
			ids = append(ids, id)
		}
	}
	return s.arrived(drafts, ids)
}

// arrived reads the activities that are not in the journals yet.
func (s *snapshot) arrived(drafts map[string]*journalDraft, ids []string) (err error) {
	const columns = `SELECT a.seq, a.source, a.id, a.occurred_at, a.recorded_at, a.type, a.minutes, a.url, a.asset, a.campaign, a.status,
		a.bot, a.tagged, a.live, a.account_id, a.contact_id, i.method`
	var old, fresh []string
	for _, id := range ids {
		if drafts[id].change.through > 0 {
			old = append(old, id)
		} else {
			fresh = append(fresh, id)
		}
	}
	if len(old) > 0 {
		if err := s.lines(drafts, columns+` FROM journals j JOIN activities a ON a.account_id = j.account_id AND a.seq > j.through
			JOIN identities i ON i.id = a.identity_id WHERE j.account_id IN (?)`, old); err != nil {
			return err
		}
	}
	if len(fresh) > 0 {
		return s.lines(drafts, columns+` FROM activities a JOIN identities i ON i.id = a.identity_id WHERE a.account_id IN (?)`, fresh)
	}
	return nil
}

// lines makes the lines of activities, one row at a time.
func (s *snapshot) lines(drafts map[string]*journalDraft, query string, ids []string) error {
	query, args, err := in(query, ids)
	if err != nil {
		return fmt.Errorf("find activities: %w", err)
	}
	rows, err := s.QueryContext(s.ctx, s.dialect.text(query), args...)
	if err != nil {
		return fmt.Errorf("find activities: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r activityRow
		var method string
		if err := rows.Scan(&r.Seq, &r.Source, &r.ID, &r.OccurredAt, &r.RecordedAt, &r.Type, &r.Minutes, &r.URL, &r.Asset, &r.Campaign, &r.Status,
			&r.Bot, &r.Tagged, &r.Live, &r.AccountID, &r.ContactID, &method); err != nil {
			return fmt.Errorf("read activity: %w", err)
		}
		a := r.value()
		a.Match.Method = account.Method(method)
		d := drafts[r.AccountID]
		d.fresh = append(d.fresh, d.Line(&a, r.Seq))
		d.names = append(d.names, lineName{r.ID, r.Source})
		d.change.through = max(d.change.through, r.Seq)
	}
	return rows.Err()
}

// nameTies puts fresh lines in their places. Where one happened at the very
// instant of a line that is there, the ids decide, and those are looked up.
func (s *snapshot) nameTies(drafts map[string]*journalDraft, ids []string) error {
	var seqs []int64
	for _, id := range ids {
		d := drafts[id]
		if len(d.fresh) == 0 {
			continue
		}
		seqs = append(seqs, d.ties()...)
	}
	names := map[int64]lineName{}
	for chunk := range slices.Chunk(seqs, 500) {
		var rows []struct {
			Seq    int64  `db:"seq"`
			ID     string `db:"id"`
			Source string `db:"source"`
		}
		if err := s.in(&rows, "SELECT seq, id, source FROM activities WHERE seq IN (?)", chunk); err != nil {
			return err
		}
		for _, r := range rows {
			names[r.Seq] = lineName{r.ID, r.Source}
		}
	}
	for _, id := range ids {
		drafts[id].merge(names)
	}
	return nil
}

// saveJournal stores what a reading found missing, unless the journal was
// written or thrown away since.
func (t *tx) saveJournal(c *JournalChange) error {
	ours, err := t.saveHead(c)
	if err != nil || !ours {
		return err
	}
	if c.anew {
		if _, err := t.exec("DELETE FROM chapters WHERE account_id = ?", c.accountID); err != nil {
			return err
		}
	}
	forget := t.forgetEve
	if c.late {
		forget = t.forgetBookmarks
	}
	if c.late || c.lateEve {
		if err := forget(c.accountID); err != nil {
			return err
		}
	}
	for _, ch := range c.chapters {
		if _, err := t.exec("INSERT INTO chapters (account_id, starts, lines) VALUES (?, ?, ?) ON CONFLICT (account_id, starts) DO UPDATE SET lines = excluded.lines",
			c.accountID, ch.Starts, ch.Lines); err != nil {
			return err
		}
	}
	return nil
}

// saveHead stores everything but the chapters; ours is false where somebody else
// was here since the journal was read.
func (t *tx) saveHead(c *JournalChange) (ours bool, err error) {
	if c.version == 0 {
		n, err := t.exec(`INSERT INTO journals (account_id, version, through, lines, known, head, people) VALUES (?, ?, ?, ?, 1, ?, ?)
			ON CONFLICT (account_id) DO NOTHING`, c.accountID, t.version, c.through, c.lines, c.head, c.people)
		return n == 1, err
	}
	n, err := t.exec("UPDATE journals SET version = ?, through = ?, lines = ? WHERE account_id = ? AND version = ?", t.version, c.through, c.lines, c.accountID, c.version)
	if err != nil || n == 0 {
		return false, err
	}
	if c.head != nil {
		if _, err := t.exec("UPDATE journals SET head = ? WHERE account_id = ?", c.head, c.accountID); err != nil {
			return false, err
		}
	}
	if c.people != nil {
		_, err = t.exec("UPDATE journals SET people = ?, known = 1 WHERE account_id = ?", c.people, c.accountID)
	}
	return true, err
}

// Batch is accounts that are read together, and how many lines their journals
// have.
type Batch struct {
	IDs   []string
	Lines int
}

// Batches lists every account, by id, in runs that are read together: at most
// so many accounts, and so many lines unless one account has more.
func (s *Store) Batches(ctx context.Context, accounts, lines int) ([]Batch, error) {
	var rows []struct {
		ID    string `db:"id"`
		Lines int    `db:"lines"`
	}
	if err := s.look(ctx, func(at *snapshot) error {
		return at.in(&rows, `SELECT a.id, CASE WHEN j.account_id IS NULL THEN (SELECT COUNT(*) FROM activities v WHERE v.account_id = a.id) ELSE j.lines END AS lines
			FROM accounts a LEFT JOIN journals j ON j.account_id = a.id ORDER BY a.id {bytes}`)
	}); err != nil {
		return nil, err
	}
	var out []Batch
	for _, r := range rows {
		if n := len(out); n > 0 && len(out[n-1].IDs) < accounts && out[n-1].Lines+r.Lines <= lines {
			out[n-1].IDs, out[n-1].Lines = append(out[n-1].IDs, r.ID), out[n-1].Lines+r.Lines
			continue
		}
		out = append(out, Batch{IDs: []string{r.ID}, Lines: r.Lines})
	}
	return out, nil
}

// forgetPeople makes the next reading of an account ask again who is there, and
// what they are called.
func (t *tx) forgetPeople(accountID string) error {
	if err := t.forgetNames(accountID); err != nil {
		return err
	}
	if _, err := t.exec("UPDATE journals SET known = 0, version = ? WHERE account_id = ?", t.version, accountID); err != nil {
		return err
	}
	return t.forgetBookmarks(accountID)
}

// forgetJournal throws a journal away: the next reading writes it again from
// the activities.
func (t *tx) forgetJournal(accountID string) error {
	if err := t.forgetNames(accountID); err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM journals WHERE account_id = ?", accountID); err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM chapters WHERE account_id = ?", accountID); err != nil {
		return err
	}
	return t.forgetBookmarks(accountID)
}

// forgetNames wipes what the people on an account's card are called.
func (t *tx) forgetNames(accountID string) error {
	_, err := t.exec("UPDATE scores SET names = ? WHERE account_id = ?", []byte{}, accountID)
	return err
}
