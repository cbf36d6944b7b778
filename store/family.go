package store

import (
	"context"

	"engagement/account"
)

// Below lists the accounts below another one, however far, with the minutes
// they were last scored with, by id. Where accounts name each other as parents
// in a circle, each stands there once, and the one that was asked about never.
func (s *Store) Below(ctx context.Context, accountID string) ([]account.FamilyMember, error) {
	var rows []struct {
		ID      string      `db:"id"`
		Day     account.Day `db:"day"`
		Minutes int64       `db:"minutes"`
	}
	err := s.read(ctx, &rows, `WITH RECURSIVE family (id) AS (
			SELECT id FROM accounts WHERE parent_id = ? AND parent_id <> ''
			UNION SELECT a.id FROM accounts a JOIN family f ON a.parent_id = f.id)
		SELECT f.id, COALESCE(s.day, 0) AS day, COALESCE(s.minutes_90d, 0) AS minutes FROM family f LEFT JOIN scores s ON s.account_id = f.id
		WHERE f.id <> ? ORDER BY f.id {bytes}`, accountID, accountID)
	out := make([]account.FamilyMember, len(rows))
	for i, r := range rows {
		out[i] = account.FamilyMember{AccountID: r.ID, Day: r.Day, Minutes90: account.Milli(r.Minutes)}
	}
	return out, err
}
