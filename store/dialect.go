package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"

	// The drivers register themselves with database/sql.
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	"github.com/mattn/go-sqlite3"

	"engagement/account"
	"engagement/migrations"
)

// dialect is what differs between the two databases.
type dialect struct {
	driver string
	path   string // file of SQLite, or URL of PostgreSQL
	place  string // for people: no password
	bytes  string // makes a text compare by its bytes, as Go does
	schema migrations.Dialect
	// snapshot makes a reading transaction see one instant; SQLite's always do.
	snapshot sql.IsolationLevel
}

// text is a query as this database reads it: {bytes} after a text makes it
// compare by its bytes, whatever the database's own order is.
//
// SQLite plans a statement anew each time it runs where the value of a comparison or
// of a limit could change the plan. It looks for none behind a plus, which leaves
// every value as it is.
func (d dialect) text(query string) string {
	query = strings.ReplaceAll(query, "{bytes}", d.bytes)
	if d.driver == "sqlite3" {
		return strings.ReplaceAll(strings.ReplaceAll(query, " = ?", " = +?"), " LIMIT ?", " LIMIT +?")
	}
	return sqlx.Rebind(sqlx.BindType(d.driver), query)
}

type role int

const (
	writer role = iota
	reader
	snapshots
	keeper
)

// DefaultURL is the database used where none is named.
const DefaultURL = "sqlite:engagement.db"

func dialectOf(address string) (dialect, error) {
	scheme, path, _ := strings.Cut(address, ":")
	switch scheme {
	case "sqlite":
		if path == "" {
			return dialect{}, fmt.Errorf("database %q names no file; write sqlite:PATH: %w", address, account.ErrInvalid)
		}
		return dialect{driver: "sqlite3", path: path, place: path, bytes: "COLLATE BINARY", schema: migrations.SQLite}, nil
	case "postgres", "postgresql":
		u, err := url.Parse(address)
		if err != nil {
			return dialect{}, fmt.Errorf("database URL cannot be read; write postgres://user@host:5432/name: %w", account.ErrInvalid)
		}
		return dialect{driver: "pgx", path: address, place: u.Redacted(), bytes: `COLLATE "C"`, schema: migrations.PostgreSQL, snapshot: sql.LevelRepeatableRead}, nil
	}
	return dialect{}, fmt.Errorf("database %q is neither sqlite:PATH nor postgres://...: %w", scheme+":", account.ErrInvalid)
}

// Kilobytes of pages that a connection keeps. What arrives falls on pages anywhere in
// the file, so the writer keeps many; scoring reads what is large, and once.
const (
	writerPages   = 16_000
	readerPages   = 4_000
	snapshotPages = 2_000
	keeperPages   = 100
	sparingPages  = 4_000
)

// sqliteOptions go with the address, so that every pooled connection has them.
// synchronous=FULL: what is acknowledged survives a loss of power.
const sqliteOptions = "_journal_mode=WAL&_synchronous=FULL&_busy_timeout=20000&_temp_store=memory&_stmt_cache_size=64"

func (d dialect) connect(r role) (*sqlx.DB, error) {
	address, connections := d.path, 4
	if d.driver == "sqlite3" {
		u := url.URL{Scheme: "file", Opaque: strings.ReplaceAll(url.PathEscape(d.path), "%2F", "/")}
		switch r {
		case writer:
			u.RawQuery = fmt.Sprintf("%s&_cache_size=-%d&_txlock=immediate", sqliteOptions, writerPages)
			connections = 1
		case keeper:
			u.RawQuery = fmt.Sprintf("%s&_cache_size=-%d", sqliteOptions, keeperPages)
			connections = 1
		case reader, snapshots:
			pages := readerPages
			if r == snapshots {
				pages = snapshotPages
			}
			u.RawQuery = fmt.Sprintf("%s&_cache_size=-%d&_query_only=true", sqliteOptions, pages)
			connections = max(2, runtime.NumCPU())
		}
		address = u.String()
	}
	var db *sqlx.DB
	if d.driver == "sqlite3" {
		db = sqlx.NewDb(sql.OpenDB(sqliteConnector(address)), d.driver)
	} else {
		var err error
		if db, err = sqlx.Open(d.driver, address); err != nil {
			return nil, err
		}
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// sqliteConnector opens connections to a file, and tells each what the address
// cannot: when it has to look after the log by itself.
type sqliteConnector string

func (c sqliteConnector) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

func (c sqliteConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Driver().Open(string(c))
	if err != nil {
		return nil, err
	}
	if _, err := conn.(driver.ExecerContext).ExecContext(ctx, fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", ownPages), nil); err != nil {
		return nil, errors.Join(fmt.Errorf("set up the connection: %w", err), conn.Close())
	}
	return conn, nil
}
