package bot

import (
	"context"
	"errors"
	"regexp"
	"strings"
)

// EventKind is what happened in the workspace.
type EventKind string

// The kinds that we answer.
const (
	Mentioned  EventKind = "app_mention"
	Written    EventKind = "message" // to us alone
	HomeOpened EventKind = "app_home_opened"
	Linked     EventKind = "link_shared"
	Shortcut   EventKind = "message_action" // "Log as activity" on a message
)

// Event is something that happened, whatever transport brought it. Slack sends
// one again that it takes for lost, with the same ID.
type Event struct {
	ID           string
	Kind         EventKind
	TeamID       string
	EnterpriseID string
	UserID       string
	UserTeamID   string
	ChannelID    string
	TS           string
	ThreadTS     string
	Text         string
	Links        []string
	TriggerID    string // of a shortcut
	Callback     string // of a shortcut
}

// Hear answers what happens in the workspace: an event that comes twice is
// answered once.
func (b *Bot) Hear(ctx context.Context, e Event) {
	if e.ID != "" {
		first, err := b.Desk.First(ctx, e.ID, b.Now())
		if err != nil {
			b.log.Error("an event was not answered", "kind", e.Kind, "error", err)
			return
		}
		if !first {
			return
		}
	}
	var err error
	switch e.Kind {
	case Mentioned, Written: // which are questions, and audited as such
		err = b.hearWords(ctx, e)
	case HomeOpened:
		err = b.openHome(ctx, e)
		b.auditEvent(ctx, e, "home", "", err)
	case Linked:
		var shown []string
		if shown, err = b.unfurl(ctx, e); len(shown) > 0 || err != nil {
			b.auditEvent(ctx, e, "link", only(shown), err)
		}
	case Shortcut:
		err = b.openShortcut(ctx, e)
		b.auditEvent(ctx, e, "shortcut", "", err)
	}
	if err != nil && !errors.Is(err, errForbidden) {
		b.log.Error("an event was not answered", "kind", e.Kind, "error", err)
	}
}

// leadingMention is what a mention of the app begins with.
var leadingMention = regexp.MustCompile(`^\s*<@[UW][A-Z0-9]+(\|[^>]*)?>\s*[:,]?\s*`)

// hearWords answers a command that was written to us: in a channel only whoever
// asked sees the answer, in its thread.
func (b *Bot) hearWords(ctx context.Context, e Event) error {
	if e.UserID == "" { // a bot's own words
		return nil
	}
	text := strings.TrimSpace(leadingMention.ReplaceAllString(e.Text, ""))
	c := Command{TeamID: e.TeamID, EnterpriseID: e.EnterpriseID, UserID: e.UserID, ChannelID: e.ChannelID, Text: unescape(text)}
	m, _, asked := b.answerTo(ctx, c, e.UserTeamID)
	defer b.audit(ctx, asked)
	if m.View != nil { // which only a command or a click can open
		m = withButtons("Slack opens forms from a button alone. Or write all of it: `log acme dinner 2h with jane@acme.com`.", button("Open the form", actionLog, "log"))
	}
	switch {
	case e.Kind == Written && e.ThreadTS == "":
		return b.post(ctx, e.ChannelID, m)
	case e.Kind == Written:
		return b.deliver(ctx, m, func(m Message) error { return b.Workspace.Thread(ctx, e.ChannelID, e.ThreadTS, m) })
	}
	return b.deliver(ctx, m, func(m Message) error { return b.Workspace.Whisper(ctx, e.ChannelID, e.UserID, e.ThreadTS, m) })
}

// unescape takes Slack's writing out of a command: entities, and addresses and
// domains that were made links.
func unescape(text string) string {
	text = linked.ReplaceAllStringFunc(text, func(link string) string {
		target, label, named := strings.Cut(strings.Trim(link, "<>"), "|")
		if named {
			return label
		}
		return strings.TrimPrefix(target, "mailto:")
	})
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}

var linked = regexp.MustCompile(`<(https?:|mailto:)[^>]*>`)
