package app

import (
	"context"
	"slices"

	"engagement/account"
	"engagement/alert"
)

// dropMoved leaves out of lists of requests those that were told at another account
// than the list's, before they were moved: what was told once is not told again.
func (a *App) dropMoved(ctx context.Context, lists [][]account.LedgerRow, accountOf func(list int) string) error {
	var keys []string
	for _, rows := range lists {
		for _, row := range rows {
			keys = append(keys, alert.RequestKey(row))
		}
	}
	told, err := a.Store.Told(ctx, keys)
	if err != nil {
		return err
	}
	for i, rows := range lists {
		lists[i] = slices.DeleteFunc(rows, func(row account.LedgerRow) bool {
			at, ok := told[alert.RequestKey(row)]
			return ok && at != accountOf(i)
		})
	}
	return nil
}
