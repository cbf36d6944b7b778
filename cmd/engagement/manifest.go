package main

import (
	"errors"
	"fmt"
	"net/url"

	"engagement/bot"
)

type manifestCommand struct {
	Link   bool   `help:"Only the one-click link."`
	Origin string `help:"Where Slack reaches the bot in http mode." placeholder:"https://HOST"`
}

func (c *manifestCommand) Run(s *session) error {
	loaded, err := s.config()
	if err != nil {
		return err
	}
	if err := checkOrigin(c.Origin, loaded.Slack.Mode); err != nil {
		return err
	}
	link := bot.ManifestLink(loaded.Slack.Mode, c.Origin, loaded.Slack.Domains...)
	if c.Link {
		_, err := fmt.Fprintln(s.stdout, link)
		return err
	}
	if _, err := fmt.Fprint(s.stdout, bot.Manifest(loaded.Slack.Mode, c.Origin, loaded.Slack.Domains...)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.stderr, "Create the app with one click: %s\n", link)
	return err
}

// checkOrigin refuses what Slack cannot call in http mode.
func checkOrigin(origin, mode string) error {
	if origin == "" && mode == bot.ModeHTTP {
		return usage(errors.New("in http mode the manifest names the addresses that Slack calls, and --origin is missing"), "engagement manifest --origin https://HOST")
	}
	if origin == "" {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return usage(fmt.Errorf("--origin: %q is no address that Slack could call", origin), "--origin https://HOST")
	}
	return nil
}
