package app

import (
	"context"
	"fmt"

	"github.com/go-co-op/gocron/v2"
)

// schedule starts the calendar: the nightly rebuild at its local time, and one
// at once if the last night was missed.
func (s *server) schedule(ctx context.Context) error {
	calendar, err := gocron.NewScheduler(gocron.WithLocation(s.Config.Zone))
	if err != nil {
		return fmt.Errorf("make the schedule: %w", err)
	}
	at := s.Config.Nightly
	if _, err := calendar.NewJob(
		gocron.DailyJob(1, gocron.NewAtTimes(gocron.NewAtTime(at.Hour, at.Minute, 0))),
		gocron.NewTask(func() { s.nightly(ctx) }),
		gocron.WithSingletonMode(gocron.LimitModeReschedule),
	); err != nil {
		return fmt.Errorf("schedule the nightly rebuild: %w", err)
	}
	calendar.Start()
	s.run(func() {
		<-ctx.Done()
		if err := calendar.Shutdown(); err != nil {
			s.Log.Warn("the schedule did not stop cleanly", "error", err)
		}
	})
	s.run(func() {
		stale, err := s.Store.ScoredBefore(ctx, s.Today())
		if err != nil && ctx.Err() == nil {
			s.Log.Error("the age of the scores is not known", "error", err)
		}
		if stale {
			s.nightly(ctx)
		}
	})
	return nil
}

// nightly rebuilds every score as of today, then judges what the days that are
// over have brought.
func (s *server) nightly(ctx context.Context) {
	began := s.Now()
	n, err := s.Rebuild(ctx, nil)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		s.Log.Error("the nightly rebuild did not finish; it starts again tomorrow", "scored", n, "error", err)
	default:
		s.Log.Info("nightly rebuild done", "accounts", n, "took", s.Now().Sub(began))
	}
	found, err := s.Find(ctx, nil)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		s.Log.Error("findings were not judged; the next night does so", "error", err)
	default:
		s.Log.Info("findings judged", "new", found)
	}
}
