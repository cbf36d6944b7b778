package slackfake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Errors of deliveries and of what people try to do.
var (
	ErrClosed       = errors.New("slackfake: closed")
	ErrNotConnected = errors.New("slackfake: dispatch_failed: the app has no socket connected")
	ErrTimeout      = errors.New("slackfake: operation_timeout: the app did not acknowledge in 3 seconds")
	ErrStatus       = errors.New("slackfake: the app answered with an error status")
	ErrBadAnswer    = errors.New("slackfake: the app acknowledged with something that cannot be shown")
	ErrNoUser       = errors.New("slackfake: no such user")
	ErrNoChannel    = errors.New("slackfake: no such channel for this user")
	ErrForeign      = errors.New("slackfake: users of other workspaces cannot run slash commands")
	ErrNoMessage    = errors.New("slackfake: no such message for this user")
	ErrNoElement    = errors.New("slackfake: no such element")
	ErrNoView       = errors.New("slackfake: no such view for this user")
	ErrRequired     = errors.New("slackfake: a required input is empty")
)

const ackWithin = 3 * time.Second

// Delivery is a payload on its way to the bot.
type Delivery struct {
	Kind string // slash_commands, interactive or events_api

	s        *Server
	payload  map[string]any
	apply    func(ack json.RawMessage) error
	done     chan struct{}
	attempts int
	ack      json.RawMessage
	err      error
}

// Done is closed when the bot has acknowledged and its answer is shown, or when
// delivery has failed for good.
func (d *Delivery) Done() <-chan struct{} { return d.done }

// Wait waits for Done and gives the reason of a failure, or ctx's error.
func (d *Delivery) Wait(ctx context.Context) error {
	select {
	case <-d.done:
		d.s.mu.Lock()
		defer d.s.mu.Unlock()
		return d.err
	case <-ctx.Done():
		return fmt.Errorf("slackfake: waiting for an acknowledgement: %w", ctx.Err())
	}
}

// Ack gives the payload of the acknowledgement, empty if it had none.
func (d *Delivery) Ack() json.RawMessage {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	return d.ack
}

// Attempts gives how often the payload was sent so far.
func (d *Delivery) Attempts() int {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	return d.attempts
}

// Payload gives what was sent, as JSON.
func (d *Delivery) Payload() json.RawMessage { return encode(d.payload) }

// dispatch sends a payload in the background. apply, if not nil, shows what the
// bot acknowledged with; it runs with s.mu held.
func (s *Server) dispatch(kind string, payload map[string]any, apply func(json.RawMessage) error) *Delivery {
	s.mu.Lock()
	var frozen map[string]any // what payloads point to may change before they are sent
	err := decode(encode(payload), &frozen)
	s.mu.Unlock()
	d := &Delivery{Kind: kind, s: s, payload: frozen, apply: apply, done: make(chan struct{})}
	if err != nil {
		d.err = fmt.Errorf("slackfake: freeze a payload: %w", err)
		close(d.done)
		return d
	}
	if !s.start(func() { s.carry(d) }) {
		d.err = ErrClosed
		close(d.done)
	}
	return d
}

// carry sends a payload, and an event again at once, after a minute and after
// five when it was not acknowledged.
func (s *Server) carry(d *Delivery) {
	waits := []time.Duration{0}
	if d.Kind == "events_api" {
		waits = append(waits, 0, time.Minute, 5*time.Minute)
	}
	var ack json.RawMessage
	var err error
	for i, wait := range waits {
		if !s.pause(wait) {
			err = ErrClosed
			break
		}
		s.mu.Lock()
		d.attempts++
		s.mu.Unlock()
		if s.opts.HTTP != nil {
			ack, err = s.post(d, i)
		} else {
			ack, err = s.offer(d, i)
		}
		if err == nil {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d.ack, d.err = ack, err
	if err == nil && d.apply != nil {
		d.err = d.apply(ack)
	}
	if d.err != nil {
		s.note(Event{Kind: KindFailed, Text: d.err.Error()})
	} else {
		s.note(Event{Kind: KindDelivered, Text: d.Kind})
	}
	close(d.done)
}

func (s *Server) pause(d time.Duration) bool {
	if d == 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-s.done:
		return false
	}
}

// offer sends a payload over one socket, each in turn, and waits for the
// acknowledgement, which may come over any.
func (s *Server) offer(d *Delivery, attempt int) (json.RawMessage, error) {
	s.mu.Lock()
	if len(s.sockets) == 0 {
		s.mu.Unlock()
		return nil, ErrNotConnected
	}
	k := s.sockets[s.turn%len(s.sockets)]
	s.turn++
	id := s.next("envelope-")
	acked := make(chan []byte, 1)
	s.pending[id] = acked
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.pending, id)
		s.mu.Unlock()
	}()
	e := map[string]any{
		"envelope_id": id, "type": d.Kind, "payload": d.payload, "accepts_response_payload": d.Kind != "events_api",
	}
	if attempt > 0 {
		e["retry_attempt"], e["retry_reason"] = attempt, "timeout"
	}
	t := time.NewTimer(ackWithin)
	defer t.Stop()
	select {
	case k.out <- encode(e):
	case <-k.done:
	case <-t.C:
		return nil, ErrTimeout
	}
	select {
	case raw := <-acked:
		var ack struct {
			Payload json.RawMessage `json:"payload"`
		}
		if err := decode(raw, &ack); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBadAnswer, err)
		}
		return ack.Payload, nil
	case <-t.C:
		return nil, ErrTimeout
	case <-s.done:
		return nil, ErrClosed
	}
}

// post sends a payload as a signed request.
func (s *Server) post(d *Delivery, attempt int) (json.RawMessage, error) {
	target, kind, body := s.opts.HTTP.EventURL, "application/json", []byte(encode(d.payload))
	switch d.Kind {
	case "slash_commands":
		form := url.Values{}
		for k, v := range d.payload {
			form.Set(k, fmt.Sprint(v))
		}
		target, kind, body = s.opts.HTTP.CommandURL, "application/x-www-form-urlencoded", []byte(form.Encode())
	case "interactive":
		form := url.Values{"payload": {string(body)}}
		target, kind, body = s.opts.HTTP.InteractionURL, "application/x-www-form-urlencoded", []byte(form.Encode())
		if d.payload["type"] == "block_suggestion" {
			target = s.opts.HTTP.OptionsURL
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), ackWithin)
	defer cancel()
	s.start(func() {
		select {
		case <-s.done:
			cancel()
		case <-ctx.Done():
		}
	})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("slackfake: request to the app: %w", err)
	}
	stamp := strconv.FormatInt(s.now().Unix(), 10)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", Sign(s.App().SigningSecret, stamp, body))
	if attempt > 0 {
		r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(attempt))
		r.Header.Set("X-Slack-Retry-Reason", "http_timeout")
	}
	client := s.opts.HTTP.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(r)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ErrTimeout
		}
		return nil, fmt.Errorf("slackfake: request to the app: %w", err)
	}
	defer resp.Body.Close()
	answered, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("slackfake: answer of the app: %w", err)
	}
	if resp.StatusCode/100 != 2 {
		return nil, fmt.Errorf("%w: %s", ErrStatus, resp.Status)
	}
	if text := strings.TrimSpace(string(answered)); text != "" && !json.Valid(answered) {
		return encode(map[string]any{"text": text}), nil
	}
	return bytes.TrimSpace(answered), nil
}

// Sign gives Slack's v0 signature of a request body: HMAC-SHA256 over
// "v0:timestamp:body", in hex after "v0=". The timestamp is in Unix seconds.
func Sign(secret, timestamp string, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte("v0:" + timestamp + ":"))
	h.Write(body)
	return "v0=" + hex.EncodeToString(h.Sum(nil))
}
