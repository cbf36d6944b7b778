package bench

import (
	"os"
	"strconv"
	"testing"
	"time"

	"engagement/internal/app"
	"engagement/internal/config"
)

// rows is how many activities the benchmarks run on: a million, or what
// ENGAGEMENT_BENCH_ROWS says.
func company(tb testing.TB) Company {
	c := Full()
	c.Activities = 1_000_000
	if text := os.Getenv("ENGAGEMENT_BENCH_ROWS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < c.Accounts {
			tb.Fatalf("ENGAGEMENT_BENCH_ROWS %q is not a number of at least %d", text, c.Accounts)
		}
		c.Activities = n
	}
	if c.Activities < 1_000_000 {
		c.People = c.Activities / 5
	}
	return c
}

// BenchmarkRescore scores the whole company and saves every score, from rows and
// from journals.
func BenchmarkRescore(b *testing.B) {
	c := company(b)
	start := time.Now()
	path := c.made(b)
	b.Logf("database ready after %v", time.Since(start).Round(time.Millisecond))
	cfg, err := config.Parse("defaults", nil)
	if err != nil {
		b.Fatal(err)
	}
	night := c.Last().Start(time.UTC).Add(23 * time.Hour)
	a, err := app.Open(b.Context(), app.Options{Database: "sqlite:" + path, Config: cfg, Now: func() time.Time { return night }})
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	for _, from := range []string{"rows", "journals"} {
		b.Run(from, func(b *testing.B) {
			for b.Loop() {
				if _, err := a.Rebuild(b.Context(), nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
