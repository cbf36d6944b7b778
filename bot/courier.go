package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"engagement/account"
	"engagement/alert"
)

// Times of the courier.
const (
	leaseFor     = 5 * time.Second        // of one claim: how late an alert is after a crash
	renewEvery   = time.Second            // while an attempt is under way
	attemptFor   = 25 * time.Second       // of one attempt
	shutdownFor  = 3 * time.Second        // grace for calls under way when the courier stops
	settleFor    = 5 * time.Second        // to write down what became of an attempt
	pollEvery    = 500 * time.Millisecond // another process may have decided something
	soonestPoll  = 10 * time.Millisecond
	postEvery    = time.Second // in one channel: Slack's limit
	firstBackoff = 2 * time.Second
	maxBackoff   = 5 * time.Minute
	// lookAfter lets Slack finish what it may still be doing with a post that
	// got no answer.
	lookAfter     = 3 * time.Second
	firstStandoff = 15 * time.Second // after a revoked token
	maxStandoff   = 5 * time.Minute
)

// Courier delivers what the outbox holds, each message effectively once and
// each channel in order. Several may run at the same time, in one process or
// many. Its fields are set before Run and stay.
type Courier struct {
	Outbox    Outbox
	Album     Album
	Workspace Workspace
	// Address finds where a message is posted that is for somebody, not for a
	// channel; nil takes every destination as it is.
	Address func(ctx context.Context, destination string) (string, error)
	// Render makes the message; it is the same at every attempt.
	Render func(context.Context, alert.Message) (Message, error)
	// Current makes the message as it is to be by now, when a picture is added
	// later: somebody may have taken the alert on meanwhile. Default: Render.
	Current func(context.Context, alert.Message) (Message, error)
	// GaveUp is what keepers are told of a message that Slack will never take; nil
	// tells nobody.
	GaveUp func(alert.Message, alert.Outcome) []alert.Message
	Now    func() time.Time
	Log    *slog.Logger
	// Poll is how often the outbox is asked for what another process decided;
	// 500 ms where zero.
	Poll time.Duration

	mu       sync.Mutex
	flying   map[string]bool      // messages under way here
	turn     map[string]time.Time // when a channel may be posted to next
	standoff time.Duration        // grows while the token is refused
	until    time.Time            // nothing is tried before
	revoked  error                // why, nil while the token is good
}

// Run delivers until ctx ends. A value on wake makes it look at once. It
// returns when no attempt is under way any more.
func (c *Courier) Run(ctx context.Context, wake <-chan struct{}) {
	var working sync.WaitGroup
	defer working.Wait()
	done := make(chan struct{}, 1)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-wake:
			if !open {
				wake = nil
			}
		case <-done:
		case <-timer.C:
		}
		if wait := c.standing(); wait > 0 {
			timer.Reset(wait)
			continue
		}
		leases, err := c.Outbox.Claim(ctx, c.Now(), leaseFor)
		for _, l := range leases {
			if !c.takeOff(l) {
				continue
			}
			working.Go(func() {
				defer c.land(l)
				c.deliver(ctx, l, &working)
				select {
				case done <- struct{}{}:
				default:
				}
			})
		}
		timer.Reset(c.nap(ctx, err))
	}
}

func (c *Courier) poll() time.Duration {
	if c.Poll > 0 {
		return c.Poll
	}
	return pollEvery
}

// nap is how long there is nothing to do, as far as this process knows.
func (c *Courier) nap(ctx context.Context, err error) time.Duration {
	var due time.Time
	var open bool
	if err == nil {
		due, open, err = c.Outbox.NextDue(ctx)
	}
	if err != nil {
		if ctx.Err() == nil {
			c.log().Error("the outbox cannot be read", "error", err)
		}
		return firstBackoff
	}
	if !open {
		return c.poll()
	}
	return max(min(due.Sub(c.Now()), c.poll()), soonestPoll)
}

// takeOff notes that a message is under way here. It is false when it is so
// already: the claim ran out because it could not be renewed in time, and what
// is under way must end before anybody looks.
func (c *Courier) takeOff(l alert.Lease) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.flying[l.Message.ID] {
		return false
	}
	if c.flying == nil {
		c.flying = map[string]bool{}
	}
	c.flying[l.Message.ID] = true
	return true
}

func (c *Courier) land(l alert.Lease) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.flying, l.Message.ID)
}

// hold keeps a claim until ctx ends, and ends the attempt when it is lost.
func (c *Courier) hold(ctx context.Context, l alert.Lease, lost func()) {
	ticker := time.NewTicker(renewEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := c.Outbox.Renew(ctx, l, c.Now().Add(leaseFor)); errors.Is(err, account.ErrLeaseLost) {
			lost()
			return
		}
	}
}

// deliver makes one attempt and writes down what became of it.
func (c *Courier) deliver(ctx context.Context, l alert.Lease, working *sync.WaitGroup) {
	trying, cancel := context.WithTimeout(context.WithoutCancel(ctx), attemptFor)
	defer cancel()
	working.Go(func() { c.hold(trying, l, cancel) })
	stop := context.AfterFunc(ctx, func() {
		t := time.AfterFunc(shutdownFor, cancel)
		context.AfterFunc(trying, func() { t.Stop() })
	})
	defer stop()
	a := &attempt{Courier: c, lease: l, stop: ctx, working: working}
	o := a.run(trying)
	o.At = c.Now()
	if o.Status == alert.Dead && c.GaveUp != nil {
		o.Notices = c.GaveUp(l.Message, o)
	}
	if !c.settle(ctx, l, o) || o.Status != alert.Sent || !a.album.late() {
		return
	}
	working.Go(func() { a.complete(ctx, o) })
}

// settle writes an outcome down, and reports whether it did.
func (c *Courier) settle(ctx context.Context, l alert.Lease, o alert.Outcome) bool {
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleFor)
	defer cancel()
	err := c.Outbox.Settle(settling, l, o)
	log := c.log().With("alert", l.Message.ID, "channel", l.Message.Channel, "attempt", l.Attempts)
	switch {
	case errors.Is(err, account.ErrLeaseLost):
		log.Warn("another courier has this alert by now", "outcome", o.Status)
		return false
	case err != nil:
		log.Error("an outcome was not kept: the alert will be looked up", "outcome", o.Status, "error", err)
		return false
	case o.Status == alert.Sent:
		log.Info("alert delivered", "ts", o.TS, "after", o.At.Sub(l.Message.DecidedAt))
	case o.Status == alert.Dead:
		log.Error("alert given up: Slack will not take it", "kind", l.Message.Kind, "error", o.Error)
	default:
		log.Warn("alert not delivered yet", "outcome", o.Status, "again_at", o.NextAt, "error", o.Error)
	}
	return true
}

// Healthy is an error while Slack refuses the token: nothing is delivered.
func (c *Courier) Healthy() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.revoked == nil {
		return nil
	}
	return fmt.Errorf("alerts wait: %w; try: %s", c.revoked, hint(wordOf(c.revoked)))
}

// standing is how long the courier still stands off.
func (c *Courier) standing() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return min(c.until.Sub(c.Now()), maxStandoff) // should the clock be set back
}

// refused stops all deliveries for a time that grows, and says until when.
func (c *Courier) refused(err error) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.Now(); !now.Before(c.until) {
		c.standoff = min(max(2*c.standoff, firstStandoff), maxStandoff)
		c.until = now.Add(c.standoff)
	}
	c.revoked = err
	return c.until
}

// accepted notes that the token is good.
func (c *Courier) accepted() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.revoked, c.standoff, c.until = nil, 0, time.Time{}
}

// queue waits for a channel's next turn: one post a second.
func (c *Courier) queue(ctx context.Context, channelID string) error {
	c.mu.Lock()
	now := c.Now()
	if c.turn == nil {
		c.turn = map[string]time.Time{}
	}
	turn := c.turn[channelID]
	if turn.Before(now) {
		turn = now
	}
	c.turn[channelID] = turn.Add(postEvery)
	c.mu.Unlock()
	if turn.Equal(now) {
		return nil
	}
	return pause(ctx, min(turn.Sub(now), postEvery)) // should the clock be set back
}

// served begins the pause after a post.
func (c *Courier) served(channelID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if next := c.Now().Add(postEvery); c.turn[channelID].Before(next) {
		c.turn[channelID] = next
	}
}

func (c *Courier) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}

// backoff is how long to wait after so many attempts.
func backoff(attempts int) time.Duration {
	wait := firstBackoff
	for range attempts - 1 {
		if wait *= 2; wait >= maxBackoff {
			return maxBackoff
		}
	}
	return wait
}
