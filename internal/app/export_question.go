package app

import (
	"context"

	"engagement/account"
)

// exportQuestions writes who asked for what in Slack, and whether they got it: the
// verb, never the words.
func exportQuestions(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	return a.Store.Audited(ctx, func(q account.Asked) error {
		if day := account.DayOf(q.At, a.Config.Zone); day < o.From || o.To != 0 && day > o.To || o.Account != "" && q.AccountID != o.Account {
			return nil
		}
		return write(q.At, q.UserID, q.What, q.AccountID, q.Outcome)
	})
}
