package bot

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"engagement/account"
)

// AnswerAs answers the text of a command the way a member of our own workspace
// would be answered, guests included.
func (b *Bot) AnswerAs(ctx context.Context, userID, text string) (m Message, failed bool) {
	home, enterprise, err := b.Workspace.Home(ctx)
	if err != nil {
		return b.troubleMessage(err), true
	}
	m, failed, asked := b.answerTo(ctx, Command{TeamID: home, EnterpriseID: enterprise, UserID: userID, Text: text}, "")
	b.audit(ctx, asked)
	return m, failed
}

// answerTo answers whoever may ask, and refuses everybody else. userTeamID is
// the home of whoever asks, where the transport tells.
func (b *Bot) answerTo(ctx context.Context, c Command, userTeamID string) (m Message, failed bool, asked account.Asked) {
	asked = account.Asked{UserID: c.UserID, What: "command", At: b.Now()}
	refused, err := b.admitted(ctx, c.TeamID, c.EnterpriseID, cmp.Or(userTeamID, c.TeamID), c.UserID)
	if err == nil && refused.Text == "" && b.pace.tooFast(c.UserID, b.Now()) {
		refused = tooMany()
	}
	if refused.Text != "" {
		asked.Outcome = refusedOutcome
		return refused, true, asked
	}
	var by Asker
	if err == nil {
		by, err = b.asker(ctx, c.UserID, c.ChannelID)
	}
	if err != nil {
		asked.Outcome = outcome(err)
		return b.troubleMessage(err), true, asked
	}
	return b.say(ctx, by, c.Text)
}

// tooMany refuses one question more than anybody asks by hand.
func tooMany() Message {
	return remark("That is more than I answer one person in a minute. Please wait a moment.")
}

// patience is how long somebody waits in silence.
const patience = 2 * time.Second

// Command answers a slash command in private. What takes long says so first.
func (b *Bot) Command(ctx context.Context, c Command) {
	said := make(chan struct{})
	working := time.AfterFunc(patience, func() {
		defer close(said)
		b.respond(ctx, c.ResponseURL, remark("Working on it. The answer comes here."), Anew)
	})
	m, _, asked := b.answerTo(ctx, c, "")
	if !working.Stop() {
		<-said // the answer comes after it
	}
	defer b.audit(ctx, asked)
	if m.View != nil {
		err := b.Workspace.OpenView(ctx, c.TriggerID, *m.View)
		if err == nil {
			return
		}
		m = b.troubleMessage(err)
	}
	b.respond(ctx, c.ResponseURL, m, Anew)
}

// respond sends an answer with its pictures.
func (b *Bot) respond(ctx context.Context, responseURL string, m Message, replace Replace) {
	err := b.deliver(ctx, m, func(m Message) error { return b.Workspace.Respond(ctx, responseURL, m, replace) })
	if err != nil {
		b.log.Error("an answer was not delivered", "error", err)
	}
}

// admitted returns the refusal for whoever may not ask, an empty message for
// everybody else.
func (b *Bot) admitted(ctx context.Context, teamID, enterpriseID, userTeamID, userID string) (Message, error) {
	home, enterprise, err := b.Workspace.Home(ctx)
	if err != nil {
		return Message{}, err
	}
	ours := func(team string) bool { return team == home || enterprise != "" && team == enterprise }
	foreign := remark("This is for members of the workspace that installed it. Ask one of them to send you what you need.")
	if !ours(teamID) && (enterprise == "" || enterpriseID != enterprise) || !ours(userTeamID) && userTeamID != "" {
		return foreign, nil
	}
	member, err := b.Workspace.Member(ctx, userID)
	switch {
	case err != nil:
		return Message{}, err
	case member.TeamID != "" && !ours(member.TeamID) && (enterprise == "" || member.EnterpriseID != enterprise):
		return foreign, nil
	case member.Guest && !b.Guests:
		return remark("Guests cannot see account data here. Ask a full member of the workspace."), nil
	}
	return Message{}, nil
}

// remark is a message of one sentence.
func remark(text string) Message {
	return Message{Text: strings.ReplaceAll(text, "*", ""), Twin: twin(text), Blocks: []slack.Block{section(text)}}
}
