package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/charts"
)

// compare answers `compare acme vs globex`.
func (b *Bot) compare(ctx context.Context, by Asker, q Query) (Message, error) {
	period := cmp.Or(q.Period, defaultPeriod)
	var found []ViewAnswer
	var next func(n int) (Message, error)
	next = func(n int) (Message, error) {
		if n == len(q.Names) {
			return comparisonMessage(found)
		}
		return b.about(ctx, by, q, q.Names[n], func(id string) (Message, error) {
			if slices.ContainsFunc(found, func(v ViewAnswer) bool { return v.Account.ID == id }) {
				return Message{}, fmt.Errorf("“%s” is the same account as another one in the list: name two different ones: %w", q.Names[n], account.ErrInvalid)
			}
			v, err := b.Reader.View(ctx, id, period)
			if err != nil {
				return Message{}, err
			}
			found = append(found, v)
			return next(n + 1)
		})
	}
	return next(0)
}

// comparisonMessage lays accounts side by side: a picture, and a table of the
// numbers that their cards carry.
func comparisonMessage(all []ViewAnswer) (Message, error) {
	first := all[0]
	var names []string
	for _, v := range all {
		names = append(names, nameOf(v.Account))
	}
	picture, err := comparisonPicture(all)
	if err != nil {
		return Message{}, err
	}
	phrase := first.Period.Phrase(first.Today)
	title := strings.Join(names, " and ") + " " + phrase
	if len(names) > 2 {
		title = strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " " + phrase
	}
	table := comparisonTable(all, names)
	foot := first.foot()
	var buttons []slack.BlockElement
	for i, v := range all {
		buttons = append(buttons, button("Card: "+clamp(names[i], 50), fmt.Sprintf("%s_%d", actionCard, i), clamp(v.Account.ID, longestID)))
	}
	return Message{
		Text: notice(title), Twin: strings.Join([]string{title, Columns(table), picture.Alt, twin(foot)}, "\n"), Pictures: []Picture{picture},
		Blocks: []slack.Block{section("*" + mrkdwn(title, 4*nameRunes) + "*"), image(picture), tableBlock(table), actions(buttons...), contextLine(foot)},
	}, nil
}

// comparedRunes is how much of a name heads a column: two have to fit on a phone.
const comparedRunes = 28

// comparisonTable has a row for each number and a column for each account.
func comparisonTable(all []ViewAnswer, names []string) [][]string {
	phrase := all[0].Period.Phrase(all[0].Today)
	rows := [][]string{{"weighted"}}
	for _, name := range names {
		rows[0] = append(rows[0], clamp(name, comparedRunes))
	}
	add := func(label string, value func(v *ViewAnswer) string) {
		row := []string{label}
		for i := range all {
			row = append(row, value(&all[i]))
		}
		rows = append(rows, row)
	}
	add("min "+phrase, func(v *ViewAnswer) string { return v.View.Minutes.String() })
	add("min "+all[0].Period.AgainstPhrase(), func(v *ViewAnswer) string { return v.View.Before.String() })
	add("min in 7 days", func(v *ViewAnswer) string { return v.Card.Minutes7.String() })
	add("min in a normal week", func(v *ViewAnswer) string { return v.Card.Normal7.String() })
	add("people in 90 days", func(v *ViewAnswer) string { return account.Thousands(int64(v.Card.People90)) })
	add("meetings held "+phrase, func(v *ViewAnswer) string { return account.Thousands(int64(v.View.Held)) })
	add("grade", func(v *ViewAnswer) string { return fmt.Sprintf("%d %s", v.Card.Grade, slope(v.Card.Direction)) })
	add("stage", func(v *ViewAnswer) string { return plain(v.Card.Stage, labelRunes) })
	add("whose move", func(v *ViewAnswer) string { return v.Card.Move.Who })
	return rows
}

func comparisonPicture(all []ViewAnswer) (Picture, error) {
	span := all[0].View.Span
	in := charts.ComparisonInput{From: span.From, Today: all[0].Today}
	var alts []string
	for _, v := range all {
		in.Accounts = append(in.Accounts, charts.ComparedAccount{Name: plain(v.Account.Name, 48), Minutes: v.View.Daily})
		alts = append(alts, fmt.Sprintf("%s %s min", nameOf(v.Account), v.View.Minutes))
	}
	in.Title = "Minutes " + all[0].Period.Phrase(all[0].Today) // the names stand at the lines
	png, err := charts.Comparison(in)
	if err != nil {
		return Picture{}, fmt.Errorf("draw a comparison: %w", err)
	}
	return Picture{Name: "comparison.png", Alt: fmt.Sprintf("Minutes of each week%s: %s.", fromTo(span, all[0].Today), strings.Join(alts, "; ")), PNG: png}, nil
}
