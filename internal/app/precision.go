package app

import (
	"cmp"
	"context"

	"engagement/account"
	"engagement/alert"
	"engagement/bot"
)

// Alerts says what became of the alerts of a period.
func (r *Reader) Alerts(ctx context.Context, p account.Period) (bot.AlertsAnswer, error) {
	out := bot.AlertsAnswer{Period: cmp.Or(p, account.LastDays(90)), Today: r.day()}
	out.Span = r.span(out.Period)
	told, err := r.app.told(ctx, out.Span)
	if err != nil {
		return out, err
	}
	out.Rows, out.Lift = r.app.Config.Alert.Precision(told), alert.LiftOf(told)
	return out, nil
}

// Listed names the alerts of a period that had a place in a line and no card.
func (r *Reader) Listed(ctx context.Context, p account.Period) (bot.ListedAnswer, error) {
	out := bot.ListedAnswer{Period: cmp.Or(p, account.LastDays(7)), Today: r.day(), Zone: r.app.Config.Zone}
	out.Span = r.span(out.Period)
	err := r.app.Store.EachListed(ctx, out.Span.From.Start(out.Zone), out.Span.To.End(out.Zone), func(l alert.InsteadOfCard) error {
		out.Alerts = append(out.Alerts, l)
		return nil
	})
	return out, err
}

// told reads the alerts of some days.
func (a *App) told(ctx context.Context, span account.Span) ([]alert.Told, error) {
	var all []alert.Told
	err := a.Store.EachTold(ctx, span.From.Start(a.Config.Zone), span.To.End(a.Config.Zone), func(t alert.Told) error {
		all = append(all, t)
		return nil
	})
	return all, err
}

// exportPrecision writes what became of alerts, by kind and channel.
func exportPrecision(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	told, err := a.told(ctx, account.Span{From: o.From, To: a.last(o)})
	if err != nil {
		return err
	}
	for _, w := range a.Config.Alert.Precision(told) {
		if err := write(string(w.Kind), w.Channel, w.Sent, w.Claimed, w.InTime, w.Useful, w.Useless, w.Opportunities, w.WorthIt); err != nil {
			return err
		}
	}
	return nil
}
