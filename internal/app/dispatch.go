package app

import (
	"context"
	"fmt"
	"slices"

	"engagement/account"
	"engagement/alert"
)

// Dispatch decides what becomes of the messages that wait: which are told now. While
// an import runs everything waits, so that the best of what it brings comes first.
// Several processes may do so at the same time: each message has one fate.
func (a *App) Dispatch(ctx context.Context) error {
	for {
		now := a.Now()
		due, lines, err := a.Store.NextDispatch(ctx, now)
		if err != nil || !due && !lines {
			return err
		}
		busy, err := a.Store.Importing(ctx, now)
		if err != nil || busy {
			return err
		}
		day := account.DayOf(now, a.Config.Zone)
		tray, err := a.Store.Tray(ctx, now, day.Start(a.Config.Zone))
		if err != nil {
			return fmt.Errorf("read what waits to be told: %w", err)
		}
		if err := a.readers(ctx, &tray); err != nil {
			return err
		}
		decided := a.Config.Alert.Dispatch(tray, now)
		if decided.Empty() {
			return nil
		}
		done, err := a.Store.CommitDispatch(ctx, a.Config.Hash, decided, now)
		if err != nil {
			return fmt.Errorf("keep a dispatch: %w", err)
		}
		if done {
			wake(a.posted)
			return nil
		}
	}
}

// readers puts the hours of those on a tray who get direct messages. Where Slack
// cannot be asked, because this process does not serve, theirs wait for one that
// does.
func (a *App) readers(ctx context.Context, t *alert.Tray) error {
	t.Hours = map[string]alert.Hours{}
	direct := func(w alert.Waiting) bool {
		_, ok := alert.Mail(w.Channel)
		return ok
	}
	if a.hours == nil {
		t.Waiting, t.Line = slices.DeleteFunc(t.Waiting, direct), slices.DeleteFunc(t.Line, direct)
		return nil
	}
	for _, w := range slices.Concat(t.Waiting, t.Line) {
		mail, ok := alert.Mail(w.Channel)
		if _, known := t.Hours[w.Channel]; !ok || known {
			continue
		}
		h, err := a.hours(ctx, mail)
		if err != nil {
			return fmt.Errorf("read the hours of a reader: %w", err)
		}
		t.Hours[w.Channel] = h
	}
	return nil
}
