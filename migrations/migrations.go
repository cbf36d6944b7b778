// Package migrations holds the schema and brings a database up to it.
//
// Every step is one SQL file with a single text for SQLite and PostgreSQL,
// embedded in the binary and applied by goose in one transaction per file. A
// database that is newer than the binary is refused, so that an old binary
// cannot write into a schema it does not know.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"

	"github.com/pressly/goose/v3"
)

//go:embed *.sql
var files embed.FS

// Dialect is a database that Up understands.
type Dialect = goose.Dialect

// The dialects.
const (
	SQLite     = goose.DialectSQLite3
	PostgreSQL = goose.DialectPostgres
)

// Up applies the steps that are missing and returns the version reached. A database
// that is not new may be large, so that this may take minutes: it is told.
func Up(ctx context.Context, db *sql.DB, dialect Dialect, told func(message string, args ...any)) (int64, error) {
	provider, err := steps(db, dialect)
	if err != nil {
		return 0, err
	}
	known := provider.ListSources()
	newest := known[len(known)-1].Version
	current, err := provider.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	if current > newest {
		return current, fmt.Errorf("database has schema version %d, this binary knows %d: use a newer binary", current, newest)
	}
	if current == newest {
		return current, nil
	}
	if current > 0 {
		told("updating the database; it may take minutes when it is large", "from", current, "to", newest)
	}
	if _, err := provider.Up(ctx); err != nil {
		// Another process may have applied the same steps at the same time.
		if now, verr := provider.GetDBVersion(ctx); verr == nil && now == newest {
			return now, nil
		}
		return current, fmt.Errorf("migrate from version %d: %w", current, err)
	}
	return newest, nil
}

// Down takes the schema back to a version, for a binary that knows no newer one.
func Down(ctx context.Context, db *sql.DB, dialect Dialect, version int64) error {
	provider, err := steps(db, dialect)
	if err != nil {
		return err
	}
	if _, err := provider.DownTo(ctx, version); err != nil {
		return fmt.Errorf("go back to version %d: %w", version, err)
	}
	return nil
}

func steps(db *sql.DB, dialect Dialect) (*goose.Provider, error) {
	provider, err := goose.NewProvider(dialect, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, nil
}
