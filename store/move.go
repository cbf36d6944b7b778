package store

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"engagement/account"
)

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

// stretches are spans of days in a zone.
func stretches(spans []account.MatchSpan, zone *time.Location) []stretch {
	all := make([]stretch, len(spans))
	for i, span := range spans {
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

// mover is an identity whose activities move.
type mover struct {
	own       string // the account that stands on its row from now on
	stretches []stretch
	repaired  bool
}

// belongs tells whose an activity is at an instant; what is in no stretch stays.
func (m mover) belongs(at int64, was belonging) belonging {
	for _, s := range m.stretches {
		if at >= s.from && at < s.to {
			return s.whose
		}
	}
	return was
}

// moves is what is decided about the activities of some identities.
type moves struct {
	who     map[int64]mover
	unheard map[string]bool
	touched marks
	to      map[belonging][]int64 // numbers of the activities that move
	where   map[whereabout]bool   // all of them are from now on
}

// take decides about one activity on an account.
func (m *moves) take(accountID string, d doing) {
	who, was := m.who[d.IdentityID], belonging{accountID, d.ContactID}
	is := who.belongs(d.OccurredAt, was)
	m.where[whereabout{d.IdentityID, is.accountID}] = true
	// How it was matched may have changed where it stays, too.
	m.touched.add(is.accountID, false, false)
	if is == was {
		return
	}
	m.to[is] = append(m.to[is], d.Seq)
	m.touched.add(was.accountID, false, !who.repaired)
	m.touched.add(is.accountID, d.Live == 1 && (!who.repaired || m.unheard[was.accountID]), !who.repaired)
}

// move gives the activities of identities, whose rows still say where they were, the
// accounts where they now belong.
func (t *tx) move(touched marks, changed []Rematched, zone *time.Location) error {
	unheard, err := t.unheard()
	if err != nil {
		return err
	}
	who := map[int64]mover{}
	for _, r := range changed {
		who[r.ID] = mover{own: r.Match.AccountID, stretches: stretches(r.Spans, zone), repaired: r.Repaired}
	}
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(who)), whereaboutsChunk) {
		at, err := whereabouts(t.find, chunk)
		if err != nil {
			return err
		}
		m := moves{who: who, unheard: unheard, touched: touched, to: map[belonging][]int64{}, where: map[whereabout]bool{}}
		for accountID, there := range at {
			query, args, err := doings("seq, identity_id, occurred_at, contact_id, live", accountID, there)
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
		if err := t.saveMoves(m, chunk); err != nil {
			return err
		}
	}
	return nil
}

// saveMoves writes what was decided about the activities of identities.
func (t *tx) saveMoves(m moves, identities []int64) error {
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
	for at := range m.where {
		if at.AccountID != m.who[at.IdentityID].own {
			rows = append(rows, at)
		}
	}
	return t.saveWhereabouts(rows)
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
