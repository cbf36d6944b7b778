package bot

import (
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// troubleMessage puts an error into words, with a next step. It is the one
// place where errors become Slack text.
func (b *Bot) troubleMessage(err error) Message {
	var unknown *unknownName
	var group *UnknownGroup
	var text string
	switch {
	case errors.As(err, &group):
		text = group.say()
	case errors.As(err, &unknown):
		text = fmt.Sprintf("No account is called “%s”.", mrkdwn(unknown.name, nameRunes))
		if len(unknown.near) > 0 {
			var names []string
			for _, a := range unknown.near {
				names = append(names, mrkdwn(a.Name, nameRunes))
			}
			text += " Nearest: " + strings.Join(names, ", ") + "."
		} else {
			text += " Try its domain or its id, or `/engagement help`."
		}
	case errors.Is(err, errForbidden):
		said := strings.TrimSuffix(err.Error(), ": "+errForbidden.Error())
		text = entities.Replace(capitalise(plain(said, 250))) + ". Ask one of them, or an admin."
	case errors.Is(err, account.ErrInvalid):
		// It may quote what was written, which must not address anybody.
		said := strings.TrimSuffix(strings.ReplaceAll(err.Error(), ": "+account.ErrInvalid.Error(), ""), ".")
		text = entities.Replace(capitalise(plain(said, 250))) + ". Or ask `/engagement help`."
	case wordOf(err) == "expired_trigger_id", wordOf(err) == "trigger_expired":
		text = "That took too long for Slack to open a form. Please try again."
	case errors.Is(err, account.ErrNotFound):
		text = "That account or alert is not there any more. Ask `/engagement help` for what is."
	default:
		b.log.Error("a question was not answered", "error", err)
		text = "Something went wrong here, and it was logged. Please try again in a minute."
	}
	return Message{Text: clamp(text, 300), Twin: twin(text), Blocks: []slack.Block{section(text)}}
}
