package store

import (
	"context"
	"sync"
)

// shared lets those who wait to ask the same thing have one answer. It is never
// older than their question: who comes while somebody reads waits for the next
// reading.
type shared[V any] struct {
	mu   sync.Mutex
	next *asking[V] // that has not begun to read
}

// asking is one reading for all who wait for it.
type asking[V any] struct {
	over  chan struct{}
	value V
	err   error
	left  bool // whoever was to read gave up
}

// ask reads when it is its turn, or waits for somebody whose turn comes before.
func (s *shared[V]) ask(ctx context.Context, turn turns, read func(context.Context) (V, error)) (V, error) {
	for {
		a, first := s.join()
		if first {
			s.lead(ctx, a, turn, read)
			return a.value, a.err
		}
		select {
		case <-a.over:
			if !a.left {
				return a.value, a.err
			}
		case <-ctx.Done():
			return a.value, ctx.Err()
		}
	}
}

// join is the reading that has not begun; first says that there was none.
func (s *shared[V]) join() (a *asking[V], first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == nil {
		s.next, first = &asking[V]{over: make(chan struct{})}, true
	}
	return s.next, first
}

// lead reads for all who have joined until it begins.
func (s *shared[V]) lead(ctx context.Context, a *asking[V], turn turns, read func(context.Context) (V, error)) {
	defer close(a.over)
	err := turn.take(ctx)
	s.mu.Lock()
	s.next = nil
	s.mu.Unlock()
	if err != nil {
		a.err, a.left = err, true
		return
	}
	defer turn.done()
	a.value, a.err = read(ctx)
	a.left = ctx.Err() != nil
}
