package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"engagement/account"
	"engagement/bot"
	"engagement/internal/app"
	"engagement/internal/config"
)

type doctorCommand struct {
	SlackAPI string `name:"slack-api" help:"Another Slack than slack.com, for a stand-in." placeholder:"URL" hidden:""`
	Retry    bool   `help:"First let alerts be tried again that Slack did not take."`
	From     string `help:"With --retry --to: only those for this channel." placeholder:"CHANNEL"`
	To       string `help:"With --retry: send them to another channel, by name or id, as where theirs was archived." placeholder:"CHANNEL"`
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
	if c.To == "" && c.From != "" || c.To != "" && !c.Retry {
		return usage(fmt.Errorf("--from and --to are about alerts that are tried again: %w", account.ErrInvalid), "engagement doctor --retry --to '#sales'")
	}
	return s.withData(func(a *app.App) error {
		client := bot.NewClient(bot.ClientOptions{BotToken: secrets.BotToken, AppToken: secrets.AppToken, APIURL: c.SlackAPI, External: a.Config.SharedChannels, Now: s.now, Log: s.logger()})
		var findings []bot.Finding
		if c.Retry {
			retried, err := c.retry(s, a, client, secrets.BotToken != "")
			if err != nil {
				return err
			}
			findings = append(findings, retried)
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

// retry lets what Slack did not take be tried again: where it was to go, or in another
// channel, which has to take it.
func (c *doctorCommand) retry(s *session, a *app.App, client *bot.Client, online bool) (bot.Finding, error) {
	f := bot.Finding{What: "retry", OK: true}
	if c.To == "" {
		n, err := a.Store.Revive(s.ctx, "", s.now())
		f.Detail = fmt.Sprintf("%d alerts wait to be tried again, in order; engagement serve does so", n)
		return f, err
	}
	to, ok := bot.ChannelOf(c.To)
	if !ok {
		return f, usage(fmt.Errorf("%q is no channel: %w", c.To, account.ErrInvalid), "engagement doctor --retry --to '#sales', or the id of a channel such as C0123456789")
	}
	from, err := c.stuck(s, a)
	if err != nil {
		return f, err
	}
	if online {
		if there := client.ExamineChannel(s.ctx, to); !there.OK {
			return f, try(fmt.Errorf("nothing is sent to %s: %s: %w", to, there.Detail, account.ErrInvalid), "%s", there.Try)
		}
	}
	n := 0
	if from != "" {
		n, err = a.Store.Reroute(s.ctx, from, to, s.now())
	}
	f.Detail = fmt.Sprintf("%d alerts wait to be posted to %s, in order; engagement serve does so", n, to)
	return f, err
}

// stuck is the channel whose alerts are to go to another one: that of --from, or the
// only one; empty where Slack took everything.
func (c *doctorCommand) stuck(s *session, a *app.App) (string, error) {
	dead, err := a.Store.Undelivered(s.ctx)
	if err != nil {
		return "", err
	}
	var channels []string
	for _, d := range dead {
		if m := d.Message; !slices.Contains(channels, m.Channel) {
			channels = append(channels, m.Channel)
		}
	}
	slices.Sort(channels)
	if c.From != "" {
		for _, known := range channels {
			if strings.TrimPrefix(known, "#") == strings.TrimPrefix(c.From, "#") {
				return known, nil
			}
		}
		return "", try(fmt.Errorf("everything for %s was taken by Slack: %w", c.From, account.ErrNotFound), "engagement doctor lists what it did not take")
	}
	switch len(channels) {
	case 0:
		return "", nil
	case 1:
		return channels[0], nil
	}
	return "", usage(fmt.Errorf("alerts for %d channels were not taken: %w", len(channels), account.ErrInvalid), "say whose are meant with --from: %s", strings.Join(channels, ", "))
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
