package app

import (
	"context"

	"engagement/account"
	"engagement/bot"
	"engagement/store"
)

// exportMatches writes what every identity was taken for.
func exportMatches(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	names, err := a.accountNames(ctx)
	if err != nil {
		return err
	}
	return a.Store.Identities(ctx, func(i store.StoredIdentity) error {
		m := i.Match
		if m.AccountID == "" || o.Account != "" && m.AccountID != o.Account {
			return nil
		}
		return write(m.ContactID, i.Identity.Email, m.AccountID, string(m.Method), m.Confidence, m.RunnerUp,
			i.Identity.AccountRef, i.Identity.ContactRef, i.Identity.Domain, i.Identity.IP, m.Reason, names[m.AccountID])
	})
}

// accountNames are the names of all accounts by id.
func (a *App) accountNames(ctx context.Context) (map[string]string, error) {
	names := map[string]string{}
	err := a.Store.Accounts(ctx, func(one account.Account) error {
		names[one.ID] = one.Name
		return nil
	})
	return names, err
}

// exportUnmatched writes the identities on no account, why, and what they did and
// would have earned in the last 90 days. The rows with one key sum to what
// `match` says of it.
func exportUnmatched(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	lost, err := a.strays(ctx, a.last(o))
	if err != nil {
		return err
	}
	return a.Store.Identities(ctx, func(i store.StoredIdentity) error {
		if i.Match.AccountID != "" {
			return nil
		}
		one := lost.each[i.ID]
		return write(i.Match.ContactID, i.Identity.Email, i.Identity.AccountRef, i.Identity.ContactRef, i.Identity.Domain, i.Identity.IP, i.Match.Reason,
			one.Activities, one.Minutes, one.Last, one.Key)
	})
}

// exportDecisions writes every question that was judged, sent or not.
func exportDecisions(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	from, to := o.instants(a.Config.Zone)
	return a.Store.Decisions(ctx, func(d store.DecisionRecord) error {
		at := d.At.UnixMilli()
		if o.Account != "" && d.AccountID != o.Account || at < from || at >= to {
			return nil
		}
		return write(decisionCells(d)...)
	})
}

// decisionCells are the cells of a decision.
func decisionCells(d store.DecisionRecord) []any {
	return []any{d.At, d.AccountID, string(d.Kind), d.Sent, string(d.Reason), d.Value, d.Threshold, d.Config, d.Center, bot.ReasonSaid(d.Reason)}
}
