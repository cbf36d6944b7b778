package bench

import (
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"
	"time"

	"engagement/account"
)

// BenchmarkUpdate records 1,000 activities of the last hours on the 300 busiest
// accounts and scores them: durable to readable. What processors have worked for
// it says the same where others share them.
func BenchmarkUpdate(b *testing.B) {
	c := company(b)
	now := c.Last().Start(time.UTC).Add(36 * time.Hour)
	a := open(b, c, c.made(b), func() time.Time { return now })
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
	var took, recorded, worked []time.Duration
	for b.Loop() {
		now = now.Add(time.Minute)
		batch := account.Batch{Directory: directory, At: now}
		for range 1000 {
			v := c.live(rnd, rnd.IntN(300), people, now.Add(-time.Duration(rnd.IntN(3600*1000))*time.Millisecond))
			batch.Activities = append(batch.Activities, v)
		}
		began, before := time.Now(), processorTime(b)
		if _, err := a.Store.Record(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		recorded = append(recorded, time.Since(began))
		if _, err := a.ScoreWaiting(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		took, worked = append(took, time.Since(began)), append(worked, processorTime(b)-before)
	}
	slices.Sort(took)
	slices.Sort(worked)
	slices.Sort(recorded)
	b.ReportMetric(float64(recorded[len(recorded)/2].Microseconds())/1000, "p50-ms-durable")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms-readable")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms-readable")
	b.ReportMetric(float64(worked[len(worked)/2].Microseconds())/1000, "p50-ms-processors")
}

// processorTime is how long processors have worked for this process so far.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
