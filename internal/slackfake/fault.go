package slackfake

import (
	"net/http"
	"strconv"
	"time"
)

// Fault is a way in which one call fails. Make it with the functions below.
type Fault struct {
	kind  faultKind
	word  string
	code  int
	retry string
	delay time.Duration
	notes []string
}

type faultKind int

const (
	noFault faultKind = iota
	errorWord
	httpStatus
	lostRequest
	lostResponse
)

// Pass lets one call through, to place a fault at a later one.
func Pass() Fault { return Fault{} }

// Fail answers HTTP 200 with ok false and a word: "ratelimited",
// "rate_limited", "message_limit_exceeded", "token_revoked"...
func Fail(word string, messages ...string) Fault {
	return Fault{kind: errorWord, word: word, notes: messages}
}

// TooMany answers 429 with a Retry-After of whole seconds.
func TooMany(after time.Duration) Fault {
	return Fault{kind: httpStatus, code: http.StatusTooManyRequests, word: "ratelimited", retry: strconv.Itoa(int(after.Seconds()))}
}

// TooManySaying answers 429 with whatever stands in Retry-After.
func TooManySaying(header string) Fault {
	return Fault{kind: httpStatus, code: http.StatusTooManyRequests, word: "ratelimited", retry: header}
}

// TooManyBare answers 429 without Retry-After.
func TooManyBare() Fault {
	return Fault{kind: httpStatus, code: http.StatusTooManyRequests, word: "ratelimited"}
}

// Status answers an HTTP status with a page of HTML, like 500 or 503.
func Status(code int) Fault { return Fault{kind: httpStatus, code: code} }

// LostRequest cuts the connection before the call has any effect.
func LostRequest() Fault { return Fault{kind: lostRequest} }

// LostResponse lets the call take effect and cuts the connection without an
// answer.
func LostResponse() Fault { return Fault{kind: lostResponse} }

// Slow waits before the call takes effect. If the caller gives up meanwhile,
// the call has no effect.
func Slow(d time.Duration) Fault { return Fault{delay: d} }

// SlowAnd is Slow followed by another fault.
func SlowAnd(d time.Duration, then Fault) Fault {
	then.delay = d
	return then
}

// Times repeats a fault for n calls.
func Times(n int, f Fault) []Fault {
	all := make([]Fault, n)
	for i := range all {
		all[i] = f
	}
	return all
}

// Script makes the next calls of a method fail, one fault a call, in order,
// after those scripted before. The methods "upload", "download" and
// "response_url" stand for these requests.
func (s *Server) Script(method string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scripts[method] = append(s.scripts[method], faults...)
}

// Unscript drops the faults of a method that have not happened yet.
func (s *Server) Unscript(method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.scripts, method)
}

func (s *Server) fault(method string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	queue := s.scripts[method]
	if len(queue) == 0 {
		return Fault{}
	}
	s.scripts[method] = queue[1:]
	return queue[0]
}

// before carries out what a fault does ahead of the call's effect, and reports
// whether the call is over.
func (s *Server) before(w http.ResponseWriter, r *http.Request, call Call, f Fault) bool {
	if f.delay > 0 {
		t := time.NewTimer(f.delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
			s.record(call)
			panic(http.ErrAbortHandler)
		case <-s.done:
			panic(http.ErrAbortHandler)
		}
	}
	switch f.kind {
	case lostRequest:
		s.record(call)
		panic(http.ErrAbortHandler)
	case errorWord:
		a := refuse(f.word)
		if f.notes != nil {
			a = refuseWith(f.word, f.notes...)
		}
		s.finish(w, r, call, a)
		return true
	case httpStatus:
		if f.retry != "" {
			w.Header().Set("Retry-After", f.retry)
		}
		call.Status, call.Error = f.code, f.word
		body := []byte("<!DOCTYPE html><title>" + http.StatusText(f.code) + "</title>")
		kind := "text/html"
		if f.word != "" {
			body, kind = encode(refuse(f.word)), "application/json"
			call.Answer = body
		}
		s.record(call)
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(f.code)
		if _, err := w.Write(body); err != nil {
			return true // the caller is gone
		}
		return true
	}
	return false
}
