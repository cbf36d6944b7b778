package store

import (
	"context"

	"engagement/account"
	"engagement/alert"
)

// Stages calls do for every change of a stage, account by account, in the order
// in which they were decided.
func (s *Store) Stages(ctx context.Context, do func(alert.Fact) error) error {
	return each(ctx, s, func(r struct {
		AccountID string      `db:"account_id"`
		Key       string      `db:"key"`
		Day       account.Day `db:"day"`
		At        int64       `db:"at"`
		Reason    string      `db:"reason"`
		Detail    string      `db:"detail"`
		Config    string      `db:"config"`
	},
	) error {
		return do(alert.Fact{
			AccountID: r.AccountID, Kind: alert.KindStage, Key: r.Key, Day: r.Day, At: instant(r.At), Reason: alert.Reason(r.Reason),
			Detail: r.Detail, Config: r.Config,
		})
	}, "SELECT account_id, key, day, at, reason, detail, config FROM facts WHERE kind = ? ORDER BY account_id {bytes}, at, LENGTH(key), key {bytes}", string(alert.KindStage))
}
