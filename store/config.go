package store

import (
	"context"
	"fmt"
	"time"

	"engagement/account"
)

// Applied is a configuration that was in force.
type Applied struct {
	Hash string
	At   time.Time // when it was last put in force
	Body string    // the effective file
}

type configRow struct {
	Hash      string `db:"hash"`
	AppliedAt int64  `db:"applied_at"`
	Body      string `db:"body"`
}

// ApplyConfig notes the config in force by its hash, and marks every account
// when it is not the last one applied. It reports whether it changed.
func (s *Store) ApplyConfig(ctx context.Context, hash, body string, at time.Time) (changed bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		var last []string
		if err := t.find(&last, "SELECT hash FROM configs ORDER BY applied_at DESC, hash {bytes} LIMIT 1"); err != nil {
			return err
		}
		if changed = len(last) == 0 || last[0] != hash; !changed {
			return nil
		}
		if _, err := t.exec(`INSERT INTO configs (hash, applied_at, body) VALUES (?, ?, ?)
			ON CONFLICT (hash) DO UPDATE SET applied_at = excluded.applied_at`, hash, millis(at), body); err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO config_changes (at, hash) VALUES (?, ?) ON CONFLICT (at, hash) DO NOTHING", millis(at), hash); err != nil {
			return err
		}
		return t.markAll()
	})
	return changed, err
}

// ConfigChanges lists every time that another configuration came into force, the
// newest first, without its body.
func (s *Store) ConfigChanges(ctx context.Context) ([]Applied, error) {
	var rows []struct {
		At   int64  `db:"at"`
		Hash string `db:"hash"`
	}
	if err := s.read(ctx, &rows, "SELECT at, hash FROM config_changes ORDER BY at DESC, hash {bytes}"); err != nil {
		return nil, err
	}
	out := make([]Applied, len(rows))
	for i, r := range rows {
		out[i] = Applied{Hash: r.Hash, At: instant(r.At)}
	}
	return out, nil
}

// Configs lists the configurations that were in force, the newest first.
func (s *Store) Configs(ctx context.Context) ([]Applied, error) {
	var rows []configRow
	if err := s.read(ctx, &rows, "SELECT * FROM configs ORDER BY applied_at DESC, hash {bytes}"); err != nil {
		return nil, err
	}
	out := make([]Applied, len(rows))
	for i, r := range rows {
		out[i] = Applied{Hash: r.Hash, At: instant(r.AppliedAt), Body: r.Body}
	}
	return out, nil
}

// Config finds a configuration by its hash, or the beginning of it; the error
// is account.ErrNotFound where none or several begin like that.
func (s *Store) Config(ctx context.Context, prefix string) (Applied, error) {
	var rows []configRow
	if err := s.read(ctx, &rows, "SELECT * FROM configs WHERE substr(hash, 1, length(CAST(? AS TEXT))) = ? LIMIT 2", prefix, prefix); err != nil {
		return Applied{}, err
	}
	if len(rows) != 1 {
		return Applied{}, fmt.Errorf("config %s: %w", prefix, account.ErrNotFound)
	}
	return Applied{Hash: rows[0].Hash, At: instant(rows[0].AppliedAt), Body: rows[0].Body}, nil
}
