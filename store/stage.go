package store

import (
	"context"

	"engagement/account"
	"engagement/alert"
)

type stageRow struct {
	AccountID string      `db:"account_id"`
	Key       string      `db:"key"`
	Day       account.Day `db:"day"`
	At        int64       `db:"at"`
	Reason    string      `db:"reason"`
	Detail    string      `db:"detail"`
	Config    string      `db:"config"`
}

func (r stageRow) value() alert.Fact {
	return alert.Fact{
		AccountID: r.AccountID, Kind: alert.KindStage, Key: r.Key, Day: r.Day, At: instant(r.At), Reason: alert.Reason(r.Reason),
		Detail: r.Detail, Config: r.Config,
	}
}

const stageColumns = "SELECT account_id, key, day, at, reason, detail, config FROM facts WHERE kind = ?"

// Stages calls do for every change of a stage, account by account, in the order
// in which they were decided.
func (s *Store) Stages(ctx context.Context, do func(alert.Fact) error) error {
	return each(ctx, s, func(r stageRow) error { return do(r.value()) },
		stageColumns+" ORDER BY account_id {bytes}, at, LENGTH(key), key {bytes}", string(alert.KindStage))
}

// StagesOf lists the changes of stage of one account, in the order in which they
// were decided.
func (s *Store) StagesOf(ctx context.Context, accountID string) ([]alert.Fact, error) {
	var rows []stageRow
	if err := s.read(ctx, &rows, stageColumns+" AND account_id = ? ORDER BY at, LENGTH(key), key {bytes}", string(alert.KindStage), accountID); err != nil {
		return nil, err
	}
	out := make([]alert.Fact, len(rows))
	for i, r := range rows {
		out[i] = r.value()
	}
	return out, nil
}
