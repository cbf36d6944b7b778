package app

import (
	"context"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

// bench is the store as the desk of a running program: what it keeps for the courier
// is posted at once.
type bench struct {
	*store.Store
	posted chan struct{}
}

// TakeOn notes that somebody works on an alert.
func (b bench) TakeOn(ctx context.Context, id, userID string, at time.Time, said ...alert.Message) (taken alert.Claim, first bool, err error) {
	taken, first, err = b.Store.TakeOn(ctx, id, userID, at, said...)
	wake(b.posted)
	return taken, first, err
}

// SaveOpinion keeps what somebody thought of an alert.
func (b bench) SaveOpinion(ctx context.Context, o account.Opinion, said ...alert.Message) (first bool, err error) {
	first, err = b.Store.SaveOpinion(ctx, o, said...)
	wake(b.posted)
	return first, err
}

// SnoozeAlert puts an alert off.
func (b bench) SnoozeAlert(ctx context.Context, z account.Snooze, said ...alert.Message) (first bool, err error) {
	first, err = b.Store.SnoozeAlert(ctx, z, said...)
	wake(b.posted)
	return first, err
}

// Revive makes what Slack did not take in a channel wait again.
func (b bench) Revive(ctx context.Context, channel string, at time.Time) (revived int, err error) {
	revived, err = b.Store.Revive(ctx, channel, at)
	wake(b.posted)
	return revived, err
}
