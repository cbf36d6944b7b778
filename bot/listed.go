package bot

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/alert"
)

// ListedAnswer is what had a place in a line and no card, the newest first.
type ListedAnswer struct {
	Alerts []alert.InsteadOfCard
	Period account.Period
	Span   account.Span
	Today  account.Day
	Zone   *time.Location
}

// whyListed is why an alert had no card, in a few words.
func whyListed(r alert.Reason) string {
	switch r {
	case alert.OverBudget:
		return "over budget"
	case alert.InLine:
		return "never has one"
	case alert.ToldLately:
		return "told lately"
	}
	return plain(string(r), labelRunes)
}

// listedSubject is the account, or the event, that a line is about.
func listedSubject(l alert.Listed) string {
	if l.AccountID != "" {
		return nameOf(account.Account{ID: l.AccountID, Name: l.Name})
	}
	if name := plain(l.Event, labelRunes); name != "" {
		return "The event " + name
	}
	return "An event"
}

// listedSaid is what happened to it.
func listedSaid(l alert.Listed) string {
	if l.Moved > 0 {
		return "moved " + accounts(l.Moved)
	}
	return kindSaid(l.Kind)
}

// listedMessage names every alert that had a place in a line: a line itself names the
// strongest, and counts the others.
func listedMessage(a ListedAnswer) Message {
	title := fmt.Sprintf("Alerts without a card %s: %s", a.Period.Phrase(a.Today), account.Thousands(int64(len(a.Alerts))))
	foot := footLine(a.Span.Short(a.Today), "each had its place in the line of its channel", "`engagement export alerts` lists all")
	table := [][]string{{"account", "day", "min", "against", "what", "why no card", "channel"}}
	for _, l := range a.Alerts {
		table = append(table, []string{
			listedSubject(l.Listed), account.DayOf(l.At, a.Zone).Short(a.Today), l.Minutes.String(), l.Normal.String(), listedSaid(l.Listed), whyListed(l.Why), destination(l.Channel),
		})
	}
	if len(a.Alerts) == 0 {
		return remark("*" + title + "*\n" + foot)
	}
	block := dataTable(title, table)
	if more := len(table) - len(block.Rows); more > 0 {
		foot = footLine(fmt.Sprintf("and %s more: ask for fewer days", account.Thousands(int64(more))), foot)
	}
	text := []string{title, Columns(table[:len(block.Rows)]), twin(foot)}
	return Message{Text: notice(title), Twin: strings.Join(text, "\n"), Blocks: []slack.Block{section("*" + title + "*"), block, contextLine(foot)}}
}
