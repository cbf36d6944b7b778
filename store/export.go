package store

import (
	"context"

	"engagement/account"
)

// Activities calls do for every activity of a span of instants, in the order
// in which caps see them; from and to are milliseconds, half open, and an
// empty accountID means all.
func (s *Store) Activities(ctx context.Context, from, to int64, accountID string, do func(account.Activity) error) error {
	type joined struct {
		activityRow
		AccountRef string `db:"account_ref"`
		ContactRef string `db:"contact_ref"`
		Email      string `db:"email"`
		Domain     string `db:"domain"`
		IP         string `db:"ip"`
		Method     string `db:"method"`
	}
	return each(ctx, s, func(r joined) error {
		props, err := propsValue(r.Props)
		if err != nil {
			return err
		}
		a := r.value()
		a.Identity = account.Identity{AccountRef: r.AccountRef, ContactRef: r.ContactRef, Email: r.Email, Domain: r.Domain, IP: r.IP}
		a.Match.Method, a.Props = account.Method(r.Method), props
		return do(a)
	}, `SELECT a.*, i.account_ref, i.contact_ref, i.email, i.domain, i.ip, i.method
		FROM activities a JOIN identities i ON i.id = a.identity_id
		WHERE a.occurred_at >= ? AND a.occurred_at < ? AND (? = '' OR a.account_id = ?)
		ORDER BY a.occurred_at, a.id {bytes}, a.source {bytes}`, from, to, accountID, accountID)
}
