package app

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

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
		if err != nil || !due && (!lines || a.evening.ahead(now)) {
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
			a.evening.note(now, decided.Evening)
			return nil
		}
		done, err := a.Store.CommitDispatch(ctx, a.Config.Hash, decided, now)
		if err != nil {
			return fmt.Errorf("keep a dispatch: %w", err)
		}
		if done {
			a.evening.note(now, decided.Evening)
			wake(a.posted)
			return nil
		}
	}
}

// evening is when the next line is told, as it was known a moment ago, so that what
// is listed is not read again at every dispatch of a busy day.
type evening struct {
	mu   sync.Mutex
	read time.Time
	next time.Time // zero where no line has an evening
}

// lineLook is how long what is known of the next evening holds: another process may
// list something, and a reader change their hours.
const lineLook = time.Minute

// ahead reports whether no line can be told yet.
func (e *evening) ahead(now time.Time) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !now.Before(e.read) && now.Before(e.read.Add(lineLook)) && (e.next.IsZero() || now.Before(e.next))
}

// note keeps what a dispatch has learned.
func (e *evening) note(now, next time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.read, e.next = now, next
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
