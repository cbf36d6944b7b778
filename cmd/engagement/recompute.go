package main

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"engagement/account"
	"engagement/internal/app"
)

type recomputeCommand struct {
	Full   bool   `help:"Ask the matcher again about every activity first."`
	AsOf   string `help:"Write the scores as things stood at the end of this day, and change nothing." placeholder:"DATE"`
	Known  bool   `help:"With --as-of: leave out what was recorded later."`
	Replay string `help:"Live through these days night by night into a run of its own, and deliver nothing." placeholder:"FROM..TO"`
}

func (c *recomputeCommand) Run(s *session) error {
	switch {
	case c.Replay != "" && (c.AsOf != "" || c.Full), c.AsOf != "" && c.Full:
		return usage(fmt.Errorf("--full, --as-of and --replay are three different things: %w", account.ErrInvalid), "engagement recompute --full, then engagement recompute --replay FROM..TO")
	case c.Known && c.AsOf == "":
		return usage(fmt.Errorf("--known leaves out what was recorded after a day, and --as-of names none: %w", account.ErrInvalid), "--as-of 2026-03-31 --known")
	case c.Replay != "":
		return c.replay(s)
	case c.AsOf != "":
		return c.asOf(s)
	}
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

// replay lives through days into a run.
func (c *recomputeCommand) replay(s *session) error {
	span, err := days("--replay", c.Replay)
	if err != nil {
		return err
	}
	return s.withData(func(a *app.App) error {
		progress := s.meter("replaying")
		run, err := a.Replay(s.ctx, span, progress.count)
		progress.end()
		switch {
		case errors.Is(err, account.ErrInvalid):
			return usage(fmt.Errorf("replay: %w", err), "engagement recompute --replay %s..%s", min(span.From, a.Today()), min(span.To, a.Today()))
		case err != nil:
			return fmt.Errorf("replay: %w", err)
		}
		if _, err := fmt.Fprintln(s.stdout, run); err != nil {
			return err
		}
		counts, err := a.RunReasons(s.ctx, run.ID)
		for _, c := range counts {
			fmt.Fprintf(s.stderr, "%d %s %s\n", c.Count, c.Kind, c.Reason)
		}
		return err
	})
}

// asOf writes scores of another day, as export does.
func (c *recomputeCommand) asOf(s *session) error {
	day, err := day("--as-of", c.AsOf)
	if err != nil {
		return err
	}
	return s.withData(func(a *app.App) error {
		out := bufio.NewWriter(s.stdout)
		if err := a.Export(s.ctx, out, app.ExportOptions{Kind: "scores", AsOf: day, Known: c.Known}); err != nil {
			return fmt.Errorf("recompute as of %s: %w", day, err)
		}
		return out.Flush()
	})
}

// days reads FROM..TO of the command line.
func days(flag, text string) (account.Span, error) {
	const hint = "%s 2026-01-01..2026-03-31"
	from, to, ok := strings.Cut(text, "..")
	if !ok || from == "" || to == "" {
		return account.Span{}, usage(fmt.Errorf("%s %q is not FROM..TO: %w", flag, text, account.ErrInvalid), hint, flag)
	}
	var span account.Span
	var errs [2]error
	span.From, errs[0] = day(flag, from)
	span.To, errs[1] = day(flag, to)
	if err := errors.Join(errs[:]...); err != nil {
		return span, usage(err, hint, flag)
	}
	return span, nil
}
