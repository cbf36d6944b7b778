package app

import (
	"context"

	"engagement/bot"
)

// Trail is what was judged of an account up to the reader's day, and what became of
// it.
func (r *Reader) Trail(ctx context.Context, accountID string) (bot.TrailAnswer, error) {
	a, err := r.app.Store.Account(ctx, accountID)
	if err != nil {
		return bot.TrailAnswer{}, err
	}
	zone := r.app.Config.Zone
	out := bot.TrailAnswer{Account: a, Today: r.day(), Now: r.app.Now(), Zone: zone}
	until := out.Today.End(zone)
	decisions, all, sent, err := r.app.Store.DecisionsOf(ctx, accountID, until, bot.TrailDecisions)
	if err != nil {
		return out, err
	}
	for _, d := range decisions {
		out.Decisions = append(out.Decisions, d.Verdict)
	}
	out.All, out.Sent = all, sent
	out.Messages, err = r.app.Store.Trails(ctx, accountID, until, bot.TrailMessages)
	return out, err
}
