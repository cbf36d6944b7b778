package app

import (
	"context"
	"fmt"
	"time"

	"engagement/account"
	"engagement/bot"
	"engagement/scoring"
)

// logger is who logged by hand the newest activity of an account up to a moment;
// empty where it came from elsewhere.
func (a *App) logger(ctx context.Context, accountID string, at time.Time) (string, error) {
	source, id, err := a.Store.Latest(ctx, accountID, at)
	if err != nil || source != scoring.Manual {
		return "", err
	}
	return bot.LoggedBy(id), nil
}

// Enter records what somebody logs by hand: an activity for each person, or one
// for the unknown person. The same id twice is one deed.
func (a *App) Enter(ctx context.Context, accountID, id string, e bot.Entry) (bot.Entered, error) {
	today, now := a.Today(), a.Now()
	day, at := e.Day, now
	switch {
	case day == 0:
		day = today
	case day > today:
		return bot.Entered{}, fmt.Errorf("%s is not over yet: what is to come is scheduled in a calendar, not logged: %w", day, account.ErrInvalid)
	case day < today:
		at = day.Start(a.Config.Zone).Add(12 * time.Hour)
	}
	minutes := account.NoMinutes
	if e.Minutes > 0 {
		minutes = e.Minutes
	}
	one := account.Activity{
		Source: scoring.Manual, ID: id, OccurredAt: at, Type: e.TypeOf(), Minutes: minutes,
		Live: now.Sub(at) <= account.HistoryAge, Identity: account.Identity{AccountRef: accountID},
	}
	batch := account.Batch{At: now, Activities: []account.Activity{one}}
	if len(e.With) > 0 {
		batch.Activities = nil
	}
	for n, address := range e.With {
		each := one
		each.ID, each.Identity.Email = fmt.Sprintf("%s-%d", id, n), address
		batch.Activities = append(batch.Activities, each)
	}
	recorded, err := a.intake.Record(ctx, batch)
	if err != nil {
		return bot.Entered{}, err
	}
	wake(a.scored)
	out := bot.Entered{Day: day, New: recorded.New, Label: a.policy().LabelOf(e.TypeOf()), Minutes: a.policy().Worth(e.TypeOf(), minutes)}
	if recorded.Unmatched > 0 {
		out.Refused = "people of our own, test addresses and whoever is never matched count for no account"
	}
	for _, one := range batch.Activities {
		if at := one.Match.AccountID; at != "" && at != accountID {
			out.Refused = "somebody said that one of them belongs to another account, and it counts there"
		}
	}
	for _, address := range e.With {
		out.People = append(out.People, account.Contact{Email: address})
	}
	return out, nil
}
