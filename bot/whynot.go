package bot

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// whyNotMessage says what an account lacks to become an MQA, and the fewest
// minutes of the people nearest to it that would bring it there.
func whyNotMessage(a Answer, s account.Shortfall) Message {
	name := marks.Replace(nameOf(a.Account))
	if s.Is {
		title := fmt.Sprintf("%s is an MQA since %s: nothing is missing", name, a.Card.MQASince.Short(a.Today))
		return remark(title + ".")
	}
	if s.Never != "" {
		return remark(fmt.Sprintf("%s is marked as %s: such accounts never become an MQA.", name, mrkdwn(s.Never, labelRunes)))
	}
	title := "Why " + nameOf(a.Account) + " is not an MQA"
	lines := []string{"*Why " + name + " is not an MQA*", "It lacks " + lacking(s) + "."}
	when := "in the next days"
	if s.Days > 1 || s.Events > 1 {
		when = "on different days and about different things"
	}
	lines = append(lines, "*Fastest way* · all of this, "+when+":")
	for _, step := range s.Steps {
		line := fmt.Sprintf("• *%s more min* with %s", exactly(step.More), personLabel(a.People, step.ContactID, step.Role))
		if step.Has > 0 {
			line += fmt.Sprintf(" (%s so far)", exactly(step.Has))
		}
		lines = append(lines, line)
	}
	if s.Strangers > 0 {
		lines = append(lines, fmt.Sprintf("• *%s min or more* with %s whom nobody knows yet", exactly(max(s.Floor, s.Minutes/account.Milli(s.Strangers))), each(s.Strangers)))
	}
	foot := fmt.Sprintf("Minutes are weighted by seniority, of the groups that count, in %d days; a request to be contacted makes an MQA at once.", s.Window)
	if s.Subsidiaries > 0 {
		foot += " It is judged " + account.Together(s.Subsidiaries) + "."
	}
	return Message{
		Text: notice(title), Twin: twinOf(append(lines, foot)),
		Blocks: []slack.Block{section(strings.Join(lines, "\n")), contextLine(foot), actions(button("Card", actionCard, a.Account.ID), button("Why", actionWhy, a.Account.ID))},
	}
}

func each(n int) string {
	if n == 1 {
		return "somebody"
	}
	return fmt.Sprintf("each of %d people", n)
}

// lacking lists what is missing: "22 min and 1 engaged person".
func lacking(s account.Shortfall) string {
	var parts []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, "1 more "+one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d more %s", n, many))
		}
	}
	if s.Minutes > 0 {
		parts = append(parts, exactly(s.Minutes)+" min")
	}
	add(s.People, "engaged person ("+s.Floor.String()+" min or more)", "engaged people ("+s.Floor.String()+" min or more each)")
	add(s.Events, "asset or event", "assets or events")
	add(s.Days, "day with activity", "days with activity")
	if len(s.Personas) > 0 {
		var names []string
		for _, name := range s.Personas {
			names = append(names, mrkdwn(name, labelRunes))
		}
		parts = append(parts, "an engaged "+strings.Join(names, " or "))
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}
