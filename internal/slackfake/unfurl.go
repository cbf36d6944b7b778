package slackfake

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// linkIn finds the links in a message, as Slack's clients write them.
var linkIn = regexp.MustCompile(`<(https?://[^|>]+)(?:\|[^>]*)?>`)

// linksIn gives the addresses in a message.
func linksIn(text string) []string {
	var all []string
	for _, m := range linkIn.FindAllStringSubmatch(text, -1) {
		all = append(all, strings.ReplaceAll(m[1], "&amp;", "&"))
	}
	return all
}

// shared gives the event that tells the app of links to its domains in a
// message; nil if there are none. s.mu is held.
func (s *Server) shared(m *Message) map[string]any {
	var links []any
	for _, link := range linksIn(m.Text) {
		u, err := url.Parse(link)
		if err != nil {
			continue
		}
		i := slices.IndexFunc(s.app.UnfurlDomains, func(d string) bool { return u.Hostname() == d || strings.HasSuffix(u.Hostname(), "."+d) })
		if i >= 0 {
			links = append(links, map[string]any{"domain": s.app.UnfurlDomains[i], "url": link})
		}
	}
	if links == nil || !slices.Contains(s.app.Scopes, "links:read") {
		return nil
	}
	event := map[string]any{
		"type": "link_shared", "user": m.UserID, "channel": m.ChannelID, "message_ts": m.TS, "event_ts": m.TS, "links": links,
		"unfurl_id": m.ChannelID + "." + m.TS, "source": "conversations_history",
		"is_bot_user_member": s.channel(m.ChannelID).has(s.app.BotUserID),
	}
	if m.ThreadTS != "" {
		event["thread_ts"] = m.ThreadTS
	}
	return event
}

// unfurl puts what the app says of links below the message they stand in. The
// message counts as unchanged.
func (c *call) unfurl() answer {
	channelID, ts := c.str("channel"), c.str("ts")
	if id := c.str("unfurl_id"); id != "" {
		channelID, ts, _ = strings.Cut(id, ".")
	}
	switch {
	case channelID == "":
		return refuse("missing_channel")
	case ts == "":
		return refuse("missing_ts")
	case !c.has("unfurls"):
		return refuse("missing_unfurls")
	}
	var unfurls map[string]map[string]json.RawMessage
	if decode([]byte(c.str("unfurls")), &unfurls) != nil {
		return refuse("invalid_unfurls_format")
	}
	m := c.s.message(channelID, ts)
	if m == nil || m.To != "" || m.BotID != "" {
		return refuse("cannot_find_message")
	}
	var before, added []map[string]json.RawMessage
	if m.Attachments != nil && decode(m.Attachments, &before) != nil {
		return refuse("cannot_parse_attachment")
	}
	links := linksIn(m.Text)
	for _, link := range sortedKeys(unfurls) {
		if !slices.Contains(links, link) {
			return refuse("cannot_unfurl_url")
		}
		a := unfurls[link]
		a["from_url"], a["app_unfurl_url"], a["is_app_unfurl"] = encode(link), encode(link), json.RawMessage("true")
		before = slices.DeleteFunc(before, func(o map[string]json.RawMessage) bool { return string(o["from_url"]) == string(a["from_url"]) })
		added = append(added, a)
	}
	if no := c.s.check(c.name, m.ChannelID, content{text: m.Text, hasText: true, attachments: encode(added)}); no != nil {
		return no
	}
	m.Attachments = c.s.namedIn(encode(append(before, added...)))
	c.s.note(Event{Kind: KindMessageChanged, ChannelID: m.ChannelID, TS: m.TS})
	return answer{}
}

// aboutUnfurl says that what was clicked on stands in an unfurled link, if it
// does; s.mu is held.
func (s *Server) aboutUnfurl(payload map[string]any, m *Message, clicked spot) {
	var list []map[string]json.RawMessage
	if m == nil || m.Attachments == nil || decode(m.Attachments, &list) != nil {
		return
	}
	for i, a := range list {
		within := slices.ContainsFunc(spots(a["blocks"]), func(p spot) bool { return p.blockID == clicked.blockID && p.actionID == clicked.actionID })
		if !within || a["app_unfurl_url"] == nil {
			continue
		}
		container, _ := payload["container"].(map[string]any)
		container["type"], container["attachment_id"], container["is_app_unfurl"] = "message_attachment", i+1, true
		container["app_unfurl_url"], payload["app_unfurl"] = a["app_unfurl_url"], a
	}
}
