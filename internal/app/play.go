package app

import (
	"context"
	"errors"
	"fmt"

	"engagement/account"
	"engagement/alert"
)

// Begin begins a play of the config at an account, in the thread of an alert where
// one is named.
func (a *App) Begin(ctx context.Context, accountID, name, userID, alertID string) (account.Play, bool, error) {
	about, err := a.Store.Account(ctx, accountID)
	if err != nil {
		return account.Play{}, false, err
	}
	rules, now := a.Config.Alert, a.Now()
	started, ok := rules.Begin(name, about, userID, now)
	if !ok {
		return account.Play{}, false, fmt.Errorf("no play is called %q: %w", name, account.ErrNotFound)
	}
	var thread *alert.Message
	if alertID != "" {
		record, err := a.Store.Alert(ctx, alertID)
		if err != nil {
			return account.Play{}, false, err
		}
		thread = &record.Message
	}
	subject := alert.Subject{Account: about, Segment: a.policy().SegmentOf(about)}
	p, first, err := a.Store.BeginPlay(ctx, started, func(p account.Play) alert.Message { return rules.Tell(p, subject, thread, now) })
	if first {
		wake(a.posted)
	}
	return p, first, err
}

// TakeStep notes what became of a step of a play; the messages that show it are edited.
func (a *App) TakeStep(ctx context.Context, id string, n int, state account.StepState, userID string) (account.Play, bool, error) {
	var shown []alert.Record
	for _, message := range []string{alert.PlayMessage(id), alert.StepMessage(id, n)} {
		r, err := a.Store.Alert(ctx, message)
		if errors.Is(err, account.ErrNotFound) {
			continue // nobody was reminded
		}
		if err != nil {
			return account.Play{}, false, err
		}
		shown = append(shown, r)
	}
	p, first, err := a.Store.TakeStep(ctx, id, n, state, userID, a.Now(), alert.Stepped(shown, n, a.Now())...)
	if first {
		wake(a.posted)
	}
	return p, first, err
}

// Plays lists the open plays, with the accounts they are at.
func (a *App) Plays(ctx context.Context) ([]account.Play, map[string]account.Account, error) {
	open, err := a.Store.OpenPlays(ctx)
	if err != nil {
		return nil, nil, err
	}
	names := map[string]account.Account{}
	for _, p := range open {
		if _, ok := names[p.AccountID]; !ok {
			about, err := a.Store.Account(ctx, p.AccountID)
			if err != nil {
				return nil, nil, err
			}
			names[p.AccountID] = trimmed(about)
		}
	}
	return open, names, nil
}

// PlayNames lists the plays of the config.
func (a *App) PlayNames() []string {
	var names []string
	for _, p := range a.Config.Alert.Plays {
		names = append(names, p.Name)
	}
	return names
}

// prompts are the messages about steps that are due.
func (a *App) prompts(ctx context.Context) ([]alert.Message, error) {
	open, names, err := a.Plays(ctx)
	if err != nil {
		return nil, err
	}
	return a.Config.Alert.Prompts(open, names, a.Now()), nil
}

// exportPlays writes the plays, a row for each step.
func exportPlays(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	return a.Store.EachPlay(ctx, func(p account.Play) error {
		if o.Account != "" && p.AccountID != o.Account {
			return nil
		}
		for n, s := range p.Steps {
			if err := write(p.ID, p.AccountID, p.Name, p.Begun, p.Ended, p.Outcome, n+1, s.Do, s.Through, s.Mail, s.Due, string(s.State), s.At); err != nil {
				return err
			}
		}
		return nil
	})
}
