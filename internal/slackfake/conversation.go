package slackfake

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strings"
)

// kind gives the scope prefix of a channel: channels, groups or im.
func (c *Channel) kind() string {
	switch {
	case c.IMWith != "":
		return "im"
	case c.Private:
		return "groups"
	}
	return "channels"
}

// readable finds a channel for reading; verb is "read" or "history".
func (c *call) readable(verb string) (*Channel, answer) {
	ch, no := c.target(c.str("channel"))
	if no != nil {
		return nil, no
	}
	if no := c.lacks(ch.kind() + ":" + verb); no != nil {
		return nil, no
	}
	return ch, nil
}

func (c *call) history() answer {
	ch, no := c.readable("history")
	if no != nil {
		return no
	}
	if !ch.has(c.s.app.BotUserID) {
		return refuse("not_in_channel")
	}
	var found []*Message
	for _, m := range c.s.messages {
		if m.ChannelID == ch.ID && m.To == "" && (m.ThreadTS == "" || m.Broadcast) && c.within(m.TS) {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b *Message) int { return cmp.Compare(b.TS, a.TS) })
	return c.messagePage(found)
}

func (c *call) threadReplies() answer {
	ch, no := c.readable("history")
	if no != nil {
		return no
	}
	if !ch.has(c.s.app.BotUserID) {
		return refuse("not_in_channel")
	}
	parent := c.s.message(ch.ID, c.str("ts"))
	if parent == nil || parent.To != "" {
		return refuse("thread_not_found")
	}
	found := []*Message{parent}
	for _, m := range c.s.messages {
		if m.ChannelID == ch.ID && m.To == "" && m.ThreadTS == parent.TS && c.within(m.TS) {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b *Message) int { return cmp.Compare(a.TS, b.TS) })
	return c.messagePage(found)
}

// within reports whether a ts lies between oldest and latest, the ends
// included only on request.
func (c *call) within(ts string) bool {
	oldest, latest := stampForm(c.str("oldest")), stampForm(c.str("latest"))
	if c.yes("inclusive") {
		return (oldest == "" || ts >= oldest) && (latest == "" || ts <= latest)
	}
	return (oldest == "" || ts > oldest) && (latest == "" || ts < latest)
}

// stampForm brings a bound like "1700000000" or "1700000000.5" into the form
// of a ts, so that they compare as text.
func stampForm(s string) string {
	if s == "" || s == "0" || s == "now" {
		return ""
	}
	secs, micros, _ := strings.Cut(s, ".")
	return secs + "." + (micros + "000000")[:6]
}

func (c *call) messagePage(found []*Message) answer {
	from, to, next, no := c.page(len(found), 100)
	if no != nil {
		return no
	}
	mode := withoutMetadata
	if c.yes("include_all_metadata") {
		mode = withMetadata
	}
	list := []any{}
	for _, m := range found[from:to] {
		list = append(list, c.s.wire(m, mode))
	}
	return answer{"messages": list, "has_more": next != "", "pin_count": 0, "response_metadata": map[string]any{"next_cursor": next}}
}

// page gives the bounds of the page that limit and cursor ask for out of n
// things, and the cursor of the next.
func (c *call) page(n, otherwise int) (from, to int, next string, no answer) {
	limit := c.whole("limit", otherwise)
	if limit < 1 || limit > 1000 {
		return 0, 0, "", refuse("invalid_limit")
	}
	if cur := c.str("cursor"); cur != "" {
		raw, err := base64.StdEncoding.DecodeString(cur)
		at, ok := strings.CutPrefix(string(raw), "next:")
		if err != nil || !ok {
			return 0, 0, "", refuse("invalid_cursor")
		}
		from = min((&call{args: map[string]string{"n": at}}).whole("n", 0), n)
	}
	to = min(from+limit, n)
	if to < n {
		next = base64.StdEncoding.EncodeToString([]byte("next:" + itoa(to)))
	}
	return from, to, next, nil
}

func (c *call) conversationInfo() answer {
	ch, no := c.readable("read")
	if no != nil {
		return no
	}
	return answer{"channel": c.s.channelWire(ch)}
}

func (s *Server) channelWire(c *Channel) map[string]any {
	if c.IMWith != "" {
		return map[string]any{"id": c.ID, "is_im": true, "user": c.IMWith, "is_open": true, "context_team_id": s.team.ID}
	}
	return map[string]any{
		"id": c.ID, "name": c.Name, "name_normalized": c.Name, "is_channel": !c.Private, "is_group": c.Private,
		"is_private": c.Private, "is_archived": c.Archived, "is_ext_shared": c.ExtShared, "is_shared": c.ExtShared,
		"is_member": c.has(s.app.BotUserID), "num_members": len(c.Members), "context_team_id": s.team.ID,
	}
}

func (c *call) conversationList() answer {
	types := strings.Split(c.str("types"), ",")
	if c.str("types") == "" {
		types = []string{"public_channel"}
	}
	scopes := map[string]string{"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
	var kinds []string
	for _, t := range types {
		kind, ok := scopes[strings.TrimSpace(t)]
		if !ok {
			return refuse("invalid_types")
		}
		if no := c.lacks(kind + ":read"); no != nil {
			return no
		}
		kinds = append(kinds, kind)
	}
	var found []*Channel
	for _, ch := range c.s.channels {
		hidden := ch.kind() != "channels" && !ch.has(c.s.app.BotUserID)
		if slices.Contains(kinds, ch.kind()) && !hidden && !(ch.Archived && c.yes("exclude_archived")) {
			found = append(found, ch)
		}
	}
	from, to, next, no := c.page(len(found), 100)
	if no != nil {
		return no
	}
	list := []any{}
	for _, ch := range found[from:to] {
		list = append(list, c.s.channelWire(ch))
	}
	return answer{"channels": list, "response_metadata": map[string]any{"next_cursor": next}}
}

func (c *call) conversationMembers() answer {
	ch, no := c.readable("read")
	if no != nil {
		return no
	}
	from, to, next, no := c.page(len(ch.Members), 100)
	if no != nil {
		return no
	}
	return answer{"members": append([]string{}, ch.Members[from:to]...), "response_metadata": map[string]any{"next_cursor": next}}
}

func (c *call) openConversation() answer {
	if c.has("channel") {
		ch, no := c.target(c.str("channel"))
		if no != nil {
			return no
		}
		return answer{"channel": map[string]any{"id": ch.ID}}
	}
	ids := strings.Split(c.str("users"), ",")
	if len(ids) != 1 || ids[0] == "" {
		return refuse("users_list_not_supplied")
	}
	u := c.s.user(ids[0])
	switch {
	case u == nil:
		return refuse("user_not_found")
	case u.Deleted:
		return refuse("user_disabled")
	case u.IsBot:
		return refuse("cannot_dm_bot")
	}
	ch := c.s.direct(u)
	if c.yes("return_im") {
		return answer{"channel": c.s.channelWire(ch)}
	}
	return answer{"channel": map[string]any{"id": ch.ID}}
}

func (c *call) joinConversation() answer {
	ch, no := c.target(c.str("channel"))
	switch {
	case no != nil:
		return no
	case ch.Archived:
		return refuse("is_archived")
	case ch.kind() != "channels":
		return refuse("method_not_supported_for_channel_type")
	}
	if !ch.has(c.s.app.BotUserID) {
		ch.Members = append(ch.Members, c.s.app.BotUserID)
	}
	return answer{"channel": c.s.channelWire(ch)}
}
