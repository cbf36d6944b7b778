package app

import (
	"context"
	"time"

	"engagement/store"
)

// bench is the store as the desk of a running program: what waits again is posted at
// once.
type bench struct {
	*store.Store
	posted chan struct{}
}

// Revive makes what Slack did not take in a channel wait again.
func (b bench) Revive(ctx context.Context, channel string, at time.Time) (revived int, err error) {
	revived, err = b.Store.Revive(ctx, channel, at)
	wake(b.posted)
	return revived, err
}
