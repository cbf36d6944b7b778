package store

import (
	"context"

	"engagement/account"
)

// Watch notes that somebody follows an account; first is false where they did so
// already.
func (s *Store) Watch(ctx context.Context, w account.Watch) (first bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec("INSERT INTO watches (user_id, account_id, at) VALUES (?, ?, ?) ON CONFLICT (user_id, account_id) DO NOTHING", w.UserID, w.AccountID, millis(w.At))
		first = n == 1
		return err
	})
	return first, err
}

// Unwatch ends that; was is false where nobody followed.
func (s *Store) Unwatch(ctx context.Context, userID, accountID string) (was bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec("DELETE FROM watches WHERE user_id = ? AND account_id = ?", userID, accountID)
		was = n == 1
		return err
	})
	return was, err
}

// Watches lists the ids of the accounts that somebody follows, by id.
func (s *Store) Watches(ctx context.Context, userID string) ([]string, error) {
	var ids []string
	err := s.read(ctx, &ids, "SELECT account_id FROM watches WHERE user_id = ? ORDER BY account_id {bytes}", userID)
	return ids, err
}

// Mute keeps an account quiet; the newest word counts, and a day that is past
// ends it.
func (s *Store) Mute(ctx context.Context, m account.Mute) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO mutes (account_id, kind, until, user_id, at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (account_id, kind) DO UPDATE SET until = excluded.until, user_id = excluded.user_id, at = excluded.at`,
			m.AccountID, m.Kind, m.Until, m.UserID, millis(m.At))
		return err
	})
}

type muteRow struct {
	AccountID string      `db:"account_id"`
	Kind      string      `db:"kind"`
	Until     account.Day `db:"until"`
	UserID    string      `db:"user_id"`
	At        int64       `db:"at"`
}

// Muted reads whether an account is quiet; the zero value is that it never was.
func (s *Store) Muted(ctx context.Context, accountID string) (account.Mute, error) {
	all, err := s.Mutes(ctx, accountID)
	if err != nil || len(all) == 0 || all[0].Kind != "" {
		return account.Mute{}, err
	}
	return all[0], nil
}

// Mutes reads what is muted of an account, also what was until a day that is past:
// everything first, then kinds.
func (s *Store) Mutes(ctx context.Context, accountID string) ([]account.Mute, error) {
	var rows []muteRow
	if err := s.read(ctx, &rows, "SELECT * FROM mutes WHERE account_id = ? ORDER BY kind {bytes}", accountID); err != nil {
		return nil, err
	}
	out := make([]account.Mute, len(rows))
	for i, r := range rows {
		out[i] = account.Mute{AccountID: r.AccountID, Kind: r.Kind, Until: r.Until, UserID: r.UserID, At: instant(r.At)}
	}
	return out, nil
}

// mutes reads which accounts are quiet.
func (s *snapshot) mutes(cases map[string]*Case, ids []string) error {
	var rows []muteRow
	if err := s.in(&rows, "SELECT * FROM mutes WHERE kind = '' AND account_id IN (?)", ids); err != nil {
		return err
	}
	for _, r := range rows {
		cases[r.AccountID].Muted = r.Until
	}
	return nil
}
