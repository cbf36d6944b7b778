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

// Up applies the steps that are missing and returns the version reached.
func Up(ctx context.Context, db *sql.DB, dialect Dialect) (int64, error) {
	provider, err := goose.NewProvider(dialect, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return 0, fmt.Errorf("read migrations: %w", err)
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
	if _, err := provider.Up(ctx); err != nil {
		// Another process may have applied the same steps at the same time.
		if now, verr := provider.GetDBVersion(ctx); verr == nil && now == newest {
			return now, nil
		}
		return current, fmt.Errorf("migrate from version %d: %w", current, err)
	}
	return newest, nil
}
