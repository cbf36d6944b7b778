package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/app"
)

type importCommand struct {
	Kind     string   `arg:"" help:"accounts, contacts, activities or opportunities."`
	Files    []string `arg:"" help:"CSV or JSON lines, gzipped or not; - is stdin." name:"file"`
	Map      []string `help:"Our column = the file's column; repeat for more." placeholder:"OURS=THEIRS" sep:"none"`
	Source   string   `help:"The system the rows come from." placeholder:"NAME"`
	Timezone string   `help:"Zone of times without one. Default: the company's." placeholder:"ZONE"`
	Live     bool     `help:"Let old activities alert, too."`
	DryRun   bool     `help:"Read, match and count; write nothing."`
}

func (c *importCommand) Run(s *session) error {
	kind, err := ingest.ParseKind(c.Kind)
	if err != nil {
		return try(err, "engagement import accounts FILE")
	}
	opt := ingest.Options{Kind: kind, Map: map[string]string{}, Source: c.Source, Live: c.Live, DryRun: c.DryRun}
	for _, m := range c.Map {
		ours, theirs, ok := strings.Cut(m, "=")
		if !ok || ours == "" || theirs == "" {
			return try(fmt.Errorf("--map %q is not OURS=THEIRS: %w", m, account.ErrInvalid), "--map id=account_id")
		}
		opt.Map[ours] = theirs
	}
	if c.Timezone != "" {
		if opt.Zone, err = time.LoadLocation(c.Timezone); err != nil {
			return try(fmt.Errorf("--timezone %q is not a time zone: %w", c.Timezone, account.ErrInvalid), "--timezone Europe/Berlin")
		}
	}
	files, err := ingest.Files(c.Files, s.stdin)
	if err != nil {
		return err
	}
	return s.with(func(a *app.App) error {
		reading, scoring := s.meter("reading"), s.meter("scoring")
		summary, err := a.Import(s.ctx, opt, files, func(p ingest.Progress) { reading.at(int(p.Bytes), int(p.Size), p.Summary.String()) }, scoring.count)
		reading.end()
		scoring.end()
		if err != nil {
			return errors.Join(fmt.Errorf("import %s after %s: %w", kind, summary, err))
		}
		_, err = fmt.Fprintln(s.stdout, summary)
		if summary.Quarantined > 0 && !c.DryRun {
			fmt.Fprintf(s.stderr, "%d rows were refused and kept: engagement quarantine list\n", summary.Quarantined)
		}
		return err
	})
}

type quarantineCommand struct {
	Action string `arg:"" help:"list, retry or drop." enum:"list,retry,drop"`
	Accept bool   `help:"With retry: let dates through that can be read but not believed."`
}

func (c *quarantineCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		switch c.Action {
		case "retry":
			summary, err := a.RetryFaults(s.ctx, c.Accept)
			if err != nil {
				return fmt.Errorf("retry refused rows: %w", err)
			}
			_, err = fmt.Fprintln(s.stdout, summary)
			return err
		case "drop":
			n, err := a.DropFaults(s.ctx)
			if err != nil {
				return fmt.Errorf("drop refused rows: %w", err)
			}
			_, err = fmt.Fprintf(s.stdout, "dropped=%d\n", n)
			return err
		}
		faults, err := a.Store.Faults(s.ctx)
		if err != nil {
			return err
		}
		for _, f := range faults {
			if _, err := fmt.Fprintf(s.stdout, "%s:%d: %s: %s\n", f.File, f.Line, f.Kind, f.Reason); err != nil {
				return err
			}
		}
		fmt.Fprintf(s.stderr, "%d refused rows\n", len(faults))
		return nil
	})
}
