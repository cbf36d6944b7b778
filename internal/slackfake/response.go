package slackfake

import (
	"encoding/json"
	"net/http"
	"time"
)

const (
	replyUses = 5
	replyLife = 30 * time.Minute
)

// replyURL is a response URL: who acted, where, and on which message.
type replyURL struct {
	userID, channelID, ts string // ts of the message acted on, or last replied
	made                  time.Time
	uses                  int
}

// responseURL makes a response URL for an action of a user.
func (s *Server) responseURL(userID, channelID, ts string) string {
	secret := s.next("R")
	s.replies[secret] = &replyURL{userID: userID, channelID: channelID, ts: ts, made: s.now()}
	base := s.base
	if base == "" {
		base = "http://slackfake"
	}
	return base + "/response/" + secret
}

func (s *Server) serveResponse(w http.ResponseWriter, r *http.Request) {
	args, _, err := readArgs(r)
	if payload, ok := args["payload"]; ok {
		var fields map[string]json.RawMessage
		err = decode([]byte(payload), &fields)
		for k, v := range fields {
			args[k] = unquote(v)
		}
		delete(args, "payload")
	}
	entry := Call{Method: "response_url", Args: args}
	fault := s.fault("response_url")
	if s.before(w, r, entry, fault) {
		return
	}
	s.mu.Lock()
	var a answer
	u := s.replies[r.PathValue("secret")]
	switch {
	case err != nil:
		a = refuse("invalid_payload")
	case u == nil:
		a = refuse("invalid_url")
	case s.now().Sub(u.made) > replyLife:
		a = refuse("expired_url")
	case u.uses >= replyUses:
		a = refuse("used_url")
	default:
		a = s.reply(&call{s: s, name: "response_url", args: args, now: s.now()}, u)
	}
	s.mu.Unlock()
	if fault.kind == lostResponse {
		s.drop(entry, a)
	}
	if a["error"] == nil {
		s.finish(w, r, entry, a)
		return
	}
	status := http.StatusBadRequest
	switch a["error"] {
	case "invalid_url", "expired_url", "used_url":
		status = http.StatusNotFound
	}
	body := s.enter(entry, a, status)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		return // the caller is gone
	}
}

func unquote(v json.RawMessage) string {
	var str string
	if json.Unmarshal(v, &str) == nil {
		return str
	}
	return string(v)
}

// reply carries out a message sent to a response URL, or in the answer to a
// slash command; s.mu is held.
func (s *Server) reply(c *call, u *replyURL) answer {
	original := s.message(u.channelID, u.ts)
	if c.yes("delete_original") {
		if original == nil {
			return refuse("message_not_found")
		}
		u.uses++
		s.remove(original)
		return answer{}
	}
	d, no := c.content()
	if no != nil {
		return no
	}
	if no := s.check(c.name, u.channelID, d); no != nil {
		return no
	}
	meta, no := c.metadata()
	if no != nil {
		return no
	}
	u.uses++
	if c.yes("replace_original") && original != nil {
		original.Blocks, original.Attachments = nil, nil
		if meta != nil {
			original.Metadata = meta
		}
		s.edit(original, d)
		return answer{}
	}
	m := s.fromBot(u.channelID)
	m.Metadata, m.ThreadTS = meta, c.str("thread_ts")
	if c.str("response_type") != "in_channel" {
		m.To = u.userID
	}
	s.put(m, d)
	s.add(m)
	if u.ts == "" {
		u.ts = m.TS
	}
	return answer{}
}
