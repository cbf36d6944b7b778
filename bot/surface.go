package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// OpenView opens a form. The trigger lives three seconds and works once.
func (c *Client) OpenView(ctx context.Context, triggerID string, v View) error {
	const method = "views.open"
	_, err := c.api.OpenViewContext(ctx, triggerID, v.modal())
	c.explain(method, err)
	return failure(method, writes, err)
}

// PublishHome shows somebody's Home.
func (c *Client) PublishHome(ctx context.Context, userID string, v View) error {
	const method = "views.publish"
	_, err := c.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: userID, View: v.home()})
	c.explain(method, err)
	return failure(method, writes, err)
}

// Direct is the channel of the conversation with one member; it is remembered.
func (c *Client) Direct(ctx context.Context, userID string) (string, error) {
	if id, ok := c.directs.get(userID, c.now()); ok {
		return id, nil
	}
	channel, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{userID}})
	if err != nil {
		return "", failure("conversations.open", writes, err)
	}
	c.directs.put(userID, channel.ID, c.now())
	return channel.ID, nil
}

// Whisper posts so that one member alone sees it.
func (c *Client) Whisper(ctx context.Context, channelID, userID, threadTS string, m Message) error {
	const method = "chat.postEphemeral"
	options := []slack.MsgOption{spoken(m)}
	if threadTS != "" {
		options = append(options, slack.MsgOptionTS(threadTS))
	}
	_, err := c.api.PostEphemeralContext(ctx, channelID, userID, options...)
	c.explain(method, err)
	return failure(method, writes, err)
}

// InGroup reports whether a member is in a user group, named by its handle or id;
// who is in it is remembered for some minutes. A group that is not there has
// nobody.
func (c *Client) InGroup(ctx context.Context, group, userID string) (bool, error) {
	members, ok := c.groups.get(group, c.now())
	if !ok {
		var err error
		if members, err = c.groupMembers(ctx, group); err != nil {
			return false, err
		}
		c.groups.put(group, members, c.now())
	}
	return slices.Contains(members, userID), nil
}

// groupMembers asks who is in a user group.
func (c *Client) groupMembers(ctx context.Context, group string) ([]string, error) {
	const method = "usergroups.list"
	all, err := c.api.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeUsers(true))
	if err != nil {
		return nil, failure(method, reads, err)
	}
	handle := strings.TrimPrefix(group, "@")
	for _, g := range all {
		if g.Handle == handle || g.ID == group {
			return g.Users, nil
		}
	}
	c.log.Warn("a user group of the config is not there", "group", plain(group, labelRunes))
	return nil, nil
}

// Place describes a channel; it is remembered for some minutes. A channel that we
// cannot see may be anybody's.
func (c *Client) Place(ctx context.Context, channelID string) (Place, error) {
	if p, ok := c.places.get(channelID, c.now()); ok {
		return p, nil
	}
	if strings.HasPrefix(channelID, "D") { // ours with one member
		return Place{ID: channelID, Direct: true}, nil
	}
	channel, err := c.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channelID})
	err = failure("conversations.info", reads, err)
	p := Place{ID: channelID}
	switch {
	case err == nil:
		p.Name, p.Direct, p.External = channel.Name, channel.IsIM || channel.IsMpIM, channel.IsExtShared
	case wordOf(err) == "channel_not_found", wordOf(err) == "missing_scope":
		p.External, p.Unseen = true, true
	default:
		return p, err
	}
	c.places.put(channelID, p, c.now())
	return p, nil
}

// Unfurl shows messages below the links of another one.
func (c *Client) Unfurl(ctx context.Context, channelID, ts string, links map[string]Message) error {
	const method = "chat.unfurl"
	unfurls := map[string]slack.Attachment{}
	for link, m := range links {
		unfurls[link] = slack.Attachment{Fallback: m.Text, Blocks: slack.Blocks{BlockSet: withFiles(m, nil)}}
	}
	_, _, _, err := c.api.UnfurlMessageContext(ctx, channelID, ts, unfurls)
	c.explain(method, err)
	return failure(method, writes, err)
}
