package bot

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/charts"
)

// heatmapMessage says who is engaged by department and level, and who is
// missing: the picture, and the same numbers as a table in the text twin. A map
// for a channel has gone through account.Heatmap.Shared.
func heatmapMessage(h HeatAnswer) (Message, error) {
	m := &h.Map
	phrase := h.Period.Phrase(h.Today)
	title, lead := h.lead(phrase)
	alt := heatmapAlt(h, title)
	png, err := charts.Heatmap(charts.HeatmapInput{Title: title, Phrase: phrase, Map: *m})
	if err != nil {
		return Message{}, fmt.Errorf("draw heatmap of %s: %w", title, err)
	}
	p := Picture{Name: "heatmap.png", Alt: alt, PNG: png}
	gaps := blindSpots(m)
	foot := footLine(days(m.Span, account.Span{}, h.Today), "weighted minutes")
	blocks := []slack.Block{section(lead), image(p), section(gaps)}
	if h.Account.ID != "" {
		blocks = append(blocks, actions(button("Card", actionCard, h.Account.ID), button("Why", actionWhy, h.Account.ID)))
	}
	return Message{
		Text: notice(title + ": " + strings.ReplaceAll(twin(gaps), "\n", " ")), Blocks: append(blocks, contextLine(foot)), Pictures: []Picture{p},
		Twin: strings.Join([]string{twin(lead), heatTable(m), twin(gaps), twin(foot)}, "\n"),
	}, nil
}

// lead is the title of the picture and the first line of the answer.
func (h HeatAnswer) lead(phrase string) (title, lead string) {
	m := &h.Map
	minutes := fmt.Sprintf("*%s min %s*", m.Total, phrase)
	if h.Account.ID != "" {
		title = nameOf(h.Account)
		return title, fmt.Sprintf("*%s* · %s from %s", marks.Replace(title), minutes, persons(m.People()))
	}
	title = plain(h.Group.String(), nameRunes)
	if h.Group.Every {
		title = "all accounts"
	}
	return title, fmt.Sprintf("*%s* · %s from %d of %s, %s", marks.Replace(title), minutes, m.Active, accounts(m.Accounts), persons(m.People()))
}

// blindSpots names who is missing, and where the ideal comes from.
func blindSpots(m *account.Heatmap) string {
	var names []string
	for _, b := range m.BlindSpots {
		name := "no " + mrkdwn(b.Label(), labelRunes)
		if expected := m.Expected(b); expected > 0 {
			name += fmt.Sprintf(" (%s min where we won)", expected)
		}
		names = append(names, name)
	}
	i := &m.Ideal
	before := fmt.Sprintf("with minutes in the %d days before the win", i.Days)
	var source string
	switch i.Source {
	case account.Learned:
		source = fmt.Sprintf("Wanted: where %s %s had people.", wonAccounts(i.Won), before)
	case account.Configured:
		source = "Wanted: what the config says."
		if i.Won < i.Least {
			source += fmt.Sprintf(" To learn it takes %s %s; so far: %d.", wonAccounts(i.Least), before, i.Won)
		}
	default:
		return "*Blind spots* · not known: nothing is wanted. Name cells under `[heatmap]` in the config, or let them be learned from won accounts."
	}
	if len(names) == 0 {
		return "*Blind spots* · none: everybody who is wanted is engaged\n" + source
	}
	const most = 12
	if n := len(names); n > most {
		names = append(names[:most], fmt.Sprintf("and %d more", n-most))
	}
	return "*Blind spots* · " + strings.Join(names, ", ") + "\n" + source
}

func wonAccounts(n int) string {
	if n == 1 {
		return "1 won account"
	}
	return fmt.Sprintf("%d won accounts", n)
}

// heatTable is the map as text: minutes and, in brackets, people.
func heatTable(m *account.Heatmap) string {
	rows := m.Rows()
	if len(rows) == 0 && m.Anonymous == 0 {
		return "No minutes in this period."
	}
	levels := m.Levels()
	head := []string{"minutes (people)"}
	for _, l := range levels {
		head = append(head, l.Label())
	}
	table := [][]string{append(head, "all")}
	for _, r := range rows {
		line := []string{plain(r.Department, labelRunes)}
		for _, l := range levels {
			line = append(line, cellText(m.At(account.Role{Level: l, Department: r.Department})))
		}
		all := fmt.Sprintf("%s (%d)", exactly(r.Minutes), r.People)
		if r.People == 0 && r.Minutes == 0 {
			all = "nobody"
			if m.Withheld > 0 {
				all = "–"
			}
		}
		table = append(table, append(line, all))
	}
	if m.Anonymous > 0 {
		line := make([]string, len(levels)+2)
		line[0], line[len(line)-1] = "visitors nobody knows", exactly(m.Anonymous)
		table = append(table, line)
	}
	return Columns(table)
}

func cellText(c account.HeatCell) string {
	switch {
	case c.Hidden:
		return "–"
	case c.People > 0:
		return fmt.Sprintf("%s (%d)", exactly(c.Minutes), c.People)
	case c.Wanted:
		return "nobody"
	}
	return ""
}

// heatmapAlt carries the numbers of the picture.
func heatmapAlt(h HeatAnswer, title string) string {
	m := &h.Map
	alt := fmt.Sprintf("Heatmap: %s, %s min %s by department and level", title, m.Total, h.Period.Phrase(h.Today))
	for _, r := range m.Rows() {
		var cells []string
		for _, l := range m.Levels() {
			if c := m.At(account.Role{Level: l, Department: r.Department}); c.People > 0 || c.Wanted || c.Hidden {
				cells = append(cells, l.Label()+" "+cellText(c))
			}
		}
		if len(cells) == 0 {
			cells = []string{"nobody"}
		}
		alt += "; " + plain(r.Department, labelRunes) + ": " + strings.Join(cells, ", ")
	}
	return alt + "."
}
