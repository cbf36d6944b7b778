package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"engagement/account"
	"engagement/internal/app"
)

// stages says how accounts went through the stages of the journey, of the stays
// that began in a period: as CSV, or as JSON lines.
func (c *reportCommand) stages(s *session, a *app.App, rest []string, day account.Day) error {
	p, used, err := account.ParsePeriod(rest)
	switch {
	case err != nil:
		return usage(err, reportForms)
	case used != len(rest):
		return usage(fmt.Errorf("%q is not a period: %w", strings.Join(rest, " "), account.ErrInvalid), reportForms)
	case used == 0:
		p = account.LastDays(365)
	}
	span := p.Span(day, a.Config.Calendar)
	span.To = min(span.To, day)
	passages, err := a.Passages(s.ctx, span)
	if err != nil {
		return err
	}
	columns := []string{"stage", "entered", "onward", "back", "staying", "onward_percent", "median_days"}
	rows := [][]string{columns}
	encoder := json.NewEncoder(s.stdout)
	for _, one := range passages {
		percent, median := "", ""
		if one.Entered > 0 {
			percent = strconv.Itoa((one.Onward*100 + one.Entered/2) / one.Entered)
		}
		if one.Onward+one.Back > 0 {
			median = strconv.Itoa(one.Median)
		}
		row := []string{one.Stage, strconv.Itoa(one.Entered), strconv.Itoa(one.Onward), strconv.Itoa(one.Back), strconv.Itoa(one.Staying), percent, median}
		if c.Format != "json" {
			rows = append(rows, row)
			continue
		}
		object := map[string]string{}
		for i, name := range columns {
			object[name] = row[i]
		}
		if err := encoder.Encode(object); err != nil {
			return err
		}
	}
	if c.Format == "json" {
		return nil
	}
	return csv.NewWriter(s.stdout).WriteAll(rows)
}
