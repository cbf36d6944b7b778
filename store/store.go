package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"engagement/migrations"
)

// Store is an open database. It is safe for concurrent use.
type Store struct {
	dialect     dialect
	reads       *sqlx.DB
	turns       turns    // to read, as many as there are connections
	snapshots   *sqlx.DB // scoring's own, held for whole batches, so that no question waits for them
	writes      *sqlx.DB
	checkpoints *checkpoints
	prints      prints

	rollUp atomic.Bool
}

// Open connects to `sqlite:PATH` or `postgres://...`, creates what is missing
// and brings the schema up to date. What may take minutes is told, as to a log.
func Open(ctx context.Context, url string, told func(message string, args ...any)) (*Store, error) {
	d, err := dialectOf(url)
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: d, prints: prints{of: fingerprint, fewest: fewestPrints}}
	if s.writes, err = d.connect(writer); err != nil {
		return nil, fmt.Errorf("open %s: %w", d.place, err)
	}
	if _, err = migrations.Up(ctx, s.writes.DB, d.schema, told); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", d.place, err), s.writes.Close())
	}
	if s.reads, err = d.connect(reader); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", d.place, err), s.writes.Close())
	}
	s.turns = make(turns, s.reads.Stats().MaxOpenConnections)
	if s.snapshots, err = d.connect(snapshots); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", d.place, err), s.reads.Close(), s.writes.Close())
	}
	if s.checkpoints, err = checkpointing(d); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", d.place, err), s.snapshots.Close(), s.reads.Close(), s.writes.Close())
	}
	s.prints.beside = start(func(ctx context.Context) error { return s.addPrints(ctx, 1, silently) })
	behind := func(added, of int64) {
		if of-added >= roundPrints { // else it takes seconds
			told("noting which activities are there", "done", added, "of", of)
		}
	}
	if err = s.addPrints(ctx, 2, behind); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", d.place, err), s.Close())
	}
	return s, nil
}

// Close waits for running statements and closes the database.
func (s *Store) Close() error {
	s.prints.beside.close()
	return errors.Join(s.checkpoints.close(), s.snapshots.Close(), s.reads.Close(), s.writes.Close())
}

// Place says which database this is, without credentials.
func (s *Store) Place() string { return s.dialect.place }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.reads.GetContext(ctx, &one, "SELECT 1"); err != nil {
		return fmt.Errorf("ask %s: %w", s.dialect.place, err)
	}
	return nil
}

// tx is one writing transaction. Its version is larger than that of every
// transaction that committed before it.
type tx struct {
	*sqlx.Tx
	ctx     context.Context
	dialect dialect
	version int64
	rollUp  bool // what happens to an account marks those above it
}

// write runs do in one transaction. Whatever do returns, nothing is left half
// done.
func (s *Store) write(ctx context.Context, do func(*tx) error) (err error) {
	begun, err := s.writes.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if err != nil {
			if rerr := begun.Rollback(); rerr != nil && !errors.Is(rerr, sql.ErrTxDone) && !noRoom(err) {
				err = errors.Join(err, fmt.Errorf("roll back: %w", rerr))
			}
			err = s.roomFor(err)
		}
	}()
	t := &tx{Tx: begun, ctx: ctx, dialect: s.dialect, rollUp: s.rollUp.Load()}
	if t.version, err = t.step("mark", 1); err != nil {
		return err
	}
	if err = do(t); err != nil {
		return err
	}
	if err = begun.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	s.checkpoints.committed()
	return nil
}

// Sparing does something while the writer keeps few pages in memory: what walks over
// all accounts in their order comes to each page once.
func (s *Store) Sparing(ctx context.Context, do func() error) error {
	if err := s.keepPages(ctx, sparingPages); err != nil {
		return err
	}
	return errors.Join(do(), s.keepPages(context.WithoutCancel(ctx), writerPages))
}

func (s *Store) keepPages(ctx context.Context, kilobytes int) error {
	if s.dialect.driver != "sqlite3" {
		return nil
	}
	if _, err := s.writes.ExecContext(ctx, fmt.Sprintf("PRAGMA cache_size = -%d", kilobytes)); err != nil {
		return fmt.Errorf("keep %d kB of pages: %w", kilobytes, err)
	}
	return nil
}

// step adds n to a counter and returns its new value.
func (t *tx) step(counter string, n int64) (int64, error) {
	var value int64
	err := t.GetContext(t.ctx, &value, t.dialect.text("UPDATE counters SET value = value + ? WHERE name = ? RETURNING value"), n, counter)
	if err != nil {
		return 0, fmt.Errorf("step counter %s: %w", counter, err)
	}
	return value, nil
}

// find selects into dest, a pointer to a slice.
func (t *tx) find(dest any, query string, args ...any) error {
	if err := t.SelectContext(t.ctx, dest, t.dialect.text(query), args...); err != nil {
		return fmt.Errorf("%s: %w", firstWords(query), err)
	}
	return nil
}

// in is find with the lists that IN (?) stands for.
func (t *tx) in(dest any, query string, args ...any) error {
	query, args, err := in(query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", firstWords(query), err)
	}
	return t.find(dest, query, args...)
}

// exec runs a statement and returns the number of rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	result, err := t.ExecContext(t.ctx, t.dialect.text(query), args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", firstWords(query), err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("%s: count rows: %w", firstWords(query), err)
	}
	return n, nil
}

// firstWords names a statement in an error without its values.
func firstWords(query string) string {
	if len(query) > 40 {
		query = query[:40]
	}
	return query
}

// read selects into dest, a pointer to a slice.
func (s *Store) read(ctx context.Context, dest any, query string, args ...any) error {
	if err := s.turns.take(ctx); err != nil {
		return fmt.Errorf("%s: %w", firstWords(query), err)
	}
	defer s.turns.done()
	if err := s.reads.SelectContext(ctx, dest, s.dialect.text(query), args...); err != nil {
		return fmt.Errorf("%s: %w", firstWords(query), err)
	}
	return nil
}

// row reads the one row of a query into dest, pointers in the order of its columns;
// found is false where there is none.
func (s *Store) row(ctx context.Context, dest []any, query string, args ...any) (found bool, err error) {
	if err := s.turns.take(ctx); err != nil {
		return false, fmt.Errorf("%s: %w", firstWords(query), err)
	}
	defer s.turns.done()
	err = s.reads.QueryRowContext(ctx, s.dialect.text(query), args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", firstWords(query), err)
	}
	return true, nil
}

// each calls do for every row of a query without holding them all.
func each[Row any](ctx context.Context, s *Store, do func(Row) error, query string, args ...any) error {
	if err := s.turns.take(ctx); err != nil {
		return fmt.Errorf("%s: %w", firstWords(query), err)
	}
	defer s.turns.done()
	return walk(ctx, s.reads, s.dialect, do, query, args...)
}

// walk calls do for every row of a query to a database or within a transaction,
// without holding them all.
func walk[Row any](ctx context.Context, from sqlx.QueryerContext, d dialect, do func(Row) error, query string, args ...any) (err error) {
	rows, err := from.QueryxContext(ctx, d.text(query), args...)
	if err != nil {
		return fmt.Errorf("%s: %w", firstWords(query), err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var row Row
		if err := rows.StructScan(&row); err != nil {
			return fmt.Errorf("%s: scan: %w", firstWords(query), err)
		}
		if err := do(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// forever bounds spans of milliseconds that are open at one end.
const forever = int64(1) << 53

// millis is an instant as it is stored; the zero instant is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant is the inverse of millis.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
