package ingest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"engagement/account"
)

// What a client of the HTTP door can do wrong.
var (
	errMethod       = errors.New("method not allowed")
	errUnauthorized = errors.New("no valid write key")
	errTooLarge     = errors.New("too large")
	errBody         = errors.New("the body cannot be read")
)

// unusable is a request of which nothing can be recorded.
type unusable struct{ faults []account.Fault }

// Error says how many activities there were.
func (u *unusable) Error() string {
	return fmt.Sprintf("none of %d activities can be used: %v", len(u.faults), account.ErrInvalid)
}

// Unwrap is account.ErrInvalid.
func (u *unusable) Unwrap() error { return account.ErrInvalid }

// saying is how an error is told over HTTP.
type saying struct {
	when   error
	status int
	text   string // empty: the error's own
	try    string
	header map[string]string
}

// sayings maps errors to answers: the first that fits.
var sayings = [...]saying{
	{when: errUnauthorized, status: http.StatusUnauthorized, try: "send a write key of [ingest.http] as Basic user name or as Bearer token", header: map[string]string{"WWW-Authenticate": `Basic realm="engagement"`}},
	{when: errMethod, status: http.StatusMethodNotAllowed, try: "send activities with POST", header: map[string]string{"Allow": http.MethodPost}},
	{when: errTooLarge, status: http.StatusRequestEntityTooLarge, text: "the request is too large", try: fmt.Sprintf("send at most %d activities, %d MiB, or %d MiB before packing, at a time", MaxItems, MaxPacked>>20, MaxUnpacked>>20)},
	{when: errBody, status: http.StatusBadRequest, try: "send one JSON object, an array of objects, or one object a line"},
	{when: account.ErrInvalid, status: http.StatusBadRequest, try: "mend the activities named under faults and send them again; nothing was recorded"},
	{when: account.ErrNotFound, status: http.StatusNotFound, text: "there is nothing here", try: "send activities to POST /v1/activities"},
	{when: account.ErrStale, status: http.StatusServiceUnavailable, text: "accounts and contacts are changing", try: "send the same request again in a minute; nothing was recorded", header: map[string]string{"Retry-After": "60"}},
}

// sayingOf is the answer to an error; what nobody foresaw is 500, and keeps
// its text to itself.
func sayingOf(err error) saying {
	for _, s := range sayings {
		if errors.Is(err, s.when) {
			return s
		}
	}
	return saying{status: http.StatusInternalServerError, text: "the activities could not be recorded", try: "send the same request again later; nothing is counted twice"}
}

// fault is a row in the body of a 400.
type fault struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// body is the answer as JSON.
func (s saying) body(err error) any {
	text := s.text
	if text == "" {
		text = strings.TrimSuffix(err.Error(), ": "+account.ErrInvalid.Error())
	}
	var faults []fault
	var none *unusable
	if errors.As(err, &none) {
		for _, f := range none.faults {
			faults = append(faults, fault{f.Line, f.Reason})
		}
	}
	return struct {
		Error  string  `json:"error"`
		Try    string  `json:"try"`
		Faults []fault `json:"faults,omitempty"`
	}{text, s.try, faults}
}
