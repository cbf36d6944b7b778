package slackfake

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Slash runs a slash command as a user. The command is like "/engagement".
func (s *Server) Slash(userID, channelID, command, text string) (*Delivery, error) {
	s.mu.Lock()
	u, ch := s.user(userID), s.channel(channelID)
	switch {
	case u == nil || u.Deleted || u.IsBot:
		s.mu.Unlock()
		return nil, ErrNoUser
	case u.TeamID != s.team.ID:
		s.mu.Unlock()
		return nil, ErrForeign
	case ch == nil || ch.Archived || !ch.has(userID):
		s.mu.Unlock()
		return nil, ErrNoChannel
	}
	link := s.responseURL(userID, channelID, "")
	payload := map[string]any{
		"token": s.app.VerificationToken, "team_id": s.team.ID, "team_domain": s.team.Domain, "channel_id": ch.ID,
		"channel_name": ch.label(), "user_id": u.ID, "user_name": u.Name, "command": command, "text": text,
		"api_app_id": s.app.ID, "is_enterprise_install": "false", "response_url": link, "trigger_id": s.trigger(u.ID, ""),
	}
	if s.team.EnterpriseID != "" {
		payload["enterprise_id"], payload["enterprise_name"] = s.team.EnterpriseID, s.team.EnterpriseName
	}
	reply := s.replies[link[strings.LastIndex(link, "/")+1:]]
	s.mu.Unlock()
	return s.dispatch("slash_commands", payload, func(ack json.RawMessage) error { return s.showAck(ack, reply) }), nil
}

func (c *Channel) label() string {
	switch {
	case c.IMWith != "":
		return "directmessage"
	case c.Private:
		return "privategroup"
	}
	return c.Name
}

// showAck shows what a slash command was acknowledged with, which does not
// count as a use of its response URL.
func (s *Server) showAck(ack json.RawMessage, u *replyURL) error {
	if len(ack) == 0 || string(ack) == "null" {
		return nil
	}
	var fields map[string]json.RawMessage
	if decode(ack, &fields) != nil {
		return fmt.Errorf("%w: not an object", ErrBadAnswer)
	}
	if len(fields) == 0 {
		return nil
	}
	args := map[string]string{}
	for k, v := range fields {
		args[k] = unquote(v)
	}
	uses := u.uses
	a := s.reply(&call{s: s, name: "ack", args: args, now: s.now()}, u)
	u.uses = uses
	if word, _ := a["error"].(string); word != "" {
		return fmt.Errorf("%w: %s", ErrBadAnswer, word)
	}
	return nil
}

// Click names an element in a message or a view, and what is chosen in it.
type Click struct {
	UserID    string
	ChannelID string // of a message
	MessageTS string // of a message, ephemeral ones included
	ViewID    string // of a view or Home tab, instead of a message
	BlockID   string // may be empty if the action id is unique
	ActionID  string
	// Values are option values of menus and boxes, ids for menus of users and
	// channels, the text of inputs, or the value that tells buttons with one
	// action id apart.
	Values []string
	// Fill is what stands in the inputs of a view at that moment, as in
	// SubmitView.
	Fill map[string][]string
}

// Click clicks a button or chooses in a menu as a user.
func (s *Server) Click(c Click) (*Delivery, error) {
	s.mu.Lock()
	payload, err := s.clickPayload(c)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return s.dispatch("interactive", payload, nil), nil
}

func (s *Server) clickPayload(c Click) (map[string]any, error) {
	u := s.user(c.UserID)
	if u == nil || u.Deleted {
		return nil, ErrNoUser
	}
	payload := s.interaction("block_actions", u, c.ViewID)
	var from []json.RawMessage
	var state values
	if c.ViewID != "" {
		v := s.view(c.ViewID)
		if v == nil || v.UserID != u.ID {
			return nil, ErrNoView
		}
		if err := v.fill(c.Fill); err != nil {
			return nil, err
		}
		from, state = []json.RawMessage{v.Blocks}, v.state
	} else {
		m := s.message(c.ChannelID, c.MessageTS)
		ch := s.channel(c.ChannelID)
		if m == nil || ch == nil || !ch.has(u.ID) || m.To != "" && m.To != u.ID {
			return nil, ErrNoMessage
		}
		from = append([]json.RawMessage{m.Blocks}, attachmentBlocks(m.Attachments)...)
		state = initial(nil, from...)
		s.aboutMessage(payload, m, ch, u)
	}
	found := picks(spots(from...), c.BlockID, c.ActionID, c.Values)
	if len(found) == 0 {
		return nil, fmt.Errorf("%w: %s %s %q", ErrNoElement, c.BlockID, c.ActionID, c.Values)
	}
	p := found[0]
	chosen, err := p.state(c.Values)
	if err != nil {
		return nil, err
	}
	if t := p.element["type"]; t != "button" && t != "overflow" {
		state.set(p, chosen)
	}
	action := map[string]any{"action_id": p.actionID, "block_id": p.blockID, "action_ts": s.stamp()}
	for k, v := range chosen {
		action[k] = v
	}
	payload["actions"] = []any{action}
	if c.ViewID != "" {
		payload["view"] = s.viewWire(s.view(c.ViewID))
		payload["container"] = map[string]any{"type": "view", "view_id": c.ViewID}
	} else {
		payload["state"] = map[string]any{"values": state}
		s.aboutUnfurl(payload, s.message(c.ChannelID, c.MessageTS), p)
	}
	return payload, nil
}

func (s *Server) aboutMessage(payload map[string]any, m *Message, ch *Channel, u *User) {
	container := map[string]any{"type": "message", "message_ts": m.TS, "channel_id": ch.ID, "is_ephemeral": m.To != ""}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	payload["container"] = container
	payload["channel"] = map[string]any{"id": ch.ID, "name": ch.label()}
	payload["response_url"] = s.responseURL(u.ID, ch.ID, m.TS)
	if m.To == "" {
		payload["message"] = s.wire(m, withMetadata)
	}
}

// interaction gives what all interaction payloads share.
func (s *Server) interaction(kind string, u *User, viewID string) map[string]any {
	payload := map[string]any{
		"type": kind, "token": s.app.VerificationToken, "api_app_id": s.app.ID, "is_enterprise_install": false,
		"team":       map[string]any{"id": s.team.ID, "domain": s.team.Domain},
		"user":       map[string]any{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.TeamID},
		"trigger_id": s.trigger(u.ID, viewID), "enterprise": nil,
	}
	if s.team.EnterpriseID != "" {
		payload["enterprise"] = map[string]any{"id": s.team.EnterpriseID, "name": s.team.EnterpriseName}
	}
	return payload
}

// SubmitView fills in a modal and submits it. fill maps an action id, or
// "block_id/action_id", to what is chosen, as in Click; the rest stays as it
// is. Like Slack's clients it refuses to submit while a required input is empty.
func (s *Server) SubmitView(userID, viewID string, fill map[string][]string) (*Delivery, error) {
	s.mu.Lock()
	payload, err := s.submission(userID, viewID, fill)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return s.dispatch("interactive", payload, func(ack json.RawMessage) error { return s.answerView(viewID, ack) }), nil
}

func (s *Server) submission(userID, viewID string, fill map[string][]string) (map[string]any, error) {
	u, v := s.user(userID), s.view(viewID)
	if u == nil {
		return nil, ErrNoUser
	}
	if v == nil || v.UserID != userID || v.Type != "modal" {
		return nil, ErrNoView
	}
	if err := v.fill(fill); err != nil {
		return nil, err
	}
	for _, p := range spots(v.Blocks) {
		if p.block["type"] == "input" && p.block["optional"] != true && unfilled(v.state[p.blockID][p.actionID]) {
			return nil, fmt.Errorf("%w: %s/%s", ErrRequired, p.blockID, p.actionID)
		}
	}
	payload := s.interaction("view_submission", u, viewID)
	payload["view"], payload["response_urls"] = s.viewWire(v), []any{}
	return payload, nil
}

// fill puts into a view what a person has filled in: by action id, or by
// "block_id/action_id".
func (v *View) fill(values map[string][]string) error {
	all := spots(v.Blocks)
	for _, key := range sortedKeys(values) {
		blockID, actionID, both := strings.Cut(key, "/")
		if !both {
			blockID, actionID = "", key
		}
		found := picks(all, blockID, actionID, nil)
		if len(found) == 0 {
			return fmt.Errorf("%w: %s", ErrNoElement, key)
		}
		state, err := found[0].state(values[key])
		if err != nil {
			return err
		}
		v.state.set(found[0], state)
	}
	return nil
}

func unfilled(state map[string]any) bool {
	for k, v := range state {
		if k == "type" || v == nil {
			continue
		}
		switch v := v.(type) {
		case []any:
			return len(v) == 0
		case []string:
			return len(v) == 0
		}
		return false
	}
	return true
}

// answerView does what a submission was acknowledged with; s.mu is held.
func (s *Server) answerView(viewID string, ack json.RawMessage) error {
	v := s.view(viewID)
	if v == nil {
		return ErrNoView
	}
	var a struct {
		Action string            `json:"response_action"`
		View   json.RawMessage   `json:"view"`
		Errors map[string]string `json:"errors"`
	}
	if len(ack) > 0 && decode(ack, &a) != nil {
		return fmt.Errorf("%w: not an object", ErrBadAnswer)
	}
	if v.Errors != nil && a.Action != "errors" {
		s.note(Event{Kind: KindViewChanged, UserID: v.UserID, ViewID: v.ID})
	}
	v.Errors = nil
	switch a.Action {
	case "":
		s.closeView(v)
	case "clear":
		for _, o := range s.views[v.UserID] {
			s.closeView(o)
		}
	case "errors":
		v.Errors = a.Errors
		known := map[string]bool{}
		for _, p := range spots(v.Blocks) {
			known[p.blockID] = p.block["type"] == "input" || known[p.blockID]
		}
		for _, blockID := range sortedKeys(a.Errors) {
			if !known[blockID] {
				return fmt.Errorf("%w: an error for %q, which is no input block", ErrBadAnswer, blockID)
			}
		}
		s.note(Event{Kind: KindViewChanged, UserID: v.UserID, ViewID: v.ID})
	case "update", "push":
		shown, no := s.newView("ack", "modal", a.View)
		if no != nil {
			return fmt.Errorf("%w: %s", ErrBadAnswer, encode(no))
		}
		if a.Action == "update" {
			s.replace(v, shown)
			return nil
		}
		if len(s.views[v.UserID]) >= maxStack {
			return fmt.Errorf("%w: push_limit_reached", ErrBadAnswer)
		}
		s.push(v.UserID, shown)
	default:
		return fmt.Errorf("%w: response_action %q", ErrBadAnswer, a.Action)
	}
	return nil
}

// CloseView closes a modal as a user. The Delivery is nil unless the view asks
// to be told.
func (s *Server) CloseView(userID, viewID string) (*Delivery, error) {
	s.mu.Lock()
	u, v := s.user(userID), s.view(viewID)
	if u == nil || v == nil || v.UserID != userID || v.Type != "modal" {
		s.mu.Unlock()
		return nil, ErrNoView
	}
	payload := s.interaction("view_closed", u, viewID)
	payload["view"], payload["is_cleared"] = s.viewWire(v), false
	told := payload["view"].(map[string]any)["notify_on_close"] == true
	s.closeView(v)
	s.mu.Unlock()
	if !told {
		return nil, nil
	}
	return s.dispatch("interactive", payload, nil), nil
}
