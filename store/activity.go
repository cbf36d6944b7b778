package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

type activityRow struct {
	Seq        int64  `db:"seq"`
	Source     string `db:"source"`
	ID         string `db:"id"`
	OccurredAt int64  `db:"occurred_at"`
	RecordedAt int64  `db:"recorded_at"`
	Type       string `db:"type"`
	Minutes    int64  `db:"minutes"`
	Direction  string `db:"direction"`
	URL        string `db:"url"`
	Asset      string `db:"asset"`
	Campaign   string `db:"campaign"`
	Status     string `db:"status"`
	Bot        int64  `db:"bot"`
	Live       int64  `db:"live"`
	IdentityID int64  `db:"identity_id"`
	AccountID  string `db:"account_id"`
	ContactID  string `db:"contact_id"`
	Props      string `db:"props"`
}

// value is the activity without its identity and properties.
func (r activityRow) value() account.Activity {
	return account.Activity{
		Source: r.Source, ID: r.ID, OccurredAt: instant(r.OccurredAt), RecordedAt: instant(r.RecordedAt), Type: r.Type,
		Minutes: account.Milli(r.Minutes), Direction: r.Direction, URL: r.URL, Asset: r.Asset, Campaign: r.Campaign,
		Status: r.Status, Bot: r.Bot == 1, Live: r.Live == 1,
		Match: account.Match{AccountID: r.AccountID, ContactID: r.ContactID},
	}
}

// insertChunk is how many activities one statement carries: 18 values each,
// well below the limit of either database.
const insertChunk = 100

const activityColumns = `(seq, source, id, occurred_at, recorded_at, type, minutes, direction, url, asset, campaign, status, bot, live, identity_id, account_id, contact_id, props)`

// Record makes a batch durable: faults to the quarantine, people met for the
// first time, and every activity that is not there yet; the accounts that
// gained one are marked. The error is account.ErrStale when the batch was
// matched against an older directory.
func (s *Store) Record(ctx context.Context, batch account.Batch) (account.Recorded, error) {
	var done account.Recorded
	err := s.write(ctx, func(t *tx) error {
		var current int64
		if err := t.GetContext(ctx, &current, "SELECT value FROM counters WHERE name = 'directory'"); err != nil {
			return fmt.Errorf("read directory version: %w", err)
		}
		if current != batch.Directory {
			return fmt.Errorf("matched against directory %d, now %d: %w", batch.Directory, current, account.ErrStale)
		}
		changed := marks{}
		ids, err := t.identities(batch.Activities)
		if err != nil {
			return err
		}
		if err := t.meet(batch.Activities, changed); err != nil {
			return err
		}
		fresh, err := t.insertActivities(batch, ids)
		if err != nil {
			return err
		}
		done = account.Recorded{New: len(fresh), Duplicate: len(batch.Activities) - len(fresh)}
		for _, i := range fresh {
			a := &batch.Activities[i]
			if a.Match.AccountID == "" {
				done.Unmatched++
				if !a.Live {
					continue
				}
			}
			changed.add(a.Match.AccountID, a.Live, batch.ImportID != "" && !a.Live)
		}
		if err := t.mark(changed, batch.ImportID, batch.At); err != nil {
			return err
		}
		return t.saveFaults(batch.Faults, batch.ImportID, batch.At)
	})
	return done, err
}

// insertActivities returns the positions of those that were not there yet.
func (t *tx) insertActivities(batch account.Batch, identities map[string]int64) ([]int, error) {
	n := len(batch.Activities)
	if n == 0 {
		return nil, nil
	}
	last, err := t.step("activity", int64(n))
	if err != nil {
		return nil, err
	}
	base := last - int64(n) + 1
	var fresh []int
	positions := make([]int, n)
	for i := range positions {
		positions[i] = i
	}
	for chunk := range slices.Chunk(positions, insertChunk) {
		values := strings.TrimSuffix(strings.Repeat("(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?),", len(chunk)), ",")
		args := make([]any, 0, 18*len(chunk))
		for _, i := range chunk {
			a := &batch.Activities[i]
			props, err := propsText(a.Props)
			if err != nil {
				return nil, err
			}
			args = append(args, base+int64(i), a.Source, a.ID, millis(a.OccurredAt), millis(batch.At), a.Type, int64(a.Minutes), a.Direction,
				a.URL, a.Asset, a.Campaign, a.Status, flag(a.Bot), flag(a.Live), identities[a.Identity.Key()], a.Match.AccountID, a.Match.ContactID, props)
		}
		var seqs []int64
		if err := t.SelectContext(t.ctx, &seqs, t.Rebind("INSERT INTO activities "+activityColumns+" VALUES "+values+" ON CONFLICT (source, id) DO NOTHING RETURNING seq"), args...); err != nil {
			return nil, fmt.Errorf("save activities: %w", err)
		}
		for _, seq := range seqs {
			fresh = append(fresh, int(seq-base))
		}
	}
	slices.Sort(fresh)
	return fresh, nil
}

// meet keeps the people that activities speak of. The CRM's word stands; of
// several activities the newest that gives a title decides, whatever their
// order of arrival.
func (t *tx) meet(activities []account.Activity, changed marks) error {
	people := map[string]contactRow{}
	for i := range activities {
		a := &activities[i]
		if a.Match.ContactID == "" {
			continue
		}
		row := contactRow{ID: a.Match.ContactID, Email: a.Identity.Email, Name: a.Identity.Name, Title: a.Identity.Title, Seen: 1}
		if row.Title != "" {
			row.SeenAt = millis(a.OccurredAt)
		}
		if old, ok := people[row.ID]; ok {
			row = newest(old, row)
		}
		people[row.ID] = row
	}
	ids := make([]string, 0, len(people))
	for id := range people {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		row := people[id]
		if _, err := t.exec(`INSERT INTO contacts (id, email, name, title, crm_department, crm_level, company, country, seen, seen_at, props)
			VALUES (?, ?, ?, ?, '', '', '', '', 1, ?, '') ON CONFLICT (id) DO UPDATE SET
			email = CASE WHEN contacts.email = '' THEN excluded.email ELSE contacts.email END,
			name = CASE WHEN contacts.name = '' THEN excluded.name ELSE contacts.name END
			WHERE contacts.seen = 1 AND (contacts.email = '' AND excluded.email <> '' OR contacts.name = '' AND excluded.name <> '')`,
			row.ID, row.Email, row.Name, row.Title, row.SeenAt); err != nil {
			return err
		}
		if row.Title == "" {
			continue
		}
		n, err := t.exec(`UPDATE contacts SET title = ?, seen_at = ? WHERE id = ? AND seen = 1 AND title <> ?
			AND (seen_at < ? OR seen_at = ? AND title < ?)`, row.Title, row.SeenAt, row.ID, row.Title, row.SeenAt, row.SeenAt, row.Title)
		if err != nil {
			return err
		}
		if n > 0 {
			if err := t.markContact(changed, row.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// newest joins what two activities say of one person.
func newest(a, b contactRow) contactRow {
	if a.SeenAt > b.SeenAt || a.SeenAt == b.SeenAt && a.Title > b.Title {
		a, b = b, a
	}
	if b.Title == "" {
		b.Title, b.SeenAt = a.Title, a.SeenAt
	}
	if b.Name == "" {
		b.Name = a.Name
	}
	if b.Email == "" {
		b.Email = a.Email
	}
	return b
}
