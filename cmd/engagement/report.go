package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"engagement/account"
	"engagement/bot"
	"engagement/internal/app"
)

type reportCommand struct {
	Words    []string `arg:"" optional:"" help:"[PERIOD] by DIMENSION; or: touches [PERIOD]; or: stages [PERIOD]; or: list; show NAME; bridge NAME [NAME]."`
	Against  string   `help:"Period to compare with: previous or FROM..TO." default:"previous" placeholder:"PERIOD"`
	Assigned string   `name:"as-assigned" help:"Count accounts as they are assigned now, or as they were then." enum:"then,now" default:"now"`
	Drill    string   `help:"List the accounts behind this row." placeholder:"VALUE"`
	Format   string   `help:"text, csv or json." enum:"text,csv,json" default:"text"`
	Freeze   string   `help:"Keep the report under this name for good." placeholder:"NAME"`
	Days     int      `help:"Of touches: how many days before each win, 1 to 1830." default:"90"`
	AsOf     string   `help:"As things stood at the end of this day." placeholder:"DATE"`
}

const reportForms = "engagement report quarter by territory; engagement report touches quarter; engagement report stages quarter; engagement report bridge NAME"

func (c *reportCommand) Run(s *session) error {
	asOf, err := day("--as-of", c.AsOf)
	if err != nil {
		return err
	}
	if len(c.Words) == 0 {
		return usage(fmt.Errorf("a report is by something: %w", account.ErrInvalid), reportForms)
	}
	word, rest := strings.ToLower(c.Words[0]), c.Words[1:]
	run := map[string]func(*session, *app.App, []string, account.Day) error{
		"touches": c.touches, "stages": c.stages, "list": c.list, "show": c.show, "bridge": c.bridge,
	}[word]
	if run != nil {
		return s.withData(func(a *app.App) error { return run(s, a, rest, today(a, asOf)) })
	}
	q, err := c.query()
	if err != nil {
		return usage(err, reportForms)
	}
	return s.withData(func(a *app.App) error { return c.report(s, a, q, today(a, asOf)) })
}

func today(a *app.App, asOf account.Day) account.Day {
	if asOf != 0 {
		return asOf
	}
	return a.Today()
}

// query reads the words the way the bot does.
func (c *reportCommand) query() (account.ReportQuery, error) {
	asked, err := bot.Parse("report " + strings.Join(c.Words, " "))
	if err != nil {
		return account.ReportQuery{}, err
	}
	if asked.Verb != bot.ShowReport {
		return account.ReportQuery{}, fmt.Errorf("%q does not say by what: %w", strings.Join(c.Words, " "), account.ErrInvalid)
	}
	q := account.ReportQuery{By: asked.By, Period: asked.Period, Then: c.Assigned == "then", Drill: asked.Drill}
	if q.Period.Unit == "" {
		q.Period = account.LastDays(90)
	}
	if c.Drill != "" {
		q.Drill = c.Drill
	}
	if c.Against != "previous" {
		p, used, err := account.ParsePeriod([]string{c.Against})
		if err != nil || used == 0 || p.Unit != account.Dates {
			return q, fmt.Errorf("--against %q is neither previous nor FROM..TO: %w", c.Against, account.ErrInvalid)
		}
		q.Against = p.Dates
	}
	return q, nil
}

func (c *reportCommand) report(s *session, a *app.App, q account.ReportQuery, day account.Day) error {
	if c.Freeze != "" {
		if q.Drill != "" {
			return usage(fmt.Errorf("what is frozen has every row: leave out the drill into %q: %w", q.Drill, account.ErrInvalid), reportForms)
		}
		f, err := a.Freeze(s.ctx, c.Freeze, q, day)
		switch {
		case errors.Is(err, account.ErrStale):
			return try(err, "another name; what was published is never changed (engagement report show %s)", c.Freeze)
		case errors.Is(err, account.ErrInvalid):
			return usage(err, "--freeze 2026-Q1")
		case err != nil:
			return err
		}
		fmt.Fprintf(s.stderr, "frozen as %s at %s, config %s\n", f.ID, f.At.Format("2006-01-02 15:04:05Z"), f.Report.Config)
		return c.print(s, bot.ReportAnswer{Report: f.Report, Query: q, Today: day})
	}
	r, err := a.Report(s.ctx, q, day)
	if err != nil {
		var unknown *bot.UnknownGroup
		if errors.As(err, &unknown) {
			return try(err, "one of %s", strings.Join(unknown.Values[:min(8, len(unknown.Values))], ", "))
		}
		return err
	}
	q.Drill = r.Drill // as the accounts say it
	return c.print(s, bot.ReportAnswer{Report: r, Query: q, Today: day})
}

func (c *reportCommand) print(s *session, r bot.ReportAnswer) error {
	switch c.Format {
	case "json":
		return writeJSON(s, jsonOf(r.Report))
	case "text":
		_, err := fmt.Fprintln(s.stdout, bot.ReportText(r))
		return err
	}
	var rows [][]string
	if r.Query.Drill != "" {
		rows = append(rows, []string{"account_id", "name", "owner", "minutes", "minutes_before", "people"})
		for _, one := range r.Report.Accounts {
			rows = append(rows, []string{one.AccountID, one.Name, one.Owner, one.Minutes.Decimal(), one.Before.Decimal(), strconv.Itoa(one.People)})
		}
		return csv.NewWriter(s.stdout).WriteAll(rows)
	}
	rows = append(rows, []string{string(r.Report.By), "minutes", "minutes_before", "people", "accounts_engaged", "accounts_engaged_before", "accounts"})
	for _, one := range r.Report.Rows {
		rows = append(rows, []string{
			one.Value, one.Minutes.Decimal(), one.Before.Decimal(), strconv.Itoa(one.People), strconv.Itoa(one.Active), strconv.Itoa(one.ActiveBefore), strconv.Itoa(one.Accounts),
		})
	}
	return csv.NewWriter(s.stdout).WriteAll(rows)
}

// list names the frozen reports.
func (c *reportCommand) list(s *session, a *app.App, rest []string, _ account.Day) error {
	if len(rest) > 0 {
		return usage(fmt.Errorf("report list takes no words: %w", account.ErrInvalid), "engagement report list")
	}
	all, err := a.Store.FrozenReports(s.ctx)
	if err != nil {
		return err
	}
	rows := [][]string{{"name", "frozen_at", "by", "from", "to", "minutes", "config"}}
	objects := []map[string]string{}
	for _, f := range all {
		r := f.Report
		rows = append(rows, []string{f.ID, f.At.Format("2006-01-02T15:04:05Z"), string(r.By), r.Span.From.String(), r.Span.To.String(), r.Total.Minutes.Decimal(), r.Config})
		object := map[string]string{}
		for i, name := range rows[0] {
			object[name] = rows[len(rows)-1][i]
		}
		objects = append(objects, object)
	}
	if c.Format == "json" {
		return writeJSON(s, objects)
	}
	return csv.NewWriter(s.stdout).WriteAll(rows)
}

// show reads a frozen report back.
func (c *reportCommand) show(s *session, a *app.App, rest []string, _ account.Day) error {
	if len(rest) != 1 {
		return usage(fmt.Errorf("report show takes one name: %w", account.ErrInvalid), "engagement report list")
	}
	f, err := a.Store.Frozen(s.ctx, rest[0])
	if err != nil {
		return try(err, "engagement report list")
	}
	return c.print(s, bot.ReportAnswer{Report: f.Report, Query: f.Query, Today: f.Report.Span.To})
}

// bridge explains what became of a frozen report.
func (c *reportCommand) bridge(s *session, a *app.App, rest []string, _ account.Day) error {
	if len(rest) < 1 || len(rest) > 2 {
		return usage(fmt.Errorf("report bridge takes one name or two: %w", account.ErrInvalid), "engagement report list")
	}
	other := ""
	if len(rest) == 2 {
		other = rest[1]
	}
	b, err := a.Bridge(s.ctx, rest[0], other)
	if err != nil {
		return try(err, "engagement report list")
	}
	if c.Format == "json" {
		return writeJSON(s, jsonOfBridge(b))
	}
	rows := [][]string{{string(b.From.Report.By), "from", "to", "activity", "late", "match", "rules", "owner"}}
	line := func(name string, r account.Bridge) {
		row := []string{name}
		for _, m := range []account.Milli{r.From, r.To, r.Activity, r.Late, r.Match, r.Rules, r.Owner} {
			row = append(row, m.Decimal())
		}
		rows = append(rows, row)
	}
	for _, r := range b.Rows {
		line(r.Value, r.Bridge)
	}
	if c.Format == "csv" {
		return csv.NewWriter(s.stdout).WriteAll(rows)
	}
	line("total", b.Total)
	_, err = fmt.Fprintf(s.stdout, "%s\n%s\n", bot.RestatedText(b.Total, b.From.Report, b.To.Report), bot.Columns(rows))
	return err
}

// touches lists what preceded the deals that were won in a period.
func (c *reportCommand) touches(s *session, a *app.App, rest []string, day account.Day) error {
	p, used, err := account.ParsePeriod(rest)
	switch {
	case err != nil:
		return usage(err, reportForms)
	case used != len(rest):
		return usage(fmt.Errorf("%q is not a period: %w", strings.Join(rest, " "), account.ErrInvalid), reportForms)
	case c.Days < 1 || c.Days > 1830:
		return usage(fmt.Errorf("--days %d is not 1 to 1830: %w", c.Days, account.ErrInvalid), "--days 90")
	case used == 0:
		p = account.LastDays(365)
	}
	encoder, out := json.NewEncoder(s.stdout), csv.NewWriter(s.stdout)
	encoder.SetEscapeHTML(false)
	columns := strings.Split("opportunity_id,account_id,closed,amount,position,day,days_before,type,asset,campaign,contact_id,level,department,minutes,activity_id", ",")
	if c.Format != "json" {
		if err := out.Write(columns); err != nil {
			return err
		}
	}
	if err := a.Touches(s.ctx, p.Span(day, a.Config.Calendar), c.Days, func(t account.DealTouch) error {
		r := t.Row
		row := []string{
			t.OpportunityID, t.AccountID, t.Closed.String(), t.Amount.Decimal(), t.Position, r.Day.String(), strconv.Itoa(int(t.Closed - r.Day)),
			r.Type, r.Asset, t.Campaign, r.ContactID, string(r.Role.Level), r.Role.Department, r.Minutes.Decimal(), r.ActivityID,
		}
		if c.Format != "json" {
			return out.Write(row)
		}
		object := map[string]string{}
		for i, name := range columns {
			object[name] = row[i]
		}
		return encoder.Encode(object)
	}); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}
