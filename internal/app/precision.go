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
