package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

// opens is a file of n different activities.
func opens(name string, n int) File {
	var b strings.Builder
	b.WriteString("occurred_at,type,email\n")
	for i := range n {
		fmt.Fprintf(&b, "2026-06-01T00:00:00Z,open,u%d@acme.com\n", i)
	}
	return text(name, b.String())
}

func TestRunCountsEveryRow(t *testing.T) {
	m := newMemory()
	m.dir = account.Directory{Version: 1, Accounts: []account.Account{{ID: "A1", Domains: []string{"acme.com"}}}}
	file := text("x.csv", `when,type,email,plan
2026-06-14 10:00,open,ann@acme.com,pro
2026-06-14 10:00,open,ann@acme.com,pro
2026-06-14 10:00,open,bob@nowhere.org,pro
1/2/2026,open,ann@acme.com,pro
2026-06-14 10:00,open
`)
	opt := Options{Kind: Activities, Map: map[string]string{"occurred_at": "When"}, Source: "mail", Zone: zone(t, "America/New_York"), ImportID: "run"}
	var seen []Progress
	opt.Now = clock
	sum, err := Run(context.Background(), m, opt, []File{file}, func(p Progress) { seen = append(seen, p) })
	if got := sum.String(); err != nil || got != "read=5 new=3 duplicate=0 unmatched=1 quarantined=2" {
		t.Errorf("summary is %q, %v", got, err)
	}
	want := []account.Fault{
		{
			ID: 1, ImportID: "run", Kind: "activities", File: "x.csv", Line: 5, At: noon,
			Reason: `occurred_at: time "1/2/2026" may be month/day or day/month; write dates like 2026-03-31`,
			Row:    map[string]string{"occurred_at": "1/2/2026", "type": "open", "email": "ann@acme.com", "plan": "pro"},
		},
		{
			ID: 2, ImportID: "run", Kind: "activities", File: "x.csv", Line: 6, At: noon,
			Reason: "the row has 2 fields and the header 4; quote values that hold the delimiter",
			Row:    map[string]string{"#line": "2026-06-14 10:00,open"},
		},
	}
	slices.SortFunc(m.faults, func(a, b account.Fault) int { return a.Line - b.Line })
	for i := range m.faults {
		m.faults[i].ID = int64(i + 1)
	}
	if diff := cmp.Diff(want, m.faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	wantRun := account.Import{ID: "run", Kind: "activities", Source: "mail", Zone: "America/New_York", StartedAt: noon, FinishedAt: noon}
	if diff := cmp.Diff(wantRun, m.runs["run"]); diff != "" {
		t.Errorf("run (-want +got):\n%s", diff)
	}
	if len(seen) != 1 || seen[0].Summary != sum || seen[0].Bytes != file.Size || seen[0].File != "x.csv" {
		t.Errorf("progress is %+v", seen)
	}
	for _, a := range m.activities {
		if !a.OccurredAt.Equal(time.Date(2026, 6, 14, 14, 0, 0, 0, time.UTC)) || a.Source != "mail" {
			t.Errorf("activity is %+v", a)
		}
	}
	if again := mustRun(t, m, opt, file); again.New != 0 || again.Duplicate != 3 {
		t.Errorf("again: %v", again)
	}
}

func TestRunOfTheOtherKinds(t *testing.T) {
	m := newMemory()
	for _, c := range []struct {
		kind Kind
		file File
		want string
	}{
		{Accounts, text("a.csv", "id;name;domains\nA1;Acme;acme.com\nA2;;x.com\n"), "read=2 new=1 duplicate=0 unmatched=0 quarantined=1"},
		{Accounts, text("a.csv", "id;name;domains\nA1;Acme;acme.com\nA3;Cog;\n"), "read=2 new=1 duplicate=1 unmatched=0 quarantined=0"},
		{Contacts, text("c.jsonl", `{"email":"ann@acme.com"}`), "read=1 new=1 duplicate=0 unmatched=0 quarantined=0"},
		{Opportunities, text("o.csv", "id,account_id,created_at\nO1,A1,2026-01-01\nO2,A1,\n"), "read=2 new=1 duplicate=0 unmatched=0 quarantined=1"},
	} {
		if got := mustRun(t, m, Options{Kind: c.kind}, c.file).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.kind, got, c.want)
		}
	}
	if len(m.accounts) != 2 || len(m.contacts) != 1 || len(m.opportunities) != 1 || len(m.faults) != 2 {
		t.Errorf("kept %d accounts, %d contacts, %d opportunities, %d faults", len(m.accounts), len(m.contacts), len(m.opportunities), len(m.faults))
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	m := newMemory()
	sum := mustRun(t, m, Options{Kind: Activities, DryRun: true, BatchSize: 3}, opens("a", 7), opens("b", 9))
	if got := sum.String(); got != "read=16 new=9 duplicate=7 unmatched=9 quarantined=0" {
		t.Errorf("summary is %q", got)
	}
	if len(m.activities)+len(m.runs)+len(m.batches) > 0 {
		t.Errorf("a dry run wrote %d activities in %d runs", len(m.activities), len(m.runs))
	}
}

func TestRunMatchesAnewWhenStale(t *testing.T) {
	m := newMemory()
	moved := 0
	m.beforeRecord = func(n int) error {
		if n == 1 && moved < 3 { // while the second batch is recorded an account appears, thrice
			moved++
			m.dir = account.Directory{Version: int64(moved), Accounts: []account.Account{{ID: fmt.Sprint("A", moved), Domains: []string{"acme.com"}}}}
		}
		return nil
	}
	sum := mustRun(t, m, Options{Kind: Activities, BatchSize: 10}, opens("x", 40))
	if sum.New != 40 || sum.Unmatched != 10 {
		t.Errorf("summary is %v, want 40 new and the first batch unmatched", sum)
	}
	m.beforeRecord = func(int) error {
		m.dir.Version++
		return nil
	}
	_, err := Run(context.Background(), m, Options{Kind: Activities, Now: clock}, []File{opens("x", 1)}, nil)
	if !errors.Is(err, account.ErrStale) || !strings.Contains(err.Error(), "try again") {
		t.Errorf("error is %v, want account.ErrStale and what to do", err)
	}
}

// Law: a run that breaks off after any batch, run again, leaves what one run
// leaves.
func TestRunThatBreaksOffIsRunAgain(t *testing.T) {
	whole := newMemory()
	mustRun(t, whole, Options{Kind: Activities, BatchSize: 7}, opens("a", 30), opens("b", 50))
	for after := range 11 {
		m := newMemory()
		m.beforeRecord = func(n int) error {
			if n == after {
				return errors.New("power cut")
			}
			return nil
		}
		sum, err := Run(context.Background(), m, Options{Kind: Activities, BatchSize: 7, Now: clock, ImportID: "cut"}, []File{opens("a", 30), opens("b", 50)}, nil)
		if err == nil || sum.Read >= 80 || !m.runs["cut"].FinishedAt.IsZero() {
			t.Fatalf("cut after %d batches: %v, %v", after, sum, err)
		}
		m.beforeRecord = nil
		mustRun(t, m, Options{Kind: Activities, BatchSize: 7}, opens("a", 30), opens("b", 50))
		if diff := cmp.Diff(slices.Sorted(maps.Keys(whole.activities)), slices.Sorted(maps.Keys(m.activities))); diff != "" {
			t.Fatalf("cut after %d batches (-whole +cut):\n%s", after, diff)
		}
	}
}

func TestRunKeepsWhatItReadOfABrokenFile(t *testing.T) {
	m := newMemory()
	content := "occurred_at,type\n" + strings.Repeat("2026-06-01,open\n", 5)
	broken := File{Name: "x.csv", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(content), failing{})), nil
	}}
	sum, err := Run(context.Background(), m, Options{Kind: Activities, Now: clock}, []File{broken}, nil)
	if err == nil || !strings.Contains(err.Error(), "x.csv line 7 cannot be read") || sum.New != 5 {
		t.Errorf("%v, %v; want 5 rows and an error that names line 7", sum, err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("disk on fire") }

func TestRunStopsWhenAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r, w := io.Pipe() // a terminal at which nobody types on
		done := make(chan error, 1)
		go func() {
			_, err := Run(ctx, newMemory(), Options{Kind: Activities, Now: clock}, []File{{Name: "stdin", Open: func() (io.ReadCloser, error) { return r, nil }}}, nil)
			done <- err
		}()
		if _, err := io.WriteString(w, "occurred_at,type\n2026-06-01,open\n"); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "run it again") {
			t.Errorf("error is %v, want context.Canceled and what to do", err)
		}
	})
}

func TestRunRefusesBadOptions(t *testing.T) {
	for _, opt := range []Options{{Kind: "things", Now: clock}, {Kind: Activities}} {
		if _, err := Run(context.Background(), newMemory(), opt, nil, nil); !errors.Is(err, account.ErrInvalid) {
			t.Errorf("%+v gives %v, want account.ErrInvalid", opt, err)
		}
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.csv")
	if err := os.WriteFile(path, []byte("occurred_at,type\n2026-06-01,open\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := Files([]string{path, "-"}, strings.NewReader("occurred_at,type\n2026-06-02,open\n"))
	if err != nil {
		t.Fatal(err)
	}
	if sum := mustRun(t, newMemory(), Options{Kind: Activities}, files...); sum.New != 2 || files[0].Size == 0 {
		t.Errorf("%v of %+v", sum, files)
	}
	for _, bad := range []string{dir, filepath.Join(dir, "none.csv")} {
		if _, err := Files([]string{path, bad}, nil); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("%s gives %v, want an error that names it", bad, err)
		}
	}
}

// A row with too few or too many fields stays refused: what is missing does
// not count as empty, whatever retry accepts.
func TestRetryKeepsRowsOfTheWrongShape(t *testing.T) {
	m := newMemory()
	file := text("x.csv", "occurred_at,type,email,asset\n2026-06-01,open\n2026-06-01,open,\"ann\nlee\"\n2026-06-01,open,a@acme.com,x,y\n")
	if sum := mustRun(t, m, Options{Kind: Activities, ImportID: "run"}, file); sum.Quarantined != 3 {
		t.Fatalf("summary is %v", sum)
	}
	var kept []string
	for _, f := range m.faults {
		kept = append(kept, f.Row["#line"])
		if !strings.Contains(f.Reason, "fields and the header 4") {
			t.Errorf("reason is %q", f.Reason)
		}
	}
	if diff := cmp.Diff([]string{"2026-06-01,open", "2026-06-01,open,\"ann\nlee\"", "2026-06-01,open,a@acme.com,x,y"}, kept); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	for _, accept := range []bool{false, true} {
		sum, err := Retry(context.Background(), m, Options{Now: clock, Accept: accept, Policy: DefaultPolicy()}, m.faults)
		if err != nil || sum.Quarantined != 3 || sum.New != 0 || len(m.resolved) != 0 {
			t.Errorf("retry, accept %v: %v, resolved %v, %v", accept, sum, m.resolved, err)
		}
	}
}

func TestRetry(t *testing.T) {
	m := newMemory()
	m.dir.Accounts = []account.Account{{ID: "A1", Domains: []string{"acme.com"}}}
	file := text("x.csv", `occurred_at,type,email
2030-01-01 10:00,open,ann@acme.com
2030-01-01 10:00,open,ann@acme.com
soon,open,ann@acme.com
"2026-06-01"x,open,ann@acme.com
`)
	opt := Options{Kind: Activities, Source: "crm", Zone: zone(t, "Asia/Tokyo"), ImportID: "run"}
	if sum := mustRun(t, m, opt, file); sum.Quarantined != 4 || sum.New != 0 {
		t.Fatalf("summary is %v", sum)
	}
	retry := func(accept bool) Summary {
		t.Helper()
		sum, err := Retry(context.Background(), m, Options{Now: clock, Accept: accept, Policy: DefaultPolicy()}, m.faults)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	if sum := retry(false); sum.String() != "read=4 new=0 duplicate=0 unmatched=0 quarantined=4" || len(m.resolved) != 0 {
		t.Errorf("retry: %v, resolved %v", sum, m.resolved)
	}
	if sum := retry(true); sum.String() != "read=4 new=2 duplicate=0 unmatched=0 quarantined=2" || len(m.resolved) != 2 {
		t.Errorf("retry and accept: %v, resolved %v", sum, m.resolved)
	}
	if sum := retry(true); sum.New != 0 || sum.Duplicate != 2 {
		t.Errorf("retry twice: %v", sum)
	}
	// The identities are those that the file gives once the date is plausible.
	opt.Now = func() time.Time { return time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC) }
	if sum := mustRun(t, m, opt, file); sum.New != 0 || sum.Duplicate != 2 {
		t.Errorf("import after the retry: %v", sum)
	}
	for _, a := range m.activities {
		if !a.OccurredAt.Equal(time.Date(2030, 1, 1, 1, 0, 0, 0, time.UTC)) || a.Source != "crm" || a.Match.AccountID != "A1" {
			t.Errorf("activity is %+v", a)
		}
	}
	_, err := Retry(context.Background(), m, Options{Now: clock}, []account.Fault{{Kind: "activities", ImportID: "lost", File: "y.csv", Line: 3}})
	if !errors.Is(err, account.ErrNotFound) || !strings.Contains(err.Error(), "y.csv line 3") {
		t.Errorf("retry of a lost run gives %v", err)
	}
}
