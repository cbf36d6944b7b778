package main

import (
	"bufio"
	"cmp"
	"fmt"
	"strings"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
)

type previewCommand struct {
	File   string `arg:"" help:"The config that might apply." placeholder:"NEW.toml" type:"path"`
	Days   int    `help:"The days that are lived through under both configs, 1 to 365." default:"90"`
	List   string `help:"changes: the accounts that would change. mqas, alerts, findings: all of the new config, and those that would be gone. cards: what channels would be told, by day. advice: MQAs a week by threshold." enum:"changes,mqas,alerts,cards,findings,advice" default:"changes"`
	Advise bool   `help:"The same as --list advice."`
}

func (c *previewCommand) Run(s *session) error {
	if c.Days < 1 || c.Days > scoringYear {
		return usage(fmt.Errorf("--days %d is not 1 to %d: %w", c.Days, scoringYear, account.ErrInvalid), "--days 90")
	}
	if c.Advise {
		c.List = "advice"
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
		out := bufio.NewWriter(s.stdout)
		if err := p.Write(out, c.List); err != nil {
			return fmt.Errorf("preview: %w", err)
		}
		if err := out.Flush(); err != nil {
			return err
		}
		c.summary(s, p)
		return nil
	})
}

// scoringYear is the history that a card carries.
const scoringYear = 365

// summary says, owner by owner, how many MQAs there are and how many came, and
// what other thresholds would bring.
func (c *previewCommand) summary(s *session, p app.Preview) {
	fmt.Fprintf(s.stderr, "config %s: %d of %d accounts would change, from %s to %s\n", p.NewHash, len(p.Changes), p.Accounts, p.Span.From, p.Span.To)
	for _, o := range p.Owners {
		fmt.Fprintf(s.stderr, "%s: %d MQAs today, would be %d; %d new in the last %d days, would have been %d (%.1f a week); %d alerts, would have been %d; %d findings, would have been %d\n",
			cmp.Or(o.Owner, "without owner"), o.MQAsNow, o.MQAsNew, o.CrossedNow, c.Days, o.CrossedNew, float64(o.CrossedNew)*7/float64(c.Days),
			o.AlertsNow, o.AlertsNew, o.FindingsNow, o.FindingsNew)
	}
	for _, line := range forecastLines(p) {
		fmt.Fprintln(s.stderr, line)
	}
	var grid []string
	for _, one := range p.Advice {
		if one.People == 0 {
			grid = append(grid, fmt.Sprintf("%s/%d: %.1f", one.Need.Minutes, one.Need.People, one.Weekly))
		}
	}
	if len(grid) > 0 {
		fmt.Fprintf(s.stderr, "MQAs a week for %d reps by threshold (minutes/people of most accounts): %s\n", p.Advice[0].Reps, strings.Join(grid, "; "))
	}
}
