package bot

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// Answer answers the text of a command. failed tells an error (an unknown name,
// a bad period) from an answer; both are messages that a person can read.
func (b *Bot) Answer(ctx context.Context, by Asker, text string) (m Message, failed bool) {
	m, failed, asked := b.say(ctx, by, text)
	b.audit(ctx, asked)
	return m, failed
}

// say is the answer to the text of a command, with what is to be audited.
func (b *Bot) say(ctx context.Context, by Asker, text string) (m Message, failed bool, asked account.Asked) {
	q, err := Parse(text)
	if err == nil {
		m, err = b.answer(ctx, by, q)
	}
	asked = account.Asked{UserID: by.ID, What: string(q.Verb), AccountID: m.About, Outcome: outcome(err), At: b.Now()}
	if err != nil {
		return b.troubleMessage(err), true, asked
	}
	return m, m.Text == "", asked
}

func (b *Bot) answer(ctx context.Context, by Asker, q Query) (Message, error) {
	switch {
	case q.Verb == ShowHelp:
		return helpMessage(), nil
	case q.Whole == "":
		return b.survey(ctx, q)
	}
	if q.Name != q.Whole || q.Verb == Compare {
		// The longest known name wins: there may be an account called Watch Tower.
		whole, err := b.Reader.Find(ctx, q.Whole, by)
		if err != nil {
			return Message{}, err
		}
		if whole.Account != nil && whole.Exact && strings.Contains(q.Whole, " ") {
			m, err := b.show(ctx, Query{Verb: ShowCard}, whole.Account.ID)
			m.About = whole.Account.ID
			return m, err
		}
	}
	if order, ok := b.orders()[q.Verb]; ok {
		return order(ctx, by, q)
	}
	if q.Verb == ShowCard && q.Period.Unit == "" {
		found, a, err := b.Reader.Named(ctx, q.Name, by)
		return b.meant(ctx, by, q, q.Name, found, err, func(string) (Message, error) { return cardWithTrend(a) })
	}
	return b.about(ctx, by, q, q.Name, func(id string) (Message, error) { return b.show(ctx, q, id) })
}

// orders are what the verbs do that come first in a command.
func (b *Bot) orders() map[Verb]func(context.Context, Asker, Query) (Message, error) {
	return map[Verb]func(context.Context, Asker, Query) (Message, error){
		ShowTop: b.rank, ShowMQA: b.rank, ShowMovers: b.rank, Compare: b.compare,
		Watch: b.watch, Unwatch: b.unwatch, ShowWatches: b.watches, Mute: b.mute, Unmute: b.mute, Log: b.logEntry, Settings: b.settings,
		ShowMatch: b.match, ShowDigest: b.digest, ShowAlerts: b.alerts, BeginPlay: b.play, ShowPlays: b.plays,
	}
}

// about does something with the account that a name means, or asks which one is
// meant.
func (b *Bot) about(ctx context.Context, by Asker, q Query, name string, do func(accountID string) (Message, error)) (Message, error) {
	found, err := b.Reader.Find(ctx, name, by)
	return b.meant(ctx, by, q, name, found, err, do)
}

// meant does something with the account that was found by a name, or asks which
// one is meant. Whatever became of it, the message says which account it was, so
// that the audit knows.
func (b *Bot) meant(ctx context.Context, by Asker, q Query, name string, found Found, err error, do func(accountID string) (Message, error)) (Message, error) {
	switch {
	case err != nil:
		return Message{}, err
	case found.Account != nil:
		m, err := do(found.Account.ID)
		m.About = found.Account.ID
		return m, err
	case len(found.Choices) > 0 && !found.Nearest:
		return choiceMessage(q, name, found.Choices), nil
	}
	if err := b.misread(ctx, by, q, name); err != nil {
		return Message{}, err
	}
	return Message{}, &unknownName{name: name, near: found.Choices}
}

// unknownName is the error of a name that no account has.
type unknownName struct {
	name string
	near []account.Account
}

func (u *unknownName) Error() string { return fmt.Sprintf("no account is called %q", u.name) }

func (u *unknownName) Unwrap() error { return account.ErrNotFound }

// show answers a verb about one account.
func (b *Bot) show(ctx context.Context, q Query, accountID string) (Message, error) {
	period := cmp.Or(q.Period, defaultPeriod)
	switch {
	case q.Verb == ShowHeatmap:
		h, err := b.Reader.Heatmap(ctx, accountID, period)
		if err != nil {
			return Message{}, err
		}
		return heatmapMessage(h)
	case q.Verb == ShowTimeline:
		t, err := b.Reader.Timeline(ctx, accountID, period)
		if err != nil {
			return Message{}, err
		}
		return timelineMessage(t)
	case q.Verb == ShowPeople:
		v, err := b.Reader.View(ctx, accountID, period)
		return said(v, err, peopleMessage)
	case q.Verb == ShowCard && q.Period.Unit != "":
		v, err := b.Reader.View(ctx, accountID, period)
		return said(v, err, viewMessage)
	case q.Verb == ShowMeetings:
		m, err := b.Reader.Meetings(ctx, accountID, period)
		return said(m, err, meetingsMessage)
	case q.Verb == ShowWhy:
		e, err := b.explain(ctx, q, accountID)
		return said(e, err, whyMessage)
	case q.Verb == ShowAudit:
		t, err := b.Reader.Trail(ctx, accountID)
		return said(t, err, auditMessage)
	case q.Verb == WhyNot:
		a, s, err := b.Reader.WhyNot(ctx, accountID)
		return said(a, err, func(a Answer) Message { return whyNotMessage(a, s) })
	}
	if q.Verb == ShowTrend {
		return b.trend(ctx, q, accountID)
	}
	a, err := b.Reader.Card(ctx, accountID)
	if err != nil {
		return Message{}, err
	}
	return cardWithTrend(a)
}

func cardWithTrend(a Answer) (Message, error) {
	picture, err := trendPicture(a.Account, a.Card.Trend, a.Today, defaultTrend)
	if err != nil {
		return Message{}, err
	}
	return CardMessage(a, picture), nil
}

// explain reads the rows behind the minutes of a period, or of the last 90 days.
func (b *Bot) explain(ctx context.Context, q Query, accountID string) (Explanation, error) {
	if q.Period.Unit == "" {
		return b.Reader.Why(ctx, accountID)
	}
	return b.Reader.WhyIn(ctx, accountID, q.Period)
}

// trend draws some days up to today, or a period.
func (b *Bot) trend(ctx context.Context, q Query, accountID string) (Message, error) {
	days, read := cmp.Or(q.Days, defaultTrend), b.Reader.Card
	if q.Period.Unit != "" {
		days, read = 0, func(ctx context.Context, id string) (Answer, error) { return b.Reader.Trend(ctx, id, q.Period) }
	}
	a, err := read(ctx, accountID)
	if err != nil {
		return Message{}, err
	}
	journey, err := b.Reader.Journey(ctx, accountID)
	if err != nil {
		return Message{}, err
	}
	for _, s := range journey {
		if s.Day <= a.Card.Trend.To() {
			a.Card.Trend.Stages = append(a.Card.Trend.Stages, s)
		}
	}
	picture, err := trendPicture(a.Account, a.Card.Trend, a.Today, days)
	if err != nil {
		return Message{}, err
	}
	return trendMessage(a, picture), nil
}

// said puts what was read into words, unless that failed.
func said[V any](v V, err error, words func(V) Message) (Message, error) {
	if err != nil {
		return Message{}, err
	}
	return words(v), nil
}

func trendMessage(a Answer, p Picture) Message {
	lead := fmt.Sprintf("*%s* · %s", marks.Replace(nameOf(a.Account)), identityLine(a))
	return Message{
		Text: notice(p.Alt), Twin: twinOf([]string{lead, marks.Replace(p.Alt)}), Pictures: []Picture{p},
		Blocks: []slack.Block{section(lead), image(p), actions(button("Card", actionCard, a.Account.ID), button("Why", actionWhy, a.Account.ID))},
	}
}
