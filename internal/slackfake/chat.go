package slackfake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// target finds the channel a bot names by id, name or user id, as far as the
// bot can see it.
func (c *call) target(name string) (*Channel, answer) {
	ch := c.s.channel(name)
	if ch == nil {
		if u := c.s.user(name); u != nil && !u.Deleted && !u.IsBot {
			return c.s.direct(u), nil
		}
		for _, other := range c.s.channels {
			if other.Name != "" && other.Name == strings.TrimPrefix(name, "#") {
				ch = other
			}
		}
	}
	if ch == nil || (ch.Private || ch.IMWith != "") && !ch.has(c.s.app.BotUserID) {
		return nil, refuse("channel_not_found")
	}
	return ch, nil
}

// writable is target for a channel the bot wants to post to.
func (c *call) writable() (*Channel, answer) {
	if !c.has("channel") {
		return nil, refuse("channel_not_found")
	}
	ch, no := c.target(c.str("channel"))
	switch {
	case no != nil:
		return nil, no
	case ch.Archived:
		return nil, refuse("is_archived")
	case !ch.has(c.s.app.BotUserID) && !slices.Contains(c.s.app.Scopes, "chat:write.public"):
		return nil, refuse("not_in_channel")
	}
	return ch, nil
}

const maxMetadata = 16 << 10

// metadata reads the metadata argument; nil if there is none.
func (c *call) metadata() (json.RawMessage, answer) {
	if !c.has("metadata") {
		return nil, nil
	}
	raw := c.str("metadata")
	var m struct {
		EventType    string         `json:"event_type"`
		EventPayload map[string]any `json:"event_payload"`
	}
	if err := decode([]byte(raw), &m); err != nil {
		return nil, refuse("invalid_metadata_format")
	}
	if m.EventType == "" && m.EventPayload == nil {
		return nil, nil // what the client library sends for none
	}
	if m.EventType == "" || m.EventPayload == nil {
		return nil, refuse("invalid_metadata_schema")
	}
	if len(raw) > maxMetadata {
		return nil, refuse("metadata_too_large")
	}
	return json.RawMessage(raw), nil
}

func (c *call) postMessage() answer {
	ch, no := c.writable()
	if no != nil {
		return no
	}
	d, no := c.content()
	if no != nil {
		return no
	}
	if no := c.s.check(c.name, ch.ID, d); no != nil {
		return no
	}
	meta, no := c.metadata()
	if no != nil {
		return no
	}
	m := c.s.fromBot(ch.ID)
	if c.has("thread_ts") {
		parent := c.s.message(ch.ID, c.str("thread_ts"))
		if parent == nil || parent.To != "" {
			return refuse("thread_not_found")
		}
		m.ThreadTS = parent.TS
		if parent.ThreadTS != "" {
			m.ThreadTS = parent.ThreadTS
		}
		m.Broadcast = c.yes("reply_broadcast")
	}
	m.Metadata, m.ClientMsgID = meta, c.str("client_msg_id")
	c.s.put(m, d)
	c.s.add(m)
	return answer{"channel": ch.ID, "ts": m.TS, "message": c.s.wire(m, withMetadata)}
}

func (c *call) postEphemeral() answer {
	ch, no := c.writable()
	if no != nil {
		return no
	}
	switch {
	case c.s.user(c.str("user")) == nil:
		return refuse("user_not_found")
	case !ch.has(c.str("user")):
		return refuse("user_not_in_channel")
	}
	d, no := c.content()
	if no != nil {
		return no
	}
	if no := c.s.check(c.name, ch.ID, d); no != nil {
		return no
	}
	m := c.s.fromBot(ch.ID)
	m.To, m.ThreadTS = c.str("user"), c.str("thread_ts")
	c.s.put(m, d)
	c.s.add(m)
	return answer{"message_ts": m.TS}
}

// own finds the bot's message that an update or deletion names. word is what
// Slack says about somebody else's message.
func (c *call) own(word string) (*Message, answer) {
	ch, no := c.target(c.str("channel"))
	if no != nil {
		return nil, no
	}
	m := c.s.message(ch.ID, c.str("ts"))
	switch {
	case m == nil || m.To != "":
		return nil, refuse("message_not_found")
	case m.BotID != c.s.app.BotID:
		return nil, refuse(word)
	case ch.Archived:
		return nil, refuse("is_archived")
	}
	return m, nil
}

func (c *call) updateMessage() answer {
	m, no := c.own("cant_update_message")
	if no != nil {
		return no
	}
	d, no := c.content()
	if no != nil {
		return no
	}
	if !d.hasText && d.blocks == nil && d.attachments == nil {
		return refuse("no_text")
	}
	// What an update leaves out stays as it was.
	after := d
	if !d.hasText {
		after.text = m.Text
	}
	if d.blocks == nil {
		after.blocks = m.Blocks
	}
	if d.attachments == nil {
		after.attachments = m.Attachments
	}
	if no := c.s.check(c.name, m.ChannelID, after); no != nil {
		return no
	}
	meta, no := c.metadata()
	if no != nil {
		return no
	}
	if meta != nil {
		m.Metadata = meta
	}
	c.s.edit(m, after)
	return answer{"channel": m.ChannelID, "ts": m.TS, "text": m.Text, "message": c.s.wire(m, withMetadata)}
}

// edit changes a message and tells who sees it.
func (s *Server) edit(m *Message, d content) {
	s.put(m, d)
	m.EditedTS = s.stamp()
	s.note(Event{Kind: KindMessageChanged, ChannelID: m.ChannelID, UserID: m.To, TS: m.TS})
}

func (c *call) deleteMessage() answer {
	m, no := c.own("cant_delete_message")
	if no != nil {
		return no
	}
	c.s.remove(m)
	return answer{"channel": m.ChannelID, "ts": m.TS}
}

func (c *call) permalink() answer {
	ch, no := c.target(c.str("channel"))
	if no != nil {
		return no
	}
	m := c.s.message(ch.ID, c.str("message_ts"))
	if m == nil || m.To != "" {
		return refuse("message_not_found")
	}
	return answer{"channel": ch.ID, "permalink": fmt.Sprintf("https://%s.slack.com/archives/%s/p%s",
		c.s.team.Domain, ch.ID, strings.Replace(m.TS, ".", "", 1))}
}
