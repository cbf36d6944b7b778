package main

import (
	"errors"
	"fmt"
	"io"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/app"
)

type matchCommand struct {
	File   string   `arg:"" help:"CSV or JSON lines with any of email, domain, contact_id and account_id, and an id, gzipped or not; - is stdin."`
	Map    []string `help:"Our column = the file's column; repeat for more." placeholder:"OURS=THEIRS" sep:"none"`
	Output string   `short:"o" help:"File to write; default stdout." placeholder:"FILE" type:"path"`
}

func (c *matchCommand) Run(s *session) error {
	ours, err := renamed(c.Map)
	if err != nil {
		return err
	}
	if err := app.CheckLeadMap(ours); err != nil {
		return usage(err, "--map OURS=THEIRS with one of the columns named above as OURS")
	}
	files, err := ingest.Files([]string{c.File}, s.stdin)
	if err != nil {
		return try(err, "check the path")
	}
	return s.withData(func(a *app.App) error {
		match := func(w io.Writer) (err error) {
			r, err := files[0].Open()
			if err != nil {
				return try(fmt.Errorf("read %s: %w", c.File, err), "check the path")
			}
			defer func() { err = errors.Join(err, r.Close()) }()
			err = a.MatchLeads(s.ctx, files[0].Name, r, ours, w)
			var column *ingest.ColumnError
			if errors.As(err, &column) || errors.Is(err, account.ErrInvalid) {
				return try(err, "--map email=THEIRS with one of the columns of the file as THEIRS")
			}
			return err
		}
		if c.Output == "" {
			return match(s.stdout)
		}
		return toFile(c.Output, match)
	})
}
