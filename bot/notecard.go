package bot

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
)

// noteMessage is one line in the thread of an alert: what became of it.
func noteMessage(m alert.Message, s Says) Message {
	n := m.Payload.Note
	today := m.Payload.Today
	line := noteLine(n, s.By, today)
	if n.Claimed != "" && (n.Step == alert.StepRetracted || n.Step == alert.StepAwake) {
		line = "<@" + n.Claimed + "> " + line
	}
	return Message{Text: line, Twin: twinOf([]string{line}), Blocks: []slack.Block{section(line)}, Public: true}
}

func noteLine(n *alert.Note, by string, today account.Day) string {
	name := "an opportunity"
	if n.Name != "" {
		name = "the opportunity “" + mrkdwn(n.Name, labelRunes) + "”"
	}
	if n.Amount > 0 {
		name += ", " + account.Thousands(int64(n.Amount/1000)) + ","
	}
	switch n.Step {
	case alert.StepScheduled:
		what := "A meeting"
		if n.Name != "" {
			what = "A meeting, “" + mrkdwn(n.Name, labelRunes) + "”,"
		}
		return fmt.Sprintf(":calendar: %s is arranged for %s", what, n.Day.Short(today))
	case alert.StepMet:
		return ":speech_balloon: Met on " + n.Day.Short(today)
	case alert.StepOpened:
		return fmt.Sprintf(":tada: %s was opened on %s", capitalise(name), n.Day.Short(today))
	case alert.StepWon:
		return fmt.Sprintf(":trophy: %s was won on %s", capitalise(name), n.Day.Short(today))
	case alert.StepLost:
		return fmt.Sprintf("%s was lost on %s", capitalise(name), n.Day.Short(today))
	case alert.StepAwake:
		return fmt.Sprintf(":alarm_clock: Put off until %s, and still nobody's: press *I'm on it* above, or *Not useful*", n.Day.Short(today))
	case alert.StepTaken:
		return by + " is on it."
	case alert.StepMended:
		return mendedLine(n, by)
	case alert.StepHanded:
		return fmt.Sprintf("<@%s> takes over from <@%s>", n.Claimed, n.Account)
	case alert.StepRetracted:
		whose := "another company's people"
		if n.Account != "" {
			whose = mrkdwn(n.Account, nameRunes) + "'s people"
		}
		return ":leftwards_arrow_with_hook: Retracted: these were " + whose + ". Nothing is to be done here"
	}
	return "Something became of this alert on " + n.Day.Short(today)
}

// mendedLine says whose the people of an alert are, without saying who they are.
func mendedLine(n *alert.Note, by string) string {
	whose := "nobody's we sell to"
	switch {
	case n.Apart:
		whose = "not " + mrkdwn(n.Account, nameRunes) + "'s"
	case n.Account != "":
		whose = mrkdwn(n.Account, nameRunes) + "'s"
	}
	line := fmt.Sprintf("%s says that this was %s: %s moved.", by, whose, counted(n.Moved, "activity", "activities"))
	if n.Claimed != "" {
		line += fmt.Sprintf(" <@%s>, you took it on.", n.Claimed)
	}
	return line
}

// unclaimedMessage tells a manager, once, of an alert that nobody has taken on.
func unclaimedMessage(m alert.Message, s Says) Message {
	p := &m.Payload
	name := marks.Replace(nameOf(p.Account))
	what := "is an MQA"
	if p.Request != nil {
		what = "asked to be contacted"
	}
	title := fmt.Sprintf("%s %s since %s, and nobody is on it", nameOf(p.Account), what, p.Told.Short(p.Today))
	owner := "It has no owner"
	switch {
	case s.Owner != "":
		owner = "Its owner is <@" + s.Owner + ">"
	case p.Account.Owner != "":
		owner = "Its owner is " + ownerOf(p.Account.Owner)
	}
	lines := []string{
		fmt.Sprintf(":hourglass: *%s %s since %s*, and nobody is on it", name, what, p.Told.Short(p.Today)),
		owner + ". This is the only reminder: the card is in " + channelOf(m),
	}
	var buttons []slack.BlockElement
	if m.AccountID != "" {
		lines = append(lines, numbersLine(&p.Card), "*Next* · "+mrkdwn(nextStep(p, s.Names), reasonRune))
		buttons = append(buttons, button("Why", actionWhy, m.AccountID), button("Card", actionCard, m.AccountID))
	}
	out := Message{Text: notice(title), Twin: twinOf(lines), Blocks: []slack.Block{section(strings.Join(lines, "\n"))}, Public: true}
	if buttons = append(buttons, crmButton(p.Account)...); len(buttons) > 0 {
		out.Blocks = append(out.Blocks, actions(buttons...))
	}
	return out
}

// channelOf says where the card of an alert is.
func channelOf(m alert.Message) string {
	where := m.Payload.Where
	if _, direct := alert.Mail(where); direct || memberID.MatchString(where) {
		return "their messages"
	}
	return placeSaid(where)
}
