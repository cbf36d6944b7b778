package store

import (
	"context"
	"fmt"
	"slices"

	"engagement/alert"
)

// Told finds the accounts at which requests were told to somebody, by
// alert.RequestKey.
func (s *Store) Told(ctx context.Context, keys []string) (map[string]string, error) {
	out := make(map[string]string, len(keys))
	for chunk := range slices.Chunk(keys, 500) {
		query, args, err := in("SELECT key, account_id FROM facts WHERE kind = ? AND account_id <> '' AND reason IN (?) AND key IN (?)",
			string(alert.KindActNow), []string{string(alert.Requested), string(alert.LateRequest)}, chunk)
		if err != nil {
			return nil, fmt.Errorf("find requests: %w", err)
		}
		var rows []struct {
			Key       string `db:"key"`
			AccountID string `db:"account_id"`
		}
		if err := s.read(ctx, &rows, query, args...); err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.Key] = r.AccountID
		}
	}
	return out, nil
}
