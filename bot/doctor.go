package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// Finding is one thing that was examined.
type Finding struct {
	What   string // "scopes"
	OK     bool
	Detail string
	Try    string // what to do about it; empty if OK
}

func found(what, detail string) Finding { return Finding{What: what, OK: true, Detail: detail} }

func trouble(what string, err error) Finding {
	return Finding{What: what, Detail: err.Error(), Try: hint(wordOf(err))}
}

// Examine checks the tokens, the scopes, every channel that alerts go to, and
// with an app token the socket. It changes nothing and posts nothing.
func (c *Client) Examine(ctx context.Context, channels []string) []Finding {
	self, err := c.api.AuthTestContext(ctx)
	if err != nil {
		return []Finding{trouble("bot token", failure("auth.test", reads, err))}
	}
	all := []Finding{found("bot token", fmt.Sprintf("%s in %s (%s)", self.User, self.Team, self.TeamID))}
	all = append(all, scopesFinding(self.Header.Get("X-OAuth-Scopes")))
	for _, name := range channels {
		all = append(all, c.ExamineChannel(ctx, name))
	}
	if c.opts.AppToken != "" {
		all = append(all, c.examineSocket(ctx))
	}
	return all
}

// scopesFinding compares what was granted, as Slack's header lists it, with
// what is needed.
func scopesFinding(header string) Finding {
	const what = "scopes"
	granted := strings.FieldsFunc(header, func(r rune) bool { return r == ',' || r == ' ' })
	if len(granted) == 0 {
		return Finding{What: what, Detail: "Slack did not say which scopes the token has", Try: "compare the app's page with `engagement manifest`"}
	}
	var missing []string
	for _, s := range Scopes() {
		if !s.App && !slices.Contains(granted, s.Name) {
			missing = append(missing, s.Name+" ("+s.Without+")")
		}
	}
	if len(missing) > 0 {
		return Finding{What: what, Detail: "missing: " + strings.Join(missing, "; "), Try: hint("missing_scope")}
	}
	return found(what, fmt.Sprintf("all %d are granted", len(Scopes())-1))
}

// ExamineChannel checks that a channel exists, is alive and has us in it.
func (c *Client) ExamineChannel(ctx context.Context, name string) Finding {
	what := "channel " + name
	id, err := c.Channel(ctx, name)
	if err != nil {
		return trouble(what, err)
	}
	const method = "conversations.info"
	info, err := c.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	switch {
	case err != nil:
		return trouble(what, failure(method, reads, err))
	case info.IsArchived:
		return trouble(what, &Failure{Class: Refused, Method: method, Word: "is_archived"})
	case !info.IsMember && !info.IsIM:
		return trouble(what, &Failure{Class: Refused, Method: method, Word: "not_in_channel"})
	case info.IsExtShared && !c.opts.External:
		return trouble(what, &Failure{Class: Refused, Method: method, Word: wordShared})
	case info.IsExtShared:
		return Finding{What: what, OK: true, Detail: id + ", joined; shared with another organisation, whose people see the alerts"}
	}
	return found(what, id+", joined")
}

// examineSocket asks for a socket's address, which checks the app token.
func (c *Client) examineSocket(ctx context.Context) Finding {
	const what = "socket"
	if _, _, err := c.api.StartSocketModeContext(ctx); err != nil {
		return trouble(what, failure(openSocket, reads, err))
	}
	return found(what, "Slack offers a connection")
}

// TestPost posts one line to a channel, to see it arrive.
func (c *Client) TestPost(ctx context.Context, channel string) Finding {
	what := "test post to " + channel
	id, err := c.Channel(ctx, channel)
	if err == nil {
		_, err = c.Post(ctx, id, remark("This is a test: alerts of engagement arrive here."), "")
	}
	if err != nil {
		return trouble(what, err)
	}
	return found(what, "posted")
}
