package app

import (
	"context"

	"engagement/account"
	"engagement/alert"
)

// HandOver gives what somebody has to do to another one: alerts they are on, watches,
// digests and open steps of plays. Accounts change their owner in the CRM.
func (a *App) HandOver(ctx context.Context, h account.HandOver) (account.HandedOver, error) {
	claimed, err := a.Store.Claimed(ctx, h.From)
	if err != nil {
		return account.HandedOver{}, err
	}
	done, err := a.Store.HandOver(ctx, h, alert.HandOver(claimed, h.From, h.To, a.Now(), a.Config.Zone))
	if err == nil && done.Alerts > 0 {
		wake(a.posted)
	}
	return done, err
}
