package slackfake

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"engagement/internal/blockkit"
)

// Call is one request of the bot, as the journal keeps it. Args are form
// values, or JSON values as written; tokens are left out. Uploads, downloads
// and response URLs appear under the methods "upload", "download" and
// "response_url".
type Call struct {
	Method string
	Args   map[string]string
	Answer json.RawMessage // empty when the request was lost
	Error  string          // Slack's error word, empty when ok
	Status int             // HTTP status, 0 when the connection was cut
	At     time.Time
}

// Refusal is one message, view or acknowledgement that was refused, or was
// accepted although it has flaws (Code no_text beside blocks).
type Refusal struct {
	Method, ChannelID, Code string
	Faults                  []blockkit.Fault
	At                      time.Time
}

// Journal gives every call so far, oldest first.
func (s *Server) Journal() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal)
}

// Calls gives the calls of one method so far, oldest first.
func (s *Server) Calls(method string) []Call {
	return slices.DeleteFunc(s.Journal(), func(c Call) bool { return c.Method != method })
}

// Faults gives everything that was refused for its contents so far.
func (s *Server) Faults() []Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.refusals)
}

// OnCall sets a function that runs after a call took effect and before its
// answer is sent, so that a test can kill the caller in between. It runs
// without locks held. Nil takes it away.
func (s *Server) OnCall(f func(method string, call Call)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = f
}

// answer is the JSON object sent back. Without "ok" it is a success.
type answer = map[string]any

func refuse(word string) answer { return answer{"ok": false, "error": word} }

func refuseWith(word string, messages ...string) answer {
	return answer{"ok": false, "error": word, "response_metadata": map[string]any{"messages": messages}}
}

// call is a request being answered; s.mu is held while a method runs.
type call struct {
	s    *Server
	name string
	host string // scheme and host the bot used
	args map[string]string
	now  time.Time
}

func (c *call) has(key string) bool { return c.args[key] != "" && c.args[key] != "null" }

func (c *call) str(key string) string { return c.args[key] }

func (c *call) yes(key string) bool {
	v := c.args[key]
	return v == "1" || strings.EqualFold(v, "true")
}

func (c *call) whole(key string, otherwise int) int {
	if n, err := strconv.Atoi(c.args[key]); err == nil {
		return n
	}
	return otherwise
}

const maxBody = 8 << 20

// readArgs gives a request's arguments and its token. Slack takes the token
// in the header or in a form, but not inside a JSON body.
func readArgs(r *http.Request) (args map[string]string, token string, err error) {
	args = map[string]string{}
	for k, v := range r.URL.Query() {
		args[k] = v[0]
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		delete(args, "token")
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
		if err != nil {
			return nil, "", err
		}
		if len(bytes.TrimSpace(body)) > 0 && string(body) != "null" {
			var fields map[string]json.RawMessage
			if err := json.Unmarshal(body, &fields); err != nil {
				return nil, "", err
			}
			for k, v := range fields {
				var str string
				if json.Unmarshal(v, &str) == nil {
					args[k] = str
				} else {
					args[k] = string(v)
				}
			}
		}
		delete(args, "token")
	} else {
		r.Body = io.NopCloser(io.LimitReader(r.Body, maxBody))
		if err := r.ParseForm(); err != nil {
			return nil, "", err
		}
		if kind == "multipart/form-data" {
			if err := r.ParseMultipartForm(maxBody); err != nil {
				return nil, "", err
			}
		}
		for k, v := range r.Form {
			args[k] = v[0]
		}
	}
	token = args["token"]
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		token = bearer
	}
	delete(args, "token")
	return args, token, nil
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	args, token, err := readArgs(r)
	if err != nil {
		s.finish(w, r, Call{Method: name, Args: map[string]string{}}, refuse("invalid_form_data"))
		return
	}
	f := s.fault(name)
	if s.before(w, r, Call{Method: name, Args: args}, f) {
		return
	}
	s.mu.Lock()
	c := &call{s: s, name: name, host: origin(r), args: args, now: s.now()}
	a := s.answer(c, token)
	scopes := strings.Join(s.app.Scopes, ",")
	s.mu.Unlock()
	w.Header().Set("X-OAuth-Scopes", scopes)
	if word, _ := a["error"].(string); word == "ratelimited" && a["retry_after"] != nil {
		w.Header().Set("Retry-After", strconv.Itoa(a["retry_after"].(int)))
	}
	if f.kind == lostResponse {
		s.drop(Call{Method: name, Args: args}, a)
	}
	s.finish(w, r, Call{Method: name, Args: args}, a)
}

// answer checks token and scopes and runs the method; s.mu is held.
func (s *Server) answer(c *call, token string) answer {
	m, ok := s.api[c.name]
	switch {
	case !ok:
		return refuse("unknown_method")
	case token == "":
		return refuse("not_authed")
	case token != s.app.BotToken && token != s.app.AppToken:
		return refuse("invalid_auth")
	case s.revoked:
		return refuse("token_revoked")
	case m.appToken != (token == s.app.AppToken):
		return refuse("not_allowed_token_type")
	}
	granted := s.app.Scopes
	if m.appToken {
		granted = s.app.AppScopes
	}
	if m.scope != "" && !slices.Contains(granted, m.scope) {
		return missingScope(m.scope, granted)
	}
	if wait := s.limit(c, m); wait > 0 {
		return answer{"ok": false, "error": "ratelimited", "retry_after": int((wait + time.Second - 1) / time.Second)}
	}
	return m.run(c)
}

func missingScope(needed string, granted []string) answer {
	return answer{"ok": false, "error": "missing_scope", "needed": needed, "provided": strings.Join(granted, ",")}
}

// lacks gives a refusal when the bot does not have a scope, else nil.
func (c *call) lacks(scope string) answer {
	if slices.Contains(c.s.app.Scopes, scope) {
		return nil
	}
	return missingScope(scope, c.s.app.Scopes)
}

// finish enters a call into the journal, runs the hook and sends the answer.
func (s *Server) finish(w http.ResponseWriter, _ *http.Request, call Call, a answer) {
	a = maps.Clone(a)
	status := http.StatusOK
	if a["retry_after"] != nil {
		delete(a, "retry_after")
		status = http.StatusTooManyRequests
	}
	if _, ok := a["ok"]; !ok {
		a["ok"] = true
	}
	body := s.enter(call, a, status)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(body)
	if err != nil {
		return // the caller is gone, which is its own affair
	}
}

// drop enters a call whose effect stays, and cuts the connection.
func (s *Server) drop(call Call, a answer) {
	a = maps.Clone(a)
	if _, ok := a["ok"]; !ok {
		a["ok"] = true
	}
	s.enter(call, a, 0)
	panic(http.ErrAbortHandler)
}

// enter completes a call from its answer, puts it in the journal and calls the
// hook. It gives the encoded answer.
func (s *Server) enter(call Call, a answer, status int) []byte {
	body := encode(a)
	call.Answer, call.Status = body, status
	call.Error, _ = a["error"].(string)
	s.record(call)
	return body
}

func (s *Server) record(call Call) {
	s.mu.Lock()
	call.At = s.now()
	s.journal = append(s.journal, call)
	hook := s.hook
	s.note(Event{Kind: KindCall, Text: call.Method})
	s.mu.Unlock()
	if hook != nil {
		hook(call.Method, call)
	}
}

// encode gives compact JSON without HTML escapes. What is encoded here is made
// of maps, strings and numbers, which cannot fail.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("slackfake: encode: " + err.Error())
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// decode reads JSON and keeps numbers as they were written.
func decode(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(v)
}
