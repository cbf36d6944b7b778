package app

import (
	"context"
	"time"

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

// Revive makes what Slack did not take in a channel wait again.
func (b bench) Revive(ctx context.Context, channel string, at time.Time) (revived int, err error) {
	revived, err = b.Store.Revive(ctx, channel, at)
	wake(b.posted)
	return revived, err
}
