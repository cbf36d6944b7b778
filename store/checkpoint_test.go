package store

import (
	"path/filepath"
	"testing"
	"testing/synctest"
)

// TestTheLogIsMovedBesideTheWriter: a log that has grown large is in the file once
// nobody has anything left to do, and a small one is left alone.
func TestTheLogIsMovedBesideTheWriter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "log.db"), func(string, ...any) {})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		write := func(pages int) (log, moved int) {
			t.Helper()
			if err := s.write(t.Context(), func(t *tx) error {
				_, err := t.exec("INSERT INTO heap (page) VALUES (zeroblob(?))", pages*4096)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			log, moved, err := s.checkpoints.ask(t.Context(), "NOOP")
			if err != nil {
				t.Fatal(err)
			}
			return log, moved
		}
		if _, err := s.writes.Exec("CREATE TABLE heap (page BLOB NOT NULL)"); err != nil {
			t.Fatal(err)
		}
		if log, moved := write(100); log < 100 || moved != 0 {
			t.Errorf("%d of %d pages were moved, want none yet", moved, log)
		}
		if log, moved := write(besidePages); log < besidePages || moved != log {
			t.Errorf("%d of %d pages were moved, want all", moved, log)
		}
		if log, moved := write(100); log >= besidePages || moved != 0 {
			t.Errorf("%d of %d pages were moved, want a log that has begun anew", moved, log)
		}
	})
}
