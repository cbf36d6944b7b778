package store

import (
	"context"

	"engagement/migrations"
)

// KnowBy has a store know activities by other fingerprints, and be content with fewer
// that are missing in their table.
func (s *Store) KnowBy(of func(source, id string) int64, fewest int64) {
	s.prints.of, s.prints.fewest = of, fewest
}

// AddFingerprints adds all that are missing in the table.
func (s *Store) AddFingerprints(ctx context.Context) error { return s.addPrints(ctx, 0, silently) }

// ForgetAdding has the store believe that none were added, as when it was stopped
// before it could say so.
func (s *Store) ForgetAdding(ctx context.Context) error {
	_, err := s.writes.ExecContext(ctx, "UPDATE counters SET value = 0 WHERE name = 'fingerprinted'")
	return err
}

// Fingerprint is what an activity is known by.
func Fingerprint(source, id string) int64 { return fingerprint(source, id) }

// Recent counts the fingerprints that a store holds in memory.
func (s *Store) Recent() (n int) {
	s.prints.recent.mu.Lock()
	defer s.prints.recent.mu.Unlock()
	for range s.prints.recent.all {
		n++
	}
	return n
}

// ForgetPeople leaves identities without the people that they are taken for.
func (s *Store) ForgetPeople(ctx context.Context) error {
	_, err := s.writes.ExecContext(ctx, "DELETE FROM contacts")
	return err
}

// GoBack takes the schema back to a version, for a binary that knows no newer one.
func (s *Store) GoBack(ctx context.Context, version int64) error {
	return migrations.Down(ctx, s.writes.DB, s.dialect.schema, version)
}
