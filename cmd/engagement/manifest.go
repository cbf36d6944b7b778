package main

import (
	"fmt"

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
