package bot

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// RankAnswer is a list of accounts with what is needed to say it.
type RankAnswer struct {
	Ranking account.Ranking
	Query   account.RankQuery
	Today   account.Day
	Config  string
}

// rank answers `top`, `mqa` and `movers`.
func (b *Bot) rank(ctx context.Context, by Asker, q Query) (Message, error) {
	if q.Rank.Mine && by.operator {
		return Message{}, fmt.Errorf("the command line owns no accounts: name an owner, as in `top @ann`, or ask with --as: %w", account.ErrInvalid)
	}
	r, err := b.Reader.Rank(ctx, q.Rank, by)
	return said(r, err, rankMessage)
}

// rankMessage lists accounts by minutes in 30 days, or by how far their week is
// from normal, and says which.
func rankMessage(r RankAnswer) Message {
	title, lead := r.words()
	foot := "weighted minutes up to " + r.Today.Short(r.Today)
	if len(r.Ranking.Rows) > 0 {
		foot = fmt.Sprintf("weighted minutes in 30 and in 7 days up to %s · normal: a week of the 12 before · heat: bars of the hottest account's", r.Today.Short(r.Today))
	}
	blocks := []slack.Block{section("*" + mrkdwn(title, 2*nameRunes) + "*\n" + lead)}
	text := []string{title, twin(lead)}
	if len(r.Ranking.Rows) > 0 {
		table := r.table()
		blocks = append(blocks, dataTable("A click on a column sorts by it", table))
		if menu := r.menu(); len(menu.Options) > 0 {
			blocks = append(blocks, actions(menu))
		}
		text = append(text, Columns(table))
	}
	return Message{
		Text: notice(title + ": " + twin(lead)), Blocks: append(blocks, contextLine(foot)),
		Twin: strings.Join(append(text, twin(foot)), "\n"),
	}
}

func (r RankAnswer) words() (title, lead string) {
	of := accounts(r.Ranking.Total)
	switch {
	case r.Query.Watched:
	case r.Query.Mine:
		of += " of yours or watched"
	case !r.Query.Group.Every:
		of += " in " + mrkdwn(r.Query.Group.String(), labelRunes)
	}
	shown := ""
	if n := len(r.Ranking.Rows); n < r.Ranking.Fit {
		shown = fmt.Sprintf("; the first %d are listed", n)
	}
	switch r.Query.Order {
	case account.ByMoves:
		title = "Movers of the last 7 days"
		lead = fmt.Sprintf("*%d* of %s spent at least 5 min more or less than in a normal week, by how much%s", r.Ranking.Fit, of, shown)
	case account.OnlyMQA:
		title = "Marketing qualified accounts"
		lead = fmt.Sprintf("*%d* of %s: MQAs, by minutes in 30 days%s", r.Ranking.Fit, of, shown)
		if r.Query.Since.Unit != "" {
			title += " new " + r.Query.Since.Phrase(r.Today)
			lead = fmt.Sprintf("*%d* of %s: MQAs now, and not before, by minutes in 30 days%s", r.Ranking.Fit, of, shown)
		}
	case account.ByAnything:
		title = "Accounts you watch"
		lead = fmt.Sprintf("*%s*, by minutes in 30 days%s", of, shown)
	case account.ByMinutes:
		title = "Accounts by minutes in 30 days"
		lead = fmt.Sprintf("*%d* of %s spent time in 90 days%s", r.Ranking.Fit, of, shown)
	default:
		title = fmt.Sprintf("Accounts whose engagement is %s over 4 weeks", r.Query.Order)
		lead = fmt.Sprintf("*%d* of %s, by minutes in 30 days%s", r.Ranking.Fit, of, shown)
	}
	return title, lead
}

// table is the list. Heads are short, so that a phone shows the minutes without
// scrolling; the line below the list says what the heads mean.
func (r RankAnswer) table() [][]string {
	table := [][]string{{"account", "min, 30 d", "7 d", "normal", "move", "grade", "heat", "stage", "people", "owner"}}
	if r.Query.Order == account.ByMoves {
		table[0][1] = "change"
	}
	for _, one := range r.Ranking.Rows {
		owner := "no owner"
		if one.Owner != "" {
			owner = twin(ownerOf(one.Owner))
		}
		first := one.Minutes30.String()
		if r.Query.Order == account.ByMoves {
			first = difference(one.Minutes7, one.Normal7)
		}
		stage := plain(one.Stage, labelRunes)
		if r.Query.Order == account.OnlyMQA {
			stage = "since " + one.MQASince.Short(r.Today)
		}
		table = append(table, []string{
			nameOf(account.Account{ID: one.AccountID, Name: one.Name}), first, one.Minutes7.String(), one.Normal7.String(),
			plain(one.Move, labelRunes), fmt.Sprintf("%d %s", one.Grade, slope(one.Direction)), bars(r.Ranking.Bars(one.Heat)), stage,
			account.Thousands(int64(one.People90)), owner,
		})
	}
	return table
}

// bars draws one to five bars.
func bars(n int) string {
	if n == 0 {
		return "none"
	}
	return strings.Repeat("▮", n) + strings.Repeat("▯", 5-n)
}

// slope is a direction as one sign.
func slope(d account.Direction) string {
	switch d {
	case account.Rising:
		return "▲"
	case account.Falling:
		return "▼"
	}
	return "▬"
}

// menu opens the card of a listed account.
func (r RankAnswer) menu() *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	for _, one := range r.Ranking.Rows[:min(len(r.Ranking.Rows), 100)] {
		name := nameOf(account.Account{ID: one.AccountID, Name: one.Name})
		if len(one.AccountID) > 140 || one.AccountID == "" { // Slack takes no longer values
			continue
		}
		options = append(options, slack.NewOptionBlockObject(one.AccountID, slack.NewTextBlockObject(slack.PlainTextType, clamp(name, 70), false, false), nil))
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, slack.NewTextBlockObject(slack.PlainTextType, "Open a card…", false, false), actionCard, options...)
}
