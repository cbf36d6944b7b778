package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/ingest"
	"engagement/internal/config"
	"engagement/scoring"
	"engagement/store"
)

// App is an open database under one configuration.
type App struct {
	Store  *store.Store
	Config *config.Config
	Now    func() time.Time
	Log    *slog.Logger

	// scored wakes the scoring worker, posted the courier. Both hold one
	// signal: a second one says nothing new.
	scored chan struct{}
	posted chan struct{}

	// known leaves out what was recorded after it; zero leaves nothing out.
	known time.Time

	// idle are scorers that have scored before: they remember what they have
	// worked out about the config.
	scoring sync.Mutex
	idle    []*scoring.Scorer

	// hours are when somebody reads direct messages, by e-mail; nil where no Slack
	// can be asked.
	hours func(ctx context.Context, mail string) (alert.Hours, error)

	configs configHistory
	evening evening
	intake  *ingest.Desk // of what people log by hand
}

// Options open an App. Now is required.
type Options struct {
	Database string // store.DefaultURL where empty
	Config   *config.Config
	Now      func() time.Time
	Log      *slog.Logger
}

// Open opens the database.
func Open(ctx context.Context, o Options) (*App, error) {
	if o.Database == "" {
		o.Database = store.DefaultURL
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s, err := store.Open(ctx, o.Database, o.Log.Info)
	if err != nil {
		return nil, err
	}
	s.RollUp(o.Config.Scoring.MQA.RollUp)
	return &App{
		Store: s, Config: o.Config, Now: o.Now, Log: o.Log, intake: ingest.NewDesk(s, o.Config.Ingest),
		scored: make(chan struct{}, 1), posted: make(chan struct{}, 1),
	}, nil
}

// Close closes the database.
func (a *App) Close() error { return a.Store.Close() }

// Today is the civil day in the company's zone.
func (a *App) Today() account.Day { return account.DayOf(a.Now(), a.Config.Zone) }

// Apply puts the configuration in force: when it differs from the last one,
// every account is marked, without a cause that could alert.
func (a *App) Apply(ctx context.Context) error {
	a.Store.RollUp(a.policy().MQA.RollUp)
	changed, err := a.Store.ApplyConfig(ctx, a.Config.Hash, a.Config.Body, a.Now())
	if err != nil {
		return fmt.Errorf("apply config %s: %w", a.Config.Hash, err)
	}
	if changed {
		a.Log.Info("config applied", "config", a.Config.Hash)
	}
	return nil
}

// policy is the scoring policy in force.
func (a *App) policy() *scoring.Policy { return &a.Config.Scoring }

// KnownBy is the same program with what was recorded up to the end of day: what
// came later is not there. What it computes is for looking at alone.
func (a *App) KnownBy(day account.Day) *App {
	other := a.under(a.Config)
	other.intake = a.intake
	other.known = day.End(a.Config.Zone).Add(-time.Millisecond)
	return other
}

// under is the same program under another config, with scorers of its own.
func (a *App) under(c *config.Config) *App {
	return &App{Store: a.Store, Config: c, Now: a.Now, Log: a.Log, scored: a.scored, posted: a.posted, known: a.known}
}

// heard is the facts as far as they were known.
func (a *App) heard(f scoring.Facts) scoring.Facts {
	if a.known.IsZero() {
		return f
	}
	return f.KnownBy(a.known)
}

// facts reads one account with its activities, as far as they were known.
func (a *App) facts(ctx context.Context, accountID string) (scoring.Facts, error) {
	f, err := a.Store.Facts(ctx, accountID)
	if err != nil {
		return f, err
	}
	return a.heard(f), nil
}

// wake leaves a signal without waiting.
func wake(signal chan struct{}) {
	select {
	case signal <- struct{}{}:
	default:
	}
}
