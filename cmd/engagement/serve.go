package main

import (
	"errors"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
)

type serveCommand struct {
	SlackAPI string `name:"slack-api" help:"Another Slack than slack.com, for a stand-in." placeholder:"URL" hidden:""`
}

func (c *serveCommand) Run(s *session) error {
	secrets, err := config.LoadSecrets(s.env)
	if err != nil {
		return try(err, "check the path in the environment")
	}
	if secrets.BotToken == "" {
		return try(errors.New("SLACK_BOT_TOKEN is not set"), "engagement manifest, which makes the app that has one; the README says where")
	}
	o := app.ServeOptions{Secrets: secrets, SlackAPI: c.SlackAPI}
	if o.ResponseHosts, err = responseHosts(c.SlackAPI); err != nil {
		return err
	}
	defer app.Headroom()()
	return s.with(func(a *app.App) error {
		err := a.Serve(s.ctx, o)
		if errors.Is(err, account.ErrInvalid) { // a token or an address is missing, and the error names it
			return try(err, "set what is named and start again; the README says where the tokens come from")
		}
		return try(err, "engagement doctor")
	})
}
