package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"engagement/account"
)

type identityRow struct {
	ID         int64  `db:"id"`
	Key        string `db:"key"`
	AccountRef string `db:"account_ref"`
	ContactRef string `db:"contact_ref"`
	Email      string `db:"email"`
	Domain     string `db:"domain"`
	IP         string `db:"ip"`
	ContactID  string `db:"contact_id"`
	AccountID  string `db:"account_id"`
	Method     string `db:"method"`
	Confidence int    `db:"confidence"`
	RunnerUp   string `db:"runner_up"`
	Reason     string `db:"reason"`
}

// StoredIdentity is an identity with its current match.
type StoredIdentity struct {
	ID       int64
	Identity account.Identity
	Match    account.Match
}

func (r identityRow) value() StoredIdentity {
	return StoredIdentity{
		ID:       r.ID,
		Identity: account.Identity{AccountRef: r.AccountRef, ContactRef: r.ContactRef, Email: r.Email, Domain: r.Domain, IP: r.IP},
		Match: account.Match{
			AccountID: r.AccountID, ContactID: r.ContactID, Method: account.Method(r.Method),
			Confidence: r.Confidence, RunnerUp: r.RunnerUp, Reason: r.Reason,
		},
	}
}

// identities finds or makes the row of every identity of a batch.
func (t *tx) identities(activities []account.Activity) (map[string]int64, error) {
	ids := map[string]int64{}
	first := map[string]*account.Activity{}
	var keys []string
	for i := range activities {
		key := activities[i].Identity.Key()
		if first[key] == nil {
			first[key] = &activities[i]
			keys = append(keys, key)
		}
	}
	for chunk := range slices.Chunk(keys, 500) {
		query, args, err := in("SELECT id, key FROM identities WHERE key IN (?)", chunk)
		if err != nil {
			return nil, fmt.Errorf("find identities: %w", err)
		}
		var found []identityRow
		if err := t.find(&found, query, args...); err != nil {
			return nil, err
		}
		for _, row := range found {
			ids[row.Key] = row.ID
		}
	}
	missing := slices.DeleteFunc(keys, func(key string) bool { return ids[key] != 0 })
	if len(missing) == 0 {
		return ids, nil
	}
	last, err := t.step("identity", int64(len(missing)))
	if err != nil {
		return nil, err
	}
	rows := make([]identityRow, len(missing))
	for i, key := range missing {
		a := first[key]
		rows[i] = identityRow{
			ID: last - int64(len(missing)-1-i), Key: key, AccountRef: a.Identity.AccountRef, ContactRef: a.Identity.ContactRef,
			Email: a.Identity.Email, Domain: a.Identity.Domain, IP: a.Identity.IP, ContactID: a.Match.ContactID,
			AccountID: a.Match.AccountID, Method: string(a.Match.Method), Confidence: a.Match.Confidence,
			RunnerUp: a.Match.RunnerUp, Reason: a.Match.Reason,
		}
		ids[key] = rows[i].ID
	}
	for chunk := range slices.Chunk(rows, 200) {
		if _, err := t.NamedExecContext(t.ctx, `INSERT INTO identities (id, key, account_ref, contact_ref, email, domain, ip, contact_id, account_id, method, confidence, runner_up, reason)
			VALUES (:id, :key, :account_ref, :contact_ref, :email, :domain, :ip, :contact_id, :account_id, :method, :confidence, :runner_up, :reason)`, chunk); err != nil {
			return nil, fmt.Errorf("save identities: %w", err)
		}
	}
	return ids, t.noticeShared(rows)
}

// noticeShared steps the people counter when new identities share an e-mail
// address with another person: whose it is must be asked again.
func (t *tx) noticeShared(rows []identityRow) error {
	var emails []string
	for _, r := range rows {
		if r.Email != "" {
			emails = append(emails, r.Email)
		}
	}
	for chunk := range slices.Chunk(emails, 500) {
		query, args, err := in(`SELECT email FROM identities WHERE email IN (?) GROUP BY email
			HAVING COUNT(DISTINCT contact_id) > 1 AND MIN(CASE WHEN contact_ref = '' THEN 0 ELSE 1 END) = 0 LIMIT 1`, chunk)
		if err != nil {
			return fmt.Errorf("find shared addresses: %w", err)
		}
		var shared []string
		if err := t.find(&shared, query, args...); err != nil {
			return err
		}
		if len(shared) > 0 {
			_, err := t.step("people", 1)
			return err
		}
	}
	return nil
}

// Identities calls do for every identity, by id.
func (s *Store) Identities(ctx context.Context, do func(StoredIdentity) error) error {
	return each(ctx, s, func(row identityRow) error { return do(row.value()) }, "SELECT * FROM identities ORDER BY id")
}

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
// belong, marks both sides as history, or without any cause where a person said so, and forgets people that no row speaks of any more.
// zone tells the days of the spans.
func (s *Store) Rematch(ctx context.Context, at time.Time, zone *time.Location, changed []Rematched) error {
	return s.write(ctx, func(t *tx) error {
		touched := marks{}
		people := map[string]contactRow{}
		unheard, err := t.unheard()
		if err != nil {
			return err
		}
		for _, r := range changed {
			if err := t.inherit(people, r); err != nil {
				return err
			}
			if _, err := t.exec(`UPDATE identities SET contact_id = ?, account_id = ?, method = ?, confidence = ?, runner_up = ?, reason = ? WHERE id = ?`,
				r.Match.ContactID, r.Match.AccountID, string(r.Match.Method), r.Match.Confidence, r.Match.RunnerUp, r.Match.Reason, r.ID); err != nil {
				return err
			}
			for _, span := range r.Spans {
				if err := t.move(touched, r, span, zone, unheard); err != nil {
					return err
				}
			}
			// How it was matched may have changed where it stays, too.
			var stay []string
			if err := t.find(&stay, "SELECT DISTINCT account_id FROM activities WHERE identity_id = ?", r.ID); err != nil {
				return err
			}
			for _, id := range stay {
				touched.add(id, false, false)
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

// inherit hands what activities said of the person an identity was taken for
// on to the person it now is.
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

// forever bounds spans that are open at one end.
const forever = int64(1) << 53

// unheard lists the accounts with news that nobody has judged yet.
func (t *tx) unheard() (map[string]bool, error) {
	var ids []string
	if err := t.find(&ids, "SELECT account_id FROM marks WHERE live = 1"); err != nil {
		return nil, err
	}
	waiting := make(map[string]bool, len(ids))
	for _, id := range ids {
		waiting[id] = true
	}
	return waiting, nil
}

// move gives the activities of one identity in a span of days their account.
func (t *tx) move(touched marks, r Rematched, span account.MatchSpan, zone *time.Location, unheard map[string]bool) error {
	from, to := -forever, forever
	if span.From > minDay {
		from = millis(span.From.Start(zone))
	}
	if span.To < maxDay {
		to = millis(span.To.End(zone))
	}
	const where = ` FROM activities WHERE identity_id = ? AND occurred_at >= ? AND occurred_at < ? AND (account_id <> ? OR contact_id <> ?)`
	args := []any{r.ID, from, to, span.AccountID, span.ContactID}
	var left []struct {
		AccountID string `db:"account_id"`
		Live      int64  `db:"live"`
	}
	if err := t.SelectContext(t.ctx, &left, t.dialect.text("SELECT account_id, MAX(live) AS live"+where+" GROUP BY account_id"), args...); err != nil {
		return fmt.Errorf("find activities to move: %w", err)
	}
	for _, l := range left {
		touched.add(l.AccountID, false, !r.Repaired)
		touched.add(span.AccountID, l.Live == 1 && (!r.Repaired || unheard[l.AccountID]), !r.Repaired)
	}
	if len(left) == 0 {
		return nil
	}
	_, err := t.exec("UPDATE activities SET account_id = ?, contact_id = ? WHERE seq IN (SELECT seq"+where+")",
		append([]any{span.AccountID, span.ContactID}, args...)...)
	return err
}

// Days before and after which a span is open.
const (
	minDay account.Day = -200_000
	maxDay account.Day = 200_000
)
