package bot

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Bounds of what is read page by page.
const (
	historyPage     = 200
	maxHistoryPages = 30
	channelPage     = 1000
	maxChannelPages = 50
	// clockMargin is how far our clock may have been ahead of Slack's when a message
	// was decided: some are set back by an hour when they are found to be wrong.
	clockMargin = 3 * time.Hour
)

// Find looks for our own message that carries alertID. The error is a Failure
// of class Refused where it cannot be known: the history may not be read, or
// there is too much of it.
func (c *Client) Find(ctx context.Context, channelID, alertID string, since time.Time) (ts string, found bool, err error) {
	const method = "conversations.history"
	self, err := c.whoami(ctx)
	if err != nil {
		return "", false, err
	}
	from := since.Add(-clockMargin)
	ask := &slack.GetConversationHistoryParameters{
		ChannelID: channelID, IncludeAllMetadata: true, Limit: historyPage, Inclusive: true,
		Oldest: fmt.Sprintf("%d.%06d", from.Unix(), from.Nanosecond()/1000),
	}
	for range maxHistoryPages {
		page, err := c.api.GetConversationHistoryContext(ctx, ask)
		if err != nil {
			return "", false, failure(method, reads, err)
		}
		if ts, found := ours(page.Messages, self, alertID); found {
			return ts, true, nil
		}
		ask.Cursor = page.ResponseMetaData.NextCursor
		if ask.Cursor == "" {
			return "", false, nil
		}
	}
	return "", false, &Failure{Class: Refused, Method: method, Word: "history_too_long"}
}

// ours finds our own message that carries alertID.
func ours(messages []slack.Message, self *slack.AuthTestResponse, alertID string) (ts string, found bool) {
	for _, m := range messages {
		by := m.User != "" && m.User == self.UserID || m.BotID != "" && m.BotID == self.BotID
		if by && m.Metadata.EventType == alertEvent && m.Metadata.EventPayload[alertField] == alertID {
			return m.Timestamp, true
		}
	}
	return "", false
}

// FindReply looks for our own answer in a thread that carries alertID. Its errors
// are those of Find.
func (c *Client) FindReply(ctx context.Context, channelID, threadTS, alertID string) (ts string, found bool, err error) {
	const method = "conversations.replies"
	self, err := c.whoami(ctx)
	if err != nil {
		return "", false, err
	}
	ask := &slack.GetConversationRepliesParameters{ChannelID: channelID, Timestamp: threadTS, IncludeAllMetadata: true, Limit: historyPage}
	for range maxHistoryPages {
		page, _, next, err := c.api.GetConversationRepliesContext(ctx, ask)
		if err != nil {
			return "", false, failure(method, reads, err)
		}
		if ts, found := ours(page, self, alertID); found {
			return ts, true, nil
		}
		if ask.Cursor = next; next == "" {
			return "", false, nil
		}
	}
	return "", false, &Failure{Class: Refused, Method: method, Word: "history_too_long"}
}

// channelID is what Slack's ids of channels look like; names have no capitals.
var channelID = regexp.MustCompile(`^[CGD][A-Z0-9]+$`)

// namesChannel reports whether a channel can be called so: at most 80 letters that
// are no capitals, digits, dashes and underscores. (A pattern of that many Unicode
// classes takes five megabytes.)
func namesChannel(name string) bool {
	for _, r := range name {
		if r != '_' && r != '-' && !unicode.In(r, unicode.Ll, unicode.Lo, unicode.N) {
			return false
		}
	}
	n := utf8.RuneCountInString(name)
	return n > 0 && n <= 80
}

// ChannelOf reads a channel that somebody names: #sales, sales or its id. ok is false
// where it can be none.
func ChannelOf(text string) (channel string, ok bool) {
	if channelID.MatchString(text) && !strings.HasPrefix(text, "D") {
		return text, true
	}
	name := strings.ToLower(strings.TrimPrefix(text, "#"))
	return "#" + name, namesChannel(name)
}

// memberID is what Slack's ids of members look like.
var memberID = regexp.MustCompile(`^[UW][A-Z0-9]+$`)

// Channel resolves "#name", an id or a member's id to the id of a channel. A
// channel where people of other companies read is refused, by name or by id,
// unless the options allow it.
func (c *Client) Channel(ctx context.Context, name string) (string, error) {
	if channelID.MatchString(name) {
		if err := c.unshared(ctx, name); err != nil {
			return "", err
		}
		return name, nil
	}
	if memberID.MatchString(name) {
		return c.Direct(ctx, name)
	}
	name = strings.ToLower(strings.TrimPrefix(name, "#"))
	if id, ok := c.channels.get(name, c.now()); ok {
		return id, nil
	}
	found, err := c.channelNamed(ctx, name, "public_channel", "private_channel")
	if wordOf(err) == "missing_scope" {
		found, err = c.channelNamed(ctx, name, "public_channel")
	}
	if err != nil {
		return "", err
	}
	if found.IsExtShared && !c.opts.External {
		return "", &Failure{Class: Refused, Method: "conversations.list", Word: wordShared}
	}
	c.channels.put(name, found.ID, c.now())
	return found.ID, nil
}

// unshared refuses a channel, named by id, that is known to be shared; the answer
// is remembered for some minutes. Where Slack does not let us see the channel,
// whoever named it answers for it, and posting to it says what is wrong.
func (c *Client) unshared(ctx context.Context, id string) error {
	if c.opts.External || strings.HasPrefix(id, "D") {
		return nil
	}
	p, err := c.Place(ctx, id)
	switch {
	case err != nil:
		return err
	case p.External && !p.Unseen:
		return &Failure{Class: Refused, Method: "conversations.info", Word: wordShared}
	}
	return nil
}

// wordShared is our own word for a channel where people of other companies read.
const wordShared = "channel_is_shared"

// channelNamed looks through the channels that the bot can see.
func (c *Client) channelNamed(ctx context.Context, name string, kinds ...string) (*slack.Channel, error) {
	const method = "conversations.list"
	ask := &slack.GetConversationsParameters{Types: kinds, Limit: channelPage}
	for range maxChannelPages {
		page, next, err := c.api.GetConversationsContext(ctx, ask)
		if err != nil {
			return nil, failure(method, reads, err)
		}
		for i := range page {
			if page[i].NameNormalized == name || page[i].Name == name {
				return &page[i], nil
			}
		}
		if ask.Cursor = next; next == "" {
			break
		}
	}
	return nil, &Failure{Class: Refused, Method: method, Word: "channel_not_found"}
}

// UserByEmail finds a member's id, empty where there is none.
func (c *Client) UserByEmail(ctx context.Context, email string) (string, error) {
	if id, ok := c.people.get(email, c.now()); ok {
		return id, nil
	}
	id := ""
	u, err := c.api.GetUserByEmailContext(ctx, email)
	err = failure("users.lookupByEmail", reads, err)
	switch {
	case err == nil:
		id = u.ID
	case wordOf(err) != "users_not_found":
		return "", err
	}
	c.people.put(email, id, c.now())
	return id, nil
}

// Member describes a member; what Slack says is remembered for some minutes.
func (c *Client) Member(ctx context.Context, userID string) (Member, error) {
	if m, ok := c.members.get(userID, c.now()); ok {
		return m, nil
	}
	u, err := c.api.GetUserInfoContext(ctx, userID)
	if err != nil {
		return Member{}, failure("users.info", reads, err)
	}
	m := Member{
		ID: u.ID, Name: cmp.Or(u.Profile.DisplayName, u.RealName, u.Name), Email: strings.ToLower(u.Profile.Email), Zone: time.UTC,
		Guest: u.IsRestricted || u.IsUltraRestricted || u.IsStranger, Inactive: u.Deleted, TeamID: u.TeamID, EnterpriseID: u.Enterprise.EnterpriseID,
	}
	if zone, err := time.LoadLocation(u.TZ); err == nil && u.TZ != "" {
		m.Zone = zone
	}
	c.members.put(userID, m, c.now())
	return m, nil
}

// Home is the workspace and enterprise that the bot was installed in.
func (c *Client) Home(ctx context.Context) (teamID, enterpriseID string, err error) {
	self, err := c.whoami(ctx)
	if err != nil {
		return "", "", err
	}
	return self.TeamID, self.EnterpriseID, nil
}

// whoami is what auth.test says of our token, asked once.
func (c *Client) whoami(ctx context.Context) (*slack.AuthTestResponse, error) {
	c.mu.Lock()
	self := c.self
	c.mu.Unlock()
	if self != nil {
		return self, nil
	}
	self, err := c.api.AuthTestContext(ctx)
	if err != nil {
		return nil, failure("auth.test", reads, err)
	}
	c.mu.Lock()
	c.self = self
	c.mu.Unlock()
	return self, nil
}
