package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
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

// doing is what moving an activity takes.
type doing struct {
	Seq        int64  `db:"seq"`
	IdentityID int64  `db:"identity_id"`
	OccurredAt int64  `db:"occurred_at"`
	ContactID  string `db:"contact_id"`
	Live       int64  `db:"live"`
}

// belonging is whose an activity is: an account's, and of somebody there.
type belonging struct {
	accountID, contactID string
}

// stretch is a span of instants and where an identity belongs then.
type stretch struct {
	from, to int64 // milliseconds, half open
	whose    belonging
}

// Days before and after which a span is open.
const (
	minDay account.Day = -200_000
	maxDay account.Day = 200_000
)

// stretches are the spans of an identity in a zone.
func stretches(r Rematched, zone *time.Location) []stretch {
	all := make([]stretch, len(r.Spans))
	for i, span := range r.Spans {
		s := stretch{from: -forever, to: forever, whose: belonging{span.AccountID, span.ContactID}}
		if span.From > minDay {
			s.from = millis(span.From.Start(zone))
		}
		if span.To < maxDay {
			s.to = millis(span.To.End(zone))
		}
		all[i] = s
	}
	return all
}

// moves gives the activities of identities the accounts where they now belong.
type moves struct {
	identities map[int64]mover
	unheard    map[string]bool
	touched    marks
	to         map[belonging][]int64 // numbers of the activities that move
	now        map[whereabout]bool
}

type mover struct {
	stretches []stretch
	repaired  bool
}

// take decides about one activity on an account. An activity in no span stays.
func (m *moves) take(accountID string, d doing) {
	who := m.identities[d.IdentityID]
	now := belonging{accountID, d.ContactID}
	for _, s := range who.stretches {
		if d.OccurredAt >= s.from && d.OccurredAt < s.to {
			now = s.whose
		}
	}
	// How it was matched may have changed where it stays, too.
	m.touched.add(now.accountID, false, false)
	m.now[whereabout{d.IdentityID, now.accountID}] = true
	if (now == belonging{accountID, d.ContactID}) {
		return
	}
	m.to[now] = append(m.to[now], d.Seq)
	m.touched.add(accountID, false, !who.repaired)
	m.touched.add(now.accountID, d.Live == 1 && (!who.repaired || m.unheard[accountID]), !who.repaired)
}

// move gives the activities of identities, whose rows still say where they were, the
// accounts where they now belong.
func (t *tx) move(touched marks, changed []Rematched, zone *time.Location) error {
	unheard, err := t.unheard()
	if err != nil {
		return err
	}
	m := moves{unheard: unheard, touched: touched, identities: map[int64]mover{}}
	own := map[int64]string{}
	for _, r := range changed {
		m.identities[r.ID] = mover{stretches(r, zone), r.Repaired}
		own[r.ID] = r.Match.AccountID
	}
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(m.identities)), whereaboutsChunk) {
		at, err := whereabouts(t.find, chunk)
		if err != nil {
			return err
		}
		m.to, m.now = map[belonging][]int64{}, map[whereabout]bool{}
		for _, accountID := range slices.Sorted(maps.Keys(at)) {
			query, args, err := doings("seq, identity_id, occurred_at, contact_id, live", accountID, at[accountID])
			if err != nil {
				return fmt.Errorf("find activities to move: %w", err)
			}
			if err := walk(t.ctx, t, t.dialect, func(d doing) error {
				m.take(accountID, d)
				return nil
			}, query, args...); err != nil {
				return err
			}
		}
		if err := t.settle(m, chunk, own); err != nil {
			return err
		}
	}
	return nil
}

// settle writes what was decided about the activities of identities.
func (t *tx) settle(m moves, identities []int64, own map[int64]string) error {
	for to, seqs := range m.to {
		for chunk := range slices.Chunk(seqs, 500) {
			query, args, err := in("UPDATE activities SET account_id = ?, contact_id = ? WHERE seq IN (?)", to.accountID, to.contactID, chunk)
			if err != nil {
				return fmt.Errorf("move activities: %w", err)
			}
			if _, err := t.exec(query, args...); err != nil {
				return err
			}
		}
	}
	query, args, err := in("DELETE FROM whereabouts WHERE identity_id IN (?)", identities)
	if err != nil {
		return fmt.Errorf("forget where identities were: %w", err)
	}
	if _, err := t.exec(query, args...); err != nil {
		return err
	}
	var rows []whereabout
	for at := range m.now {
		if at.AccountID != own[at.IdentityID] {
			rows = append(rows, at)
		}
	}
	return t.saveWhereabouts(rows)
}

