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
	DryRun   bool     `help:"Read, match and count what the files hold; write nothing. What is stored already is not looked at: duplicates are those within the files."`
}

func (c *importCommand) Run(s *session) error {
	kind, err := ingest.ParseKind(c.Kind)
	if err != nil {
		return usage(err, "engagement import accounts FILE")
	}
	opt := ingest.Options{Kind: kind, Source: c.Source, Live: c.Live, DryRun: c.DryRun}
	if opt.Map, err = renamed(c.Map); err != nil {
		return err
	}
	if err := ingest.CheckMap(kind, opt.Map); err != nil {
		return usage(err, "--map OURS=THEIRS with one of the columns named above as OURS")
	}
	if c.Timezone != "" {
		if opt.Zone, err = time.LoadLocation(c.Timezone); err != nil {
			return usage(fmt.Errorf("--timezone %q is not a time zone: %w", c.Timezone, account.ErrInvalid), "--timezone Europe/Berlin")
		}
	}
	files, err := ingest.Files(c.Files, s.stdin)
	if err != nil {
		return try(err, "check the path")
	}
	return s.with(func(a *app.App) error {
		reading, scoring := s.meter("reading"), s.meter("scoring")
		summary, err := a.Import(s.ctx, opt, files, func(p ingest.Progress) { reading.at(int(p.Bytes), int(p.Size), p.Summary.String()) }, scoring.count)
		reading.end()
		scoring.end()
		if err != nil {
			return c.failed(fmt.Errorf("import %s after %s: %w", kind, summary, err))
		}
		_, err = fmt.Fprintln(s.stdout, summary)
		if summary.Quarantined > 0 && !c.DryRun {
			rows := "rows were"
			if summary.Quarantined == 1 {
				rows = "row was"
			}
			fmt.Fprintf(s.stderr, "%d %s refused and kept: engagement quarantine list\n", summary.Quarantined, rows)
		}
		return err
	})
}

// renamed reads --map.
func renamed(pairs []string) (map[string]string, error) {
	ours := map[string]string{}
	for _, m := range pairs {
		own, theirs, ok := strings.Cut(m, "=")
		if !ok || own == "" || theirs == "" {
			return nil, usage(fmt.Errorf("--map %q is not OURS=THEIRS: %w", m, account.ErrInvalid), "--map id=account_id")
		}
		ours[own] = theirs
	}
	return ours, nil
}

// failed names the next step after an import that ended early.
func (*importCommand) failed(err error) error {
	var column *ingest.ColumnError
	switch {
	case errors.As(err, &column):
		return try(err, "--map OURS=THEIRS with one of the columns named above as THEIRS")
	case errors.Is(err, account.ErrInvalid):
		return try(err, "mend the file and import it again; nothing is counted twice")
	default:
		return try(err, "run it again; what was imported is kept and nothing is counted twice")
	}
}
