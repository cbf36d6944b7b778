package bench

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"engagement/account"
	"engagement/bot"
	"engagement/internal/app"
)

// BenchmarkCard asks for cards, by the account's id as a rep would type it, from
// the database to blocks, 32 people at once and without a pause, while 2,000
// activities a second are recorded, and while they are scored as well.
func BenchmarkCard(b *testing.B) {
	defer app.Headroom()() // as in a server
	c, a, directory := scoredCompany(b)
	reader := a.Reader(0)
	for _, scored := range []bool{false, true} {
		name := "recording"
		if scored {
			name = "scoring"
		}
		b.Run(name, func(b *testing.B) {
			ctx, stop := context.WithCancel(b.Context())
			var background sync.WaitGroup
			background.Go(func() { intake(ctx, b, c, a.Store, directory) })
			if scored {
				background.Go(func() {
					for ticker := time.NewTicker(50 * time.Millisecond); ctx.Err() == nil; <-ticker.C {
						if _, err := a.ScoreWaiting(ctx, nil); err != nil && ctx.Err() == nil {
							b.Error(err)
						}
					}
				})
			}
			ask(ctx, b, c, reader)
			stop()
			background.Wait()
		})
	}
}

// scoredCompany is the company with every account scored today, and the version
// of its directory.
func scoredCompany(b *testing.B) (c Company, a *app.App, directory int64) {
	b.Helper()
	c = company(b)
	a = open(b, c, c.made(b), time.Now)
	if err := a.Apply(b.Context()); err != nil {
		b.Fatal(err)
	}
	if _, err := a.ScoreWaiting(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	if _, err := a.Rebuild(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	directory, err := a.Store.DirectoryVersion(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return c, a, directory
}

// ask is 32 people who ask for 50 cards each, in every loop.
func ask(ctx context.Context, b *testing.B, c Company, reader *app.Reader) {
	var mu sync.Mutex
	var took []time.Duration
	for b.Loop() {
		var people sync.WaitGroup
		for range 32 {
			people.Go(func() {
				for range 50 {
					began := time.Now()
					_, answer, err := reader.Named(ctx, c.ID(rand.IntN(c.Accounts)), bot.Operator())
					if m := bot.CardMessage(answer, bot.Picture{Name: "trend.png"}); err != nil || len(m.Blocks) == 0 {
						b.Errorf("%d blocks: %v", len(m.Blocks), err)
						return
					}
					mu.Lock()
					took = append(took, time.Since(began))
					mu.Unlock()
				}
			})
		}
		people.Wait()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// recorder keeps batches.
type recorder interface {
	Record(context.Context, account.Batch) (account.Recorded, error)
}

// intake records 20 batches of 100 activities a second.
func intake(ctx context.Context, b *testing.B, c Company, to recorder, directory int64) {
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 2))
	people := c.Sizes(c.People)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		batch := account.Batch{Directory: directory, At: time.Now()}
		for range 100 {
			batch.Activities = append(batch.Activities, c.live(rnd, rnd.IntN(c.Accounts), people, batch.At))
		}
		if _, err := to.Record(ctx, batch); err != nil && ctx.Err() == nil {
			b.Error(err)
			return
		}
	}
}
