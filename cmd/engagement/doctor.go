package main

import (
	"errors"
	"fmt"

	"engagement/bot"
	"engagement/internal/app"
	"engagement/internal/config"
)

type doctorCommand struct {
	SlackAPI string `name:"slack-api" help:"Another Slack than slack.com, for a stand-in." placeholder:"URL" hidden:""`
	Retry    bool   `help:"First let alerts be tried again that Slack did not take."`
	Post     bool   `help:"Also post a test message to the alert channel."`
	Origin   string `help:"In http mode: also ask every address that Slack calls there, while serve runs." placeholder:"https://HOST"`
}

func (c *doctorCommand) Run(s *session) error {
	if err := checkOrigin(c.Origin, bot.ModeSocket); err != nil {
		return err
	}
	secrets, err := config.LoadSecrets(s.env)
	if err != nil {
		return try(err, "check the path in the environment")
	}
	return s.withData(func(a *app.App) error {
		var findings []bot.Finding
		if c.Retry {
			revived, err := a.Store.Revive(s.ctx, "", s.now())
			if err != nil {
				return err
			}
			findings = append(findings, bot.Finding{What: "retry", OK: true, Detail: fmt.Sprintf("%d alerts wait to be tried again, in order; engagement serve does so", revived)})
		}
		examined, err := a.Examine(s.ctx)
		if err != nil {
			return err
		}
		findings = append(findings, examined...)
		progress := s.meter("looking for what matches nothing")
		use, err := a.ExamineUse(s.ctx, progress.count)
		progress.end()
		if err != nil {
			return err
		}
		findings = append(findings, use...)
		if secrets.BotToken == "" {
			findings = append(findings, bot.Finding{What: "Slack", OK: true, Detail: "not looked at: SLACK_BOT_TOKEN is not set"})
		} else {
			client := bot.NewClient(bot.ClientOptions{BotToken: secrets.BotToken, AppToken: secrets.AppToken, APIURL: c.SlackAPI, External: a.Config.SharedChannels, Now: s.now, Log: s.logger()})
			findings = append(findings, client.Examine(s.ctx, a.Config.Alert.Places())...)
			if c.Post {
				findings = append(findings, client.TestPost(s.ctx, a.Config.Alert.Channel))
			}
		}
		findings = append(findings, c.knock(s, a.Config.Slack.Mode, secrets.SigningSecret)...)
		bad := 0
		for _, f := range findings {
			mark := "ok  "
			if !f.OK {
				mark, bad = "FAIL", bad+1
			}
			if _, err := fmt.Fprintf(s.stdout, "%s %s: %s\n", mark, f.What, f.Detail); err != nil {
				return err
			}
			if f.Try != "" && !f.OK {
				if _, err := fmt.Fprintf(s.stdout, "     Try: %s\n", f.Try); err != nil {
					return err
				}
			}
		}
		if bad > 0 {
			return try(errors.New("not everything is well"), "the lines marked FAIL, from the top")
		}
		return nil
	})
}

// knock looks at the addresses of the HTTP mode.
func (c *doctorCommand) knock(s *session, mode, signingSecret string) []bot.Finding {
	switch {
	case mode != bot.ModeHTTP:
		return nil
	case signingSecret == "":
		return []bot.Finding{{What: "addresses", Detail: "SLACK_SIGNING_SECRET is not set, so nothing of Slack is believed", Try: "set it as the app's page shows it under Basic Information"}}
	case c.Origin == "":
		return []bot.Finding{{What: "addresses", OK: true, Detail: "not looked at: engagement doctor --origin https://HOST asks each while serve runs; engagement manifest --origin https://HOST names all four, the one of menus too"}}
	}
	return bot.Knock(s.ctx, c.Origin, signingSecret, s.now())
}
