package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

// RunReplayed is the status of an alert that a run decided on: it was delivered
// to nobody.
const RunReplayed alert.Status = "replayed"

// ofRun finds the run of an export, and what writes its rows.
func (a *App) ofRun(ctx context.Context, o ExportOptions) (store.Run, exporting, error) {
	kinds := map[string]func(store.Run) exporting{
		"scores": runScores, "decisions": runDecisions, "alerts": runAlerts, "findings": runFindings, "facts": runFacts, "states": runStates,
	}
	rows, ok := kinds[o.Kind]
	if !ok {
		names := make([]string, 0, len(kinds))
		for kind := range kinds {
			names = append(names, kind)
		}
		slices.Sort(names)
		return store.Run{}, nil, fmt.Errorf("a run has no %s; it has %s: %w", o.Kind, strings.Join(names, ", "), account.ErrInvalid)
	}
	if o.AsOf != 0 {
		return store.Run{}, nil, fmt.Errorf("a run is as of its own last day, so --as-of says nothing more: %w", account.ErrInvalid)
	}
	run, err := a.Store.Run(ctx, o.Run)
	if err != nil {
		return run, nil, err
	}
	if run.FinishedAt.IsZero() {
		return run, nil, fmt.Errorf("run %s was not written to its end; drop it and replay again: %w", run.ID, account.ErrInvalid)
	}
	return run, rows(run), nil
}

// wants reports whether an account's row of a day was asked for.
func (o ExportOptions) wants(accountID string, day account.Day) bool {
	return (o.Account == "" || o.Account == accountID) && (o.From == 0 || day >= o.From) && (o.To == 0 || day <= o.To)
}

func runScores(run store.Run) exporting {
	return func(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
		return a.Store.RunScores(ctx, run.ID, func(s account.Score) error {
			if !o.wants(s.AccountID, s.Day) {
				return nil
			}
			return write(scoreCells(s, run.Config)...)
		})
	}
}

func runDecisions(run store.Run) exporting {
	return func(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
		return a.Store.RunDecisions(ctx, run.ID, func(d store.DecisionRecord) error {
			if !o.wants(d.AccountID, account.DayOf(d.At, a.Config.Zone)) {
				return nil
			}
			return write(decisionCells(d)...)
		})
	}
}

func runAlerts(run store.Run) exporting {
	return func(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
		return a.Store.RunAlerts(ctx, run.ID, func(m alert.Message) error {
			if !o.wants(m.AccountID, account.DayOf(m.DecidedAt, a.Config.Zone)) {
				return nil
			}
			return write(alertCells(alert.Record{Message: m, Status: RunReplayed})...)
		})
	}
}

func runFacts(run store.Run) exporting {
	return func(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
		return a.Store.RunFacts(ctx, run.ID, factRows(o, write))
	}
}

func runFindings(run store.Run) exporting {
	return func(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
		return a.Store.RunFindings(ctx, run.ID, func(f store.FindingRecord) error {
			about := o.Account == "" || slices.Contains(f.About(), o.Account)
			if o.wants(o.Account, f.Day) && about {
				return write(findingCells(f.Finding, f.Reason, f.Config)...)
			}
			return nil
		})
	}
}

func runStates(run store.Run) exporting {
	return func(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
		return a.Store.RunStates(ctx, run.ID, stateRows(o, write))
	}
}

// exportStates writes what alerts know to have happened to accounts so far.
func exportStates(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	return a.Store.EachState(ctx, stateRows(o, write))
}

// stateRows writes an account's state, and below it those of its buying centers
// that have been in MQA.
func stateRows(o ExportOptions, write func(...any) error) func(alert.State) error {
	return func(s alert.State) error {
		if o.Account != "" && o.Account != s.AccountID {
			return nil
		}
		if err := write(s.AccountID, s.MQA, s.MQASince, s.MQAOut, s.Stage, s.StageSince, ""); err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(s.Centers)) {
			c := s.Centers[name]
			if err := write(s.AccountID, c.MQA, c.MQASince, c.MQAOut, "", account.Day(0), name); err != nil {
				return err
			}
		}
		return nil
	}
}

// exportFactRows writes what happened to accounts, as it happened.
func exportFactRows(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	if o.AsOf != 0 && (o.To == 0 || o.AsOf < o.To) {
		o.To = o.AsOf
	}
	return a.Store.EachFact(ctx, factRows(o, write))
}

func factRows(o ExportOptions, write func(...any) error) func(alert.Fact) error {
	return func(f alert.Fact) error {
		if !o.wants(f.AccountID, f.Day) {
			return nil
		}
		return write(factCells(f)...)
	}
}

// factCells are the cells of a fact.
func factCells(f alert.Fact) []any {
	return []any{f.AccountID, string(f.Kind), f.Day, string(f.Reason), f.Detail, f.At, f.Key, f.Center}
}
