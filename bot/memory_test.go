package bot

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"engagement/account"
	"engagement/alert"
)

// shelf is an outbox and album in memory, with the rules of the real one: one
// message a channel at a time, in order, and leases that run out.
type shelf struct {
	mu       sync.Mutex
	rows     []*row
	pictures map[string]string
	serial   int
	// broken makes Settle fail without effect, as if the process had died.
	broken bool
}

type row struct {
	message  alert.Message
	outcome  alert.Outcome
	token    string
	leased   time.Time
	attempts int
}

func newShelf(messages ...alert.Message) *shelf {
	s := &shelf{pictures: map[string]string{}}
	for _, m := range messages {
		s.add(m)
	}
	return s
}

func (s *shelf) add(m alert.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows = append(s.rows, &row{message: m, outcome: alert.Outcome{Status: alert.Pending, NextAt: m.DecidedAt}})
}

func (r *row) due() time.Time {
	if r.outcome.Status == alert.Sending {
		return r.leased
	}
	return r.outcome.NextAt
}

// heads are the oldest open rows of all channels.
func (s *shelf) heads() []*row {
	var heads []*row
	taken := map[string]bool{}
	for _, r := range s.rows {
		open := slices.Contains([]alert.Status{alert.Pending, alert.Sending, alert.Unsure}, r.outcome.Status)
		if open && !taken[r.message.Channel] {
			taken[r.message.Channel] = true
			heads = append(heads, r)
		}
	}
	return heads
}

func (s *shelf) Claim(_ context.Context, now time.Time, lease time.Duration) ([]alert.Lease, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var leases []alert.Lease
	for _, r := range s.heads() {
		if r.due().After(now) {
			continue
		}
		s.serial++
		unsure := r.outcome.Status != alert.Pending
		r.outcome.Status, r.token, r.leased = alert.Sending, fmt.Sprint(s.serial), now.Add(lease)
		r.attempts++
		leases = append(leases, alert.Lease{Message: r.message, Token: r.token, Attempts: r.attempts, Unsure: unsure, ChannelID: r.outcome.ChannelID})
	}
	return leases, nil
}

func (s *shelf) Renew(_ context.Context, l alert.Lease, until time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return context.Canceled
	}
	for _, r := range s.rows {
		if r.message.ID == l.Message.ID && r.token == l.Token && r.outcome.Status == alert.Sending {
			r.leased = until
			return nil
		}
	}
	return account.ErrLeaseLost
}

func (s *shelf) Settle(_ context.Context, l alert.Lease, o alert.Outcome) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return context.Canceled
	}
	for _, r := range s.rows {
		if r.message.ID == l.Message.ID && r.token == l.Token && r.outcome.Status == alert.Sending {
			r.outcome, r.token = o, ""
			return nil
		}
	}
	return account.ErrLeaseLost
}

func (s *shelf) NextDue(context.Context) (due time.Time, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.heads() {
		if !ok || r.due().Before(due) {
			due, ok = r.due(), true
		}
	}
	return due, ok, nil
}

func (s *shelf) Picture(_ context.Context, hash string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pictures[hash], nil
}

func (s *shelf) SavePicture(_ context.Context, hash, fileID string, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pictures[hash] = fileID
	return nil
}

func (s *shelf) breaks(broken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = broken
}

// outcome is what became of a message so far.
func (s *shelf) outcome(id string) alert.Outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rows {
		if r.message.ID == id {
			return r.outcome
		}
	}
	return alert.Outcome{}
}
