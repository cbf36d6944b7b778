package app

import (
	"context"
	"fmt"
	"strings"

	"engagement/account"
	"engagement/alert"
	"engagement/bot"
	"engagement/scoring"
)

// Examine looks at database and data: what `doctor` says without tokens.
func (a *App) Examine(ctx context.Context) ([]bot.Finding, error) {
	if err := a.Store.Ping(ctx); err != nil {
		return nil, err
	}
	good := func(what, detail string) bot.Finding { return bot.Finding{What: what, OK: true, Detail: detail} }
	findings := []bot.Finding{
		good("database", a.Store.Place()),
		good("config", a.Config.Hash),
	}
	ids, err := a.Store.AccountIDs(ctx)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		findings = append(findings, bot.Finding{What: "accounts", Detail: "there are none", Try: "engagement import accounts FILE.csv"})
	} else {
		findings = append(findings, good("accounts", account.Thousands(int64(len(ids)))))
	}
	types, err := a.Store.TypesInUse(ctx)
	if err != nil {
		return nil, err
	}
	var unknown []string
	for _, t := range types {
		if !scoring.Understands(a.policy(), t.Source, t.Type) {
			unknown = append(unknown, fmt.Sprintf("%s of %s (%s)", t.Type, t.Source, account.Thousands(t.Count)))
		}
	}
	if len(unknown) > 0 {
		findings = append(findings, bot.Finding{
			What: "activity types", Detail: "worth 0 minutes because no config names them: " + strings.Join(unknown, ", "),
			Try: `a table [types."NAME"] or [sources.NAME] in the config; engagement config defaults shows how`,
		})
	} else {
		findings = append(findings, good("activity types", fmt.Sprintf("all %d in use have minutes", len(types))))
	}
	if findings, err = a.examinePolicy(ctx, findings); err != nil {
		return nil, err
	}
	faults, err := a.Store.Faults(ctx)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		findings = append(findings, bot.Finding{What: "quarantine", Detail: fmt.Sprintf("%d refused rows", len(faults)), Try: "engagement quarantine list"})
	} else {
		findings = append(findings, good("quarantine", "empty"))
	}
	waiting, err := a.Store.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	findings = append(findings, good("waiting to be scored", fmt.Sprintf("%d accounts", waiting)))
	return a.examineOutbox(ctx, findings)
}

// examineOutbox names what Slack will never take.
func (a *App) examineOutbox(ctx context.Context, findings []bot.Finding) ([]bot.Finding, error) {
	counts, err := a.Store.OutboxCounts(ctx)
	if err != nil {
		return nil, err
	}
	var parts []string
	for _, c := range counts {
		parts = append(parts, fmt.Sprintf("%d %s", c.Count, c.Status))
	}
	f := bot.Finding{What: "alerts", OK: true, Detail: strings.Join(parts, ", ")}
	if f.Detail == "" {
		f.Detail = "none yet"
	}
	for _, c := range counts {
		if c.Status == string(alert.Dead) {
			f.OK, f.Try = false, "the lines after this one say why Slack refused them"
		}
	}
	dead, err := a.Store.Undelivered(ctx)
	if err != nil {
		return nil, err
	}
	return append(append(findings, f), bot.Undelivered(dead, a.Today(), a.Config.Zone)...), nil
}
