package store

import (
	"context"
	"time"
)

// Picture is the Slack file of a picture with this hash, or empty.
func (s *Store) Picture(ctx context.Context, hash string) (string, error) {
	var ids []string
	if err := s.read(ctx, &ids, "SELECT file_id FROM pictures WHERE hash = ?", hash); err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

// ForgetPictures forgets all files: they are of a workspace that is not there any
// more.
func (s *Store) ForgetPictures(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM pictures")
		return err
	})
}

// SavePicture remembers the Slack file of a picture.
func (s *Store) SavePicture(ctx context.Context, hash, fileID string, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO pictures (hash, file_id, at) VALUES (?, ?, ?)
			ON CONFLICT (hash) DO UPDATE SET file_id = excluded.file_id, at = excluded.at`, hash, fileID, millis(at))
		return err
	})
}
