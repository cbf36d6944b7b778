package main

import (
	"fmt"

	"engagement/internal/app"
)

type runsCommand struct {
	List runsListCommand `cmd:"" help:"One line a run, the newest first."`
	Drop runsDropCommand `cmd:"" help:"Forget runs."`
}

type runsListCommand struct{}

func (*runsListCommand) Run(s *session) error {
	return s.withData(func(a *app.App) error {
		runs, err := a.Store.Runs(s.ctx)
		if err != nil {
			return err
		}
		for _, r := range runs {
			if _, err := fmt.Fprintln(s.stdout, r); err != nil {
				return err
			}
		}
		return nil
	})
}

type runsDropCommand struct {
	IDs []string `arg:"" name:"id" help:"Runs, as list names them; the beginning of an id is enough if only one begins so."`
}

func (c *runsDropCommand) Run(s *session) error {
	return s.withData(func(a *app.App) error {
		for _, id := range c.IDs {
			run, err := a.Store.Run(s.ctx, id)
			if err != nil {
				return try(err, "engagement runs list; the beginning of an id is enough if only one begins so")
			}
			if err := a.Store.DropRun(s.ctx, run.ID); err != nil {
				return fmt.Errorf("drop run %s: %w", run.ID, err)
			}
			if _, err := fmt.Fprintf(s.stdout, "dropped %s\n", run.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
