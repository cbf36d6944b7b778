package app

import (
	"context"

	"engagement/account"
	"engagement/scoring"
)

// family adds the accounts below another one to its card: as they were last
// scored, or computed where another day than today is asked for.
func (r *Reader) family(ctx context.Context, c account.Card) (account.Family, error) {
	below, err := r.app.Store.Below(ctx, c.AccountID)
	if err != nil || len(below) == 0 {
		return account.Family{}, err
	}
	out := account.Family{Subsidiaries: len(below), Minutes: c.Minutes90}
	wanted := map[string]bool{}
	for _, m := range below {
		if r.asOf == 0 {
			out.Minutes += m.Minutes90
		}
		wanted[m.AccountID] = true
	}
	if r.asOf == 0 {
		return out, nil
	}
	scorer := scoring.NewScorer(r.app.policy())
	err = r.app.eachJournal(ctx, func(id string) bool { return wanted[id] }, func(f scoring.Facts) {
		out.Minutes += scorer.Standing(f, r.asOf).Card.Minutes90
	})
	return out, err
}
