package bot

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// Times of the sockets.
const (
	ackFor         = 3 * time.Second // Slack waits no longer
	firstReconnect = time.Second
	maxReconnect   = 30 * time.Second
	socketGrace    = 5 * time.Second // for answers under way at the end
	maxFrame       = 4 << 20         // bytes of one payload
	ackBuffer      = 32 << 10        // an acknowledgement has to fit into one frame
	socketCount    = 2

	openSocket = "apps.connections.open"
)

// SocketOptions make a Socket.
type SocketOptions struct {
	Client  *Client
	Handler Handler
	// Dial connects in another way than over the network, for tests.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	Log  *slog.Logger
}

// Socket is the Socket Mode transport. It keeps two connections: Slack renews
// each from time to time, and the client library drops the old one at once, so
// that a single connection is deaf for a moment.
type Socket struct {
	opts SocketOptions
	log  *slog.Logger
	crew *crew

	mu    sync.Mutex
	lines [socketCount]line
}

// line is the state of one connection.
type line struct {
	up  bool
	err error // why it is down, nil if nothing went wrong yet
}

// NewSocket makes a Socket. It connects in Run.
func NewSocket(o SocketOptions) *Socket {
	s := &Socket{opts: o, log: o.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.crew = newCrew(o.Client, s.log)
	return s
}

// Run keeps both connections until ctx ends, then lets answers under way
// finish for some seconds. It runs once.
func (s *Socket) Run(ctx context.Context) error {
	var keeping sync.WaitGroup
	for n := range socketCount {
		keeping.Go(func() { s.keep(ctx, n) })
	}
	keeping.Wait()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), socketGrace)
	defer cancel()
	return s.crew.close(ending)
}

// Healthy is an error while no connection stands.
func (s *Socket) Healthy() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var why error = &Failure{Class: Retry, Method: openSocket, Word: "not_connected"}
	for _, l := range s.lines {
		if l.up {
			return nil
		}
		if l.err != nil {
			why = l.err
		}
	}
	return why
}

// Connected is how many connections stand.
func (s *Socket) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, l := range s.lines {
		if l.up {
			n++
		}
	}
	return n
}

// mark notes the state of a connection, and logs it if that is news.
func (s *Socket) mark(n int, now line) {
	s.mu.Lock()
	was := s.lines[n]
	if now.err == nil && !now.up {
		now.err = was.err
	}
	s.lines[n] = now
	s.mu.Unlock()
	switch {
	case now.up && !was.up:
		s.log.Info("socket to Slack is open", "socket", n)
	case now.err != nil && wordOf(now.err) != wordOf(was.err):
		s.log.Warn("socket to Slack is closed", "socket", n, "error", now.err, "try", hint(wordOf(now.err)))
	}
}

// keep connects again whenever the library gives up.
func (s *Socket) keep(ctx context.Context, n int) {
	wait := firstReconnect
	for {
		stood, err := s.connect(ctx, n)
		if ctx.Err() != nil {
			s.mark(n, line{})
			return
		}
		err = failure(openSocket, reads, err)
		s.mark(n, line{err: err})
		if stood {
			wait = firstReconnect
		}
		_, after := classOf(err)
		if pause(ctx, max(wait, after)) != nil {
			return
		}
		wait = min(2*wait, maxReconnect)
	}
}

// connect runs one client of the library until it gives up, or until it would
// wait longer than we do. stood reports whether it was connected.
func (s *Socket) connect(ctx context.Context, n int) (stood bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	options := []socketmode.Option{socketmode.OptionReadLimit(maxFrame)}
	if s.opts.Dial != nil {
		options = append(options, socketmode.OptionDialer(&websocket.Dialer{
			NetDialContext: s.opts.Dial, HandshakeTimeout: callTimeout, WriteBufferSize: ackBuffer,
		}))
	}
	client := socketmode.New(s.opts.Client.api, options...)
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	var gaveUp error
	for {
		select {
		case e := <-client.Events:
			switch d := e.Data.(type) {
			case *slack.ConnectingEvent:
				s.mark(n, line{})
			case *socketmode.ConnectedEvent:
				stood = true
				s.mark(n, line{up: true})
			case *slack.ConnectionErrorEvent:
				if ctx.Err() != nil {
					break // it was ended while it connected: no fault of anybody
				}
				err := failure(openSocket, reads, d.ErrorObj)
				s.mark(n, line{err: err})
				if d.Backoff > maxReconnect && gaveUp == nil {
					gaveUp = err
					cancel()
				}
			case *socketmode.ErrorWriteFailed:
				s.log.Warn("an acknowledgement was not sent", "socket", n)
			default:
				s.take(ctx, client, e)
			}
		case err := <-ended:
			s.drain(client)
			if gaveUp != nil {
				err = gaveUp
			}
			return stood, err
		}
	}
}

// drain handles what the library had read when it ended. Slack never sends a
// command or a click again.
func (s *Socket) drain(client *socketmode.Client) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // nothing can be acknowledged any more
	for {
		select {
		case e := <-client.Events:
			s.take(ctx, client, e)
		default:
			return
		}
	}
}

// envelope is a payload as Slack sends it.
type envelope struct {
	ID      string          `json:"envelope_id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

// take acknowledges a payload and hands it to the crew. We read payloads
// ourselves: one that the library does not understand may still be a click.
func (s *Socket) take(ctx context.Context, client *socketmode.Client, e socketmode.Event) {
	var got envelope
	switch d := e.Data.(type) {
	case *socketmode.ErrorBadMessage:
		if json.Unmarshal(d.Message, &got) != nil {
			s.log.Warn("Slack sent something that cannot be read", "bytes", len(d.Message))
			return
		}
	default:
		if e.Request == nil {
			return
		}
		got = envelope{ID: e.Request.EnvelopeID, Type: e.Request.Type, Payload: e.Request.Payload}
	}
	if got.ID == "" {
		return
	}
	work, err := s.work(got)
	seated := work.empty() || s.crew.seat()
	if work.reply != nil && seated {
		s.crew.do("", func(run context.Context) { s.ack(run, client, got.ID, work.reply(run)) })
		return
	}
	if !seated && got.Type == socketmode.RequestTypeEventsAPI {
		return // Slack sends an event again that nobody has acknowledged
	}
	var answer any
	if !seated && got.Type == socketmode.RequestTypeSlashCommands {
		answer = map[string]string{"response_type": slack.ResponseTypeEphemeral, "text": tooBusy}
	}
	s.ack(ctx, client, got.ID, answer)
	switch {
	case err != nil:
		s.log.Warn("a payload cannot be read", "type", got.Type, "bytes", len(got.Payload))
	case seated && !work.empty():
		s.crew.do(work.responseURL, work.run)
	}
}

func (s *Socket) ack(ctx context.Context, client *socketmode.Client, id string, answer any) {
	ctx, cancel := context.WithTimeout(ctx, ackFor)
	defer cancel()
	if err := client.AckCtx(ctx, id, answer); err != nil {
		s.log.Warn("a payload was not acknowledged: Slack tells the person that we did not answer")
	}
}

// work is what a payload asks for.
func (s *Socket) work(got envelope) (work, error) {
	switch got.Type {
	case socketmode.RequestTypeSlashCommands:
		c, err := commandFromJSON(got.Payload)
		if err != nil {
			return work{}, err
		}
		return commandWork(s.opts.Handler, c), nil
	case socketmode.RequestTypeInteractive:
		return interactionFromJSON(s.opts.Handler, got.Payload)
	case socketmode.RequestTypeEventsAPI:
		return eventFromJSON(s.opts.Handler, got.Payload)
	}
	return work{}, nil
}
