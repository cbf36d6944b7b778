package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"engagement/account"
)

// Limits of one request.
const (
	MaxPacked   = 4 << 20  // bytes of body as sent
	MaxUnpacked = 32 << 20 // bytes of body as meant
	MaxItems    = 10_000   // activities
)

// WriteKey lets its bearer record activities.
type WriteKey struct {
	Key    string
	Source string // of activities that name none; empty is "http"
}

// HTTPOptions is what [NewHandler] is made of.
type HTTPOptions struct {
	Store  Intake
	Policy Policy
	// Keys are the write keys; without any, every request is refused.
	Keys []WriteKey
	Now  func() time.Time // required
	// OnRecorded, if not nil, is called after activities became durable, to
	// wake who waits for them.
	OnRecorded func()
	// Log gets the errors that are the server's, not the client's. Nil drops
	// them.
	Log *slog.Logger
}

// Handler answers POST /v1/activities: one activity, an array of them, or one
// a line, in our own JSON, packed with gzip or not. 200 means that they are
// durable. It is safe for concurrent use.
type Handler struct {
	opt  HTTPOptions
	desk *Desk
	log  *slog.Logger
}

// NewHandler makes the door for activities over HTTP.
func NewHandler(opt HTTPOptions) *Handler {
	log := opt.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Handler{opt: opt, desk: &Desk{store: opt.Store, policy: opt.Policy}, log: log}
}

// answer is the body of a 200.
type answer struct {
	Recorded    int `json:"recorded"`
	Duplicate   int `json:"duplicate"`
	Unmatched   int `json:"unmatched"`
	Quarantined int `json:"quarantined"`
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	got, err := h.take(w, r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, got)
}

// take does what the request asks for.
func (h *Handler) take(w http.ResponseWriter, r *http.Request) (answer, error) {
	if strings.TrimSuffix(r.URL.Path, "/") != "/v1/activities" {
		return answer{}, account.ErrNotFound
	}
	if r.Method != http.MethodPost {
		return answer{}, errMethod
	}
	source, ok := h.authorize(r)
	if !ok {
		return answer{}, errUnauthorized
	}
	body, err := readBody(w, r)
	if err != nil {
		return answer{}, err
	}
	items, err := splitItems(body)
	if err != nil {
		return answer{}, err
	}
	l := h.decode(items, source)
	if len(l.activities) == 0 && len(l.faults) > 0 {
		return answer{}, &unusable{faults: l.faults}
	}
	if len(items) == 0 {
		return answer{}, nil
	}
	recorded, err := h.desk.record(r.Context(), account.Batch{At: l.at, Activities: l.activities, Faults: l.faults}, nil)
	if err != nil {
		return answer{}, err
	}
	if h.opt.OnRecorded != nil && recorded.New > 0 {
		h.opt.OnRecorded()
	}
	return answer{recorded.New, recorded.Duplicate, recorded.Unmatched, len(l.faults)}, nil
}

// authorize compares the write key with all keys, taking the same time
// whichever fits, and gives the key's source.
func (h *Handler) authorize(r *http.Request) (source string, ok bool) {
	given, _, basic := r.BasicAuth()
	if !basic {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return "", false
		}
		given = strings.TrimSpace(token)
	}
	sum := sha256.Sum256([]byte(given))
	for _, key := range h.opt.Keys {
		want := sha256.Sum256([]byte(key.Key))
		if subtle.ConstantTimeCompare(sum[:], want[:]) == 1 && key.Key != "" {
			source, ok = key.Source, true
		}
	}
	if source == "" {
		source = "http"
	}
	return source, ok
}

// readBody reads a body within the limits, unpacked.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	packed, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxPacked))
	if err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return nil, errTooLarge
		}
		return nil, fmt.Errorf("%w: the body ended early", errBody)
	}
	if !bytes.HasPrefix(packed, []byte{0x1f, 0x8b}) {
		return packed, nil
	}
	unpacker, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("%w: the gzip is damaged", errBody)
	}
	body, err := io.ReadAll(io.LimitReader(unpacker, MaxUnpacked+1))
	if len(body) > MaxUnpacked {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the gzip is damaged", errBody)
	}
	return body, nil
}

// item is one activity of a body: what it counts as a line is its place.
type item struct {
	line int
	text []byte
}

// splitItems cuts a body into its activities, at most MaxItems.
func splitItems(body []byte) ([]item, error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	switch {
	case len(body) == 0:
		return nil, fmt.Errorf("%w: it is empty", errBody)
	case body[0] == '[':
		return arrayItems(body)
	case json.Valid(body):
		return []item{{1, body}}, nil
	}
	var items []item
	no := 0
	for text := range bytes.Lines(body) {
		no++
		if text = bytes.TrimSpace(text); len(text) == 0 {
			continue
		}
		if len(items) == MaxItems {
			return nil, errTooLarge
		}
		items = append(items, item{no, text})
	}
	return items, nil
}

func arrayItems(body []byte) ([]item, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	broken := func() error {
		return fmt.Errorf("%w: the JSON array breaks off or is wrong after byte %d", errBody, dec.InputOffset())
	}
	if _, err := dec.Token(); err != nil {
		return nil, broken()
	}
	var items []item
	for dec.More() {
		var text json.RawMessage
		if err := dec.Decode(&text); err != nil {
			return nil, broken()
		}
		if len(items) == MaxItems {
			return nil, errTooLarge
		}
		items = append(items, item{len(items) + 1, text})
	}
	if _, err := dec.Token(); err != nil {
		return nil, broken()
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, broken()
	}
	return items, nil
}

// decode makes activities of items, and faults of those it cannot use.
func (h *Handler) decode(items []item, source string) *load {
	d := newDecoder(Options{Kind: Activities, Source: source, Policy: h.opt.Policy})
	d.zone = nil
	l := &load{at: h.opt.Now()}
	d.now = l.at
	for _, it := range items {
		fields, err := flatten(it.text)
		if err == nil {
			if fields["source"] == "" {
				fields["source"] = source // kept with the row if it is refused
			}
			err = l.add(d, fields)
		} else {
			fields = unreadable(string(it.text))
		}
		if err != nil {
			l.faults = append(l.faults, account.Fault{
				Kind: string(Activities), File: source, Line: it.line, Reason: reasonOf(err), Row: fields, At: l.at,
			})
		}
	}
	return l
}

// refuse answers an error, and logs it where it is ours.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	says := sayingOf(err)
	if says.status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		h.log.ErrorContext(r.Context(), "activities over HTTP were not recorded", "error", err)
	}
	for name, value := range says.header {
		w.Header().Set(name, value)
	}
	writeJSON(w, says.status, says.body(err))
}

// writeJSON sends a body; a client that has gone is not told.
func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	text, err := json.Marshal(body)
	if err != nil {
		status, text = http.StatusInternalServerError, []byte(`{"error":"the answer cannot be written","try":"send the request again"}`)
	}
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // nobody is left to tell
}
