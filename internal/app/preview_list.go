package app

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"engagement/account"
	"engagement/alert"
)

// PreviewLists are what a preview can write.
var PreviewLists = []string{"changes", "mqas", "alerts", "cards", "findings", "advice"}

// Write writes one of PreviewLists as CSV. Of mqas, alerts and findings each row
// says what becomes of it and whose account it is, and then what the export of
// that kind says of it in a run. Cards are all that the new config would tell, by
// the day on which it would: the alerts of a run, less what a reader does not see.
func (p *Preview) Write(w io.Writer, list string) error {
	out := csv.NewWriter(w)
	row := func(values ...any) error {
		record := make([]string, len(values))
		for i, v := range values {
			record[i] = cell(v)
		}
		return out.Write(record)
	}
	var err error
	switch list {
	case "changes":
		err = p.writeChanges(row)
	case "mqas":
		err = writeDifferences(row, "facts", p.MQAs, factCells)
	case "alerts":
		err = writeDifferences(row, "alerts", p.Alerts, func(m alert.Message) []any {
			return alertCells(alert.Record{Message: m, Status: RunReplayed})
		})
	case "cards":
		err = p.writeCards(row)
	case "findings":
		err = writeDifferences(row, "findings", p.Findings, func(f alert.FoundFact) []any { return findingCells(f.Finding, f.Reason, p.NewHash) })
	case "advice":
		err = p.writeAdvice(row)
	default:
		err = fmt.Errorf("%q cannot be listed; use one of %s: %w", list, strings.Join(PreviewLists, ", "), account.ErrInvalid)
	}
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func (p *Preview) writeChanges(row func(...any) error) error {
	head := strings.Split("account_id,name,owner,grade,new_grade,mqa,new_mqa,minutes,new_minutes,threshold,new_threshold,crossed,new_crossed,alerts,new_alerts,findings,new_findings", ",")
	if err := row(texts(head)...); err != nil {
		return err
	}
	for _, c := range p.Changes {
		if err := row(c.AccountID, c.Name, c.Owner, c.Now.Grade, c.New.Grade, c.Now.MQA, c.New.MQA, c.Now.Counting, c.New.Counting, c.Now.Threshold, c.New.Threshold,
			dates(c.Now.Crossed), dates(c.New.Crossed), c.Now.Alerts, c.New.Alerts, c.Now.Findings, c.New.Findings); err != nil {
			return err
		}
	}
	return nil
}

func (p *Preview) writeCards(row func(...any) error) error {
	if err := row(texts([]string{"day", "channel", "kind", "reason", "account_id"})...); err != nil {
		return err
	}
	for _, m := range p.Cards {
		if err := row(account.DayOf(m.DecidedAt, p.zone), m.Channel, string(m.Kind), string(m.Reason), m.AccountID); err != nil {
			return err
		}
	}
	return nil
}

func writeDifferences[V any](row func(...any) error, kind string, all []Difference[V], cells func(V) []any) error {
	if err := row(texts(slices.Concat([]string{"change", "owner"}, tables[kind].columns))...); err != nil {
		return err
	}
	for _, d := range all {
		if err := row(slices.Concat([]any{string(d.Change), d.Owner}, cells(d.Row))...); err != nil {
			return err
		}
	}
	return nil
}

func (p *Preview) writeAdvice(row func(...any) error) error {
	if err := row(texts([]string{"minutes_percent", "people_more", "minutes", "people", "mqas", "mqas_a_week", "reps", "a_week_each"})...); err != nil {
		return err
	}
	for _, a := range p.Advice {
		each := strconv.FormatFloat(a.Weekly/float64(a.Reps), 'f', 2, 64)
		if err := row(a.Percent, a.People, a.Need.Minutes, a.Need.People, a.MQAs, strconv.FormatFloat(a.Weekly, 'f', 2, 64), a.Reps, each); err != nil {
			return err
		}
	}
	return nil
}

func texts(list []string) []any {
	out := make([]any, len(list))
	for i, text := range list {
		out[i] = text
	}
	return out
}

func dates(days []account.Day) []string {
	out := make([]string, len(days))
	for i, d := range days {
		out[i] = d.String()
	}
	return out
}
