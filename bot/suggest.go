package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// Suggestion asks, while somebody types, which accounts a menu is to offer: more
// than a hundred fit into none.
type Suggestion struct {
	TeamID       string
	EnterpriseID string
	UserID       string
	UserTeamID   string
	Typed        string
}

// MostSuggested is how many accounts a menu offers at a time.
const MostSuggested = 25

// Suggest lists the accounts that a menu offers. Whoever may not ask is offered
// none; their own form says why when it is sent.
func (b *Bot) Suggest(ctx context.Context, s Suggestion) []account.Account {
	refused, err := b.admitted(ctx, s.TeamID, s.EnterpriseID, s.UserTeamID, s.UserID)
	if err == nil && refused.Text != "" {
		b.audit(ctx, account.Asked{UserID: s.UserID, What: "menu", Outcome: refusedOutcome, At: b.Now()})
		return nil
	}
	var by Asker
	if err == nil {
		by, err = b.asker(ctx, s.UserID, "")
	}
	var offered []account.Account
	if err == nil {
		offered, err = b.Reader.Suggest(ctx, s.Typed, by)
	}
	if err != nil {
		b.log.Error("a menu has nothing to offer", "error", err)
	}
	return offered
}

// accountMenu is a menu of all accounts, whose choices are given while somebody
// types; chosen may be the zero value.
func accountMenu(id string, chosen account.Account) *slack.SelectBlockElement {
	least := 0 // characters: nothing typed offers their own
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plainText("Type a name or a domain"), id)
	element.MinQueryLength = &least
	if chosen.ID != "" && len(chosen.ID) <= longestOption {
		element.InitialOption = accountOption(chosen)
	}
	return element
}

// accountOption is an account as a menu offers it, with what tells it from others
// of that name.
func accountOption(a account.Account) *slack.OptionBlockObject {
	label := twin(strings.Join(append([]string{marks.Replace(nameOf(a))}, whoIs(a)...), " · "))
	return slack.NewOptionBlockObject(a.ID, plainText(clamp(label, 75)), nil)
}

// offered are accounts as Slack takes the choices of a menu.
func offered(all []account.Account) slack.OptionsResponse {
	options := []*slack.OptionBlockObject{}
	for _, a := range all[:min(len(all), MostSuggested)] {
		if a.ID != "" && len(a.ID) <= longestOption {
			options = append(options, accountOption(a))
		}
	}
	return slack.OptionsResponse{Options: options}
}
