package store

import "context"

// errand is work that is done beside everything else, whenever it may be due: one at
// a time, and once more where it fell due while it was done.
type errand struct {
	due     chan struct{}
	stop    context.CancelFunc
	stopped chan struct{}
}

// start makes an errand of what do does, until close. What do could not do is tried
// again when the errand is due next.
func start(do func(context.Context) error) *errand {
	ctx, stop := context.WithCancel(context.Background())
	e := &errand{due: make(chan struct{}, 1), stop: stop, stopped: make(chan struct{})}
	go func() {
		defer close(e.stopped)
		for {
			select {
			case <-e.due:
				_ = do(ctx)
			case <-ctx.Done():
				return
			}
		}
	}()
	return e
}

// wake says that the errand may be due.
func (e *errand) wake() {
	select {
	case e.due <- struct{}{}:
	default:
	}
}

// close ends it, and what is being done.
func (e *errand) close() {
	e.stop()
	<-e.stopped
}
