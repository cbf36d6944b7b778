package store

import (
	"context"
	"fmt"

	"engagement/account"
)

// Shown is what one look into the database tells about an account: enough for
// the card of most of them.
type Shown struct {
	Account account.Account
	Card    account.Card // as it was scored last; without AccountID where it never was
	Parent  bool         // other accounts name it as theirs
	Found   bool         // there are findings about it
	Silent  bool         // a source is silent, see Silences
	Configs int64        // how often a configuration has come into force
}

// Shown reads an account with its card; the error is account.ErrNotFound where
// there is no such account.
func (s *Store) Shown(ctx context.Context, accountID string) (Shown, error) {
	var rows []struct {
		accountRow
		Card    string `db:"card"`
		Parent  int64  `db:"parent"`
		Found   int64  `db:"found"`
		Silent  int64  `db:"silent"`
		Configs int64  `db:"configs"`
	}
	if err := s.read(ctx, &rows, `SELECT a.*, COALESCE(s.card, '') AS card,
		CASE WHEN EXISTS (SELECT 1 FROM accounts c WHERE c.parent_id = a.id) THEN 1 ELSE 0 END AS parent,
		CASE WHEN EXISTS (SELECT 1 FROM finding_accounts f WHERE f.account_id = a.id) THEN 1 ELSE 0 END AS found,
		CASE WHEN EXISTS (SELECT 1 FROM silences) THEN 1 ELSE 0 END AS silent,
		(SELECT COUNT(*) FROM config_changes) AS configs
		FROM accounts a LEFT JOIN scores s ON s.account_id = a.id WHERE a.id = ?`, accountID); err != nil {
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
	out := Shown{Account: about, Parent: r.Parent == 1, Found: r.Found == 1, Silent: r.Silent == 1, Configs: r.Configs}
	if r.Card != "" {
		out.Card, err = cardValue(r.Card)
	}
	return out, err
}
