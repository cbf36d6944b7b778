package app

import (
	"context"
	"fmt"
	"slices"

	"engagement/account"
	"engagement/alert"
)

// Dispatch decides what becomes of the messages that wait: which are told now. While
// an import of live activities runs everything waits, so that the best of what it
// brings comes first.
// Several processes may do so at the same time: each message has one fate.
func (a *App) Dispatch(ctx context.Context) error {
	for {
		now := a.Now()
		due, lines, err := a.Store.NextDispatch(ctx, now)
		if err != nil || !due && !lines {
			return err
		}
		busy, err := a.Store.Streaming(ctx, now)
		if err != nil || busy {
			return err
		}
		day := account.DayOf(now, a.Config.Zone)
		tray, err := a.Store.Tray(ctx, now, day.Start(a.Config.Zone))
		if err != nil {
			return fmt.Errorf("read what waits to be told: %w", err)
		}
		a.readers(ctx, &tray)
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
// cannot be asked, because this process does not serve or it gives no answer, theirs
// wait; nobody else's do.
func (a *App) readers(ctx context.Context, t *alert.Tray) {
	t.Hours = map[string]alert.Hours{}
	unknown := map[string]bool{}
	for _, w := range slices.Concat(t.Waiting, t.Line) {
		mail, ok := alert.Mail(w.Channel)
		if _, known := t.Hours[w.Channel]; !ok || known || unknown[w.Channel] {
			continue
		}
		if a.hours == nil {
			unknown[w.Channel] = true
			continue
		}
		h, err := a.hours(ctx, mail)
		if err != nil {
			a.Log.Warn("the hours of a reader are not known; what is for them waits", "error", err)
			unknown[w.Channel] = true
			continue
		}
		t.Hours[w.Channel] = h
	}
	waits := func(w alert.Waiting) bool { return unknown[w.Channel] }
	t.Waiting, t.Line = slices.DeleteFunc(t.Waiting, waits), slices.DeleteFunc(t.Line, waits)
}
