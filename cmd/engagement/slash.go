package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"engagement/bot"
	"engagement/internal/app"
)

type slashCommand struct {
	Text   []string `arg:"" optional:"" help:"The command, as after /engagement."`
	Format string   `help:"text or json." enum:"text,json" default:"text"`
	Out    string   `help:"Folder for the pictures; made if missing." placeholder:"DIR" type:"path"`
	AsOf   string   `help:"As things stood at the end of this day." placeholder:"DATE"`
	As     string   `help:"Answer as this Slack user. Default: the local operator." placeholder:"USER"`
}

func (c *slashCommand) Run(s *session) error {
	asOf, err := day("--as-of", c.AsOf)
	if err != nil {
		return try(err, "--as-of 2026-03-31")
	}
	return s.with(func(a *app.App) error {
		b := bot.New(bot.Options{Reader: a.Reader(asOf), Desk: a.Store, Names: a.Config.ChannelNames, Now: s.now, Log: s.logger()})
		m, failed := b.Answer(s.ctx, join(c.Text))
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

func join(words []string) string {
	text := ""
	for i, w := range words {
		if i > 0 {
			text += " "
		}
		text += w
	}
	return text
}
