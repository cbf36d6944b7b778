package slackfake

import (
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// maxPipe is how many bytes a pipe holds before a writer waits.
const maxPipe = 1 << 20

// half is one direction of a connection in memory: a buffer and the signal
// that it changed. Waiting is on channels only, so that a goroutine that waits
// is durably blocked in the sense of testing/synctest.
type half struct {
	mu      sync.Mutex
	buf     []byte
	closed  bool
	changed chan struct{}
}

func (h *half) signal() {
	close(h.changed)
	h.changed = make(chan struct{})
}

func (h *half) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.closed = true
		h.signal()
	}
}

func (h *half) read(b []byte, d *deadline) (int, error) {
	for {
		h.mu.Lock()
		if len(h.buf) > 0 {
			n := copy(b, h.buf)
			h.buf = h.buf[n:]
			h.signal()
			h.mu.Unlock()
			return n, nil
		}
		closed, changed := h.closed, h.changed
		h.mu.Unlock()
		if closed {
			return 0, io.EOF
		}
		if err := d.wait(changed); err != nil {
			return 0, err
		}
	}
}

func (h *half) write(b []byte, d *deadline) (int, error) {
	for {
		h.mu.Lock()
		if h.closed {
			h.mu.Unlock()
			return 0, io.ErrClosedPipe
		}
		if len(h.buf) < maxPipe {
			h.buf = append(h.buf, b...)
			h.signal()
			h.mu.Unlock()
			return len(b), nil
		}
		changed := h.changed
		h.mu.Unlock()
		if err := d.wait(changed); err != nil {
			return 0, err
		}
	}
}

// deadline is a point in time that can be moved while something waits for it.
type deadline struct {
	mu     sync.Mutex
	timer  *time.Timer
	passed chan struct{}
}

func newDeadline() *deadline { return &deadline{passed: make(chan struct{})} }

func (d *deadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil && !d.timer.Stop() {
		<-d.passed // its function has run or is about to
	}
	d.timer = nil
	select {
	case <-d.passed:
		d.passed = make(chan struct{})
	default:
	}
	if t.IsZero() {
		return
	}
	passed := d.passed
	if left := time.Until(t); left > 0 {
		d.timer = time.AfterFunc(left, func() { close(passed) })
		return
	}
	close(passed)
}

// wait returns nil at a change and os.ErrDeadlineExceeded at the deadline.
func (d *deadline) wait(changed chan struct{}) error {
	d.mu.Lock()
	passed := d.passed
	d.mu.Unlock()
	select {
	case <-passed:
		return os.ErrDeadlineExceeded
	default:
	}
	select {
	case <-changed:
		return nil
	case <-passed:
		return os.ErrDeadlineExceeded
	}
}

// pipeConn is one end of a connection in memory.
type pipeConn struct {
	in, out     *half
	read, write *deadline
}

func newPipe() (client, server net.Conn) {
	up, down := &half{changed: make(chan struct{})}, &half{changed: make(chan struct{})}
	return &pipeConn{in: down, out: up, read: newDeadline(), write: newDeadline()},
		&pipeConn{in: up, out: down, read: newDeadline(), write: newDeadline()}
}

func (c *pipeConn) Read(b []byte) (int, error) {
	if err := c.read.wait(closedSignal()); err != nil {
		return 0, err
	}
	return c.in.read(b, c.read)
}

func (c *pipeConn) Write(b []byte) (int, error) {
	if err := c.write.wait(closedSignal()); err != nil {
		return 0, err
	}
	return c.out.write(b, c.write)
}

// closedSignal lets wait look at the deadline without waiting.
func closedSignal() chan struct{} {
	ch := make(chan struct{})
	close(ch)
	return ch
}

func (c *pipeConn) Close() error {
	c.in.close()
	c.out.close()
	c.read.set(time.Time{})
	c.write.set(time.Time{})
	return nil
}

func (c *pipeConn) SetDeadline(t time.Time) error {
	c.read.set(t)
	c.write.set(t)
	return nil
}

func (c *pipeConn) SetReadDeadline(t time.Time) error  { c.read.set(t); return nil }
func (c *pipeConn) SetWriteDeadline(t time.Time) error { c.write.set(t); return nil }
func (c *pipeConn) LocalAddr() net.Addr                { return pipeAddr{} }
func (c *pipeConn) RemoteAddr() net.Addr               { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "memory" }
func (pipeAddr) String() string  { return "memory" }
