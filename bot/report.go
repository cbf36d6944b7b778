package bot

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/charts"
)

// ReportAnswer is a report with what is needed to say it.
type ReportAnswer struct {
	Report account.Report
	Query  account.ReportQuery
	Today  account.Day
}

// reportRows is how many rows a message lists; the rest are summed.
const reportRows = 25

// reportMessage says minutes by a dimension, against the period before, always
// with the denominator.
func reportMessage(r ReportAnswer) Message {
	title, lead, table, foot := r.parts()
	blocks := []slack.Block{section("*" + mrkdwn(title, 2*nameRunes) + "*\n" + lead)}
	if len(table) > 1 {
		blocks = append(blocks, tableBlock(shorten(table)))
	}
	text := []string{title, twin(lead)}
	if len(table) > 1 {
		text = append(text, Columns(table))
	}
	return Message{
		Text: notice(title + ": " + twin(lead)), Blocks: append(blocks, contextLine(foot)),
		Twin: strings.Join(append(text, twin(foot)), "\n"),
	}
}

// withBars adds a picture of the rows to a report that has some.
func withBars(m Message, r ReportAnswer) (Message, error) {
	p := r.Query.Period
	in := charts.BarsInput{Title: fmt.Sprintf("Minutes by %s", r.Report.By), Phrase: p.Phrase(r.Today), Against: p.AgainstPhrase()}
	if r.Query.Against != (account.Span{}) {
		in.Against = "from " + r.Query.Against.Short(r.Today)
	}
	if r.Query.Drill != "" {
		in.Title = plain(r.Query.Drill, 40)
		for _, a := range r.Report.Accounts {
			in.Rows = append(in.Rows, charts.Bar{Label: nameOf(account.Account{ID: a.AccountID, Name: a.Name}), Minutes: a.Minutes, Before: a.Before, Note: persons(a.People)})
		}
	} else {
		for _, one := range r.Report.Rows {
			in.Rows = append(in.Rows, charts.Bar{
				Label: valueLabel(r.Report.By, one.Value), Minutes: one.Minutes, Before: one.Before, Note: fmt.Sprintf("%d of %s", one.Active, accounts(one.Accounts)),
			})
		}
	}
	if len(in.Rows) == 0 {
		return m, nil
	}
	png, err := charts.Bars(in)
	if err != nil {
		return Message{}, fmt.Errorf("draw a report: %w", err)
	}
	var said []string
	for _, row := range in.Rows[:min(len(in.Rows), 3)] {
		said = append(said, fmt.Sprintf("%s %s min, %s before", row.Label, row.Minutes, row.Before))
	}
	picture := Picture{Name: "report.png", Alt: fmt.Sprintf("%s %s: %s.", in.Title, in.Phrase, strings.Join(said, "; ")), PNG: png}
	m.Pictures = append(m.Pictures, picture)
	m.Blocks = append(m.Blocks[:1:1], append([]slack.Block{image(picture)}, m.Blocks[1:]...)...)
	return m, nil
}

// ReportText is the report as text, with every row.
func ReportText(r ReportAnswer) string { return reportMessage(r).Twin }

func (r ReportAnswer) parts() (title, lead string, table [][]string, foot string) {
	p := r.Query.Period
	phrase, against := p.Phrase(r.Today), p.AgainstPhrase()
	if r.Query.Against != (account.Span{}) {
		against = "from " + r.Query.Against.Short(r.Today)
	}
	by := string(r.Report.By)
	row := r.Report.Total
	title = fmt.Sprintf("Minutes by %s %s", by, phrase)
	if r.Query.Drill != "" {
		title = fmt.Sprintf("Accounts with %s “%s” %s", by, plain(r.Query.Drill, labelRunes), phrase)
		for _, one := range r.Report.Rows {
			if strings.EqualFold(one.Value, r.Query.Drill) {
				row = one
			}
		}
		table = r.behind()
	} else {
		table = r.rows()
	}
	lead = fmt.Sprintf("*%s min %s* from %d of %s, against %s min %s from %d", row.Minutes, phrase, row.Active, accounts(row.Accounts),
		row.Before, against, row.ActiveBefore)
	if row.Before > 0 {
		lead += fmt.Sprintf(" · %s", changed(row.Minutes, row.Before))
	}
	assigned := "accounts as they are assigned now"
	if r.Report.Then {
		assigned = "accounts as they were assigned then"
	}
	engaged := ""
	if r.Query.Drill == "" {
		engaged = "engaged: accounts that spent time"
	}
	foot = footLine(days(r.Report.Span, r.Report.Against, r.Today), engaged, "weighted minutes", assigned) + configWord(r.Report.Config)
	return title, lead, table, foot
}

// changed compares minutes with those before: the factor stands beside the
// minutes, never alone.
func changed(now, before account.Milli) string {
	if before < 5*account.Minute {
		return difference(now, before) + " min"
	}
	return fmt.Sprintf("×%.1f, %s min", float64(now)/float64(before), difference(now, before))
}

// difference is that of two numbers as they are shown.
func difference(now, before account.Milli) string { return withSign(now.Shown() - before.Shown()) }

func withSign(m account.Milli) string {
	switch {
	case m < 0:
		return "−" + (-m).String()
	case m == 0:
		return "0"
	}
	return "+" + m.String()
}

// rows is the table. What matters comes first and heads are short, so that a phone
// shows it without scrolling: that holds for all tables of answers.
func (r ReportAnswer) rows() [][]string {
	table := [][]string{{string(r.Report.By), "min", "change", "engaged", "people", "before"}}
	line := func(name string, one account.ReportRow) []string {
		return []string{
			name, one.Minutes.String(), difference(one.Minutes, one.Before), fmt.Sprintf("%d of %d", one.Active, one.Accounts),
			account.Thousands(int64(one.People)), one.Before.String(),
		}
	}
	for _, one := range r.Report.Rows {
		table = append(table, line(valueLabel(r.Report.By, one.Value), one))
	}
	if len(table) > 1 {
		table = append(table, line("total", r.Report.Total))
	}
	return table
}

// valueLabel is a value as people read it.
func valueLabel(by account.Dimension, value string) string {
	switch {
	case value != account.None:
		if name := plain(value, labelRunes); name != "" {
			return name
		}
	case by == account.ByPersona:
		return "visitors nobody knows"
	}
	return "no " + string(by)
}

func (r ReportAnswer) behind() [][]string {
	table := [][]string{{"account", "min", "change", "people", "owner", "before"}}
	for _, a := range r.Report.Accounts {
		owner := "no owner"
		if a.Owner != "" {
			owner = plain(a.Owner, labelRunes)
		}
		table = append(table, []string{
			nameOf(account.Account{ID: a.AccountID, Name: a.Name}), a.Minutes.String(), difference(a.Minutes, a.Before),
			account.Thousands(int64(a.People)), owner, a.Before.String(),
		})
	}
	return table
}

// shorten keeps a table within what a message may hold: the head, the first
// rows and, where it was left out, a line that says so.
func shorten(table [][]string) [][]string {
	if len(table) <= reportRows+2 {
		return table
	}
	last := table[len(table)-1]
	out := append([][]string{}, table[:reportRows+1]...)
	more := make([]string, len(last))
	more[0] = fmt.Sprintf("%d more rows: engagement report lists all", len(table)-reportRows-2)
	out = append(out, more)
	if last[0] == "total" {
		out = append(out, last)
	}
	return out
}

// tableBlock writes a table for Slack: text to the left, numbers to the right, and
// lines that break rather than that a phone cuts them off. Cells are plain text.
func tableBlock(rows [][]string) *slack.TableBlock {
	block := slack.NewTableBlock("")
	for i := range rows[0] {
		align := slack.ColumnAlignmentLeft
		if ofNumbers(rows, i) {
			align = slack.ColumnAlignmentRight
		}
		block = block.WithColumnSettings(append(block.ColumnSettings, slack.ColumnSetting{Align: align, IsWrapped: true})...)
	}
	for _, row := range rows {
		var cells []slack.TableCell
		for _, text := range row {
			if text == "" {
				text = " "
			}
			cells = append(cells, slack.NewTableRawTextCell(clamp(text, nameRunes)))
		}
		block.AddRow(cells...)
	}
	return block
}
