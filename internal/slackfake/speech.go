package slackfake

import (
	"slices"
	"strings"
)

// Say posts as a user. The Delivery is that of the event which a mention of the
// bot, a direct message to it, or else a link to one of the app's domains
// causes; nil if there is none.
func (s *Server) Say(userID, channelID, text string) (Message, *Delivery, error) {
	return s.Reply(userID, channelID, "", text)
}

// Reply is Say in the thread of a message.
func (s *Server) Reply(userID, channelID, threadTS, text string) (Message, *Delivery, error) {
	s.mu.Lock()
	u, ch := s.user(userID), s.channel(channelID)
	switch {
	case u == nil || u.Deleted:
		s.mu.Unlock()
		return Message{}, nil, ErrNoUser
	case ch == nil || ch.Archived || !ch.has(userID):
		s.mu.Unlock()
		return Message{}, nil, ErrNoChannel
	case threadTS != "" && s.message(channelID, threadTS) == nil:
		s.mu.Unlock()
		return Message{}, nil, ErrNoMessage
	}
	m := s.add(&Message{ChannelID: channelID, UserID: userID, ThreadTS: threadTS, Text: text, ClientMsgID: s.next("client-")})
	event := map[string]any{
		"user": userID, "text": text, "ts": m.TS, "event_ts": m.TS, "channel": channelID, "team": u.TeamID,
		"client_msg_id": m.ClientMsgID,
	}
	if threadTS != "" {
		event["thread_ts"] = threadTS
	}
	said := *m
	mentioned := strings.Contains(text, "<@"+s.app.BotUserID+">") && ch.has(s.app.BotUserID)
	scope := ""
	switch {
	case ch.IMWith != "":
		event["type"], event["channel_type"], scope = "message", "im", "im:history"
	case mentioned:
		event["type"], scope = "app_mention", "app_mentions:read"
	}
	granted := slices.Contains(s.app.Scopes, scope)
	shared := s.shared(m)
	s.mu.Unlock()
	var told *Delivery
	if granted {
		told = s.DeliverEvent(event)
	}
	if shared != nil {
		links := s.DeliverEvent(shared)
		if told == nil {
			told = links
		}
	}
	return said, told, nil
}

// OpenHome opens the app's Home tab as a user and sends app_home_opened.
func (s *Server) OpenHome(userID string) (*Delivery, error) {
	s.mu.Lock()
	u := s.user(userID)
	if u == nil {
		s.mu.Unlock()
		return nil, ErrNoUser
	}
	event := map[string]any{
		"type": "app_home_opened", "user": userID, "channel": s.direct(u).ID, "tab": "home", "event_ts": s.stamp(),
	}
	if v := s.homes[userID]; v != nil {
		event["view"] = s.viewWire(v)
	}
	s.mu.Unlock()
	return s.DeliverEvent(event), nil
}

// DeliverEvent sends an event of any type in the usual wrapper. An event that
// is not acknowledged is sent again at once, after one minute and after five,
// with the same event_id.
func (s *Server) DeliverEvent(event map[string]any) *Delivery {
	s.mu.Lock()
	payload := map[string]any{
		"token": s.app.VerificationToken, "team_id": s.team.ID, "context_team_id": s.team.ID, "api_app_id": s.app.ID,
		"type": "event_callback", "event": event, "event_id": s.next("Ev"), "event_time": s.now().Unix(),
		"authorizations": []any{map[string]any{
			"team_id": s.team.ID, "user_id": s.app.BotUserID, "is_bot": true, "is_enterprise_install": false,
		}},
		"is_ext_shared_channel": false,
	}
	if id, _ := event["channel"].(string); id != "" {
		if ch := s.channel(id); ch != nil {
			payload["is_ext_shared_channel"] = ch.ExtShared
		}
	}
	s.mu.Unlock()
	return s.dispatch("events_api", payload, nil)
}
