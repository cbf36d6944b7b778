package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"time"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
)

type configCommand struct {
	Action string `arg:"" help:"check, show, defaults, history, rollback or diff." enum:"check,show,defaults,history,rollback,diff"`
	Hash   string `arg:"" optional:"" help:"With rollback and diff: which config, as history names it; with diff also a file."`
	Other  string `arg:"" optional:"" help:"With diff: the config to compare with. Default: the one that is read now."`
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
	case "diff":
		return c.diff(s)
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

// history lists every time that another config came into force, the newest first.
func (c *configCommand) history(s *session, a *app.App) error {
	all, err := a.Store.ConfigChanges(s.ctx)
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

// diff lists the keys that two configs give different values.
func (c *configCommand) diff(s *session) error {
	if c.Hash == "" {
		return usage(fmt.Errorf("config diff names no config: %w", account.ErrInvalid), "engagement config diff OLD.toml NEW.toml, or a hash that engagement config history lists")
	}
	old, err := c.body(s, c.Hash)
	if err != nil {
		return err
	}
	loaded, err := s.config()
	if err != nil {
		return err
	}
	other := loaded.Body
	if c.Other != "" {
		if other, err = c.body(s, c.Other); err != nil {
			return err
		}
	}
	changed, err := config.Diff(old, other)
	if err != nil {
		return err
	}
	for _, d := range changed {
		if _, err := fmt.Fprintf(s.stdout, "%s: %s -> %s\n", d.Key, cmp.Or(d.Old, "(not there)"), cmp.Or(d.New, "(not there)")); err != nil {
			return err
		}
	}
	fmt.Fprintf(s.stderr, "%d keys differ\n", len(changed))
	return nil
}

// body is an effective config by its file, or by a hash of the history.
func (c *configCommand) body(s *session, name string) (body string, err error) {
	if _, err := os.Stat(name); err == nil {
		loaded, err := config.Load(name)
		if err != nil {
			return "", try(err, "engagement --config %s config check", name)
		}
		return loaded.Body, nil
	}
	err = s.withData(func(a *app.App) error {
		applied, err := a.Store.Config(s.ctx, name)
		body = applied.Body
		return try(err, "a file that is there, or a hash of engagement config history; a part is enough if it is the only one that begins so")
	})
	return body, err
}

type migrateCommand struct{}

func (*migrateCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		_, err := fmt.Fprintf(s.stdout, "%s is up to date\n", a.Store.Place())
		return err
	})
}
