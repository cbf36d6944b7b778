package main

import (
	"errors"
	"fmt"
	"io"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/app"
)

type spikesCommand struct {
	File   string `arg:"" help:"CSV or JSON lines with series, bucket_start and value, gzipped or not; - is stdin."`
	Output string `short:"o" help:"File to write; default stdout." placeholder:"FILE" type:"path"`
}

func (c *spikesCommand) Run(s *session) error {
	files, err := ingest.Files([]string{c.File}, s.stdin)
	if err != nil {
		return try(err, "check the path")
	}
	find := func(w io.Writer) (err error) {
		r, err := files[0].Open()
		if err != nil {
			return try(fmt.Errorf("read %s: %w", c.File, err), "check the path")
		}
		defer func() { err = errors.Join(err, r.Close()) }()
		sum, err := app.Spikes(files[0].Name, r, w)
		if errors.Is(err, account.ErrInvalid) {
			return try(err, "mend the file; it needs the columns series,bucket_start,value, one row a bucket")
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.stderr, sum)
		return err
	}
	if c.Output == "" {
		return find(s.stdout)
	}
	return toFile(c.Output, find)
}
