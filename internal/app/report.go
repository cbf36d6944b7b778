package app

import (
	"context"
	"fmt"
	"strings"

	"engagement/account"
	"engagement/bot"
	"engagement/internal/config"
	"engagement/scoring"
)

// Report adds all accounts up by a dimension, as of the end of day. The error
// is a *bot.UnknownGroup where nothing has the value that is drilled into.
func (a *App) Report(ctx context.Context, q account.ReportQuery, day account.Day) (account.Report, error) {
	span, against := a.span(q.Period, day), q.Against
	if against == (account.Span{}) {
		against = q.Period.Against(day, a.Config.Calendar)
	}
	past, err := a.Store.Assignments(ctx)
	if err != nil {
		return account.Report{}, err
	}
	if q.By == account.ByOwner && q.Drill != "" {
		if q.Drill, err = a.ownerCalled(ctx, q.Drill); err != nil {
			return account.Report{}, err
		}
	}
	tally := scoring.NewTally(a.policy(), q, span, against)
	if err := a.eachJournal(ctx, everybody, func(f scoring.Facts) { tally.Add(f, past[f.Account.ID]) }); err != nil {
		return account.Report{}, err
	}
	r := tally.Report()
	r.Config = a.Config.Hash
	return r, missing(r)
}

// ownerCalled is the one owner that a word means as `top @ann` does: "ann" and
// "@ann" are ann@ours.com. What means none, or several, stays as it is.
func (a *App) ownerCalled(ctx context.Context, word string) (string, error) {
	g, found := account.Group{By: account.ByOwner, Value: strings.TrimPrefix(word, "@")}, map[string]bool{}
	err := a.Store.Accounts(ctx, func(one account.Account) error {
		if g.Has(one.Owner) {
			found[one.Owner] = true
		}
		return nil
	})
	if len(found) != 1 {
		return word, err
	}
	for owner := range found {
		word = owner
	}
	return word, err
}

// missing is the error of a drill into what is not there.
func missing(r account.Report) error {
	if r.Drill == "" {
		return nil
	}
	var values []string
	for _, row := range r.Rows {
		if strings.EqualFold(row.Value, r.Drill) {
			return nil
		}
		values = append(values, row.Value)
	}
	return &bot.UnknownGroup{Group: account.Group{By: r.By, Value: r.Drill}, Values: values}
}

// Report answers the bot.
func (r *Reader) Report(ctx context.Context, q account.ReportQuery) (bot.ReportAnswer, error) {
	report, err := r.app.Report(ctx, q, r.day())
	q.Drill = report.Drill // as the accounts say it
	return bot.ReportAnswer{Report: report, Query: q, Today: r.day()}, err
}

// Freeze computes a report and stores it under an id for good. Its days are
// fixed from then on.
func (a *App) Freeze(ctx context.Context, id string, q account.ReportQuery, day account.Day) (account.Frozen, error) {
	if id = strings.TrimSpace(id); id == "" || strings.ContainsAny(id, "\x00\r\n\t") || len(id) > 80 {
		return account.Frozen{}, fmt.Errorf("%q is not a name for a report, such as 2026-Q1: %w", id, account.ErrInvalid)
	}
	q.Drill = ""
	r, err := a.Report(ctx, q, day)
	if err != nil {
		return account.Frozen{}, err
	}
	q.Period, q.Against = account.Period{Unit: account.Dates, Dates: r.Span}, r.Against
	f := account.Frozen{ID: id, At: a.Now().UTC().Truncate(1e6), Query: q, ConfigBody: a.Config.Body, Report: r}
	return f, a.Store.Freeze(ctx, f)
}

// Restatement is the way from a frozen report to another one, or to what the
// same days look like now.
type Restatement struct {
	From, To account.Frozen // To has no ID where it is now
	Rows     []account.Restated
	Total    account.Bridge
}

// Bridge explains how a frozen report became what another frozen one says, or
// with an empty id what its days look like now. Both have to be by the same
// dimension and assignment.
func (a *App) Bridge(ctx context.Context, id, other string) (Restatement, error) {
	var out Restatement
	var err error
	if out.From, err = a.Store.Frozen(ctx, id); err != nil {
		return out, err
	}
	from, err := basis(out.From)
	if err != nil {
		return out, err
	}
	to := scoring.Basis{Span: out.From.Report.Span, Policy: a.policy()}
	out.To = account.Frozen{At: a.Now(), Query: out.From.Query}
	if other != "" {
		if out.To, err = a.Store.Frozen(ctx, other); err != nil {
			return out, err
		}
		if out.To.Query.By != out.From.Query.By || out.To.Query.Then != out.From.Query.Then {
			return out, fmt.Errorf("%s is by %s and %s by %s, or one as assigned then and one as now: only like can be bridged: %w",
				id, out.From.Query.By, other, out.To.Query.By, account.ErrInvalid)
		}
		if to, err = basis(out.To); err != nil {
			return out, err
		}
	}
	past, err := a.Store.Assignments(ctx)
	if err != nil {
		return out, err
	}
	q := out.From.Query
	r := scoring.NewRestating(q.By, q.Then, from, to)
	tally := scoring.NewTally(to.Policy, q, to.Span, out.From.Report.Against)
	if err := a.eachJournal(ctx, everybody, func(f scoring.Facts) {
		r.Add(f, past[f.Account.ID])
		tally.Add(f, past[f.Account.ID])
	}); err != nil {
		return out, err
	}
	if other == "" {
		out.To.Report = tally.Report()
		out.To.Report.Config = a.Config.Hash
	}
	out.Rows = r.Rows(scoring.Stated(out.From.Report), scoring.Stated(out.To.Report))
	for _, row := range out.Rows {
		out.Total.Add(row.Bridge)
	}
	return out, nil
}

// basis is what a frozen report rests on.
func basis(f account.Frozen) (scoring.Basis, error) {
	c, err := config.Parse("config of report "+f.ID, []byte(f.ConfigBody))
	if err != nil {
		return scoring.Basis{}, err
	}
	return scoring.Basis{Span: f.Report.Span, Known: f.At, Policy: &c.Scoring, Assigned: f.At}, nil
}

// Touches calls do for everything that people did in so many days before each
// opportunity that was won in a period, account by account.
func (a *App) Touches(ctx context.Context, won account.Span, days int, do func(account.DealTouch) error) error {
	ids, err := a.wonIn(ctx, won)
	if err != nil {
		return err
	}
	for _, id := range ids {
		// The rows of the ledger name their activities: a journal does not.
		f, err := a.Store.Facts(ctx, id)
		if err != nil {
			return err
		}
		for _, touch := range scoring.Touches(f, a.policy(), won, days) {
			if err := do(touch); err != nil {
				return err
			}
		}
	}
	return nil
}

// wonIn lists the accounts that were won in a period, by id.
func (a *App) wonIn(ctx context.Context, won account.Span) ([]string, error) {
	closed := map[string]bool{}
	if err := a.Store.Opportunities(ctx, func(o account.Opportunity) error {
		if o.Won && !o.ClosedAt.IsZero() && won.Contains(account.DayOf(o.ClosedAt, a.Config.Zone)) {
			closed[o.AccountID] = true
		}
		return nil
	}); err != nil {
		return nil, err
	}
	known, err := a.Store.AccountIDs(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, id := range known {
		if closed[id] {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// MeetingReport counts meetings by a dimension of accounts.
func (r *Reader) MeetingReport(ctx context.Context, by account.Dimension, p account.Period) (bot.MeetingReportAnswer, error) {
	tally := scoring.NewMeetingTally(r.app.policy(), by, r.span(p), p.Against(r.day(), r.app.Config.Calendar))
	if err := r.app.eachJournal(ctx, everybody, tally.Add); err != nil {
		return bot.MeetingReportAnswer{}, err
	}
	out := bot.MeetingReportAnswer{Report: tally.Report(), Period: p, Today: r.day()}
	out.Report.Config = r.app.Config.Hash
	return out, nil
}
