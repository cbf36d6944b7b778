package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
)

// TrailAnswer is what was judged of an account and what became of it.
type TrailAnswer struct {
	Account   account.Account
	Decisions []alert.Verdict // the newest first
	All, Sent int             // of all decisions, listed or not
	Messages  []alert.Trail   // the newest first
	Today     account.Day
	Now       time.Time
	Zone      *time.Location
}

// What an audit lists at most.
const (
	TrailDecisions = 200 // read, of which the newest are shown
	TrailMessages  = 200
	shownDecisions = 20
	shownMessages  = 10
)

// auditMessage says why alerts about an account were, or were not, sent: what waits,
// every question that was judged, and where the answers went.
func auditMessage(a TrailAnswer) Message {
	name := marks.Replace(nameOf(a.Account))
	title := fmt.Sprintf("Why alerts about %s were sent, or were not", nameOf(a.Account))
	lead := fmt.Sprintf("%s judged, %d of them told", plural(a.All, "question was", "questions were"), a.Sent)
	if a.All == 0 {
		lead = "Nothing was judged yet: an account is judged when something qualifies it, somebody asks, or a night finds something unusual"
	}
	blocks := []slack.Block{section(fmt.Sprintf("*Why alerts about %s were sent, or were not*\n%s.", name, lead))}
	lines := []string{marks.Replace(title), lead + "."}
	chapter := func(head string, all []string) {
		if len(all) == 0 {
			return
		}
		lines = append(append(lines, head), all...)
		for n, text := range paragraphs(all) {
			if n == 0 {
				text = "*" + head + "*\n" + text
			}
			blocks = append(blocks, section(text))
		}
	}
	var waiting, sent []string
	for _, m := range a.Messages {
		if w, ok := m.Waits(a.Now); ok {
			waiting = append(waiting, a.waiting(m, w))
		} else if m.Status != alert.Withheld {
			sent = append(sent, a.sent(m))
		}
	}
	var judged []string
	for _, d := range a.Decisions[:min(len(a.Decisions), shownDecisions)] {
		judged = append(judged, a.judged(d))
	}
	chapter("What waits", waiting[:min(len(waiting), shownMessages)])
	chapter("What was judged, the newest first", judged)
	chapter("Where it went, the newest first", sent[:min(len(sent), shownMessages)])
	var more []string
	for _, m := range []struct {
		n    int
		what string
	}{
		{len(waiting) - shownMessages, "more that wait"},
		{a.All - len(judged), "older questions: `engagement export decisions` has all"},
		{len(sent) - shownMessages, "older messages: `engagement export alerts` has all"},
	} {
		if m.n > 0 {
			more = append(more, fmt.Sprintf("%d %s", m.n, m.what))
		}
	}
	foot := footLine(append(more, "minutes are those that count for the question", "by the clock of "+a.Zone.String())...)
	blocks = append(blocks, contextLine(foot), actions(button("Card", actionCard, a.Account.ID), button("Why not an MQA", actionWhyNot, a.Account.ID)))
	return Message{Text: notice(title), Twin: twinOf(append(lines, foot)), Blocks: blocks}
}

// plural is a count with the word that goes with it.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return account.Thousands(int64(n)) + " " + many
}

// paragraphs joins lines as far as a section holds them.
func paragraphs(lines []string) (all []string) {
	const most = 2800
	for _, l := range lines {
		if last := len(all) - 1; last >= 0 && len(all[last])+len(l) < most {
			all[last] += "\n" + l
			continue
		}
		all = append(all, l)
	}
	return all
}

// moment is when something happened, to the minute.
func (a TrailAnswer) moment(t time.Time) string {
	return account.DayOf(t, a.Zone).Short(a.Today) + " " + t.In(a.Zone).Format("15:04")
}

func (a TrailAnswer) judged(d alert.Verdict) string {
	told := "not told"
	if d.Sent {
		told = "told"
	}
	parts := []string{a.moment(d.At), "*" + kindWord(d.Kind) + centerOf(d.Center) + "*", told + ": " + ReasonSaid(d.Reason)}
	return "• " + strings.Join(append(parts, measured(d.Kind, d.Value, d.Threshold)...), " · ")
}

func centerOf(center string) string {
	if center == "" {
		return ""
	}
	return " (" + mrkdwn(center, labelRunes) + ")"
}

// measured is the value of a question and what it was held against.
func measured(k alert.Kind, value, against account.Milli) []string {
	_, found := foundWords[account.FindingKind(k)]
	switch {
	case value == 0 && against == 0:
		return nil
	case found:
		return []string{fmt.Sprintf("%s min, normally %s", exactly(value), exactly(against))}
	case against == 0:
		return []string{exactly(value) + " min"}
	}
	return []string{fmt.Sprintf("%s min of %s needed", exactly(value), exactly(against))}
}

func (a TrailAnswer) waiting(m alert.Trail, w alert.Wait) string {
	until := map[alert.Wait]string{
		alert.ForDispatch: "waits to be released: an import that is running is waited for",
		alert.ForMorning:  "held until " + a.moment(m.Due) + ": what a night finds is told on the morning of a working day",
		alert.ForHours:    "held until " + a.moment(m.Due) + ": quiet hours, or days off",
		alert.ForLine:     "has no card of its own: to be named in the evening's line",
	}[w]
	return fmt.Sprintf("• *%s%s* for %s · decided %s · %s", kindWord(m.Message.Kind), centerOf(m.Message.Center), placeSaid(m.Message.Channel), a.moment(m.Message.DecidedAt), until)
}

func (a TrailAnswer) sent(m alert.Trail) string {
	became := map[alert.Status]string{
		alert.Pending: "to be posted next", alert.Sending: "being posted", alert.Unsure: "posted perhaps: I am looking",
		alert.Sent: "delivered", alert.Dead: "Slack does not take it",
	}[m.Status]
	at := m.Told
	switch m.Status {
	case alert.InALine:
		became = "named in the evening's line"
	case alert.Sent:
		at = m.Settled
	case alert.Dead:
		at, became = m.Settled, became+": "+mrkdwn(m.Error, reasonRune)
	}
	return fmt.Sprintf("• %s · *%s%s* · %s · %s", a.moment(at), kindWord(m.Message.Kind), centerOf(m.Message.Center), placeSaid(m.Message.Channel), became)
}

// placeSaid is where a message goes, as people know it.
func placeSaid(channel string) string {
	mail, direct := alert.Mail(channel)
	switch {
	case direct:
		return ownerOf(mail) + " alone"
	case memberID.MatchString(channel):
		return "<@" + channel + "> alone"
	case channelID.MatchString(channel):
		return "<#" + channel + ">"
	case slices.Contains([]string{"", "#"}, channel):
		return "no channel"
	}
	return mrkdwn("#"+strings.TrimPrefix(channel, "#"), labelRunes)
}
