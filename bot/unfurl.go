package bot

import (
	"context"
	"regexp"
	"strings"

	"github.com/slack-go/slack"
)

// mostUnfurled is how many links of a message are looked at.
const mostUnfurled = 5

// unfurl shows the account below its address in the CRM: who it is and where it
// stands, nothing of people.
func (b *Bot) unfurl(ctx context.Context, e Event) error {
	refused, err := b.admitted(ctx, e.TeamID, e.EnterpriseID, e.UserTeamID, e.UserID)
	if err != nil || refused.Text != "" {
		return err
	}
	place, err := b.Workspace.Place(ctx, e.ChannelID)
	if err != nil || place.External && !b.External {
		return err
	}
	shown := map[string]Message{}
	for _, link := range e.Links[:min(len(e.Links), mostUnfurled)] {
		a, ok, err := b.Reader.AtAddress(ctx, link)
		if err != nil {
			return err
		}
		if ok {
			shown[link] = unfurledMessage(a)
		}
	}
	if len(shown) == 0 {
		return nil
	}
	return b.Workspace.Unfurl(ctx, e.ChannelID, e.TS, shown)
}

// unfurledMessage is an account in three lines.
func unfurledMessage(a Answer) Message {
	lead := "*" + marks.Replace(nameOf(a.Account)) + "* · " + identityLine(a)
	text := strings.Join([]string{lead, minutesField(&a.Card), "*Whose move* · " + a.Card.Move.Who + ": " + mrkdwn(a.Card.Move.Reason, reasonRune)}, "\n")
	return Message{Text: notice(twin(lead)), Twin: twin(text), Blocks: []slack.Block{section(text), actions(button("Card", actionCard, a.Account.ID))}}
}

// mailIn finds an address in a message.
var mailIn = regexp.MustCompile(`[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}`)

// openShortcut opens the form to log what a message is about, with the people
// whose addresses it names.
func (b *Bot) openShortcut(ctx context.Context, e Event) error {
	refused, err := b.admitted(ctx, e.TeamID, e.EnterpriseID, e.UserTeamID, e.UserID)
	if err != nil {
		return err
	}
	v := View{Title: "Not for you", Blocks: refused.Blocks}
	if refused.Text == "" {
		entry, name := Entry{}, ""
		for _, address := range mailIn.FindAllString(unescape(e.Text), mostWith) {
			if len(address) <= longestAddress {
				entry.With = append(entry.With, strings.ToLower(address))
			}
		}
		if len(entry.With) > 0 {
			_, name, _ = strings.Cut(entry.With[0], "@")
			found, err := b.Reader.Find(ctx, name, Asker{})
			if err == nil && found.Account != nil && found.Exact {
				name = found.Account.Name
			}
		}
		v = logView(plain(name, nameRunes), entry)
	}
	return b.Workspace.OpenView(ctx, e.TriggerID, v)
}
