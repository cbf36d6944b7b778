package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"engagement/account"
	"engagement/internal/app"
)

type exportCommand struct {
	Kind    string `arg:"" help:"${exports}."`
	Format  string `help:"csv or jsonl." enum:"csv,jsonl" default:"csv"`
	Output  string `short:"o" help:"File to write; default stdout." placeholder:"FILE" type:"path"`
	AsOf    string `help:"As things stood at the end of this day." placeholder:"DATE"`
	Known   bool   `help:"With --as-of: leave out what was recorded later (scores, series, ledger, findings)."`
	From    string `help:"First day." placeholder:"DATE"`
	To      string `help:"Last day." placeholder:"DATE"`
	Account string `help:"Only this account." placeholder:"ID"`
	RunID   string `name:"run" help:"What a replay says (scores, decisions, alerts, findings, facts, states), as recompute --replay named it." placeholder:"ID"`
}

func (c *exportCommand) Run(s *session) error {
	o := app.ExportOptions{Kind: c.Kind, JSON: c.Format == "jsonl", Account: c.Account, Known: c.Known, Run: c.RunID}
	var errs [3]error
	o.AsOf, errs[0] = day("--as-of", c.AsOf)
	o.From, errs[1] = day("--from", c.From)
	o.To, errs[2] = day("--to", c.To)
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	if kinds := app.ExportKinds(); !slices.Contains(kinds, c.Kind) {
		return usage(fmt.Errorf("%q cannot be exported; use one of %s: %w", c.Kind, strings.Join(kinds, ", "), account.ErrInvalid), "engagement export accounts")
	}
	if o.From != 0 && o.To != 0 && o.To < o.From {
		return usage(fmt.Errorf("--to %s is before --from %s: %w", o.To, o.From, account.ErrInvalid), "--from %s --to %s", o.To, o.From)
	}
	if c.Known && o.AsOf == 0 {
		return usage(fmt.Errorf("--known leaves out what was recorded after a day, and --as-of names none: %w", account.ErrInvalid), "--as-of 2026-03-31 --known")
	}
	return s.withData(func(a *app.App) error {
		if c.Output == "" {
			return c.write(s, a, s.stdout, o)
		}
		return toFile(c.Output, func(w io.Writer) error { return c.write(s, a, w, o) })
	})
}

func (c *exportCommand) write(s *session, a *app.App, w io.Writer, o app.ExportOptions) error {
	buffered := bufio.NewWriter(w)
	if err := a.Export(s.ctx, buffered, o); err != nil {
		switch {
		case errors.Is(err, account.ErrNotFound) && c.RunID != "":
			err = try(err, "engagement runs list, and engagement export accounts; the beginning of a run's id is enough if only one begins so")
		case errors.Is(err, account.ErrInvalid) && c.RunID != "":
			err = try(err, "engagement export decisions --run %s", c.RunID)
		case errors.Is(err, account.ErrInvalid) && c.Known:
			err = try(err, "engagement export scores --as-of %s --known", o.AsOf)
		case errors.Is(err, account.ErrNotFound):
			err = try(err, "engagement export accounts lists the ids")
		}
		return fmt.Errorf("export %s: %w", c.Kind, err)
	}
	return buffered.Flush()
}

// toFile writes a file whole or not at all.
func toFile(path string, do func(io.Writer) error) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), ".engagement-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	if err := do(temp); err != nil {
		return errors.Join(err, temp.Close())
	}
	if err := errors.Join(temp.Chmod(0o644), temp.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
