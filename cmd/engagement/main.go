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
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
)

// version is set when a release is built.
var version = "development"

// program is the command line.
type program struct {
	Config string `help:"Config file. Default: config.toml if there, else built-in defaults." placeholder:"FILE" type:"path"`
	DB     string `name:"db" help:"Database: sqlite:PATH or postgres://..." default:"sqlite:engagement.db" placeholder:"URL"`

	Demo       demoCommand       `cmd:"" help:"A sample company and a Slack workspace in the browser, without account, token or network."`
	Serve      serveCommand      `cmd:"" help:"The bot, the ingest listener, the workers and the schedule."`
	Import     importCommand     `cmd:"" help:"Read accounts, contacts, activities or opportunities from CSV or JSON lines."`
	Quarantine quarantineCommand `cmd:"" help:"Rows that were refused: list them, try them again, or drop them."`
	Recompute  recomputeCommand  `cmd:"" help:"The nightly job by hand."`
	Slash      slashCommand      `cmd:"" help:"Answer a slash command here, through the bot's own code."`
	Export     exportCommand     `cmd:"" help:"Write what is known as CSV or JSON lines."`
	Conf       configCommand     `cmd:"" name:"config" help:"Check, show or print the default configuration."`
	Doctor     doctorCommand     `cmd:"" help:"Look at database, config and, with tokens, at Slack."`
	Manifest   manifestCommand   `cmd:"" help:"The Slack app manifest and the one-click link."`
	Migrate    migrateCommand    `cmd:"" help:"Bring the database up to date and say its version."`
	Version    versionCommand    `cmd:"" help:"Say which version this is."`
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
		kong.Writers(stdout, stderr), kong.Exit(func(c int) { code = c }), kong.UsageOnError())
	if err != nil {
		fmt.Fprintf(stderr, "engagement: %v\n", err)
		return 1
	}
	command, err := parser.Parse(args)
	switch {
	case code >= 0: // help was asked for and given
		return code
	case err != nil:
		fmt.Fprintf(stderr, "engagement: %v\nTry: engagement --help\n", err)
		return 2
	}
	if err := command.Run(s); err != nil {
		return s.fail(err)
	}
	return 0
}

// hinted is an error that knows the next step.
type hinted struct {
	error
	try string
}

func (h hinted) Unwrap() error { return h.error }

// try adds a next step to an error.
func try(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return hinted{err, fmt.Sprintf(format, args...)}
}

// errSaid is a failure that has been put into words already.
var errSaid = errors.New("said")

// fail says what went wrong and what to do next.
func (s *session) fail(err error) int {
	if errors.Is(err, errSaid) {
		return 1
	}
	text := strings.ReplaceAll(err.Error(), ": "+account.ErrInvalid.Error(), "")
	fmt.Fprintf(s.stderr, "engagement: %s\n", text)
	var h hinted
	switch {
	case errors.As(err, &h):
		fmt.Fprintf(s.stderr, "Try: %s\n", h.try)
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(s.stderr, "Try: run it again; what was done is kept and nothing is done twice")
	case errors.Is(err, os.ErrNotExist):
		fmt.Fprintln(s.stderr, "Try: check the path")
	default:
		fmt.Fprintln(s.stderr, "Try: engagement --help")
	}
	if errors.Is(err, account.ErrInvalid) {
		return 2
	}
	return 1
}

// logger writes to stderr.
func (s *session) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(s.stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// open reads the config and opens the database.
func (s *session) open() (*app.App, error) {
	c, err := config.Load(s.global.Config)
	if err != nil {
		return nil, try(err, "engagement config check --config FILE; every key with its default is in `engagement config defaults`")
	}
	a, err := app.Open(s.ctx, app.Options{Database: s.global.DB, Config: c, Now: s.now, Log: s.logger()})
	if err != nil {
		return nil, try(err, "--db sqlite:PATH or --db postgres://user@host:5432/name")
	}
	return a, nil
}

// with opens the program, runs do and closes again.
func (s *session) with(do func(*app.App) error) (err error) {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return do(a)
}

// day reads an optional date of the command line.
func day(flag, text string) (account.Day, error) {
	if text == "" {
		return 0, nil
	}
	d, err := account.ParseDay(text)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", flag, err)
	}
	return d, nil
}
