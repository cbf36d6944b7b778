package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"engagement/internal/slackfake"
)

// writeWithin is how long a browser may take to accept one event.
const writeWithin = 10 * time.Second

// tracker knows what runs until Close.
type tracker struct {
	live context.Context // ends at close
	end  context.CancelFunc

	mu sync.Mutex
	wg sync.WaitGroup
}

// enter notes that something runs; it reports false after close.
func (t *tracker) enter() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.live.Err() != nil {
		return false
	}
	t.wg.Add(1)
	return true
}

func (t *tracker) leave() { t.wg.Done() }

func (t *tracker) close() {
	t.mu.Lock()
	t.end()
	t.mu.Unlock()
	t.wg.Wait()
}

// serveEvents streams what this person sees change. It begins with the whole
// state, taken after the subscription, so nothing is missed in between; changes
// are whole messages, so one that comes twice does no harm.
func (p *Page) serveEvents(w http.ResponseWriter, r *http.Request) {
	p.whenReady(p.seated(seat.stream))(w, r)
}

func (s seat) stream(w http.ResponseWriter, r *http.Request) {
	if !s.tracks.enter() {
		http.Error(w, "The demo is ending.", http.StatusServiceUnavailable)
		return
	}
	defer s.tracks.leave()
	changes, cancel := s.o.Fake.Subscribe()
	defer cancel()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if err := emit(w, "state", s.snapshot()); err != nil {
		return // the browser is gone
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-s.tracks.live.Done():
			return
		case e, ok := <-changes:
			if !ok {
				return
			}
			change, shown := s.changeOf(e)
			if !shown {
				continue
			}
			if err := emit(w, "change", change); err != nil {
				return // the browser is gone
			}
		}
	}
}

// emit writes one server-sent event.
func emit(w http.ResponseWriter, name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode event %s: %w", name, err)
	}
	rc := http.NewResponseController(w)
	if err := rc.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("event %s: %w", name, err)
	}
	if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, data); err != nil {
		return fmt.Errorf("event %s: %w", name, err)
	}
	if err := rc.Flush(); err != nil {
		return fmt.Errorf("event %s: %w", name, err)
	}
	return nil
}

// wireChange is one change as the page gets it.
type wireChange struct {
	Kind    string       `json:"kind"` // message, deleted, views or home
	Channel string       `json:"channel,omitempty"`
	TS      string       `json:"ts,omitempty"`
	Message *wireMessage `json:"message,omitempty"`
	// Place is set with a message in a conversation that may be new.
	Place *wireChannel `json:"place,omitempty"`
	// Views are all modals that are open now, Home is the whole tab.
	Views []wireView `json:"views,omitempty"`
	Home  *wireView  `json:"home,omitempty"`
}

// changeOf gives what this person sees of a change; false where that is
// nothing.
func (s seat) changeOf(e slackfake.Event) (wireChange, bool) {
	if e.UserID != "" && e.UserID != s.self {
		return wireChange{}, false
	}
	switch e.Kind {
	case slackfake.KindMessage, slackfake.KindMessageChanged:
		place, found := s.placeOf(e.ChannelID)
		if !found {
			return wireChange{}, false
		}
		m, found := s.messageOf(e.ChannelID, e.TS)
		if !found {
			return wireChange{}, false // it was deleted meanwhile
		}
		return wireChange{Kind: "message", Channel: e.ChannelID, TS: e.TS, Message: &m, Place: &place}, true
	case slackfake.KindMessageDeleted:
		_, found := s.placeOf(e.ChannelID)
		return wireChange{Kind: "deleted", Channel: e.ChannelID, TS: e.TS}, found
	case slackfake.KindViewOpened, slackfake.KindViewChanged, slackfake.KindViewClosed, slackfake.KindHome:
		if e.Kind == slackfake.KindHome || s.isHome(e.ViewID) {
			return wireChange{Kind: "home", Home: s.homeView()}, true
		}
		return wireChange{Kind: "views", Views: s.views()}, true
	}
	return wireChange{}, false
}
