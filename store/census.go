package store

import "context"

// TypeCount is a kind of activity that a source sends, and how many there are.
type TypeCount struct {
	Source string `db:"source"`
	Type   string `db:"type"`
	Count  int64  `db:"count"`
}

// TypesInUse counts the activities of every source by the source's own types.
func (s *Store) TypesInUse(ctx context.Context) ([]TypeCount, error) {
	var out []TypeCount
	err := s.read(ctx, &out, "SELECT source, type, COUNT(*) AS count FROM activities GROUP BY source, type ORDER BY source, type")
	return out, err
}

// StatusCount is how many messages of the outbox are in a state.
type StatusCount struct {
	Status string `db:"status"`
	Count  int    `db:"count"`
}

// OutboxCounts counts the messages of the outbox by state.
func (s *Store) OutboxCounts(ctx context.Context) ([]StatusCount, error) {
	var out []StatusCount
	err := s.read(ctx, &out, "SELECT status, COUNT(*) AS count FROM outbox GROUP BY status ORDER BY status")
	return out, err
}
