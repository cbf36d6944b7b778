package slackfake

import "slices"

// Shortcut is one of the app's shortcuts: about a message, or about nothing in
// particular.
type Shortcut struct {
	CallbackID, Name string
	Global           bool
}

// OnMessage runs one of the app's shortcuts about a message, as a user does
// from the message's menu.
func (s *Server) OnMessage(userID, channelID, ts, callbackID string) (*Delivery, error) {
	s.mu.Lock()
	payload, err := s.shortcut("message_action", userID, callbackID)
	if err == nil {
		m, ch := s.message(channelID, ts), s.channel(channelID)
		if m == nil || ch == nil || !ch.has(userID) || m.To != "" {
			err = ErrNoMessage // nobody else has an ephemeral message: Slack offers no shortcut on one
		} else {
			payload["channel"] = map[string]any{"id": ch.ID, "name": ch.label()}
			payload["message"], payload["message_ts"] = s.wire(m, withMetadata), m.TS
			payload["response_url"] = s.responseURL(userID, ch.ID, "")
		}
	}
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return s.dispatch("interactive", payload, nil), nil
}

// OnAnything runs one of the app's global shortcuts as a user.
func (s *Server) OnAnything(userID, callbackID string) (*Delivery, error) {
	s.mu.Lock()
	payload, err := s.shortcut("shortcut", userID, callbackID)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return s.dispatch("interactive", payload, nil), nil
}

// shortcut gives what both kinds of payload share; s.mu is held.
func (s *Server) shortcut(kind, userID, callbackID string) (map[string]any, error) {
	u := s.user(userID)
	switch {
	case u == nil || u.Deleted || u.IsBot:
		return nil, ErrNoUser
	case u.TeamID != s.team.ID:
		return nil, ErrForeign
	case !slices.ContainsFunc(s.app.Shortcuts, func(c Shortcut) bool { return c.CallbackID == callbackID && c.Global == (kind == "shortcut") }):
		return nil, ErrNoElement
	}
	payload := s.interaction(kind, u, "")
	payload["callback_id"], payload["action_ts"] = callbackID, s.stamp()
	return payload, nil
}
