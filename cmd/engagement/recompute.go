package main

import (
	"fmt"

	"engagement/internal/app"
)

type recomputeCommand struct {
	Full bool `help:"Ask the matcher again about every activity first."`
}

func (c *recomputeCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		if err := a.Apply(s.ctx); err != nil {
			return err
		}
		moved := 0
		if c.Full {
			var err error
			if moved, err = a.Rematch(s.ctx); err != nil {
				return fmt.Errorf("match again: %w", err)
			}
		}
		progress := s.meter("scoring")
		n, err := a.Rebuild(s.ctx, progress.count)
		progress.end()
		if err != nil {
			return fmt.Errorf("recompute: %w", err)
		}
		if _, err := a.ScoreWaiting(s.ctx, nil); err != nil {
			return fmt.Errorf("recompute: %w", err)
		}
		progress = s.meter("findings")
		found, err := a.Find(s.ctx, progress.count)
		progress.end()
		if err != nil {
			return fmt.Errorf("recompute: %w", err)
		}
		_, err = fmt.Fprintf(s.stdout, "accounts=%d rematched=%d day=%s config=%s findings=%d\n", n, moved, a.Today(), a.Config.Hash, found)
		return err
	})
}
