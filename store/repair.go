package store

import (
	"context"

	"engagement/account"
	"engagement/alert"
)

type repairRow struct {
	Scope     string `db:"scope"`
	Key       string `db:"key"`
	AccountID string `db:"account_id"`
	UserID    string `db:"user_id"`
	At        int64  `db:"at"`
	Apart     int64  `db:"apart"`
}

func (r repairRow) value() account.Repair {
	return account.Repair{Scope: account.Scope(r.Scope), Key: r.Key, AccountID: r.AccountID, Apart: r.Apart == 1, UserID: r.UserID, At: instant(r.At)}
}

// SaveRepair keeps what somebody said about where somebody belongs, unless
// something newer is known of the same key. changed is false where that says
// nothing new; else every identity is asked about again, and what is said about it
// is kept in the same transaction.
func (s *Store) SaveRepair(ctx context.Context, r account.Repair, said ...alert.Message) (changed bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		changed = false
		n, err := t.exec(`INSERT INTO repairs (scope, key, account_id, apart, user_id, at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (scope, key) DO UPDATE SET account_id = excluded.account_id, apart = excluded.apart, user_id = excluded.user_id, at = excluded.at
			WHERE (repairs.account_id <> excluded.account_id OR repairs.apart <> excluded.apart) AND (excluded.at > repairs.at
			OR excluded.at = repairs.at AND (excluded.account_id {bytes} > repairs.account_id {bytes}
			OR excluded.account_id = repairs.account_id AND excluded.apart > repairs.apart))`,
			string(r.Scope), r.Key, r.AccountID, flag(r.Apart), r.UserID, millis(r.At))
		if err == nil && n == 0 {
			// The same said again later is what counts against a word in between.
			_, err = t.exec("UPDATE repairs SET user_id = ?, at = ? WHERE scope = ? AND key = ? AND account_id = ? AND apart = ? AND at < ?",
				r.UserID, millis(r.At), string(r.Scope), r.Key, r.AccountID, flag(r.Apart), millis(r.At))
			return err
		}
		if err != nil {
			return err
		}
		changed = true
		if _, err = t.step("directory", 1); err != nil {
			return err
		}
		return t.addMessages(said)
	})
	return changed, err
}

// Repairs lists what people said about where somebody belongs, by scope and key.
func (s *Store) Repairs(ctx context.Context) ([]account.Repair, error) {
	var rows []repairRow
	if err := s.read(ctx, &rows, "SELECT scope, key, account_id, apart, user_id, at FROM repairs ORDER BY scope {bytes}, key {bytes}"); err != nil {
		return nil, err
	}
	out := make([]account.Repair, len(rows))
	for i, r := range rows {
		out[i] = r.value()
	}
	return out, nil
}
