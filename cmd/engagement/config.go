package main

import (
	"fmt"

	"engagement/internal/app"
	"engagement/internal/config"
)

type configCommand struct {
	Action string `arg:"" help:"check, show or defaults." enum:"check,show,defaults"`
}

func (c *configCommand) Run(s *session) error {
	if c.Action == "defaults" {
		_, err := s.stdout.Write(config.Defaults())
		return err
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
