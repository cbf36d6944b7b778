package store

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"engagement/account"
)

// A transaction that finds the database full at whatever page keeps nothing, says so
// in words, and can be made again when there is room.
func TestNoRoom(t *testing.T) {
	ctx := t.Context()
	s, err := Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "full.db"), func(string, ...any) {})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	var all []account.Account
	for i := range 300 {
		all = append(all, account.Account{ID: fmt.Sprintf("A%03d", i), Name: strings.Repeat("Company ", 10), Domains: []string{fmt.Sprintf("a%d.com", i)}})
	}
	var pages, most int
	if err := s.writes.Get(&pages, "PRAGMA page_count"); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for room := 0; ; room++ {
		if err := s.writes.Get(&most, fmt.Sprintf("PRAGMA max_page_count = %d", pages+room)); err != nil || most != pages+room {
			t.Fatal(most, err)
		}
		_, err := s.SaveAccounts(ctx, time.Unix(1_770_000_000, 0), "", all, nil)
		ids, read := s.AccountIDs(ctx)
		if read != nil {
			t.Fatal(read)
		}
		if err == nil {
			if len(ids) != len(all) {
				t.Errorf("%d of %d accounts were kept", len(ids), len(all))
			}
			break
		}
		refused++
		if len(ids) != 0 {
			t.Fatalf("%d accounts are half kept", len(ids))
		}
		for _, want := range []string{"has no room", "nothing of this was kept", "full.db", "database or disk is full"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("no %q in %q", want, err)
			}
		}
		if strings.Contains(err.Error(), "roll back") {
			t.Errorf("it could not be rolled back: %v", err)
		}
	}
	if refused < 5 {
		t.Errorf("refused only %d times", refused)
	}
}
