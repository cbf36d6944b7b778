package store

import (
	"context"
	"fmt"
)

// Relax lets what is written survive a crash of the program, but not a loss of
// power, until it is called with false: for a database that is made again when it is
// not complete. What is there already is in no danger. A server waits for its disk
// as it is set up to.
func (s *Store) Relax(ctx context.Context, on bool) error {
	if s.dialect.driver != "sqlite3" {
		return nil
	}
	mode := "FULL"
	if on {
		mode = "NORMAL"
	}
	if _, err := s.writes.ExecContext(ctx, "PRAGMA synchronous = "+mode); err != nil {
		return fmt.Errorf("set how the database waits for its disk: %w", err)
	}
	return nil
}
