package main

import (
	"fmt"
	"io"
	"time"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
)

type configCommand struct {
	Action string `arg:"" help:"check, show, defaults, history or rollback." enum:"check,show,defaults,history,rollback"`
	Hash   string `arg:"" optional:"" help:"With rollback: which config, as history names it."`
	Output string `short:"o" help:"With rollback: the file to write; default stdout." placeholder:"FILE" type:"path"`
}

func (c *configCommand) Run(s *session) error {
	switch c.Action {
	case "defaults":
		_, err := s.stdout.Write(config.Defaults())
		return err
	case "history":
		return s.withData(func(a *app.App) error { return c.history(s, a) })
	case "rollback":
		return s.withData(func(a *app.App) error { return c.rollback(s, a) })
	}
	loaded, err := s.config()
	if err != nil {
		return err
	}
	if c.Action == "check" {
		_, err := fmt.Fprintf(s.stdout, "config %s is good\n", loaded.Hash)
		return err
	}
	_, err = fmt.Fprint(s.stdout, loaded.Body)
	return err
}

// history lists what was in force, the newest first.
func (c *configCommand) history(s *session, a *app.App) error {
	all, err := a.Store.Configs(s.ctx)
	if err != nil {
		return err
	}
	for _, applied := range all {
		if _, err := fmt.Fprintf(s.stdout, "%s %s\n", applied.Hash, applied.At.In(a.Config.Zone).Format(time.RFC3339)); err != nil {
			return err
		}
	}
	return nil
}

// rollback writes an earlier config as a file: the file is the truth, so it
// takes effect when the program is started with it.
func (c *configCommand) rollback(s *session, a *app.App) error {
	if c.Hash == "" {
		return usage(fmt.Errorf("config rollback names no config: %w", account.ErrInvalid), "engagement config history lists the hashes")
	}
	applied, err := a.Store.Config(s.ctx, c.Hash)
	if err != nil {
		return try(err, "engagement config history lists the hashes; a part is enough if it is the only one that begins so")
	}
	if c.Output == "" {
		_, err := fmt.Fprint(s.stdout, applied.Body)
		return err
	}
	return toFile(c.Output, func(w io.Writer) error {
		_, err := io.WriteString(w, applied.Body)
		return err
	})
}

type migrateCommand struct{}

func (*migrateCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		_, err := fmt.Fprintf(s.stdout, "%s is up to date\n", a.Store.Place())
		return err
	})
}

type versionCommand struct{}

func (*versionCommand) Run(s *session) error {
	_, err := fmt.Fprintln(s.stdout, "engagement", version)
	return err
}
