package slackfake

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// Listener is a net.Listener in memory. Its DialContext fits http.Transport
// and websocket.Dialer, whatever address they dial.
type Listener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

// NewListener makes a listener in memory.
func NewListener() *Listener {
	return &Listener{conns: make(chan net.Conn), done: make(chan struct{})}
}

// Accept waits for a dialled connection; after Close it gives net.ErrClosed.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and refuses further dials. Open connections live on.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr gives the address of the listener, which is just a name.
func (l *Listener) Addr() net.Addr { return pipeAddr{} }

// DialContext connects to the listener; network and address do not matter.
func (l *Listener) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := newPipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Client gives an HTTP client that reaches the listener under any host, and keeps
// idle connections for half a minute: less than servers do, so that none is closed
// under a request. Call its CloseIdleConnections when done.
func (l *Listener) Client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: l.DialContext, IdleConnTimeout: 30 * time.Second}}
}
