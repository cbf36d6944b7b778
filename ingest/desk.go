package ingest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"engagement/account"
)

// Intake is what a door needs to record activities.
type Intake interface {
	Recorder
	Directory
}

// Desk matches batches and hands them over, with one matcher for all until the
// store says that it is out of date. It is safe for concurrent use.
type Desk struct {
	store  Intake
	policy Policy

	mu      sync.Mutex // held while the directory is read
	matcher *Matcher
}

// NewDesk makes a Desk. It reads nothing yet.
func NewDesk(store Intake, policy Policy) *Desk { return &Desk{store: store, policy: policy} }

// Record matches a batch and makes it durable.
func (d *Desk) Record(ctx context.Context, batch account.Batch) (account.Recorded, error) {
	return d.record(ctx, batch, nil)
}

// current is the matcher in use; the first call reads the directory.
func (d *Desk) current(ctx context.Context) (*Matcher, error) { return d.after(ctx, nil) }

// after is a matcher other than old, which is out of date.
func (d *Desk) after(ctx context.Context, old *Matcher) (*Matcher, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.matcher != nil && d.matcher != old {
		return d.matcher, nil
	}
	dir, err := d.store.Directory(ctx)
	if err != nil {
		return nil, fmt.Errorf("read accounts and contacts: %w", err)
	}
	d.matcher = NewMatcher(dir, d.policy)
	return d.matcher, nil
}

// attempts bounds how often a batch is matched anew.
const attempts = 8

// record makes a batch durable. by is the matcher that its activities were
// matched with, or nil. The error is account.ErrStale when the directory
// changed again and again meanwhile.
func (d *Desk) record(ctx context.Context, batch account.Batch, by *Matcher) (account.Recorded, error) {
	for range attempts {
		m, err := d.current(ctx)
		if err != nil {
			return account.Recorded{}, err
		}
		if m != by {
			m.apply(batch.Activities)
			by = m
		}
		batch.Directory = m.version
		recorded, err := d.store.Record(ctx, batch)
		if err == nil {
			return recorded, nil
		}
		if !errors.Is(err, account.ErrStale) {
			return account.Recorded{}, fmt.Errorf("record %d activities: %w", len(batch.Activities), err)
		}
		if _, err := d.after(ctx, m); err != nil {
			return account.Recorded{}, err
		}
	}
	return account.Recorded{}, fmt.Errorf("accounts and contacts changed %d times while activities were recorded; try again when other imports are done: %w", attempts, account.ErrStale)
}

// apply matches activities in place.
func (m *Matcher) apply(activities []account.Activity) {
	zone := m.policy.zone()
	for i := range activities {
		a := &activities[i]
		a.Match = m.Match(a.Identity, account.DayOf(a.OccurredAt, zone))
	}
}
