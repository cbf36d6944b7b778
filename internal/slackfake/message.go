package slackfake

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"engagement/internal/blockkit"
)

// Message is a posted message. To is set for an ephemeral message: the only
// user who sees it. Blocks, Attachments and Metadata are JSON as posted, with
// the block and action ids that Slack fills in.
type Message struct {
	ChannelID, TS, ThreadTS, UserID, BotID, To string
	Text                                       string
	Blocks, Attachments, Metadata              json.RawMessage
	ClientMsgID                                string
	Broadcast                                  bool   // a reply that is also shown in the channel
	EditedTS                                   string // empty if never edited
	FileIDs                                    []string
}

// Messages gives a channel's messages as a viewer sees them, oldest first:
// replies included, ephemeral ones only to their viewer. Without a viewer it
// gives what everybody in the channel sees. A private channel is empty to
// those outside it.
func (s *Server) Messages(channelID, viewerUserID string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(channelID)
	if c == nil || viewerUserID != "" && (c.Private || c.IMWith != "") && !c.has(viewerUserID) {
		return nil
	}
	return s.seen(func(m *Message) bool { return m.ChannelID == channelID && (m.To == "" || m.To == viewerUserID) })
}

// Ephemerals gives the messages in a channel that only this user sees.
func (s *Server) Ephemerals(channelID, userID string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen(func(m *Message) bool { return m.ChannelID == channelID && m.To == userID && userID != "" })
}

func (s *Server) seen(show func(*Message) bool) []Message {
	var all []Message
	for _, m := range s.messages {
		if show(m) {
			copied := *m
			copied.FileIDs = slices.Clone(m.FileIDs)
			all = append(all, copied)
		}
	}
	slices.SortFunc(all, func(a, b Message) int { return cmp.Compare(a.TS, b.TS) })
	return all
}

func (s *Server) message(channelID, ts string) *Message {
	for _, m := range s.messages {
		if m.ChannelID == channelID && m.TS == ts {
			return m
		}
	}
	return nil
}

// stamp gives the ts of something new: seconds and microseconds, later than
// all before.
func (s *Server) stamp() string {
	t := s.now().Truncate(time.Microsecond)
	if !t.After(s.lastTS) {
		t = s.lastTS.Add(time.Microsecond)
	}
	s.lastTS = t
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}

// add stores a message and tells who sees it.
func (s *Server) add(m *Message) *Message {
	if m.TS == "" {
		m.TS = s.stamp()
	}
	s.messages = append(s.messages, m)
	s.note(Event{Kind: KindMessage, ChannelID: m.ChannelID, UserID: m.To, TS: m.TS})
	return m
}

func (s *Server) remove(m *Message) {
	s.messages = slices.DeleteFunc(s.messages, func(o *Message) bool { return o == m })
	s.note(Event{Kind: KindMessageDeleted, ChannelID: m.ChannelID, UserID: m.To, TS: m.TS})
}

// fromBot gives a message of the app with nothing in it.
func (s *Server) fromBot(channelID string) *Message {
	return &Message{ChannelID: channelID, UserID: s.app.BotUserID, BotID: s.app.BotID}
}

// content is what a message says. Nil JSON means that it was not given.
type content struct {
	text                string
	hasText             bool
	blocks, attachments json.RawMessage
}

func (c *call) content() (content, answer) {
	d := content{text: c.str("text"), hasText: c.has("text")}
	for key, into := range map[string]*json.RawMessage{"blocks": &d.blocks, "attachments": &d.attachments} {
		if !c.has(key) {
			continue
		}
		var list []any
		if err := decode([]byte(c.str(key)), &list); err != nil {
			return d, refuseWith("invalid_"+key+"_format", "[ERROR] "+key+" must be an array of objects")
		}
		*into = json.RawMessage(c.str(key))
	}
	return d, nil
}

func (d content) empty() bool {
	return d.text == "" && bare(d.blocks) && bare(d.attachments)
}

func bare(list json.RawMessage) bool {
	trimmed := strings.Join(strings.Fields(string(list)), "")
	return trimmed == "" || trimmed == "[]" || trimmed == "null"
}

// check looks at what a message says. A refusal is Slack's; text that is
// missing beside blocks is only noted among the faults, as Slack only warns.
func (s *Server) check(method, channelID string, d content) answer {
	whole := map[string]any{}
	if d.text != "" {
		whole["text"] = d.text
	}
	if d.blocks != nil {
		whole["blocks"] = d.blocks
	}
	if d.attachments != nil {
		whole["attachments"] = d.attachments
	}
	faults := blockkit.Message(encode(whole))
	faults = append(faults, s.fileFaults("blocks", d.blocks)...)
	faults = append(faults, s.fileFaults("attachments", d.attachments)...)
	if len(faults) == 0 {
		return nil
	}
	fatal := slices.DeleteFunc(slices.Clone(faults), func(f blockkit.Fault) bool {
		return f.Code == blockkit.CodeNoText && !d.empty()
	})
	code := faults[0].Code
	if len(fatal) > 0 {
		code = fatal[0].Code
	}
	s.refusals = append(s.refusals, Refusal{Method: method, ChannelID: channelID, Code: code, Faults: faults, At: s.now()})
	if len(fatal) == 0 {
		return nil
	}
	return refuseWith(code, pointers(fatal)...)
}

// pointers writes faults the way Slack does, with a JSON pointer.
func pointers(faults []blockkit.Fault) []string {
	var all []string
	for _, f := range faults {
		path := strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(f.Path)
		all = append(all, "[ERROR] "+f.Problem+" [json-pointer:/"+path+"]")
	}
	return all
}

// put takes over what a message says. Block and action ids are filled in.
func (s *Server) put(m *Message, d content) {
	m.Text = d.text
	if d.blocks != nil {
		m.Blocks = s.named(d.blocks)
	}
	if d.attachments != nil {
		m.Attachments = s.namedIn(d.attachments)
	}
}

// named fills in the ids that blocks were posted without.
func (s *Server) named(raw json.RawMessage) json.RawMessage {
	var list []map[string]any
	if err := decode(raw, &list); err != nil || len(list) == 0 {
		return nil
	}
	for _, b := range list {
		if id, _ := b["block_id"].(string); id == "" {
			b["block_id"] = s.next("b")
		}
		for _, e := range elementsOf(b) {
			if id, _ := e["action_id"].(string); id == "" && e["type"] != "image" {
				e["action_id"] = s.next("a")
			}
		}
	}
	return encode(list)
}

func (s *Server) namedIn(raw json.RawMessage) json.RawMessage {
	var list []map[string]json.RawMessage
	if err := decode(raw, &list); err != nil || len(list) == 0 {
		return nil
	}
	for _, a := range list {
		if a["blocks"] != nil {
			a["blocks"] = s.named(a["blocks"])
		}
	}
	return encode(list)
}

// metadataMode says whether a message is shown with its metadata.
type metadataMode int

const (
	withoutMetadata metadataMode = iota
	withMetadata
)

// wire gives a message as the Web API and payloads show it.
func (s *Server) wire(m *Message, mode metadataMode) map[string]any {
	w := map[string]any{"type": "message", "user": m.UserID, "text": m.Text, "ts": m.TS, "team": s.team.ID}
	if m.BotID != "" {
		w["bot_id"], w["app_id"] = m.BotID, s.app.ID
	}
	for key, v := range map[string]json.RawMessage{"blocks": m.Blocks, "attachments": m.Attachments} {
		if v != nil {
			w[key] = v
		}
	}
	if mode == withMetadata && m.Metadata != nil {
		w["metadata"] = m.Metadata
	}
	if m.ClientMsgID != "" {
		w["client_msg_id"] = m.ClientMsgID
	}
	if m.EditedTS != "" {
		w["edited"] = map[string]any{"user": m.UserID, "ts": m.EditedTS}
	}
	if m.ThreadTS != "" {
		w["thread_ts"] = m.ThreadTS
		if m.Broadcast {
			w["subtype"] = "thread_broadcast"
		}
	}
	if n, last := s.thread(m); n > 0 {
		w["thread_ts"], w["reply_count"], w["latest_reply"] = m.TS, n, last
	}
	var files []any
	for _, id := range m.FileIDs {
		if f := s.file(id); f != nil {
			files = append(files, s.fileWire(f, s.base))
		}
	}
	if files != nil {
		w["files"] = files
	}
	return w
}

// thread counts the replies of a message and gives the ts of the last.
func (s *Server) thread(parent *Message) (n int, last string) {
	for _, m := range s.messages {
		if m.ChannelID == parent.ChannelID && m.ThreadTS == parent.TS && m.TS != parent.TS && m.To == "" {
			n++
			last = max(last, m.TS)
		}
	}
	return n, last
}
