package bench

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"engagement/account"
	"engagement/internal/app"
)

// peer is DuckDB, run by Node beside the benchmarks.
type peer struct{ dir string }

// newPeer installs DuckDB from npm, once, and skips where that cannot be.
func newPeer(tb testing.TB) peer {
	tb.Helper()
	dir := filepath.Join(os.TempDir(), "engagement-bench-duckdb")
	for _, name := range []string{"package.json", "score.mjs", "score.sql"} {
		text, err := os.ReadFile(filepath.Join("duckdb", name))
		if err == nil {
			err = os.MkdirAll(dir, 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o644)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err == nil {
		return peer{dir}
	}
	install := exec.Command("npm", "install", "--no-audit", "--no-fund")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		tb.Skipf("DuckDB cannot be installed with npm here: %v\n%s", err, out)
	}
	return peer{dir}
}

// score runs DuckDB over the company's sheets and returns the seconds of every
// run and the largest memory seen, in MB.
func (p peer) score(tb testing.TB, sheets string, today account.Day, runs int) (seconds []float64, megabytes int) {
	tb.Helper()
	cmd := exec.Command("node", "score.mjs", sheets, strconv.Itoa(int(today)), strconv.Itoa(runs))
	cmd.Dir, cmd.Stderr = p.dir, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		tb.Fatalf("DuckDB: %v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		var run struct {
			Seconds  float64 `json:"seconds"`
			Resident int     `json:"resident_mb"`
		}
		if err := json.Unmarshal([]byte(line), &run); err != nil {
			tb.Fatalf("DuckDB said %q: %v", line, err)
		}
		seconds, megabytes = append(seconds, run.Seconds), max(megabytes, run.Resident)
	}
	return seconds, megabytes
}

// agree compares the minutes of every account with DuckDB's and reports on how
// many they are the same to the thousandth. They differ where score.sql says
// that it approximates.
func (p peer) agree(tb testing.TB, sheets string, a *app.App) {
	tb.Helper()
	f, err := os.Open(filepath.Join(sheets, "scores.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	theirs := map[string][]string{}
	for _, row := range rows[1:] {
		theirs[row[0]] = row[1:]
	}
	names := []string{"minutes_7d", "minutes_30d", "minutes_90d", "minutes_365d", "people_90d"}
	same, accounts := make([]int, len(names)), 0
	ours, others := make([]float64, len(names)), make([]float64, len(names))
	if err := a.Store.Cards(tb.Context(), func(c account.Card) error {
		accounts++
		row := theirs[c.AccountID]
		for i, v := range []int64{int64(c.Minutes7), int64(c.Minutes30), int64(c.Minutes90), int64(c.Minutes365), int64(c.People90)} {
			text := row[i]
			if i == 4 {
				text = row[6]
			}
			n, err := strconv.ParseFloat("0"+text, 64)
			if err != nil {
				return fmt.Errorf("account %s: %w", c.AccountID, err)
			}
			if int64(n) == v {
				same[i]++
			}
			ours[i], others[i] = ours[i]+float64(v), others[i]+n
		}
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	for i, name := range names {
		tb.Logf("%-12s the same on %d of %d accounts; in total ours / DuckDB's = %.6f", name, same[i], accounts, ours[i]/others[i])
		if same[i]*100 < accounts*95 || ours[i]/others[i] < 0.999 || ours[i]/others[i] > 1.001 {
			tb.Errorf("%s: ours and DuckDB's differ by more than what DuckDB approximates", name)
		}
	}
}
