package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
)

type previewCommand struct {
	File string `arg:"" help:"The config that might apply." placeholder:"NEW.toml" type:"path"`
	Days int    `help:"The period whose MQAs are compared, 1 to 365 days." default:"90"`
}

func (c *previewCommand) Run(s *session) error {
	if c.Days < 1 || c.Days > scoringYear {
		return usage(fmt.Errorf("--days %d is not 1 to %d: %w", c.Days, scoringYear, account.ErrInvalid), "--days 90")
	}
	other, err := config.Load(c.File)
	if err != nil {
		return try(err, "engagement --config %s config check", c.File)
	}
	return s.withData(func(a *app.App) error {
		progress := s.meter("comparing")
		p, err := a.Preview(s.ctx, other, c.Days, progress.count)
		progress.end()
		if err != nil {
			return fmt.Errorf("preview: %w", err)
		}
		if err := c.print(s, p); err != nil {
			return err
		}
		c.summary(s, p, other)
		return nil
	})
}

// scoringYear is the history that a card carries.
const scoringYear = 365

// print writes the accounts that would change as CSV.
func (c *previewCommand) print(s *session, p app.Preview) error {
	out := csv.NewWriter(s.stdout)
	rows := [][]string{{"account_id", "name", "owner", "grade", "new_grade", "mqa", "new_mqa", "minutes", "new_minutes", "threshold", "new_threshold", "crossed", "new_crossed"}}
	for _, ch := range p.Changes {
		rows = append(rows, []string{
			ch.AccountID, ch.Name, ch.Owner, strconv.Itoa(ch.Now.Grade), strconv.Itoa(ch.New.Grade),
			strconv.FormatBool(ch.Now.MQA), strconv.FormatBool(ch.New.MQA), ch.Now.Counting.Decimal(), ch.New.Counting.Decimal(),
			ch.Now.Threshold.Decimal(), ch.New.Threshold.Decimal(), dates(ch.Now.Crossed), dates(ch.New.Crossed),
		})
	}
	return out.WriteAll(rows)
}

func dates(days []account.Day) string {
	var texts []string
	for _, d := range days {
		texts = append(texts, d.String())
	}
	return strings.Join(texts, ";")
}

// summary says, owner by owner, how many MQAs there are and how many came.
func (c *previewCommand) summary(s *session, p app.Preview, other *config.Config) {
	fmt.Fprintf(s.stderr, "config %s: %d of %d accounts would change\n", other.Hash, len(p.Changes), p.Accounts)
	for _, o := range p.Owners {
		fmt.Fprintf(s.stderr, "%s: %d MQAs today, would be %d; %d new in the last %d days, would have been %d (%.1f a week)\n",
			cmp.Or(o.Owner, "without owner"), o.MQAsNow, o.MQAsNew, o.CrossedNow, c.Days, o.CrossedNew, float64(o.CrossedNew)*7/float64(c.Days))
	}
}
