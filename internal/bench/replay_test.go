package bench

import (
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/scoring"
)

// BenchmarkReplay finds what was unusual in 90 days of the whole company, lives
// through them, and previews another config for them. It reports the most memory that the process has held.
func BenchmarkReplay(b *testing.B) {
	path := company(b).made(b)
	cfg, err := config.Parse("defaults", nil)
	if err != nil {
		b.Fatal(err)
	}
	other, err := config.Parse("other", []byte("[mqa]\nwindow = 60\n"))
	if err != nil {
		b.Fatal(err)
	}
	last := company(b).Last()
	night := last.Start(time.UTC).Add(23 * time.Hour)
	a, err := app.Open(b.Context(), app.Options{Database: "sqlite:" + path, Config: cfg, Now: func() time.Time { return night }})
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Rebuild(b.Context(), nil); err != nil { // journals
		b.Fatal(err)
	}
	b.Run("findings", func(b *testing.B) {
		for b.Loop() {
			if err := a.Export(b.Context(), io.Discard, app.ExportOptions{Kind: "findings", From: last - 89, To: last}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(mostMemory(b), "MB-peak")
	})
	b.Run("replay", func(b *testing.B) {
		for b.Loop() {
			run, err := a.Replay(b.Context(), account.Window(last, 90), nil)
			if err != nil {
				b.Fatal(err)
			}
			b.Log(run)
		}
		b.ReportMetric(mostMemory(b), "MB-peak")
	})
	b.Run("preview", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Preview(b.Context(), other, 90, nil); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(mostMemory(b), "MB-peak")
	})
}

// mostMemory is the most that the process has held, in megabytes; 0 where the
// system does not say.
func mostMemory(b *testing.B) float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
			if err != nil {
				b.Fatal(err)
			}
			return float64(kilobytes) / 1024
		}
	}
	return 0
}

// BenchmarkWalk compares one account's standing with a walk that tells every
// night, and with one under many thresholds.
func BenchmarkWalk(b *testing.B) {
	c := Full()
	f := c.Facts(3000, 20, 1000)
	f.Journal, f.Activities = scoring.JournalOf(f.Activities), nil
	p := scoring.DefaultPolicy()
	scorer := scoring.NewScorer(&p)
	span := account.Window(c.Last(), 90)
	var levers []scoring.Lever
	for k := range 15 {
		levers = append(levers, scoring.Lever{Percent: 60 + 10*k})
	}
	b.Run("standing", func(b *testing.B) {
		for b.Loop() {
			scorer.Standing(f, span.To)
		}
	})
	b.Run("replay", func(b *testing.B) {
		for b.Loop() {
			scorer.Replay(f, span, nil)
		}
	})
	b.Run("advice", func(b *testing.B) {
		for b.Loop() {
			scorer.Replay(f, span, levers)
		}
	})
}
