package main

import (
	"fmt"
	"strings"

	"engagement/account"
	"engagement/bot"
	"engagement/internal/app"
	"engagement/internal/config"
)

type handoverCommand struct {
	From     string `arg:"" help:"Whose work it was, by e-mail."`
	To       string `arg:"" help:"Whose it is to be, by e-mail."`
	SlackAPI string `name:"slack-api" help:"Another Slack than slack.com, for a stand-in." placeholder:"URL" hidden:""`
}

// Run gives somebody's alerts, watches, digests and steps to another one.
func (c *handoverCommand) Run(s *session) error {
	secrets, err := config.LoadSecrets(s.env)
	if err != nil {
		return try(err, "check the path in the environment")
	}
	return s.withData(func(a *app.App) error {
		client := bot.NewClient(bot.ClientOptions{BotToken: secrets.BotToken, APIURL: c.SlackAPI, Now: s.now, Log: s.logger()})
		find := func(mail string) (string, error) {
			if id := a.Config.People[strings.ToLower(mail)].Slack; id != "" {
				return id, nil
			}
			if secrets.BotToken == "" {
				return "", try(fmt.Errorf("who %s is in Slack is not known: %w", mail, account.ErrInvalid), "set SLACK_BOT_TOKEN, or say it in the config: [people.%q] slack = \"U...\"", mail)
			}
			id, err := client.UserByEmail(s.ctx, mail)
			if err == nil && id == "" {
				err = try(fmt.Errorf("nobody in Slack has the address %s: %w", mail, account.ErrNotFound), "say who it was in the config: [people.%q] slack = \"U...\"", mail)
			}
			return id, err
		}
		h := account.HandOver{FromMail: c.From, ToMail: c.To}
		if h.From, err = find(c.From); err != nil {
			return err
		}
		if h.To, err = find(c.To); err != nil {
			return err
		}
		if h.From == h.To {
			return try(fmt.Errorf("both are the same person: %w", account.ErrInvalid), "name whose work it was, then whose it is to be")
		}
		done, err := a.HandOver(s.ctx, h)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.stdout, "alerts=%d watches=%d digests=%d steps=%d\n", done.Alerts, done.Watches, done.Digests, done.Steps)
		return err
	})
}
