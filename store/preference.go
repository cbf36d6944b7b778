package store

import (
	"context"

	"engagement/account"
)

// Preference reads how somebody wants to be reached; who never said so wants
// everything.
func (s *Store) Preference(ctx context.Context, userID string) (account.Preference, error) {
	var rows []struct {
		Zone      string `db:"zone"`
		QuietFrom int    `db:"quiet_from"`
		QuietTo   int    `db:"quiet_to"`
		Briefs    int64  `db:"briefs"`
	}
	if err := s.read(ctx, &rows, "SELECT zone, quiet_from, quiet_to, briefs FROM preferences WHERE user_id = ?", userID); err != nil || len(rows) == 0 {
		return account.Preference{UserID: userID}, err
	}
	r := rows[0]
	return account.Preference{UserID: userID, Zone: r.Zone, QuietFrom: r.QuietFrom, QuietTo: r.QuietTo, NoBriefs: r.Briefs == 0}, nil
}

// SavePreference keeps how somebody wants to be reached.
func (s *Store) SavePreference(ctx context.Context, p account.Preference) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO preferences (user_id, zone, quiet_from, quiet_to, briefs) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (user_id) DO UPDATE SET zone = excluded.zone, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, briefs = excluded.briefs`,
			p.UserID, p.Zone, p.QuietFrom, p.QuietTo, flag(!p.NoBriefs))
		return err
	})
}
