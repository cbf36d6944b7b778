package bench

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
)

// BenchmarkUpdate records 1,000 activities of the last hours on the 300 busiest
// accounts and scores them: durable to readable.
func BenchmarkUpdate(b *testing.B) {
	c := company(b)
	cfg, err := config.Parse("defaults", nil)
	if err != nil {
		b.Fatal(err)
	}
	now := c.Last().Start(time.UTC).Add(36 * time.Hour)
	a, err := app.Open(b.Context(), app.Options{Database: "sqlite:" + c.made(b), Config: cfg, Now: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	if err := a.Apply(b.Context()); err != nil {
		b.Fatal(err)
	}
	if _, err := a.Rebuild(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	if _, err := a.ScoreWaiting(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	directory, err := a.Store.DirectoryVersion(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	people := c.Sizes(c.People)
	var took, recorded []time.Duration
	for b.Loop() {
		now = now.Add(time.Minute)
		batch := account.Batch{Directory: directory, At: now}
		for i := range 1000 {
			k := rnd.IntN(300)
			who := fmt.Sprintf("%sP%d", c.ID(k), rnd.IntN(people[k]))
			d := pick(rnd)
			v := account.Activity{
				Source: "live", ID: fmt.Sprintf("%x-%d", rnd.Uint64(), i), OccurredAt: now.Add(-time.Duration(rnd.IntN(3600*1000)) * time.Millisecond),
				Type: d.name, Minutes: account.NoMinutes, Live: true,
				Identity: account.Identity{Email: who + "@" + fmt.Sprintf("company%d.example", k), Domain: fmt.Sprintf("company%d.example", k)},
				Match:    account.Match{AccountID: c.ID(k), ContactID: who, Method: account.ByContact, Confidence: 95},
			}
			if d.url {
				v.URL = fmt.Sprintf("https://www.ours.example/%s/%d", d.name[9:], rnd.IntN(60))
			}
			if d.asset {
				v.Asset = fmt.Sprintf("%s %d", d.name, rnd.IntN(25))
			}
			batch.Activities = append(batch.Activities, v)
		}
		began := time.Now()
		if _, err := a.Store.Record(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		recorded = append(recorded, time.Since(began))
		if _, err := a.ScoreWaiting(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	slices.Sort(recorded)
	b.ReportMetric(float64(recorded[len(recorded)/2].Microseconds())/1000, "p50-ms-durable")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms-readable")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms-readable")
}
