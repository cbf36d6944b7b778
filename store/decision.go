package store

import (
	"context"

	"engagement/account"
	"engagement/alert"
)

// DecisionRecord is a verdict with the config it was reached under.
type DecisionRecord struct {
	alert.Verdict
	Config string
}

type decisionRow struct {
	Seq       int64  `db:"seq"`
	AccountID string `db:"account_id"`
	Kind      string `db:"kind"`
	Sent      int64  `db:"sent"`
	Reason    string `db:"reason"`
	Value     int64  `db:"value"`
	Threshold int64  `db:"threshold"`
	At        int64  `db:"at"`
	Config    string `db:"config"`
	Center    string `db:"center"`
}

func (r decisionRow) value() DecisionRecord {
	return DecisionRecord{Config: r.Config, Verdict: alert.Verdict{
		AccountID: r.AccountID, Center: r.Center, Kind: alert.Kind(r.Kind), Sent: r.Sent == 1, Reason: alert.Reason(r.Reason),
		Value: account.Milli(r.Value), Threshold: account.Milli(r.Threshold), At: instant(r.At),
	}}
}

// Decisions calls do for every question that was judged, in order, sent or not.
func (s *Store) Decisions(ctx context.Context, do func(DecisionRecord) error) error {
	return each(ctx, s, func(r decisionRow) error { return do(r.value()) }, "SELECT * FROM decisions ORDER BY seq")
}
