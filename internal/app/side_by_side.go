package app

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"engagement/scoring"
	"engagement/store"
)

// readBatch is how many accounts are read together, and readLines how many
// activities they have: enough to share the cost of a query, few enough that the
// memory of a rebuild does not grow with the number of accounts.
const (
	readBatch = 20
	readLines = 10_000
)

// heldLines is how many activities are in memory at a time. An account that alone
// has more is worked on while nothing else is.
const heldLines = 60_000

// together is accounts as batches, where it is not known how much happened at
// them.
func together(ids []string) []store.Batch {
	var out []store.Batch
	for chunk := range slices.Chunk(ids, readBatch) {
		out = append(out, store.Batch{IDs: chunk})
	}
	return out
}

// sideBySide gives batches of accounts to one worker a processor, as long as
// what is in memory allows it, and returns how many accounts there were.
func (a *App) sideBySide(ctx context.Context, batches []store.Batch, progress Progress, work func(context.Context, *scoring.Scorer, []string) error) (int, error) {
	total := 0
	for _, batch := range batches {
		total += len(batch.IDs)
	}
	var next, done atomic.Int64
	var reporting sync.Mutex
	room := semaphore.NewWeighted(heldLines)
	group, ctx := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(batches) || ctx.Err() != nil {
					return ctx.Err()
				}
				if err := a.hold(ctx, room, batches[i], work); err != nil {
					return err
				}
				if n := done.Add(int64(len(batches[i].IDs))); progress != nil {
					reporting.Lock()
					progress(int(n), total)
					reporting.Unlock()
				}
			}
		})
	}
	return total, group.Wait()
}

// hold works on a batch when there is room for it. A scorer that has grown with a
// large account is not kept.
func (a *App) hold(ctx context.Context, room *semaphore.Weighted, batch store.Batch, work func(context.Context, *scoring.Scorer, []string) error) error {
	lines := min(int64(batch.Lines), heldLines)
	if err := room.Acquire(ctx, lines); err != nil {
		return err
	}
	defer room.Release(lines)
	scorer := a.scorer()
	if batch.Lines <= readLines {
		defer a.rest(scorer)
	}
	return work(ctx, scorer, batch.IDs)
}

// scorer is an idle one of this config, or a new one.
func (a *App) scorer() *scoring.Scorer {
	a.scoring.Lock()
	defer a.scoring.Unlock()
	for n := len(a.idle); n > 0; n = len(a.idle) {
		s := a.idle[n-1]
		if a.idle = a.idle[:n-1]; s.Policy() == a.policy() {
			return s
		}
	}
	return scoring.NewScorer(a.policy())
}

// rest takes a scorer back, as many as can work side by side.
func (a *App) rest(s *scoring.Scorer) {
	a.scoring.Lock()
	defer a.scoring.Unlock()
	if len(a.idle) < runtime.GOMAXPROCS(0) {
		a.idle = append(a.idle, s)
	}
}
