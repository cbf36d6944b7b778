package app

import (
	"context"
	"slices"

	"engagement/account"
	"engagement/alert"
)

// Passages adds up how accounts went through the stages of the journey: the stays
// that began in a span of days, as they stood at its end.
func (a *App) Passages(ctx context.Context, span account.Span) ([]alert.Passage, error) {
	var stays []alert.Stay
	if err := a.eachStay(ctx, "", func(s alert.Stay) error {
		stays = append(stays, s)
		return nil
	}); err != nil {
		return nil, err
	}
	var journey []string
	for _, stage := range a.policy().Stages {
		journey = append(journey, stage.Name)
	}
	return alert.Passages(stays, journey, span), nil
}

// eachStay calls do for every stay of every account, or of one.
func (a *App) eachStay(ctx context.Context, only string, do func(alert.Stay) error) error {
	var changes []alert.Fact
	flush := func() error {
		for _, s := range alert.Stays(changes, a.Config.Zone) {
			if err := do(s); err != nil {
				return err
			}
		}
		changes = changes[:0]
		return nil
	}
	if err := a.Store.Stages(ctx, func(f alert.Fact) error {
		if only != "" && f.AccountID != only {
			return nil
		}
		if len(changes) > 0 && changes[0].AccountID != f.AccountID {
			if err := flush(); err != nil {
				return err
			}
		}
		changes = append(changes, f)
		return nil
	}); err != nil {
		return err
	}
	return flush()
}

// stays are the stays of one account, as far as anything was known by then.
func (a *App) stays(ctx context.Context, accountID string) ([]alert.Stay, error) {
	changes, err := a.Store.StagesOf(ctx, accountID)
	if err != nil {
		return nil, err
	}
	changes = slices.DeleteFunc(changes, func(f alert.Fact) bool { return !a.known.IsZero() && f.At.After(a.known) })
	return alert.Stays(changes, a.Config.Zone), nil
}

// exportStages writes how long accounts were in their stages, as it was decided
// at the time: a row a stay, days up to the day it ended or the last day asked
// for.
func exportStages(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	last := a.last(o)
	return a.eachStay(ctx, o.Account, func(s alert.Stay) error {
		if s.To > last {
			s.To = 0
		}
		if s.From > last || s.To != 0 && s.To < o.From {
			return nil
		}
		return write(s.AccountID, s.Stage, s.From, s.To, s.Days(last), string(s.Reason), s.Config)
	})
}
