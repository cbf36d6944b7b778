package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"engagement/account"
	"engagement/internal/storetest"
	"engagement/store"
)

func TestSQLite(t *testing.T) { storetest.Run(t, storetest.SQLite) }

func TestPostgres(t *testing.T) { storetest.Run(t, storetest.Postgres) }

func TestOpenRefusesOtherAddresses(t *testing.T) {
	for _, address := range []string{"", "engagement.db", "mysql://root@localhost/x", "sqlite:"} {
		_, err := store.Open(context.Background(), address, nobody)
		if !errors.Is(err, account.ErrInvalid) {
			t.Errorf("Open(%q): %v, want ErrInvalid", address, err)
		}
	}
	_, err := store.Open(context.Background(), "postgres://ann:hunter2@127.0.0.1:1/none?connect_timeout=1", nobody)
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("error %v, want one without the password", err)
	}
}

func TestReopen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		ctx := context.Background()
		first, err := store.Open(ctx, address, nobody)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := first.SaveAccounts(ctx, at, "", []account.Account{{ID: "A1", Name: "Acme"}}, nil); err != nil {
			t.Fatal(err)
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		if a, err := storetest.Open(t, address).Account(ctx, "A1"); err != nil || a.Name != "Acme" {
			t.Errorf("after reopening: %+v, %v", a, err)
		}
	})
}

var at = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// nobody is told.
func nobody(string, ...any) {}
