package bench

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"engagement/internal/app"
	"engagement/internal/config"
)

// company is what the benchmarks run on: a million activities, or as many as
// ENGAGEMENT_BENCH_ROWS says; 10000000 is the company of the targets.
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

// open opens the company's database late on its last day.
func open(tb testing.TB, c Company, file string, now func() time.Time) *app.App {
	tb.Helper()
	cfg, err := config.Parse("defaults", nil)
	if err != nil {
		tb.Fatal(err)
	}
	a, err := app.Open(tb.Context(), app.Options{Database: "sqlite:" + file, Config: cfg, Now: now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := a.Close(); err != nil {
			tb.Error(err)
		}
	})
	return a
}

// BenchmarkRescore scores the whole company and saves every score: from rows,
// from journals, and with DuckDB in the same run on the same rows, which must
// agree. x-duckdb is our time by DuckDB's, the median of three runs each, or one run
// of more than ten million activities.
func BenchmarkRescore(b *testing.B) {
	c := company(b)
	file := c.made(b)
	sheets := filepath.Dir(file)
	evening := c.Last().Start(time.UTC).Add(23 * time.Hour)
	a := open(b, c, file, func() time.Time { return evening })
	// A kept company may have marks of benchmarks that record without scoring; a
	// rebuild leaves their accounts to whoever answers them.
	if _, err := a.ScoreWaiting(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	forget(b, file)
	rebuild := func(b *testing.B) float64 {
		began := time.Now()
		if _, err := a.Rebuild(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		return time.Since(began).Seconds()
	}
	rows := rebuild(b)
	runs := 3
	if c.Activities > 10_000_000 {
		runs = 1 // of minutes each
	}
	var ours []float64
	for range runs {
		ours = append(ours, rebuild(b))
	}
	debug.FreeOSMemory() // the peer takes what the machine has
	theirs, megabytes := newPeer(b).score(b, sheets, c.Last(), runs)
	newPeer(b).agree(b, sheets, a)
	slices.Sort(ours)
	slices.Sort(theirs)
	resident := peakOf(b, built(b, "engagement/internal/bench/rescore"), "sqlite:"+file, c.Last().String())
	for b.Loop() {
		// Everything has been measured above: a run takes minutes. What is reported
		// before the loop is forgotten by it.
	}
	b.ReportMetric(rows, "s-from-rows")
	b.ReportMetric(rows/theirs[runs/2], "x-duckdb-from-rows")
	b.ReportMetric(ours[runs/2], "s-from-journals")
	b.ReportMetric(ours[runs/2]/theirs[runs/2], "x-duckdb-from-journals")
	b.ReportMetric(theirs[runs/2], "s-duckdb")
	b.ReportMetric(float64(megabytes), "MB-duckdb")
	b.ReportMetric(float64(resident), "MB-resident")
}

// BenchmarkNight is the nightly job as a program of its own: every account is
// scored and looked at for findings.
func BenchmarkNight(b *testing.B) {
	c := company(b)
	program, database := built(b, "engagement/cmd/engagement"), "sqlite:"+c.made(b)
	peakOf(b, program, "--db", database, "recompute") // applies the config
	peak := 0
	for b.Loop() {
		peak = max(peak, peakOf(b, program, "--db", database, "recompute"))
	}
	b.ReportMetric(float64(peak), "MB-resident")
}

// built compiles a program of ours.
func built(b *testing.B, path string) (program string) {
	b.Helper()
	program = filepath.Join(b.TempDir(), filepath.Base(path))
	if out, err := exec.Command("go", "build", "-o", program, path).CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// peakOf runs a program and is how many megabytes it has had at most.
func peakOf(b *testing.B, program string, args ...string) (peak int) {
	b.Helper()
	cmd := exec.Command(program, args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	// The usage that a process leaves behind counts what its parent had when it
	// forked; its own peak is told only while it runs.
	for ticker := time.NewTicker(20 * time.Millisecond); ; {
		select {
		case err := <-ended:
			if ticker.Stop(); err != nil {
				b.Fatalf("%s: %v\n%s", filepath.Base(program), err, said.String())
			}
			return peak
		case <-ticker.C:
			peak = max(peak, residentOf(cmd.Process.Pid))
		}
	}
}

// residentOf is how many megabytes a running process has had at most; 0 where that
// is not told.
func residentOf(pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		var kilobytes int
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kilobytes); err == nil {
			return kilobytes / 1024
		}
	}
	return 0
}
