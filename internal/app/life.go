package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"engagement/account"
	"engagement/alert"
)

// Follow says in the threads of alerts what has become of their accounts, and
// edits their cards: whatever was scored since they were looked at.
func (a *App) Follow(ctx context.Context) error {
	for {
		going, err := a.Store.Going(ctx)
		if err != nil || len(going) == 0 {
			return err
		}
		for _, g := range going {
			said, err := a.Store.CommitSequel(ctx, alert.Follow(g, a.Now(), a.Config.Zone), a.Now())
			if err != nil {
				return fmt.Errorf("follow alert %s: %w", g.Message.ID, err)
			}
			if said > 0 {
				wake(a.posted)
			}
		}
	}
}

// Times of what alerts wait for.
const (
	wakeEvery = 15 * time.Minute    // how late a manager may hear of something
	tellFor   = 14 * 24 * time.Hour // what is older is no news to a manager
)

// watch wakes alerts that were put off and tells managers of those that nobody has
// taken on, until ctx ends.
func (s *server) watch(ctx context.Context) {
	for {
		if err := s.Remind(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("alerts that wait were not looked after; they are again soon", "error", err)
		}
		if !nap(ctx, wakeEvery) {
			return
		}
	}
}

// Remind follows what was not followed yet, says that alerts are awake again which
// were put off, tells managers of those that nobody has taken on, and people of steps
// of plays that are due: each once.
func (a *App) Remind(ctx context.Context) error {
	if err := a.Follow(ctx); err != nil {
		return err
	}
	now := a.Now()
	snoozed, err := a.Store.Snoozed(ctx, account.DayOf(now, a.Config.Zone)+1)
	if err != nil {
		return err
	}
	untold, err := a.Store.Untold(ctx, now.Add(-tellFor))
	if err != nil {
		return err
	}
	prompts, err := a.prompts(ctx)
	if err != nil {
		return err
	}
	for _, m := range slices.Concat(a.Config.Alert.Awake(snoozed, now), a.Config.Alert.Overdue(untold, now), prompts) {
		first, err := a.Store.Say(ctx, m)
		if err != nil {
			return err
		}
		if first {
			wake(a.posted)
		}
	}
	return nil
}
