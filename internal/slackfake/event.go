package slackfake

import (
	"context"
	"fmt"
)

// Kind says what changed.
type Kind string

// The kinds of visible changes.
const (
	KindMessage        Kind = "message"
	KindMessageChanged Kind = "message_changed"
	KindMessageDeleted Kind = "message_deleted"
	KindViewOpened     Kind = "view_opened"
	KindViewChanged    Kind = "view_changed"
	KindViewClosed     Kind = "view_closed"
	KindHome           Kind = "home"
	KindFile           Kind = "file"
	KindSocket         Kind = "socket" // connected or gone
	KindCall           Kind = "call"
	KindDelivered      Kind = "delivered"
	KindFailed         Kind = "failed" // a person saw an error, in Text
)

// Event is one visible change. UserID is set where only that person sees it.
type Event struct {
	Kind                                        Kind
	ChannelID, UserID, TS, ViewID, FileID, Text string
}

// subscriber has a queue without bounds, so that a slow reader neither loses
// events nor holds the server up.
type subscriber struct {
	queue []Event
	ready chan struct{}
	done  chan struct{}
	ended bool
}

// Subscribe gives every visible change from now on, in order. The channel is
// closed after cancel or Close; cancel may be called twice.
func (s *Server) Subscribe() (<-chan Event, func()) {
	out := make(chan Event)
	sub := &subscriber{ready: make(chan struct{}, 1), done: make(chan struct{})}
	s.mu.Lock()
	s.listeners = append(s.listeners, sub)
	s.mu.Unlock()
	cancel := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if !sub.ended {
			sub.ended = true
			close(sub.done)
		}
	}
	if !s.start(func() { s.pump(sub, out) }) {
		close(out)
	}
	return out, cancel
}

func (s *Server) pump(sub *subscriber, out chan<- Event) {
	defer close(out)
	for {
		s.mu.Lock()
		queue := sub.queue
		sub.queue = nil
		s.mu.Unlock()
		for _, e := range queue {
			select {
			case out <- e:
			case <-sub.done:
				return
			case <-s.done:
				return
			}
		}
		if len(queue) > 0 {
			continue
		}
		select {
		case <-sub.ready:
		case <-sub.done:
			return
		case <-s.done:
			return
		}
	}
}

// note records changes for subscribers and wakes waiters; s.mu is held.
func (s *Server) note(events ...Event) {
	for _, sub := range s.listeners {
		if sub.ended {
			continue
		}
		sub.queue = append(sub.queue, events...)
		select {
		case sub.ready <- struct{}{}:
		default:
		}
	}
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) publish(events ...Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(events...)
}

// Wait returns when cond holds. cond is asked now and after every change and
// may use the Server's exported methods. what names the wait in the error,
// which wraps ctx.Err.
func (s *Server) Wait(ctx context.Context, what string, cond func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if cond() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("slackfake: waiting for %s: %w", what, ctx.Err())
		case <-s.done:
			return fmt.Errorf("slackfake: waiting for %s: %w", what, ErrClosed)
		}
	}
}

// WaitMessages waits until a channel has at least n messages that everybody in
// it sees, replies included, and gives them all, oldest first.
func (s *Server) WaitMessages(ctx context.Context, channelID string, n int) ([]Message, error) {
	err := s.Wait(ctx, fmt.Sprintf("%d messages in %s", n, channelID), func() bool {
		return len(s.Messages(channelID, "")) >= n
	})
	return s.Messages(channelID, ""), err
}

// WaitEphemeral waits until a user has at least n messages in a channel that
// nobody else sees, and gives them all, oldest first.
func (s *Server) WaitEphemeral(ctx context.Context, channelID, userID string, n int) ([]Message, error) {
	err := s.Wait(ctx, fmt.Sprintf("%d ephemeral messages for %s in %s", n, userID, channelID), func() bool {
		return len(s.Ephemerals(channelID, userID)) >= n
	})
	return s.Ephemerals(channelID, userID), err
}

// WaitSockets waits until at least n sockets are connected.
func (s *Server) WaitSockets(ctx context.Context, n int) error {
	return s.Wait(ctx, fmt.Sprintf("%d sockets", n), func() bool { return len(s.Sockets()) >= n })
}

// WaitView waits until a user has a view open and gives the visible one.
func (s *Server) WaitView(ctx context.Context, userID string) (View, error) {
	err := s.Wait(ctx, "a view of "+userID, func() bool { return len(s.Views(userID)) > 0 })
	if err != nil {
		return View{}, err
	}
	views := s.Views(userID)
	if len(views) == 0 {
		return View{}, ErrNoView
	}
	return views[len(views)-1], nil
}

// WaitCalls waits until a method was called at least n times, whatever the
// answer, and gives these calls.
func (s *Server) WaitCalls(ctx context.Context, method string, n int) ([]Call, error) {
	err := s.Wait(ctx, fmt.Sprintf("%d calls of %s", n, method), func() bool { return len(s.Calls(method)) >= n })
	return s.Calls(method), err
}
