package store

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
)

// diskFull is PostgreSQL's word for it.
const diskFull = "53100"

// noRoom reports whether a transaction found no room on the disk. SQLite has taken
// it back by then.
func noRoom(err error) bool {
	var lite sqlite3.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite):
		return lite.Code == sqlite3.ErrFull || lite.Code == sqlite3.ErrIoErr && lite.ExtendedCode == sqlite3.ErrIoErrWrite
	case errors.As(err, &pg):
		return pg.Code == diskFull
	}
	return false
}

// roomFor says what it means that a transaction found no room.
func (s *Store) roomFor(err error) error {
	if !noRoom(err) {
		return err
	}
	return fmt.Errorf("the disk under %s has no room, or its file may not grow: nothing of this was kept, and it goes on when there is room: %w", s.dialect.place, err)
}
