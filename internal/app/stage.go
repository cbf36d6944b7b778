package app

import (
	"context"

	"engagement/alert"
)

// exportStages writes how long accounts were in their stages, as it was decided
// at the time: a row a stay, days up to the day it ended or the last day asked
// for.
func exportStages(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	last := a.last(o)
	var changes []alert.Fact
	flush := func() error {
		for _, s := range alert.Stays(changes, a.Config.Zone) {
			if s.To > last {
				s.To = 0
			}
			if s.From > last || s.To != 0 && s.To < o.From {
				continue
			}
			if err := write(s.AccountID, s.Stage, s.From, s.To, s.Days(last), string(s.Reason), s.Config); err != nil {
				return err
			}
		}
		changes = changes[:0]
		return nil
	}
	if err := a.Store.Stages(ctx, func(f alert.Fact) error {
		if o.Account != "" && f.AccountID != o.Account {
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
