package bot

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// choiceMessage offers the accounts that a name may mean: whichever is chosen,
// the same command is answered about it.
func choiceMessage(q Query, name string, choices []account.Account) Message {
	title := fmt.Sprintf("Which “%s” do you mean?", plain(name, nameRunes))
	head := "*" + mrkdwn(title, 2*nameRunes) + "*"
	lines, listed := []string{title}, []string{head}
	var buttons []slack.BlockElement
	for i, c := range choices {
		buttons = append(buttons, button(clamp(nameOf(c), 60), actionChoose+"_"+strconv.Itoa(i), q.naming(name, c.ID)))
		line := "• " + strings.Join(append([]string{marks.Replace(nameOf(c))}, whoIs(c)...), " · ")
		listed = append(listed, line)
		lines = append(lines, twin(line)+" (id "+plain(c.ID, labelRunes)+")")
	}
	return Message{
		Text: notice(title), Twin: strings.Join(lines, "\n"),
		Blocks: []slack.Block{section(strings.Join(listed, "\n")), actions(buttons...)},
	}
}

// naming is the command once more, with an id in the place of a name.
func (q Query) naming(name, id string) string {
	id = `"` + id + `"`
	text := q.text
	if text == "" {
		text = name
	}
	if words, err := split(text); err == nil {
		// The words as they were understood, so that quotes around the name do not
		// keep it from being found.
		text = strings.Join(words, " ")
	}
	at := strings.LastIndex(text, name)
	if at < 0 {
		return string(ShowCard) + " " + id
	}
	return clamp(text[:at]+id+text[at+len(name):], 1900)
}
