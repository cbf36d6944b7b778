package ingest

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

var noon = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// memory keeps everything in maps, as a store would.
type memory struct {
	mu            sync.Mutex
	dir           account.Directory
	activities    map[string]account.Activity
	accounts      map[string]account.Account
	contacts      map[string]account.Contact
	opportunities map[string]account.Opportunity
	faults        []account.Fault
	resolved      []int64
	runs          map[string]account.Import
	batches       []int
	beforeRecord  func(n int) error // called with the number of batches kept
}

func newMemory() *memory {
	return &memory{
		activities: map[string]account.Activity{}, accounts: map[string]account.Account{},
		contacts: map[string]account.Contact{}, opportunities: map[string]account.Opportunity{},
		runs: map[string]account.Import{},
	}
}

func (m *memory) Directory(context.Context) (account.Directory, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dir, nil
}

func (m *memory) Record(ctx context.Context, b account.Batch) (account.Recorded, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.beforeRecord != nil {
		if err := m.beforeRecord(len(m.batches)); err != nil {
			return account.Recorded{}, err
		}
	}
	if err := ctx.Err(); err != nil {
		return account.Recorded{}, err
	}
	if b.Directory != m.dir.Version {
		return account.Recorded{}, account.ErrStale
	}
	var r account.Recorded
	for _, a := range b.Activities {
		key := a.Source + "\x1f" + a.ID
		if _, ok := m.activities[key]; ok {
			r.Duplicate++
			continue
		}
		m.activities[key] = a
		r.New++
		if a.Match.AccountID == "" {
			r.Unmatched++
		}
	}
	m.batches = append(m.batches, len(b.Activities))
	m.keepFaults(b.Faults)
	return r, nil
}

func (m *memory) keepFaults(faults []account.Fault) {
	for _, f := range faults {
		f.ID = int64(len(m.faults) + 1)
		m.faults = append(m.faults, f)
	}
}

func save[T any](known map[string]T, rows []T, id func(T) string) account.Recorded {
	var r account.Recorded
	for _, row := range rows {
		if old, ok := known[id(row)]; ok && cmp.Equal(old, row) {
			r.Duplicate++
			continue
		}
		known[id(row)] = row
		r.New++
	}
	return r
}

func (m *memory) SaveAccounts(_ context.Context, _ time.Time, _ string, rows []account.Account, faults []account.Fault) (account.Recorded, error) {
	m.keepFaults(faults)
	return save(m.accounts, rows, func(a account.Account) string { return a.ID }), nil
}

func (m *memory) SaveContacts(_ context.Context, _ time.Time, _ string, rows []account.Contact, faults []account.Fault) (account.Recorded, error) {
	m.keepFaults(faults)
	return save(m.contacts, rows, func(c account.Contact) string { return c.ID }), nil
}

func (m *memory) SaveOpportunities(_ context.Context, _ time.Time, _ string, rows []account.Opportunity, faults []account.Fault) (account.Recorded, error) {
	m.keepFaults(faults)
	return save(m.opportunities, rows, func(o account.Opportunity) string { return o.ID }), nil
}

func (m *memory) Begin(_ context.Context, run account.Import) error {
	m.runs[run.ID] = run
	return nil
}

func (m *memory) Finish(_ context.Context, id string, at time.Time) error {
	run := m.runs[id]
	run.FinishedAt = at
	m.runs[id] = run
	return nil
}

func (m *memory) Import(_ context.Context, id string) (account.Import, error) {
	run, ok := m.runs[id]
	if !ok {
		return run, account.ErrNotFound
	}
	return run, nil
}

func (m *memory) Resolve(_ context.Context, ids []int64) error {
	m.resolved = append(m.resolved, ids...)
	return nil
}

// text is a file made of a string.
func text(name, content string) File {
	return File{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

// mustRun imports and fails the test on an error.
func mustRun(t testing.TB, m *memory, opt Options, files ...File) Summary {
	t.Helper()
	if opt.Now == nil {
		opt.Now = clock
	}
	sum, err := Run(context.Background(), m, opt, files, nil)
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	return sum
}

// readAll reads all rows and row errors of a text.
func readAll(t testing.TB, name, content string, opt RowOptions) (rows []Row, bad []RowError) {
	t.Helper()
	r, err := OpenRows(name, strings.NewReader(content), opt)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	for {
		row, err := r.Next()
		var fault *RowError
		switch {
		case err == nil:
			rows = append(rows, row)
		case errors.As(err, &fault):
			bad = append(bad, *fault)
		case errors.Is(err, io.EOF):
			return rows, bad
		default:
			t.Fatalf("next: %v", err)
		}
	}
}
