package main

import (
	"fmt"
	"log/slog"
	"time"

	"engagement/account"
	"engagement/internal/app"
)

type demoCommand struct {
	Addr  string `help:"Address of the page." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Dir   string `help:"Folder that keeps engagement.db." default:"./demo" placeholder:"DIR" type:"path"`
	Reset bool   `help:"Start from nothing."`
	Today string `help:"Pretend that it is this day." placeholder:"DATE"`
}

func (c *demoCommand) Run(s *session) error {
	loaded, err := s.config()
	if err != nil {
		return err
	}
	now, err := c.clock(s.now, loaded.Zone)
	if err != nil {
		return err
	}
	quiet := slog.New(slog.NewTextHandler(s.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	err = app.Demo(s.ctx, app.DemoOptions{
		Addr: c.Addr, Dir: c.Dir, Reset: c.Reset, App: app.Options{Config: loaded, Now: now, Log: quiet},
		Ready: func(url string) {
			fmt.Fprintf(s.stderr, "The demo workspace is at %s\nThe first start takes a few seconds. Stop with Ctrl-C.\n", url)
		},
	})
	if err != nil {
		return try(err, "another address with --addr 127.0.0.1:8081, or --reset")
	}
	return nil
}

// clock is the machine's, or one that shows the same time on another day.
func (c *demoCommand) clock(now func() time.Time, zone *time.Location) (func() time.Time, error) {
	today, err := day("--today", c.Today)
	if err != nil || today == 0 {
		return now, err
	}
	days := int(today - account.DayOf(now(), zone))
	return func() time.Time { return now().AddDate(0, 0, days) }, nil
}
