package bot

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// mostMeetings is how many meetings an answer lists, and mostGuests how many
// people of each.
const (
	mostMeetings = 15
	mostGuests   = 4
)

// meetingsMessage is the answer to `acme meetings`: what was held, newest
// first, and what is to come.
func meetingsMessage(m MeetingsAnswer) Message {
	name := marks.Replace(nameOf(m.Account))
	calls := 0
	var held, coming []string
	var more int
	for i := len(m.Meetings) - 1; i >= 0; i-- {
		one := m.Meetings[i]
		if one.Call {
			calls++
		}
		line := m.line(one)
		switch {
		case one.Day > m.Today:
			coming = append([]string{line}, coming...)
		case len(held) < mostMeetings:
			held = append(held, line)
		default:
			more++
		}
	}
	if more > 0 {
		held = append(held, fmt.Sprintf("• %d more", more))
	}
	if len(held) == 0 {
		held = []string{"None in this period."}
	}
	if n := len(coming); n > mostMeetings {
		coming = append(coming[:mostMeetings], fmt.Sprintf("• %d more", n-mostMeetings))
	}
	title := fmt.Sprintf("*Meetings with %s* · %s held %s, %d scheduled and not held yet, %s", name, meetings(m.View.Held),
		m.Period.Phrase(m.Today), m.View.Scheduled, connected(calls))
	dates := "*Two-way* · " + lastTouches(&m.View, m.Today)
	body := strings.Join(held, "\n")
	parts := []string{title, dates, body}
	blocks := []slack.Block{section(title + "\n" + dates), section(body)}
	if len(coming) > 0 {
		text := "*To come*\n" + strings.Join(coming, "\n")
		parts, blocks = append(parts, text), append(blocks, section(text))
	}
	foot := footLine(days(m.View.Span, account.Span{}, m.Today), "weighted minutes")
	return Message{
		Text: notice(twin(title)), Twin: twinOf(append(parts, foot)),
		Blocks: append(blocks, actions(m.buttons()...), contextLine(foot)),
	}
}

func connected(calls int) string {
	if calls == 1 {
		return "1 connected call"
	}
	return fmt.Sprintf("%d connected calls", calls)
}

// strangers counts visitors that nobody knows.
func strangers(n int) string { return counted(n, "unknown visitor", "unknown visitors") }

// line is one meeting: "• 12 Mar · held · Meeting “Kick-off” · 45 min · Ann Lee,
// VP Finance".
func (m MeetingsAnswer) line(one account.Meeting) string {
	label := mrkdwn(one.Label, labelRunes)
	if one.Asset != "" {
		label += " “" + mrkdwn(one.Asset, labelRunes) + "”"
	}
	line := fmt.Sprintf("• %s · %s", one.Day.Short(m.Today), label)
	if one.State == account.Held {
		line += fmt.Sprintf(" · *%s min*", one.Minutes)
	}
	var who []string
	for _, p := range one.People[:min(len(one.People), mostGuests)] {
		who = append(who, personLabel(m.People, p.ContactID, p.Role))
	}
	if rest := len(one.People) - mostGuests; rest > 0 {
		who = append(who, fmt.Sprintf("%d more", rest))
	}
	if one.Unknown > 0 {
		who = append(who, strangers(one.Unknown))
	}
	return line + " · " + strings.Join(who, "; ")
}

// meetingReportMessage is the answer to `meetings quarter by owner`.
func meetingReportMessage(r MeetingReportAnswer) Message {
	by, t, phrase := r.Report.By, &r.Report.Total, r.Period.Phrase(r.Today)
	title := fmt.Sprintf("Meetings by %s %s", by, phrase)
	lead := fmt.Sprintf("*%s held %s* with %d of %s, against %d %s · %d scheduled and not held yet · %s", meetings(t.Held), phrase, t.Met,
		accounts(t.Accounts), t.HeldBefore, r.Period.AgainstPhrase(), t.Scheduled, connected(t.Calls))
	table := [][]string{{string(by), "held", "ahead", "met", "calls", "before"}}
	line := func(name string, m account.MeetingRow) []string {
		return []string{name, fmt.Sprint(m.Held), fmt.Sprint(m.Scheduled), fmt.Sprintf("%d of %d", m.Met, m.Accounts), fmt.Sprint(m.Calls), fmt.Sprint(m.HeldBefore)}
	}
	for _, row := range r.Report.Rows {
		table = append(table, line(valueLabel(by, row.Value), row))
	}
	table = append(table, line("total", *t))
	foot := footLine(days(r.Report.Span, r.Report.Against, r.Today), "ahead: scheduled and not held yet", "met: accounts with a meeting held")
	return Message{
		Text: notice(title + ": " + twin(lead)), Twin: strings.Join([]string{title, twin(lead), Columns(table), foot}, "\n"),
		Blocks: []slack.Block{section("*" + title + "*\n" + lead), tableBlock(shorten(table)), contextLine(foot)},
	}
}
