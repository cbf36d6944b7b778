package app_test

import (
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/storetest"
)

// TestRealReplay holds the laws on the real stream: the ledger of every account
// and day sums to its series, and the last day of a replay has the scores that
// are computed from the rows themselves, or stored.
func TestRealReplay(t *testing.T) {
	t.Parallel()
	needShared(t)
	a := opened(t, storetest.SQLite(t), realConfig(t))
	imports(t, a, accountsOptions, realAccounts)
	imports(t, a, streamOptions, realStream)

	days, end := ledgerSums(t, a)
	if days < 10_000 {
		t.Errorf("only %d days of accounts have minutes", days)
	}

	began := time.Now()
	run, err := a.Replay(t.Context(), account.Window(end, 365), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d account days sum; %s in %s", days, run, time.Since(began))
	if run.MQAs == 0 || run.Sent == 0 {
		t.Errorf("%s: the replay says little", run)
	}
	sameScores(t, a, app.ExportOptions{AsOf: end}, run.ID)
	now, err := a.Replay(t.Context(), account.Window(a.Today(), 30), nil)
	if err != nil {
		t.Fatal(err)
	}
	sameScores(t, a, app.ExportOptions{}, now.ID)
}

// ledgerSums holds the rows of the ledger of every account and day against its
// series. It returns how many days of accounts have minutes, and the last one.
func ledgerSums(t *testing.T, a *app.App) (days int, last account.Day) {
	t.Helper()
	type cell struct{ account, day string }
	series, ledger := map[cell]account.Milli{}, map[cell]account.Milli{}
	for _, r := range table(t, a, app.ExportOptions{Kind: "series"}) {
		m := milli(t, r[2])
		if m <= 0 {
			t.Errorf("%s has %s minutes on %s", r[0], r[2], r[1])
		}
		series[cell{r[0], r[1]}] = m
		last = max(last, dayOf(t, r[1]))
	}
	for _, r := range table(t, a, app.ExportOptions{Kind: "ledger"}) {
		if m := milli(t, r[10]); m != 0 {
			ledger[cell{r[0], r[1]}] += m
		}
	}
	if diff := gocmp.Diff(series, ledger); diff != "" {
		t.Errorf("%d days of accounts (-series +ledger):\n%.2000s", len(series), diff)
	}
	return len(series), last
}

// sameScores compares an export of scores with those of a run, byte for byte.
func sameScores(t *testing.T, a *app.App, o app.ExportOptions, run string) {
	t.Helper()
	var want, got strings.Builder
	o.Kind = "scores"
	if err := a.Export(t.Context(), &want, o); err != nil {
		t.Fatal(err)
	}
	if err := a.Export(t.Context(), &got, app.ExportOptions{Kind: "scores", Run: run}); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(strings.Split(want.String(), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Fatalf("scores (-export +last day of the replay):\n%.3000s", diff)
	}
}

func milli(t *testing.T, text string) account.Milli {
	t.Helper()
	m, err := account.ParseMilli(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
