package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
)

// config reads the configuration.
func (s *session) config() (*config.Config, error) {
	c, err := config.Load(s.global.Config)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, try(err, "check the path; without --config the file is %s, and without that the defaults hold", config.DefaultFile)
	case err != nil:
		return nil, try(err, "mend the line; every key with its default is in `engagement config defaults`")
	}
	return c, nil
}

// open reads the config and opens the database, which is made if missing.
func (s *session) open() (*app.App, error) {
	c, err := s.config()
	if err != nil {
		return nil, err
	}
	const forms = "--db sqlite:PATH or --db postgres://user@host:5432/name"
	scheme, path, _ := strings.Cut(s.global.DB, ":")
	if known := []string{"sqlite", "postgres", "postgresql"}; !slices.Contains(known, scheme) || path == "" {
		return nil, usage(fmt.Errorf("--db %q is neither sqlite:PATH nor postgres://...: %w", scheme+":", account.ErrInvalid), forms)
	}
	a, err := app.Open(s.ctx, app.Options{Database: s.global.DB, Config: c, Now: s.now, Log: s.logger()})
	switch {
	case err != nil && scheme == "sqlite":
		return nil, try(err, "check that the folder is there and the file can be written, or name another with --db sqlite:PATH")
	case err != nil:
		return nil, try(err, "check that the server runs and lets you in; %s", forms)
	}
	return a, nil
}

// with opens the program, runs do and closes again.
func (s *session) with(do func(*app.App) error) (err error) {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return do(a)
}

// withData is with for commands that only look: it refuses a file of SQLite
// that is not there instead of making an empty one.
func (s *session) withData(do func(*app.App) error) error {
	if path, ok := strings.CutPrefix(s.global.DB, "sqlite:"); ok && path != "" {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return try(fmt.Errorf("no database at %s", path), "engagement import accounts FILE, or --db sqlite:PATH")
		}
	}
	return s.with(do)
}
