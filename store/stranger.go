package store

import (
	"context"
	"fmt"

	"engagement/account"
)

// Strays calls do for the activities on no account that happened in a span of
// instants, with the identity that each came with: identity by identity, and of
// one in time order. from and to are milliseconds, half open.
func (s *Store) Strays(ctx context.Context, from, to int64, do func(StoredIdentity, account.Activity) error) error {
	return each(ctx, s, func(r struct {
		activityRow
		Email      string `db:"email"`
		Domain     string `db:"domain"`
		IP         string `db:"ip"`
		AccountRef string `db:"account_ref"`
		ContactRef string `db:"contact_ref"`
		Method     string `db:"method"`
		Reason     string `db:"reason"`
	},
	) error {
		a := r.value()
		a.Match.Method, a.Match.Reason = account.Method(r.Method), r.Reason
		who := StoredIdentity{
			ID: r.IdentityID, Match: a.Match,
			Identity: account.Identity{AccountRef: r.AccountRef, ContactRef: r.ContactRef, Email: r.Email, Domain: r.Domain, IP: r.IP},
		}
		return do(who, a)
	}, `SELECT a.source, a.id, a.occurred_at, a.recorded_at, a.type, a.minutes, a.direction, a.url, a.asset, a.campaign, a.status,
		a.bot, a.tagged, a.live, a.account_id, a.contact_id, a.identity_id, i.email, i.domain, i.ip, i.account_ref, i.contact_ref, i.method, i.reason
		FROM activities a JOIN identities i ON i.id = a.identity_id WHERE a.account_id = '' AND a.occurred_at >= ? AND a.occurred_at < ?
		ORDER BY a.identity_id, a.occurred_at, a.id {bytes}, a.source {bytes}`, from, to)
}

// Answering lists the identities that may be those of some people, by id or
// address, or of a domain and what is below it; more than those may be among
// them.
func (s *Store) Answering(ctx context.Context, ids, addresses []string, domain string) ([]StoredIdentity, error) {
	query, args := "SELECT * FROM identities WHERE contact_id IN (?) OR email IN (?)", []any{orNone(ids), orNone(addresses)}
	if domain != "" {
		query += " OR domain = ? OR domain LIKE ? OR email LIKE ? OR email LIKE ? OR contact_id IN (SELECT id FROM contacts WHERE email LIKE ? OR email LIKE ?)"
		args = append(args, domain, "%."+domain, "%@"+domain, "%."+domain, "%@"+domain, "%."+domain)
	}
	query, args, err := in(query+" ORDER BY id", args...)
	if err != nil {
		return nil, fmt.Errorf("find identities: %w", err)
	}
	var rows []identityRow
	if err := s.read(ctx, &rows, query, args...); err != nil {
		return nil, err
	}
	out := make([]StoredIdentity, len(rows))
	for i, r := range rows {
		out[i] = r.value()
	}
	return out, nil
}

// orNone is a list that a query can ask for; nothing has the id or address that
// stands for an empty one.
func orNone(list []string) []string {
	if len(list) == 0 {
		return []string{"\x1f"}
	}
	return list
}
