package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Mark says that an account must be scored again, and what woke it. The empty
// account stands for everything that is on no account.
type Mark struct {
	AccountID string `db:"account_id"`
	Version   int64  `db:"version"`
	Live      bool   `db:"live"`     // young activities arrived
	Imported  bool   `db:"imported"` // history arrived
	Lines     int    `db:"lines"`    // of the account's journal, where Marks was asked
}

// marks collects what a transaction touched.
type marks map[string]Mark

func (m marks) add(accountID string, live, imported bool) {
	mark := m[accountID]
	m[accountID] = Mark{AccountID: accountID, Live: mark.Live || live, Imported: mark.Imported || imported}
}

// mark writes what a transaction touched. While an import runs its accounts
// are held back, so that one list can speak for all of it; live news releases
// an account at once.
func (t *tx) mark(changed marks, importID string, at time.Time) error {
	if t.rollUp {
		if err := t.above(changed); err != nil {
			return err
		}
	}
	ids := make([]string, 0, len(changed))
	for id := range changed {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for chunk := range parts(ids) {
		args := make([]any, 0, 5*len(chunk))
		for _, id := range chunk {
			args = append(args, id, t.version, flag(changed[id].Live), flag(changed[id].Imported), importID)
		}
		if _, err := t.exec("INSERT INTO marks (account_id, version, live, imported, import_id) VALUES "+places(len(chunk), 5)+`
			ON CONFLICT (account_id) DO UPDATE SET version = excluded.version,
			live = CASE WHEN marks.live = 1 THEN 1 ELSE excluded.live END,
			imported = CASE WHEN marks.imported = 1 THEN 1 ELSE excluded.imported END,
			import_id = CASE WHEN marks.live = 1 AND marks.import_id = '' THEN '' ELSE excluded.import_id END`, args...); err != nil {
			return err
		}
	}
	if importID != "" {
		if _, err := t.exec("UPDATE imports SET seen_at = ? WHERE id = ?", millis(at), importID); err != nil {
			return err
		}
	}
	return nil
}

// heldFor is how long an import that gives no sign holds its accounts back: a
// killed run must not silence them for ever.
const heldFor = 5 * time.Minute

// Marks lists up to limit accounts that wait to be scored and are not held
// back by a running import, the longest waiting first.
func (s *Store) Marks(ctx context.Context, now time.Time, limit int) ([]Mark, error) {
	return s.marks(ctx, `SELECT m.account_id, m.version, m.live, m.imported, COALESCE(j.lines, 0) AS lines
		FROM marks m LEFT JOIN journals j ON j.account_id = m.account_id
		WHERE m.import_id NOT IN (SELECT id FROM imports WHERE finished_at = 0 AND seen_at > ?)
		ORDER BY m.version, m.account_id {bytes} LIMIT ?`, millis(now.Add(-heldFor)), limit)
}

func (s *Store) marks(ctx context.Context, query string, args ...any) ([]Mark, error) {
	var rows []markRow
	if err := s.read(ctx, &rows, query, args...); err != nil {
		return nil, err
	}
	out := make([]Mark, len(rows))
	for i, r := range rows {
		out[i] = r.value()
	}
	return out, nil
}

type markRow struct {
	AccountID string `db:"account_id"`
	Version   int64  `db:"version"`
	Live      int64  `db:"live"`
	Imported  int64  `db:"imported"`
	Lines     int    `db:"lines"`
}

func (r markRow) value() Mark {
	return Mark{AccountID: r.AccountID, Version: r.Version, Live: r.Live == 1, Imported: r.Imported == 1, Lines: r.Lines}
}

// Waiting counts the accounts that wait to be scored, held back or not.
func (s *Store) Waiting(ctx context.Context) (int, error) {
	var n []int
	if err := s.read(ctx, &n, "SELECT COUNT(*) FROM marks"); err != nil {
		return 0, err
	}
	return n[0], nil
}

// MarkAll marks every account, without a cause that could alert: a new config
// is applied this way.
func (s *Store) MarkAll(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error { return t.markAll() })
}

func (t *tx) markAll() error {
	_, err := t.exec(`INSERT INTO marks (account_id, version, live, imported, import_id)
		SELECT id, CAST(? AS BIGINT), 0, 0, '' FROM accounts WHERE 1 = 1
		ON CONFLICT (account_id) DO UPDATE SET version = excluded.version`, t.version)
	if err != nil {
		return fmt.Errorf("mark every account: %w", err)
	}
	return nil
}

// Version is that of the newest transaction: whoever reads facts afterwards
// sees at least what it wrote.
func (s *Store) Version(ctx context.Context) (int64, error) {
	var versions []int64
	if err := s.read(ctx, &versions, "SELECT value FROM counters WHERE name = 'mark'"); err != nil {
		return 0, err
	}
	return versions[0], nil
}
