package bot

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// mostUnfurled is how many links of a message are looked at.
const mostUnfurled = 5

// unfurl shows the account below its address in the CRM: who it is and where it
// stands, nothing of people. The error is errForbidden where whoever shows the
// link may not ask, or others read along; about are the accounts whose links they
// are, none where no link is that of an account.
func (b *Bot) unfurl(ctx context.Context, e Event) (about []string, err error) {
	refused, err := b.admitted(ctx, e.TeamID, e.EnterpriseID, e.UserTeamID, e.UserID)
	if err != nil {
		return nil, err
	}
	place, err := b.Workspace.Place(ctx, e.ChannelID)
	if err != nil {
		return nil, err
	}
	found, err := b.linkedAccounts(ctx, e.Links)
	for _, m := range found {
		if !slices.Contains(about, m.About) {
			about = append(about, m.About)
		}
	}
	switch {
	case err != nil || len(found) == 0:
		return nil, err
	case refused.Text != "" || place.External && !b.External:
		return about, errForbidden
	}
	return about, b.Workspace.Unfurl(ctx, e.ChannelID, e.TS, found)
}

// only is the one of a list, empty where there are none or several.
func only(ids []string) string {
	if len(ids) == 1 {
		return ids[0]
	}
	return ""
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
	return Message{
		Text: notice(twin(lead)), Twin: twin(text), About: a.Account.ID,
		Blocks: []slack.Block{section(text), actions(button("Card", actionCard, a.Account.ID))},
	}
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
