package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"engagement/account"
)

// whereabout says that an identity may have activities on an account besides its
// own, which is on its row. The empty account stands for none.
type whereabout struct {
	IdentityID int64  `db:"identity_id"`
	AccountID  string `db:"account_id"`
}

// whereaboutsChunk is how many identities are looked for in one walk over an account.
const whereaboutsChunk = 500

// whereabouts gives the identities that may have activities on an account, by account.
func whereabouts(find func(dest any, query string, args ...any) error, identities []int64) (map[string][]int64, error) {
	query, args, err := in(`SELECT id AS identity_id, account_id FROM identities WHERE id IN (?)
		UNION SELECT identity_id, account_id FROM whereabouts WHERE identity_id IN (?)`, identities, identities)
	if err != nil {
		return nil, fmt.Errorf("find where identities are: %w", err)
	}
	var rows []whereabout
	if err := find(&rows, query, args...); err != nil {
		return nil, err
	}
	at := map[string][]int64{}
	for _, r := range rows {
		at[r.AccountID] = append(at[r.AccountID], r.IdentityID)
	}
	return at, nil
}

// doings is the query for the activities of identities on an account. Those of an
// account are walked over for all its identities at once, by an index that names
// them; those on none are found by an index of their own.
func doings(columns, accountID string, identities []int64) (string, []any, error) {
	if accountID == "" {
		return in("SELECT "+columns+" FROM activities WHERE account_id = '' AND identity_id IN (?)", identities)
	}
	return in("SELECT "+columns+" FROM activities WHERE account_id = ? AND identity_id IN (?)", accountID, identities)
}

// roam notes where new activities are that are not on their identity's own account.
func (t *tx) roam(activities []account.Activity, fresh []int, identities map[string]knownIdentity) error {
	var rows []whereabout
	seen := map[whereabout]bool{}
	for _, i := range fresh {
		a := &activities[i]
		who := identities[a.Identity.Key()]
		at := whereabout{IdentityID: who.ID, AccountID: a.Match.AccountID}
		if at.AccountID != who.AccountID && !seen[at] {
			seen[at] = true
			rows = append(rows, at)
		}
	}
	return t.saveWhereabouts(rows)
}

func (t *tx) saveWhereabouts(rows []whereabout) error {
	for chunk := range slices.Chunk(rows, 200) {
		if _, err := t.NamedExecContext(t.ctx, `INSERT INTO whereabouts (identity_id, account_id) VALUES (:identity_id, :account_id)
			ON CONFLICT (identity_id, account_id) DO NOTHING`, chunk); err != nil {
			return fmt.Errorf("save where identities are: %w", err)
		}
	}
	return nil
}

// Deed names one activity, and where it is.
type Deed struct {
	Source     string
	ID         string
	AccountID  string
	ContactID  string
	OccurredAt time.Time
}

// Elsewhere lists the activities of identities that are on another account than
// this one, by the store's number.
func (s *Store) Elsewhere(ctx context.Context, identities []int64, accountID string) ([]Deed, error) {
	type row struct {
		Seq        int64  `db:"seq"`
		Source     string `db:"source"`
		ID         string `db:"id"`
		AccountID  string `db:"account_id"`
		ContactID  string `db:"contact_id"`
		OccurredAt int64  `db:"occurred_at"`
	}
	find := func(dest any, query string, args ...any) error { return s.read(ctx, dest, query, args...) }
	var all []row
	for chunk := range slices.Chunk(identities, whereaboutsChunk) {
		at, err := whereabouts(find, chunk)
		if err != nil {
			return nil, err
		}
		delete(at, accountID)
		for id, there := range at {
			query, args, err := doings("seq, source, id, account_id, contact_id, occurred_at", id, there)
			if err != nil {
				return nil, fmt.Errorf("find activities of identities: %w", err)
			}
			var rows []row
			if err := find(&rows, query, args...); err != nil {
				return nil, err
			}
			all = append(all, rows...)
		}
	}
	slices.SortFunc(all, func(a, b row) int { return cmp.Compare(a.Seq, b.Seq) })
	out := make([]Deed, len(all))
	for i, r := range all {
		out[i] = Deed{r.Source, r.ID, r.AccountID, r.ContactID, instant(r.OccurredAt)}
	}
	return out, nil
}
