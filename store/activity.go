package store

import (
	"context"
	"fmt"
	"slices"

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
	Bot        int64  `db:"bot"` // 0, or 1 and the account.Sign
	Tagged     int64  `db:"tagged"`
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
		Status: r.Status, Bot: r.Bot > 0, Sign: account.SignOf(r.Bot - 1), Tagged: r.Tagged == 1, Live: r.Live == 1,
		Match: account.Match{AccountID: r.AccountID, ContactID: r.ContactID},
	}
}

// robot is how the column bot says whether a robot did it, and what gave it away.
func robot(a *account.Activity) int64 {
	if !a.Bot {
		return 0
	}
	return 1 + int64(a.Sign)
}

const activityColumns = `(seq, source, id, occurred_at, recorded_at, type, minutes, direction, url, asset, campaign, status, bot, tagged, live, identity_id, account_id, contact_id, props)`

// Record makes a batch durable: faults to the quarantine, people met for the
// first time, and every activity that is not there yet; the accounts that
// gained one are marked. The error is account.ErrStale when the batch was
// matched against an older directory.
func (s *Store) Record(ctx context.Context, batch account.Batch) (account.Recorded, error) {
	var done account.Recorded
	if s.prints.missing() >= 2 {
		if err := s.addPrints(ctx, 1, silently); err != nil {
			return done, err
		}
	}
	err := s.write(ctx, func(t *tx) error {
		var current int64
		if err := t.GetContext(ctx, &current, "SELECT value FROM counters WHERE name = 'directory'"); err != nil {
			return fmt.Errorf("read directory version: %w", err)
		}
		if current != batch.Directory {
			return fmt.Errorf("matched against directory %d, now %d: %w", batch.Directory, current, account.ErrStale)
		}
		changed := marks{}
		fresh, err := t.fresh(&s.prints, batch.Activities)
		if err != nil {
			return err
		}
		identities, err := t.identities(batch.Activities, fresh)
		if err != nil {
			return err
		}
		base, err := t.insertActivities(batch, fresh, identities)
		if err != nil {
			return err
		}
		if err := t.roam(batch.Activities, fresh, identities); err != nil {
			return err
		}
		if err := t.meet(batch.Activities, fresh, identities, changed); err != nil {
			return err
		}
		if err := t.lieAhead(batch, fresh, base); err != nil {
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
	if err == nil && s.prints.missing() >= 1 {
		s.prints.beside.wake()
	}
	return done, err
}

// insertActivities adds the activities at some positions of the batch, and gives the
// number that the first position has, or would have.
func (t *tx) insertActivities(batch account.Batch, fresh []int, identities map[string]knownIdentity) (base int64, err error) {
	n := int64(len(batch.Activities))
	if n == 0 {
		return 0, nil
	}
	last, err := t.step("activity", n)
	if err != nil {
		return 0, err
	}
	base = last - n + 1
	for chunk := range parts(fresh) {
		args := make([]any, 0, 19*len(chunk))
		for _, i := range chunk {
			a := &batch.Activities[i]
			props, err := propsText(a.Props)
			if err != nil {
				return 0, err
			}
			args = append(args, base+int64(i), a.Source, a.ID, millis(a.OccurredAt), millis(batch.At), a.Type, int64(a.Minutes), a.Direction,
				a.URL, a.Asset, a.Campaign, a.Status, robot(a), flag(a.Tagged), flag(a.Live), identities[a.Identity.Key()].ID, a.Match.AccountID, a.Match.ContactID, props)
		}
		if _, err := t.exec("INSERT INTO activities "+activityColumns+" VALUES "+places(len(chunk), 19), args...); err != nil {
			return 0, err
		}
	}
	return base, nil
}

// meet keeps the people that new activities speak of, and marks the accounts of
// those whose title or name that changes. The address of an identity was kept when it
// was met, and when it was moved to its person: without a name or a title there is
// nothing to keep again.
func (t *tx) meet(activities []account.Activity, fresh []int, identities map[string]knownIdentity, changed marks) error {
	people := map[string]contactRow{}
	for _, i := range fresh {
		a := &activities[i]
		if a.Match.ContactID == "" {
			continue
		}
		who := identities[a.Identity.Key()]
		if !who.Made && who.ContactID == a.Match.ContactID && a.Identity.Name == "" && a.Identity.Title == "" {
			continue
		}
		said := contactRow{ID: a.Match.ContactID, SeenEmail: a.Identity.Email, SeenName: a.Identity.Name, Seen: 1}
		if a.Identity.Title != "" {
			said.SeenTitle, said.SeenAt = a.Identity.Title, millis(a.OccurredAt)
		}
		if known, ok := people[said.ID]; ok {
			said = known.observe(said)
		}
		people[said.ID] = said
	}
	return t.observe(people, changed)
}

// observe joins what is said of people with what is known of them.
func (t *tx) observe(people map[string]contactRow, changed marks) error {
	ids := make([]string, 0, len(people))
	for id := range people {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for chunk := range slices.Chunk(ids, 500) {
		var rows []contactRow
		if err := t.in(&rows, "SELECT id, email, name, title, seen_email, seen_name, seen_title, seen_at FROM contacts WHERE id IN (?)", chunk); err != nil {
			return err
		}
		known := make(map[string]contactRow, len(rows))
		for _, row := range rows {
			known[row.ID] = row
		}
		var save []contactRow
		for _, id := range chunk {
			old, ok := known[id]
			if !ok {
				save = append(save, people[id])
				continue
			}
			row := old.observe(people[id])
			if row == old {
				continue
			}
			save = append(save, row)
			if row.Title == "" && row.SeenTitle != old.SeenTitle || row.called() != old.called() {
				if err := t.markContact(changed, id); err != nil {
					return err
				}
			}
		}
		for part := range slices.Chunk(save, 200) {
			if _, err := t.NamedExecContext(t.ctx, sawContact, part); err != nil {
				return fmt.Errorf("save contacts: %w", err)
			}
		}
	}
	return nil
}
