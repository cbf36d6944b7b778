package store

import (
	"context"
	"time"

	"engagement/account"
)

// Rematched is an identity whose match has changed: what it is now, and over
// which days it belongs to which account.
type Rematched struct {
	ID    int64
	Match account.Match // of the newest day, for `export matches`
	Spans []account.MatchSpan
	// Repaired says that a person moved it, not something that was learned. What
	// moves is then no news at the account that gains it, unless it was news still
	// where it leaves.
	Repaired bool
}

// Rematch moves the activities of identities to the accounts where they now
// belong, marks both sides as history, or without any cause where a person said so,
// and forgets people that no row speaks of any more. zone tells the days of the spans.
// It walks over each account once for as many identities as it is given together.
func (s *Store) Rematch(ctx context.Context, at time.Time, zone *time.Location, changed []Rematched) error {
	return s.write(ctx, func(t *tx) error {
		touched := marks{}
		people := map[string]contactRow{}
		for _, r := range changed {
			if err := t.inherit(people, r); err != nil {
				return err
			}
		}
		if err := t.move(touched, changed, zone); err != nil {
			return err
		}
		for _, r := range changed {
			if _, err := t.exec(`UPDATE identities SET contact_id = ?, account_id = ?, method = ?, confidence = ?, runner_up = ?, reason = ? WHERE id = ?`,
				r.Match.ContactID, r.Match.AccountID, string(r.Match.Method), r.Match.Confidence, r.Match.RunnerUp, r.Match.Reason, r.ID); err != nil {
				return err
			}
		}
		for id := range touched {
			if err := t.forgetJournal(id); err != nil {
				return err
			}
		}
		if err := t.observe(people, touched); err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM contacts WHERE seen = 1
			AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.contact_id = contacts.id)
			AND NOT EXISTS (SELECT 1 FROM links l WHERE l.contact_id = contacts.id)`); err != nil {
			return err
		}
		return t.mark(touched, "", at)
	})
}

// inherit hands what activities said of the person an identity was taken for, and
// what the identity says itself, on to the person it now is.
func (t *tx) inherit(people map[string]contactRow, r Rematched) error {
	if r.Match.ContactID == "" {
		return nil
	}
	var before []contactRow
	if err := t.find(&before, `SELECT c.* FROM contacts c JOIN identities i ON i.contact_id = c.id WHERE i.id = ?`, r.ID); err != nil {
		return err
	}
	heir, ok := people[r.Match.ContactID]
	if !ok {
		heir = contactRow{ID: r.Match.ContactID, Seen: 1}
	}
	var emails []string
	if err := t.find(&emails, "SELECT email FROM identities WHERE id = ?", r.ID); err != nil {
		return err
	}
	for _, email := range emails {
		heir = heir.observe(contactRow{SeenEmail: email})
	}
	for _, b := range before {
		if b.ID != heir.ID && b.Seen == 1 {
			heir = heir.observe(b)
		}
	}
	people[heir.ID] = heir
	return nil
}

// Unmatching reports whether somebody has to ask the matcher again: who is who
// has changed since the last time that was done. The version is what Matched
// is told afterwards.
func (s *Store) Unmatching(ctx context.Context) (version int64, needed bool, err error) {
	var counts []struct {
		Now  int64 `db:"now"`
		Done int64 `db:"done"`
	}
	if err := s.read(ctx, &counts, `SELECT SUM(CASE WHEN name = 'rematched' THEN 0 ELSE value END) AS now,
		SUM(CASE WHEN name = 'rematched' THEN value ELSE 0 END) AS done FROM counters WHERE name IN ('directory', 'people', 'rematched')`); err != nil {
		return 0, false, err
	}
	return counts[0].Now, counts[0].Now > counts[0].Done, nil
}

// Matched notes that every identity was asked about as of a version.
func (s *Store) Matched(ctx context.Context, version int64) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE counters SET value = ? WHERE name = 'rematched' AND value < ?", version, version)
		return err
	})
}
