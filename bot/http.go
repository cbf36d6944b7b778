package bot

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

const (
	maxRequest    = 1 << 20 // bytes of one request's body
	signatureAge  = 5 * time.Minute
	maxSignatures = 20_000 // remembered; a workspace makes far fewer in ten minutes
)

// HTTPOptions make an HTTPHandler.
type HTTPOptions struct {
	SigningSecret string
	Handler       Handler
	Workspace     Workspace // tells people when answering failed; may be nil
	Now           func() time.Time
	Log           *slog.Logger
}

// HTTPHandler is the HTTP transport: POST /slack/commands, /slack/interactions,
// /slack/options and /slack/events, all signed by Slack. It acknowledges at once and works
// afterwards.
type HTTPHandler struct {
	opts HTTPOptions
	now  func() time.Time
	log  *slog.Logger
	mux  *http.ServeMux
	crew *crew

	mu   sync.Mutex
	seen map[[sha256.Size]byte]time.Time // signatures, until when they would be good
}

// NewHTTPHandler makes an HTTPHandler. Without a signing secret it refuses
// everything.
func NewHTTPHandler(o HTTPOptions) *HTTPHandler {
	h := &HTTPHandler{opts: o, now: o.Now, log: o.Log, mux: http.NewServeMux(), seen: map[[sha256.Size]byte]time.Time{}}
	if h.now == nil {
		h.now = time.Now
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	h.crew = newCrew(o.Workspace, h.log)
	h.mux.HandleFunc("POST /slack/commands", h.command)
	h.mux.HandleFunc("POST /slack/interactions", func(w http.ResponseWriter, r *http.Request) { h.interaction(w, r, once) })
	// The same letters typed again in the same second are the same request.
	h.mux.HandleFunc("POST /slack/options", func(w http.ResponseWriter, r *http.Request) { h.interaction(w, r, again) })
	h.mux.HandleFunc("POST /slack/events", h.event)
	return h
}

// ServeHTTP answers Slack.
func (h *HTTPHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// Close turns new requests away and waits for the answers under way. When ctx
// ends first, those are stopped and the error is ctx's.
func (h *HTTPHandler) Close(ctx context.Context) error { return h.crew.close(ctx) }

func (h *HTTPHandler) command(w http.ResponseWriter, r *http.Request) {
	form, ok := h.form(w, r, once)
	if !ok {
		return
	}
	if form.Get("ssl_check") == "1" {
		return
	}
	h.start(w, commandWork(h.opts.Handler, commandFromForm(form)), map[string]string{"response_type": "ephemeral", "text": tooBusy})
}

// form reads a signed form; it has answered already when ok is false.
func (h *HTTPHandler) form(w http.ResponseWriter, r *http.Request, twice repeats) (form url.Values, ok bool) {
	body, ok := h.read(w, r, twice)
	if !ok {
		return nil, false
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, "the body is no form", http.StatusBadRequest)
		return nil, false
	}
	return form, true
}

// interaction takes a click, a form, a shortcut or what is typed into a menu. What
// only asks may come twice.
func (h *HTTPHandler) interaction(w http.ResponseWriter, r *http.Request, twice repeats) {
	form, ok := h.form(w, r, twice)
	if !ok {
		return
	}
	payload := []byte(form.Get("payload"))
	if twice == again && !asksOnly(payload) {
		http.Error(w, "this payload belongs to another address", http.StatusBadRequest)
		return
	}
	todo, err := interactionFromJSON(h.opts.Handler, payload)
	if err != nil {
		h.log.Warn("a payload cannot be read", "type", "interactive", "bytes", len(form.Get("payload")))
		http.Error(w, "the payload cannot be read", http.StatusBadRequest)
		return
	}
	switch {
	case todo.reply != nil:
		h.reply(w, todo)
	case !todo.empty():
		h.start(w, todo, nil)
	}
}

// reply acknowledges with what a form turns into.
func (h *HTTPHandler) reply(w http.ResponseWriter, todo work) {
	if !h.crew.seat() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	answered := make(chan any, 1)
	h.crew.do("", func(ctx context.Context) {
		defer close(answered)
		answered <- todo.reply(ctx)
	})
	answer := <-answered
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if answer == nil {
		return
	}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		h.log.Debug("Slack went away before it was answered")
	}
}

// event acknowledges events, and answers those that ask for something. The check
// that the address is ours is answered at once.
func (h *HTTPHandler) event(w http.ResponseWriter, r *http.Request) {
	body, ok := h.read(w, r, again)
	if !ok {
		return
	}
	var e wireEvent
	todo, err := eventFromJSON(h.opts.Handler, body)
	if err == nil {
		err = json.Unmarshal(body, &e)
	}
	if err != nil {
		http.Error(w, "the body is no JSON", http.StatusBadRequest)
		return
	}
	if e.Type != "url_verification" {
		if !todo.empty() {
			h.start(w, todo, nil)
		}
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if _, err := io.WriteString(w, e.Challenge); err != nil {
		h.log.Debug("Slack went away before it was answered")
	}
}

// start acknowledges and begins to work; busy is the answer when there is no
// seat, nil for none.
func (h *HTTPHandler) start(w http.ResponseWriter, todo work, busy any) {
	if !h.crew.seat() {
		if busy == nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if err := json.NewEncoder(w).Encode(busy); err != nil {
			h.log.Debug("Slack went away before it was answered")
		}
		return
	}
	w.WriteHeader(http.StatusOK)
	if err := http.NewResponseController(w).Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		h.log.Debug("Slack went away before it was answered")
	}
	h.crew.do(todo.responseURL, todo.run)
}

// repeats says whether a request may come twice with one signature.
type repeats int

const (
	once repeats = iota
	again
)

// read gives the body of a request that Slack has signed. For others it has
// answered.
func (h *HTTPHandler) read(w http.ResponseWriter, r *http.Request, twice repeats) ([]byte, bool) {
	if h.opts.SigningSecret == "" {
		http.Error(w, "no signing secret is configured", http.StatusServiceUnavailable)
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		} else {
			http.Error(w, "the body cannot be read", http.StatusBadRequest)
		}
		return nil, false
	}
	if why := h.verify(r.Header, body, twice); why != "" {
		h.log.Warn("a request was refused", "path", r.URL.Path, "reason", why)
		http.Error(w, why, http.StatusUnauthorized)
		return nil, false
	}
	return body, true
}

// verify says why a request is not to be trusted; empty if it is.
func (h *HTTPHandler) verify(header http.Header, body []byte, twice repeats) string {
	stamp := header.Get("X-Slack-Request-Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return "no timestamp"
	}
	now, at := h.now(), time.Unix(seconds, 0)
	if at.Before(now.Add(-signatureAge)) || at.After(now.Add(signatureAge)) {
		return "the timestamp is too far from now"
	}
	hash := hmac.New(sha256.New, []byte(h.opts.SigningSecret))
	hash.Write([]byte("v0:" + stamp + ":"))
	hash.Write(body)
	var want [sha256.Size]byte
	hash.Sum(want[:0])
	if !hmac.Equal([]byte(header.Get("X-Slack-Signature")), []byte("v0="+hex.EncodeToString(want[:]))) {
		return "the signature is wrong"
	}
	if twice == once && !h.first(want, now, at.Add(signatureAge)) {
		return "the request came before"
	}
	return ""
}

// first remembers a signature and reports whether it is new.
func (h *HTTPHandler) first(signature [sha256.Size]byte, now, until time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if old, ok := h.seen[signature]; ok && !now.After(old) {
		return false
	}
	if len(h.seen) >= maxSignatures {
		soonest, at := signature, now.Add(4*signatureAge)
		for s, t := range h.seen {
			if now.After(t) {
				delete(h.seen, s)
			} else if t.Before(at) {
				soonest, at = s, t
			}
		}
		if len(h.seen) >= maxSignatures {
			delete(h.seen, soonest)
		}
	}
	h.seen[signature] = until
	return true
}
