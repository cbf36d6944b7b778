package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"engagement/account"
	"engagement/bot"
	"engagement/internal/app"
	"engagement/internal/config"
)

type slashCommand struct {
	Text   []string `arg:"" optional:"" help:"The command, as after /engagement."`
	Format string   `help:"text or json." enum:"text,json" default:"text"`
	Out    string   `help:"Folder for the pictures; made if missing." placeholder:"DIR" type:"path"`
	AsOf   string   `help:"As things stood at the end of this day." placeholder:"DATE"`
	Known  bool     `help:"With --as-of: leave out what was recorded later."`
	As     string   `help:"Answer as this Slack user would be answered; needs SLACK_BOT_TOKEN. Default: the local operator." placeholder:"USER"`

	SlackAPI string `name:"slack-api" help:"Another Slack than slack.com, for a stand-in." placeholder:"URL" hidden:""`
}

func (c *slashCommand) Run(s *session) error {
	asOf, err := day("--as-of", c.AsOf)
	if err != nil {
		return err
	}
	if c.Known && asOf == 0 {
		return usage(fmt.Errorf("--known leaves out what was recorded after a day, and --as-of names none: %w", account.ErrInvalid), "--as-of 2026-03-31 --known")
	}
	return s.withData(func(a *app.App) error {
		if c.Known {
			a = a.KnownBy(asOf)
		}
		m, failed, err := c.answer(s, a, asOf)
		if err != nil {
			return err
		}
		if err := c.print(s, m); err != nil {
			return err
		}
		if c.Out != "" {
			if err := savePictures(c.Out, m.Pictures); err != nil {
				return err
			}
		}
		if failed {
			return errSaid
		}
		return nil
	})
}

// answer asks the bot, as the local operator or as a member of the workspace.
func (c *slashCommand) answer(s *session, a *app.App, asOf account.Day) (m bot.Message, failed bool, err error) {
	o := bot.Options{
		Reader: a.Reader(asOf), Desk: a.Store, Clerk: a, Coach: a, Repairer: a, Zone: a.Config.Zone, Guests: a.Config.Slack.Guests, Names: a.Config.ChannelNames, Now: s.now, Log: s.logger(),
	}
	if c.As == "" {
		m, failed = bot.New(o).Answer(s.ctx, bot.Operator(), strings.Join(c.Text, " "))
		return m, failed, nil
	}
	secrets, err := config.LoadSecrets(s.env)
	if err != nil {
		return m, false, try(err, "check the path in the environment")
	}
	if secrets.BotToken == "" {
		return m, false, try(fmt.Errorf("--as %s: SLACK_BOT_TOKEN is not set, so Slack cannot be asked who that is: %w", c.As, account.ErrInvalid), "SLACK_BOT_TOKEN=xoxb-... engagement slash ...; without --as the local operator is answered")
	}
	client := bot.NewClient(bot.ClientOptions{BotToken: secrets.BotToken, APIURL: c.SlackAPI, Now: s.now, Log: s.logger()})
	o.Workspace, o.Role = client, a.Role(client.InGroup)
	m, failed = bot.New(o).AnswerAs(s.ctx, c.As, strings.Join(c.Text, " "))
	return m, failed, nil
}

func (c *slashCommand) print(s *session, m bot.Message) error {
	if c.Format == "text" {
		_, err := fmt.Fprintln(s.stdout, m.Twin)
		return err
	}
	encoder := json.NewEncoder(s.stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode([]map[string]any{{"text": m.Text, "blocks": m.Blocks}})
}

func savePictures(dir string, pictures []bot.Picture) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	for _, p := range pictures {
		if err := toFile(filepath.Join(dir, p.Name), func(w io.Writer) error {
			_, err := w.Write(p.PNG)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
