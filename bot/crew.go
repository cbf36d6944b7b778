package bot

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Bounds of the work behind a transport.
const (
	crewHands = 16          // handlers that run at the same time
	crewSeats = 256         // handlers that run or wait
	crewFor   = time.Minute // longest time of one handler
	apologyIn = 5 * time.Second
)

// work is what a payload asks of a Handler.
type work struct {
	responseURL string
	calls       []func(context.Context)
	// reply, where there is one, is what the payload is acknowledged with.
	reply func(context.Context) any
}

func (w work) run(ctx context.Context) {
	for _, call := range w.calls {
		call(ctx)
	}
}

func commandWork(h Handler, c Command) work {
	return work{responseURL: c.ResponseURL, calls: []func(context.Context){func(ctx context.Context) { h.Command(ctx, c) }}}
}

func clickWork(h Handler, clicks []Interaction) work {
	var w work
	for _, i := range clicks {
		w.responseURL = i.ResponseURL
		w.calls = append(w.calls, func(ctx context.Context) { h.Interact(ctx, i) })
	}
	return w
}

// replyFor is how long a reply may take: Slack waits three seconds for it.
const replyFor = 2500 * time.Millisecond

func submitWork(h Handler, s Submission) work {
	return work{reply: func(ctx context.Context) any {
		ctx, cancel := context.WithTimeout(ctx, replyFor)
		defer cancel()
		return h.Submit(ctx, s).payload()
	}}
}

func suggestWork(h Handler, s Suggestion) work {
	return work{reply: func(ctx context.Context) any {
		ctx, cancel := context.WithTimeout(ctx, replyFor)
		defer cancel()
		return offered(h.Suggest(ctx, s))
	}}
}

func eventWork(h Handler, e Event) work {
	return work{calls: []func(context.Context){func(ctx context.Context) { h.Hear(ctx, e) }}}
}

// empty reports whether there is nothing to do.
func (w work) empty() bool { return len(w.calls) == 0 && w.reply == nil }

// tooBusy is the answer while every seat is taken.
const tooBusy = "I'm answering too many people right now. Please try again in a minute."

// crew runs handlers after their transport has acknowledged: a bounded number
// at a time, and none of them can take the program down.
type crew struct {
	workspace Workspace
	log       *slog.Logger
	ctx       context.Context
	cancel    context.CancelFunc
	seats     chan struct{}
	hands     chan struct{}

	mu      sync.Mutex
	closed  bool
	working sync.WaitGroup
}

func newCrew(w Workspace, log *slog.Logger) *crew {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &crew{workspace: w, log: log, ctx: ctx, cancel: cancel, seats: make(chan struct{}, crewSeats), hands: make(chan struct{}, crewHands)}
}

// seat reserves room for one piece of work, which must follow. It reports
// false when there is none.
func (c *crew) seat() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	select {
	case c.seats <- struct{}{}:
		c.working.Add(1)
		return true
	default:
		c.log.Warn("too many commands and clicks at once: one was turned away", "seats", crewSeats)
		return false
	}
}

// do runs work in a reserved seat. If it panics, the person who asked is told.
func (c *crew) do(responseURL string, work func(context.Context)) {
	go func() {
		defer c.working.Done()
		defer func() { <-c.seats }()
		select {
		case c.hands <- struct{}{}:
			defer func() { <-c.hands }()
		case <-c.ctx.Done():
			return
		}
		ctx, cancel := context.WithTimeout(c.ctx, crewFor)
		defer cancel()
		defer c.rescue(responseURL)
		work(ctx)
	}()
}

func (c *crew) rescue(responseURL string) {
	p := recover()
	if p == nil {
		return
	}
	c.log.Error("panic while answering", "panic", redact(fmt.Sprint(p)), "stack", redact(string(debug.Stack())))
	if responseURL == "" || c.workspace == nil {
		return
	}
	ctx, cancel := context.WithTimeout(c.ctx, apologyIn)
	defer cancel()
	m := remark("Something went wrong here, and it was logged. Please try again in a minute.")
	if err := c.workspace.Respond(ctx, responseURL, m, Anew); err != nil {
		c.log.Warn("nobody could be told that an answer failed", "error", err)
	}
}

// close turns new work away and waits for what runs. When ctx ends first, that
// is told to stop, and the error is ctx's.
func (c *crew) close(ctx context.Context) error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	idle := make(chan struct{})
	go func() {
		c.working.Wait()
		close(idle)
	}()
	defer c.cancel()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for answers under way: %w", ctx.Err())
	}
}
