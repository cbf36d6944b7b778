package bot

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// mostPeople is how many people an answer lists.
const mostPeople = 15

// peopleMessage is the answer to `acme people`: who spent how long in the
// period and in the one before, who champions us, which personas are reached.
func peopleMessage(v ViewAnswer) Message {
	name := marks.Replace(nameOf(v.Account))
	engaged, champions := 0, []string{}
	var lines []string
	for _, p := range v.View.People {
		if p.Minutes > 0 {
			engaged++
		}
		label := personLabel(v.People, p.ContactID, p.Role)
		if p.Champion {
			champions = append(champions, label)
		}
		if len(lines) >= mostPeople {
			continue
		}
		line := fmt.Sprintf("• *%s min* (%s before) · %s", p.Minutes, p.Before, label)
		if p.Months > 1 {
			line += fmt.Sprintf(" · in %d of the last 6 months", p.Months)
		}
		if p.Last.Day != 0 {
			line += " · " + touchLabel(p.Last, v.Today)
		} else {
			line += " · silent in this period"
		}
		lines = append(lines, line)
	}
	if more := len(v.View.People) - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("• %d more", more))
	}
	if v.View.Unknown > 0 {
		lines = append(lines, fmt.Sprintf("• *%s min* from visitors nobody knows yet", v.View.Unknown))
	}
	if len(lines) == 0 {
		lines = []string{"Nobody, in this period or the one before."}
	}
	title := fmt.Sprintf("*People at %s* · %d of %s engaged: %s", name, engaged, knownPeople(v.Card.Known), v.lead())
	champion := "*Champions* · nobody yet: it takes minutes in two months or more of the last six"
	if len(champions) > 0 {
		champion = "*Champions* · most minutes over two months or more: " + strings.Join(champions, "; ")
	}
	parts := []string{title, strings.Join(lines, "\n"), champion, personaText(&v.View), bottomText(&v.View), v.foot()}
	return Message{
		Text: notice(twin(title)), Twin: twinOf(parts),
		Blocks: []slack.Block{
			section(title), section(parts[1]), section(strings.Join(parts[2:5], "\n")), actions(append(v.buttons(), v.wrongMenu()...)...), contextLine(parts[5]),
		},
	}
}

// personaText says which personas are reached, and which wanted ones are not.
func personaText(v *account.View) string {
	var reached, missing []string
	for _, p := range v.Personas {
		switch {
		case p.Name == account.None:
		case p.People > 0:
			reached = append(reached, fmt.Sprintf("%s (%d, %s min)", mrkdwn(p.Name, labelRunes), p.People, p.Minutes))
		case p.Wanted:
			missing = append(missing, mrkdwn(p.Name, labelRunes))
		}
	}
	text := "*Personas* · reached: nobody"
	if len(reached) > 0 {
		text = "*Personas* · reached: " + strings.Join(reached, ", ")
	}
	if len(missing) > 0 {
		text += " · wanted and missing: " + strings.Join(missing, ", ")
	}
	return text
}
