package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	"engagement/account"
)

type faultRow struct {
	ID       int64  `db:"id"`
	Key      string `db:"key"`
	ImportID string `db:"import_id"`
	Kind     string `db:"kind"`
	File     string `db:"file"`
	Line     int    `db:"line"`
	Reason   string `db:"reason"`
	Fields   string `db:"fields"`
	At       int64  `db:"at"`
}

// saveFaults puts refused rows into the quarantine. The same row of the same
// line of the same file is kept once.
func (t *tx) saveFaults(faults []account.Fault, importID string, at time.Time) error {
	for _, f := range faults {
		fields, err := propsText(f.Row)
		if err != nil {
			return err
		}
		sum := sha256.Sum256([]byte(f.Kind + "\x1f" + f.File + "\x1f" + strconv.Itoa(f.Line) + "\x1f" + fields))
		id, err := t.step("fault", 1)
		if err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO quarantine (id, key, import_id, kind, file, line, reason, fields, at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
			id, hex.EncodeToString(sum[:]), importID, f.Kind, f.File, f.Line, f.Reason, fields, millis(at)); err != nil {
			return err
		}
	}
	return nil
}

// Faults lists the quarantine, oldest first.
func (s *Store) Faults(ctx context.Context) ([]account.Fault, error) {
	var rows []faultRow
	if err := s.read(ctx, &rows, "SELECT * FROM quarantine ORDER BY id"); err != nil {
		return nil, err
	}
	out := make([]account.Fault, len(rows))
	for i, r := range rows {
		fields, err := propsValue(r.Fields)
		if err != nil {
			return nil, err
		}
		out[i] = account.Fault{ID: r.ID, ImportID: r.ImportID, Kind: r.Kind, File: r.File, Line: r.Line, Reason: r.Reason, Row: fields, At: instant(r.At)}
	}
	return out, nil
}

// Resolve takes faults out of the quarantine. Ids that are gone already are
// not an error.
func (s *Store) Resolve(ctx context.Context, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for chunk := range slices.Chunk(ids, 500) {
			query, args, err := in("DELETE FROM quarantine WHERE id IN (?)", chunk)
			if err != nil {
				return fmt.Errorf("resolve faults: %w", err)
			}
			if _, err := t.exec(query, args...); err != nil {
				return err
			}
		}
		return nil
	})
}
