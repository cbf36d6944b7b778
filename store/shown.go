package store

import (
	"context"
	"fmt"

	"engagement/account"
	"engagement/scoring"
)

// Shown is what one look into the database tells about an account: enough for
// the card of most of them.
type Shown struct {
	Account account.Account
	Card    account.Card // as it was scored last; without AccountID where it never was
	// Names are what people on the card are called, by id: nobody after somebody has
	// changed, and without those whom today's news has brought.
	Names   map[string]account.Contact
	Parent  bool        // other accounts name it as theirs
	Found   account.Day // the last day on which something was found about it; zero where nothing was
	Silent  bool        // a source is silent, see Silences
	Configs int64       // how often a configuration has come into force
	// Directory is the version of who is who, see DirectoryVersion.
	Directory int64
}

// Shown reads an account with its card; the error is account.ErrNotFound where
// there is no such account.
func (s *Store) Shown(ctx context.Context, accountID string) (Shown, error) {
	var rows []struct {
		accountRow
		Card    []byte      `db:"card"`
		Names   []byte      `db:"names"`
		Parent  int64       `db:"parent"`
		Found   account.Day `db:"found"`
		Silent  int64       `db:"silent"`
		Configs int64       `db:"configs"`
		Version int64       `db:"directory"`
	}
	// Subqueries for the score: SQLite prepares a join of it anew at every question.
	if err := s.read(ctx, &rows, `SELECT a.*, (SELECT s.card FROM scores s WHERE s.account_id = a.id) AS card,
		(SELECT s.names FROM scores s WHERE s.account_id = a.id) AS names,
		CASE WHEN EXISTS (SELECT 1 FROM accounts c WHERE c.parent_id = a.id) THEN 1 ELSE 0 END AS parent,
		COALESCE((SELECT MAX(f.day) FROM finding_accounts f WHERE f.account_id = a.id), 0) AS found,
		CASE WHEN EXISTS (SELECT 1 FROM silences) THEN 1 ELSE 0 END AS silent,
		(SELECT COUNT(*) FROM config_changes) AS configs,
		(SELECT value FROM counters WHERE name = 'directory') AS directory
		FROM accounts a WHERE a.id = ?`, accountID); err != nil {
		return Shown{}, err
	}
	if len(rows) == 0 {
		return Shown{}, fmt.Errorf("account %s: %w", accountID, account.ErrNotFound)
	}
	r := &rows[0]
	about, err := r.value()
	if err != nil {
		return Shown{}, err
	}
	out := Shown{Account: about, Parent: r.Parent == 1, Found: r.Found, Silent: r.Silent == 1, Configs: r.Configs, Directory: r.Version}
	if len(r.Card) > 0 {
		out.Card, err = scoring.UnpackCard(r.Card)
	}
	if err == nil && len(r.Names) > 0 {
		out.Names, err = named(r.Names)
	}
	return out, err
}

// named is people by their ids.
func named(packed []byte) (map[string]account.Contact, error) {
	people, err := scoring.UnpackNames(packed)
	out := make(map[string]account.Contact, len(people))
	for _, p := range people {
		out[p.ID] = p
	}
	return out, err
}
