// Package storetest proves that a store keeps its promises, whatever database
// is under it.
//
// Run is the conformance suite: what Record, Commit, Claim, Settle and the
// others say in their comments, written as tests that know no rules of scoring
// or alerting. Each opens every database there is: SQLite always, PostgreSQL
// where one answers on ENGAGEMENT_TEST_POSTGRES (by default the local one). In
// CI its absence is a failure, not a skip.
package storetest

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"engagement/store"
)

// Backend is a database to test against. New returns the address of an empty
// one that goes away with the test.
type Backend struct {
	Name string
	New  func(t testing.TB) string
}

// Each runs do as a subtest on every database there is.
func Each(t *testing.T, do func(t *testing.T, address string)) {
	for _, b := range []Backend{{"sqlite", SQLite}, {"postgres", Postgres}} {
		t.Run(b.Name, func(t *testing.T) { do(t, b.New(t)) })
	}
}

// SQLite is the address of a new file.
func SQLite(t testing.TB) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "engagement.db")
}

// Postgres is the address of a new schema.
func Postgres(t testing.TB) string {
	t.Helper()
	base := cmp.Or(os.Getenv("ENGAGEMENT_TEST_POSTGRES"), "postgres://postgres@127.0.0.1:5432/test?sslmode=disable")
	if err := answers(base); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("CI must have PostgreSQL: %v", err)
		}
		t.Skipf("no PostgreSQL here: %v", err)
	}
	base, err := unordered(base)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	schema := fmt.Sprintf("t_%d_%s", os.Getpid(), strings.ToLower(randomName()))
	if _, err := db.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		db, err := sql.Open("pgx", base)
		if err != nil {
			t.Error(err)
			return
		}
		defer db.Close()
		if _, err := db.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
	})
	separator := "?"
	if strings.Contains(base, "?") {
		separator = "&"
	}
	return base + separator + "search_path=" + schema
}

var answers = func() func(string) error {
	var once sync.Once
	var result error
	return func(base string) error {
		once.Do(func() {
			db, err := sql.Open("pgx", base)
			if err != nil {
				result = err
				return
			}
			defer db.Close()
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			result = db.PingContext(ctx)
		})
		return result
	}
}()

// Open opens a store that is closed with the test.
func Open(t testing.TB, address string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), address, func(string, ...any) {})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// icu is the database that the tests run in: it orders text like a dictionary,
// not by its bytes, as many real ones do.
const icu = "engagement_test_icu"

// unordered makes that database, once, beside the one that base names.
func unordered(base string) (string, error) {
	db, err := sql.Open("pgx", base)
	if err != nil {
		return "", err
	}
	defer db.Close()
	u, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	u.Path = "/" + icu
	for range 50 {
		var there bool
		if err := db.QueryRow("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", icu).Scan(&there); err != nil {
			return "", err
		}
		if there {
			return u.String(), nil
		}
		// Another test process may be making it, too: look again.
		_, err = db.Exec("CREATE DATABASE " + icu + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' ENCODING 'UTF8'")
	}
	return "", fmt.Errorf("make database %s: %w", icu, err)
}
