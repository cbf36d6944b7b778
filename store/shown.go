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
	var r struct {
		accountRow
		card, names    []byte
		parent, silent bool
	}
	var out Shown
	found, err := s.row(ctx, append(r.fields(), &r.card, &r.names, &r.parent, &out.Found, &r.silent, &out.Configs, &out.Directory),
		`SELECT `+accountFields+`, s.card, s.names,
		EXISTS (SELECT 1 FROM accounts c WHERE c.parent_id = a.id),
		COALESCE((SELECT MAX(f.day) FROM finding_accounts f WHERE f.account_id = a.id), 0),
		EXISTS (SELECT 1 FROM silences),
		(SELECT COUNT(*) FROM config_changes),
		(SELECT value FROM counters WHERE name = 'directory')
		FROM accounts a LEFT JOIN scores s ON s.account_id = a.id WHERE a.id = ?`, accountID)
	if err != nil {
		return Shown{}, err
	}
	if !found {
		return Shown{}, fmt.Errorf("account %s: %w", accountID, account.ErrNotFound)
	}
	out.Parent, out.Silent = r.parent, r.silent
	if out.Account, err = r.value(); err != nil {
		return Shown{}, err
	}
	if len(r.card) > 0 {
		out.Card, err = scoring.UnpackCard(r.card)
	}
	if err == nil && len(r.names) > 0 {
		out.Names, err = named(r.names)
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
