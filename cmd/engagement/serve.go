package main

import (
	"engagement/internal/app"
	"engagement/internal/config"
)

type serveCommand struct {
	SlackAPI string `name:"slack-api" help:"Another Slack than slack.com, for a stand-in." placeholder:"URL" hidden:""`
}

func (c *serveCommand) Run(s *session) error {
	secrets, err := config.LoadSecrets(s.env)
	if err != nil {
		return err
	}
	o := app.ServeOptions{Secrets: secrets, SlackAPI: c.SlackAPI}
	if o.ResponseHosts, err = responseHosts(c.SlackAPI); err != nil {
		return err
	}
	return s.with(func(a *app.App) error {
		return try(a.Serve(s.ctx, o), "engagement doctor; the README says where the tokens come from")
	})
}
