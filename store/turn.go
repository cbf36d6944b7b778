package store

import "context"

// turns lets readers have connections in the order in which they asked. Alone,
// database/sql gives one that becomes free to any of those who wait, so that the
// unlucky ones wait several times as long as the others.
type turns chan struct{}

// take waits for a turn, or until ctx ends.
func (t turns) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// done ends a turn.
func (t turns) done() { <-t }
