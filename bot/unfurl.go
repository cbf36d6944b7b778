package bot

import (
	"cmp"
	"context"
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// mostUnfurled is how many links of a message are looked at.
const mostUnfurled = 5

// unfurl shows the account below its address in the CRM: who it is and where it
// stands, nothing of people. The error is errForbidden where whoever shows the
// link may not ask, or others read along; shown is false where no link is that of
// an account.
func (b *Bot) unfurl(ctx context.Context, e Event) (shown bool, err error) {
	refused, err := b.admitted(ctx, e.TeamID, e.EnterpriseID, e.UserTeamID, e.UserID)
	if err != nil {
		return false, err
	}
	place, err := b.Workspace.Place(ctx, e.ChannelID)
	if err != nil {
		return false, err
	}
	found, err := b.linkedAccounts(ctx, e.Links)
	switch {
	case err != nil || len(found) == 0:
		return false, err
	case refused.Text != "" || place.External && !b.External:
		return false, errForbidden
	}
	return true, b.Workspace.Unfurl(ctx, e.ChannelID, e.TS, found)
}

// linkedAccounts are the messages that stand below links to accounts.
func (b *Bot) linkedAccounts(ctx context.Context, links []string) (map[string]Message, error) {
	shown := map[string]Message{}
	for _, link := range links[:min(len(links), mostUnfurled)] {
		a, ok, err := b.Reader.AtAddress(ctx, link)
		if err != nil {
			return nil, err
		}
		if ok {
			shown[link] = unfurledMessage(a)
		}
	}
	return shown, nil
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
// whose addresses it names. Whoever may not ask sees why; the error is then
// errForbidden.
func (b *Bot) openShortcut(ctx context.Context, e Event) error {
	refused, err := b.admitted(ctx, e.TeamID, e.EnterpriseID, e.UserTeamID, e.UserID)
	if err != nil {
		return err
	}
	if refused.Text != "" {
		return cmp.Or(b.Workspace.OpenView(ctx, e.TriggerID, View{Title: "Not for you", Blocks: refused.Blocks}), errForbidden)
	}
	var entry Entry
	var about account.Account
	for _, address := range mailIn.FindAllString(unescape(e.Text), mostWith) {
		if len(address) <= longestAddress {
			entry.With = append(entry.With, strings.ToLower(address))
		}
	}
	if len(entry.With) > 0 {
		_, domain, _ := strings.Cut(entry.With[0], "@")
		found, err := b.Reader.Find(ctx, domain, Asker{})
		if err == nil && found.Account != nil && found.Exact {
			about = *found.Account
		}
	}
	return b.Workspace.OpenView(ctx, e.TriggerID, logView(about, entry))
}
