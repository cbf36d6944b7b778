// Command engagement records what the people of accounts do with us, turns it
// into engagement minutes, and tells the sales team in Slack.
//
// Data goes to stdout, progress and logs to stderr. The exit code is 0 when
// done, 1 when something failed and 2 for wrong usage.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"engagement/account"
	"engagement/internal/app"
)

// program is the command line.
type program struct {
	Config string `help:"Config file. Default: config.toml if there, else built-in defaults." placeholder:"FILE" type:"path"`
	DB     string `name:"db" help:"Database: sqlite:PATH or postgres://..." default:"sqlite:engagement.db" placeholder:"URL"`

	Demo       demoCommand       `cmd:"" help:"A sample company and a Slack workspace in the browser, without account, token or network."`
	Serve      serveCommand      `cmd:"" help:"The bot, the ingest listener, the workers and the schedule."`
	Import     importCommand     `cmd:"" help:"Read accounts, contacts, activities or opportunities from CSV or JSON lines."`
	Quarantine quarantineCommand `cmd:"" help:"Rows that were refused: list them, try them again, or drop them."`
	Recompute  recomputeCommand  `cmd:"" help:"The nightly job by hand."`
	Runs       runsCommand       `cmd:"" help:"What recompute --replay has kept: list it, or drop it."`
	Slash      slashCommand      `cmd:"" help:"Answer a slash command here, through the bot's own code."`
	Export     exportCommand     `cmd:"" help:"Write what is known as CSV or JSON lines."`
	Spikes     spikesCommand     `cmd:"" help:"Find what is unusual in any series of buckets: series,bucket_start,value."`
	Match      matchCommand      `cmd:"" help:"Say of every row of a file of leads whose it is; nothing is kept."`
	Report     reportCommand     `cmd:"" help:"Minutes by territory, segment, tier, persona, owner, industry, campaign, asset or channel, against the period before."`
	Conf       configCommand     `cmd:"" name:"config" help:"Check or show the configuration, its defaults, what was in force, and what differs."`
	Preview    previewCommand    `cmd:"" help:"What another config would change, before it applies."`
	Doctor     doctorCommand     `cmd:"" help:"Look at database, config and, with tokens, at Slack."`
	Handover   handoverCommand   `cmd:"" help:"Give what somebody has to do to another one: alerts, watches, digests, steps."`
	Manifest   manifestCommand   `cmd:"" help:"The Slack app manifest and the one-click link."`
	Migrate    migrateCommand    `cmd:"" help:"Bring the database up to date and say its version."`
	Version    versionCommand    `cmd:"" help:"Say which version this is."`
	Help       helpCommand       `cmd:"" help:"Say what there is, or what a command does."`

	Which kong.VersionFlag `name:"version" help:"Say which version this is."`
}

// session is what every command runs with.
type session struct {
	ctx    context.Context
	global *program
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	env    func(string) (string, bool)
	now    func() time.Time
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program without the process around it.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var p program
	s := &session{ctx: ctx, global: &p, stdin: stdin, stdout: stdout, stderr: stderr, env: os.LookupEnv, now: time.Now}
	code := -1
	parser, err := kong.New(&p, kong.Name("engagement"), kong.Description("Account engagement, where sales teams work: in Slack."),
		kong.Writers(stdout, stderr), kong.Exit(func(c int) { code = c }), kong.UsageOnError(),
		kong.Vars{"version": versionLine(), "exports": listed(app.ExportKinds())})
	if err != nil {
		fmt.Fprintf(stderr, "engagement: %v\n", err)
		return 1
	}
	command, err := parser.Parse(args)
	switch {
	case code >= 0: // help was asked for and given
		return code
	case err != nil:
		fmt.Fprintf(stderr, "engagement: %v\nTry: %s\n", err, helpFor(err))
		return 2
	}
	if err := command.Run(s); err != nil {
		return s.fail(err)
	}
	return 0
}

// logger writes to stderr.
func (s *session) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(s.stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// helpFor is the help of the command that was not understood.
func helpFor(err error) string {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) && wrong.Context != nil && wrong.Context.Selected() != nil {
		return "engagement " + wrong.Context.Selected().Path() + " --help"
	}
	return "engagement --help"
}

// day reads an optional date of the command line.
func day(flag, text string) (account.Day, error) {
	if text == "" {
		return 0, nil
	}
	d, err := account.ParseDay(text)
	if err != nil {
		return 0, usage(fmt.Errorf("%s: %w", flag, err), "%s 2026-03-31", flag)
	}
	return d, nil
}
