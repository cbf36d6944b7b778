package app

import (
	"context"

	"engagement/store"
)

// exportMatches writes what every identity was taken for.
func exportMatches(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	return a.Store.Identities(ctx, func(i store.StoredIdentity) error {
		m := i.Match
		if m.AccountID == "" || o.Account != "" && m.AccountID != o.Account {
			return nil
		}
		return write(m.ContactID, i.Identity.Email, m.AccountID, string(m.Method), m.Confidence, m.RunnerUp,
			i.Identity.AccountRef, i.Identity.ContactRef, i.Identity.Domain, i.Identity.IP)
	})
}

// exportUnmatched writes the identities on no account, and why.
func exportUnmatched(ctx context.Context, a *App, _ ExportOptions, write func(...any) error) error {
	return a.Store.Identities(ctx, func(i store.StoredIdentity) error {
		if i.Match.AccountID != "" {
			return nil
		}
		return write(i.Match.ContactID, i.Identity.Email, i.Identity.AccountRef, i.Identity.ContactRef, i.Identity.Domain, i.Identity.IP, i.Match.Reason)
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
	return []any{d.At, d.AccountID, string(d.Kind), d.Sent, string(d.Reason), d.Value, d.Threshold, d.Config, d.Center}
}
