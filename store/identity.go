package store

import (
	"context"
	"fmt"
	"slices"

	"engagement/account"
)

type identityRow struct {
	ID         int64  `db:"id"`
	Key        string `db:"key"`
	AccountRef string `db:"account_ref"`
	ContactRef string `db:"contact_ref"`
	Email      string `db:"email"`
	Domain     string `db:"domain"`
	IP         string `db:"ip"`
	ContactID  string `db:"contact_id"`
	AccountID  string `db:"account_id"`
	Method     string `db:"method"`
	Confidence int    `db:"confidence"`
	RunnerUp   string `db:"runner_up"`
	Reason     string `db:"reason"`
}

// StoredIdentity is an identity with its current match.
type StoredIdentity struct {
	ID       int64
	Identity account.Identity
	Match    account.Match
}

func (r identityRow) value() StoredIdentity {
	return StoredIdentity{
		ID:       r.ID,
		Identity: account.Identity{AccountRef: r.AccountRef, ContactRef: r.ContactRef, Email: r.Email, Domain: r.Domain, IP: r.IP},
		Match: account.Match{
			AccountID: r.AccountID, ContactID: r.ContactID, Method: account.Method(r.Method),
			Confidence: r.Confidence, RunnerUp: r.RunnerUp, Reason: r.Reason,
		},
	}
}

// knownIdentity is what recording an activity takes of its identity.
type knownIdentity struct {
	ID        int64  `db:"id"`
	Key       string `db:"key"`
	AccountID string `db:"account_id"`
	ContactID string `db:"contact_id"`
	Made      bool   `db:"-"` // it was not there yet
}

// identities finds or makes the row of every identity that new activities have, by
// key.
func (t *tx) identities(activities []account.Activity, fresh []int) (map[string]knownIdentity, error) {
	known := map[string]knownIdentity{}
	first := map[string]*account.Activity{}
	var keys []string
	for _, i := range fresh {
		key := activities[i].Identity.Key()
		if first[key] == nil {
			first[key] = &activities[i]
			keys = append(keys, key)
		}
	}
	for chunk := range slices.Chunk(keys, 500) {
		var found []knownIdentity
		if err := t.in(&found, "SELECT id, key, account_id, contact_id FROM identities WHERE key IN (?)", chunk); err != nil {
			return nil, err
		}
		for _, row := range found {
			known[row.Key] = row
		}
	}
	missing := slices.DeleteFunc(keys, func(key string) bool { return known[key].ID != 0 })
	if len(missing) == 0 {
		return known, nil
	}
	last, err := t.step("identity", int64(len(missing)))
	if err != nil {
		return nil, err
	}
	rows := make([]identityRow, len(missing))
	for i, key := range missing {
		a := first[key]
		rows[i] = identityRow{
			ID: last - int64(len(missing)-1-i), Key: key, AccountRef: a.Identity.AccountRef, ContactRef: a.Identity.ContactRef,
			Email: a.Identity.Email, Domain: a.Identity.Domain, IP: a.Identity.IP, ContactID: a.Match.ContactID,
			AccountID: a.Match.AccountID, Method: string(a.Match.Method), Confidence: a.Match.Confidence,
			RunnerUp: a.Match.RunnerUp, Reason: a.Match.Reason,
		}
		known[key] = knownIdentity{ID: rows[i].ID, Key: key, AccountID: rows[i].AccountID, ContactID: rows[i].ContactID, Made: true}
	}
	for chunk := range slices.Chunk(rows, 200) {
		if _, err := t.NamedExecContext(t.ctx, `INSERT INTO identities (id, key, account_ref, contact_ref, email, domain, ip, contact_id, account_id, method, confidence, runner_up, reason)
			VALUES (:id, :key, :account_ref, :contact_ref, :email, :domain, :ip, :contact_id, :account_id, :method, :confidence, :runner_up, :reason)`, chunk); err != nil {
			return nil, fmt.Errorf("save identities: %w", err)
		}
	}
	return known, t.noticeShared(rows)
}

// noticeShared steps the people counter when new identities share an e-mail
// address with another person: whose it is must be asked again.
func (t *tx) noticeShared(rows []identityRow) error {
	var emails []string
	for _, r := range rows {
		if r.Email != "" {
			emails = append(emails, r.Email)
		}
	}
	for chunk := range slices.Chunk(emails, 500) {
		var shared []string
		if err := t.in(&shared, `SELECT email FROM identities WHERE email IN (?) GROUP BY email
			HAVING COUNT(DISTINCT contact_id) > 1 AND MIN(CASE WHEN contact_ref = '' THEN 0 ELSE 1 END) = 0 LIMIT 1`, chunk); err != nil {
			return err
		}
		if len(shared) > 0 {
			_, err := t.step("people", 1)
			return err
		}
	}
	return nil
}

// Identities calls do for every identity, by id.
func (s *Store) Identities(ctx context.Context, do func(StoredIdentity) error) error {
	return each(ctx, s, func(row identityRow) error { return do(row.value()) }, "SELECT * FROM identities ORDER BY id")
}
