package bot

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
)

// mostBriefed is how many people a brief names.
const mostBriefed = 8

// briefMessage says before a meeting who is coming, what they read, and who is
// missing. It goes to one of us alone, so people have their names.
func briefMessage(m alert.Message, s Says) Message {
	b, name := m.Payload.Brief, marks.Replace(nameOf(m.Payload.Account))
	zone, err := time.LoadLocation(b.Zone)
	if err != nil {
		zone = time.UTC
	}
	what := mrkdwn(b.Meeting.Label, labelRunes)
	if b.Meeting.Asset != "" {
		what = "“" + mrkdwn(b.Meeting.Asset, labelRunes) + "”"
	}
	title := fmt.Sprintf("*%s* at %s: %s", name, b.Start.In(zone).Format("15:04"), what)
	stands := fmt.Sprintf("%s min in 90 days, %s in 7 (normally %s) · grade %d, %s", m.Payload.Card.Minutes90, m.Payload.Card.Minutes7, m.Payload.Card.Normal7,
		m.Payload.Card.Grade, mrkdwn(m.Payload.Card.Stage, labelRunes))
	var who []string
	for _, p := range b.People[:min(len(b.People), mostBriefed)] {
		line := fmt.Sprintf("• %s · %s min in 90 days", personLabel(s.People, p.ContactID, p.Role), p.Minutes)
		if len(p.Read) > 0 {
			var read []string
			for _, t := range p.Read {
				read = append(read, touchLabel(t, m.Payload.Today))
			}
			line += " · " + strings.Join(read, "; ")
		} else {
			line += " · nothing seen of them yet"
		}
		who = append(who, line)
	}
	if more := len(b.People) - len(who) + b.Meeting.Unknown; more > 0 {
		who = append(who, fmt.Sprintf("• %s we know nothing of", persons(more)))
	}
	if len(who) == 0 {
		who = []string{"Nobody we know is invited."}
	}
	missing := "*Missing* · nobody: every persona you want is engaged"
	if len(b.Missing) > 0 {
		var names []string
		for _, gap := range b.Missing {
			names = append(names, mrkdwn(gap, labelRunes))
		}
		missing = "*Missing* · not engaged yet: " + strings.Join(names, ", ")
	}
	parts := []string{title, stands, "*Who is coming*\n" + strings.Join(who, "\n"), missing}
	foot := "You get this 30 minutes before meetings with accounts of yours: `/engagement settings`"
	return Message{
		Text: notice(twin(title)), Twin: twinOf(append(parts, foot)),
		Blocks: []slack.Block{
			section(title + "\n" + stands), section(parts[2] + "\n" + missing),
			actions(button("Card", actionCard, m.AccountID), button("Timeline", actionTimeline, m.AccountID), button("Log it afterwards", actionLog, "log")), contextLine(foot),
		},
	}
}

// briefed lists the people of a brief.
func briefed(b *account.Brief) []string {
	var ids []string
	for _, p := range b.People {
		ids = append(ids, p.ContactID)
	}
	return ids
}
