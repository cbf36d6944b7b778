package store

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// SQLite writes into a log beside the file. Once that many pages of it are not in the
// file yet they are moved there beside the writer, so that nobody who waits for a
// commit waits for others' pages too; in steps that large a page that is written again
// and again is moved once. While commits follow one another without a pause the log
// does not end: the writer itself ends it at ownPages.
const (
	besidePages = 8_000
	ownPages    = 32_000
)

// checkpoints moves pages from the log into the file.
type checkpoints struct {
	db    *sqlx.DB
	asked int // pages of the log when some were moved last
	*errand
}

// checkpointing begins to look after the log of a SQLite file; nil on PostgreSQL,
// which does so by itself.
func checkpointing(d dialect) (*checkpoints, error) {
	if d.driver != "sqlite3" {
		return nil, nil
	}
	db, err := d.connect(keeper)
	if err != nil {
		return nil, err
	}
	c := &checkpoints{db: db}
	// What is not moved now, for want of room or because it is still read, stays in
	// the log, from where it is read all the same.
	c.errand = start(c.move)
	return c, nil
}

// move moves what can be moved, if it is worth it and so much has come since it was
// done last: what is still read by others cannot.
func (c *checkpoints) move(ctx context.Context) error {
	log, moved, err := c.ask(ctx, "NOOP")
	if err != nil || log-moved < besidePages || log >= c.asked && log-c.asked < besidePages {
		return err
	}
	c.asked = log
	_, _, err = c.ask(ctx, "PASSIVE")
	return err
}

// ask runs a checkpoint and tells how many pages the log has, and how many of them
// are in the file.
func (c *checkpoints) ask(ctx context.Context, mode string) (log, moved int, err error) {
	var busy int
	if err := c.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &log, &moved); err != nil {
		return 0, 0, fmt.Errorf("move the log into the file: %w", err)
	}
	return log, moved, nil
}

// committed says that the log has grown.
func (c *checkpoints) committed() {
	if c != nil {
		c.wake()
	}
}

// close ends it. What is in the log still is moved when the file is closed.
func (c *checkpoints) close() error {
	if c == nil {
		return nil
	}
	c.errand.close()
	return c.db.Close()
}
