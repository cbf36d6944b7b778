package slackfake

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	maxSockets    = 10
	maxAck        = 20 << 10 // bytes; a larger acknowledgement is dropped
	ticketLife    = 30 * time.Second
	socketBacklog = 64
)

// socket is one connection of the bot. Its writer is the only one to write.
type socket struct {
	id   string
	ws   *websocket.Conn
	out  chan []byte
	done chan struct{}
	once sync.Once
}

// end closes the connection; what was not sent yet is lost.
func (k *socket) end() {
	k.once.Do(func() {
		close(k.done)
		if err := k.ws.Close(); err != nil {
			return // it was gone already
		}
	})
}

// Sockets gives the ids of the connected sockets, oldest first.
func (s *Server) Sockets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for _, k := range s.sockets {
		ids = append(ids, k.id)
	}
	return ids
}

// Disconnect tells a socket that it will be closed, for a reason like
// "warning", "refresh_requested" or "link_disabled", and closes it after
// grace. In between it still gets payloads, as with Slack. An empty id means
// the oldest socket. It reports whether there is such a socket.
func (s *Server) Disconnect(id, reason string, grace time.Duration) bool {
	s.mu.Lock()
	i := slices.IndexFunc(s.sockets, func(k *socket) bool { return id == "" || k.id == id })
	var k *socket
	if i >= 0 {
		k = s.sockets[i]
	}
	s.mu.Unlock()
	if k == nil {
		return false
	}
	note := encode(map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "slackfake"}})
	return s.start(func() {
		select {
		case k.out <- note:
		case <-k.done:
			return
		}
		t := time.NewTimer(grace)
		defer t.Stop()
		select {
		case <-t.C:
			k.end()
		case <-k.done:
		}
	})
}

// Cut closes a socket without a word; an empty id means the oldest.
func (s *Server) Cut(id string) bool {
	s.mu.Lock()
	i := slices.IndexFunc(s.sockets, func(k *socket) bool { return id == "" || k.id == id })
	var k *socket
	if i >= 0 {
		k = s.sockets[i]
	}
	s.mu.Unlock()
	if k == nil {
		return false
	}
	k.end()
	return true
}

func (c *call) openConnection() answer {
	if len(c.s.sockets) >= maxSockets {
		return refuse("too_many_websockets")
	}
	ticket := c.s.next("ticket")
	c.s.tickets[ticket] = c.now
	return answer{"url": "ws" + strings.TrimPrefix(c.host, "http") + "/link?ticket=" + ticket + "&app_id=" + c.s.app.ID}
}

func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	s.mu.Lock()
	made, ok := s.tickets[ticket]
	delete(s.tickets, ticket)
	ok = ok && s.now().Sub(made) <= ticketLife && !s.revoked && !s.closed
	s.mu.Unlock()
	if !ok {
		http.Error(w, "invalid ticket", http.StatusUnauthorized)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	k := &socket{ws: ws, out: make(chan []byte, socketBacklog), done: make(chan struct{})}
	s.mu.Lock()
	k.id = s.next("S")
	s.sockets = append(s.sockets, k)
	k.out <- encode(map[string]any{
		"type": "hello", "num_connections": len(s.sockets), "connection_info": map[string]any{"app_id": s.app.ID},
		"debug_info": map[string]any{"host": "slackfake", "build_number": 1, "approximate_connection_time": 3600},
	})
	s.mu.Unlock()
	if !s.start(func() { k.write(s.opts.PingEvery) }) {
		k.end()
	}
	s.publish(Event{Kind: KindSocket, Text: "connected " + k.id})
	s.read(k)
	k.end()
	s.mu.Lock()
	s.sockets = slices.DeleteFunc(s.sockets, func(o *socket) bool { return o == k })
	s.note(Event{Kind: KindSocket, Text: "gone " + k.id})
	s.mu.Unlock()
}

func (k *socket) write(pingEvery time.Duration) {
	defer k.end()
	t := time.NewTicker(pingEvery)
	defer t.Stop()
	for {
		var err error
		select {
		case msg := <-k.out:
			err = k.ws.WriteMessage(websocket.TextMessage, msg)
		case <-t.C:
			err = k.ws.WriteControl(websocket.PingMessage, []byte("Ping from slackfake"), time.Time{})
		case <-k.done:
			return
		}
		if err != nil {
			return
		}
	}
}

// read takes acknowledgements until the connection ends.
func (s *Server) read(k *socket) {
	for {
		_, raw, err := k.ws.ReadMessage()
		if err != nil {
			return
		}
		var ack struct {
			EnvelopeID string `json:"envelope_id"`
		}
		if decode(raw, &ack) != nil || ack.EnvelopeID == "" {
			continue
		}
		s.mu.Lock()
		if len(raw) >= maxAck {
			s.refusals = append(s.refusals, Refusal{Method: "ack", Code: "ack_too_large", At: s.now()})
			s.mu.Unlock()
			continue
		}
		waiting := s.pending[ack.EnvelopeID]
		delete(s.pending, ack.EnvelopeID)
		s.mu.Unlock()
		if waiting != nil {
			waiting <- raw // buffered, and taken out of pending just now
		}
	}
}
