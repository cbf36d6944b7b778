package scoring

import (
	"cmp"
	"encoding/binary"
	"slices"

	"engagement/account"
)

// What was used of the caps that outlast a day is packed person by person, each
// with its length in front, so that only those are read who do something again.

// recollection is what a bookmark remembers of the caps that people used.
type recollection struct {
	packed [][]byte // by person of the journal from everybody on; nil where it was recalled, or there is nothing
	bad    bool     // some of it could not be read
}

// remember finds what a bookmark remembers of every person.
func (s *Scorer) remember(used []byte, people int) error {
	s.past = recollection{packed: zeros(s.past.packed, people-int(everybody))}
	r := newUnpacker(used)
	for at := -1; !r.bad && len(r.rest) > 0; {
		at += 1 + int(r.below(len(s.past.packed)-at-1))
		n := r.count(1)
		if r.bad {
			break
		}
		s.past.packed[at], r.rest = r.rest[:n], r.rest[n:]
	}
	return r.end("used caps")
}

// recall puts back what a person has used, before the first line of theirs is
// held by caps.
func (s *Scorer) recall(person int32) {
	packed := s.past.packed[person-everybody]
	if packed == nil {
		return
	}
	s.past.packed[person-everybody] = nil
	r := &unpacker{rest: packed}
	for !r.bad && len(r.rest) > 0 {
		k := meterKey{cap: int32(r.below(len(s.extents))), person: person, value: int32(r.unsigned())}
		if r.bad {
			break
		}
		holds, t := s.extents[k.cap], &s.held[always]
		if holds == weekly {
			t = &s.held[aWeek]
		}
		t.reserve(1)
		m := t.at(k)
		if holds != rolling {
			*m = int32(r.unsigned())
			continue
		}
		for range r.count(2) {
			t.days = append(t.days, usage{day: account.Day(r.signed()), used: int32(r.unsigned()), older: *m})
			*m = int32(len(t.days))
		}
	}
	s.past.bad = s.past.bad || r.bad
}

// packUsed writes what is used of caps at the end of day: what lines have used,
// and what was never recalled as it is.
func (s *Scorer) packUsed(day account.Day, lasting []meters) []byte {
	type metered struct {
		key   meterKey
		value int32
		days  []usage // of the table, where the cap rolls
	}
	var all []metered
	for i := range lasting {
		t := &lasting[i]
		for k := range t.slots {
			if m := &t.slots[k]; m.turn == t.turn {
				all = append(all, metered{m.key, m.value, t.days})
			}
		}
	}
	slices.SortFunc(all, func(a, b metered) int {
		return cmp.Or(cmp.Compare(a.key.person, b.key.person), cmp.Compare(a.key.cap, b.key.cap), cmp.Compare(a.key.value, b.key.value))
	})
	b, last := []byte{packVersion}, everybody-1
	add := func(person int32, packed []byte) {
		b = binary.AppendUvarint(b, uint64(person-last-1))
		b = append(binary.AppendUvarint(b, uint64(len(packed))), packed...)
		last = person
	}
	var room []byte
	for i := range len(s.fold.journal.People) - int(everybody) {
		person := int32(i) + everybody
		if s.from != nil && s.past.packed[i] != nil {
			add(person, s.past.packed[i])
			continue
		}
		room = room[:0]
		for ; len(all) > 0 && all[0].key.person == person; all = all[1:] {
			m := &all[0]
			room = binary.AppendUvarint(room, uint64(m.key.cap))
			room = binary.AppendUvarint(room, uint64(m.key.value))
			if s.extents[m.key.cap] == rolling {
				room = packDays(room, m.days, m.value, day)
			} else {
				room = binary.AppendUvarint(room, uint64(m.value))
			}
		}
		if len(room) > 0 {
			add(person, room)
		}
	}
	return b
}

// packDays writes the days on which a cap that rolls was used, the newest of which
// is at index newest-1, as long as they can matter after day.
func packDays(b []byte, all []usage, newest int32, day account.Day) []byte {
	var days []usage
	for k := newest; k > 0 && day-all[k-1].day <= 366; k = all[k-1].older {
		days = append(days, all[k-1])
	}
	slices.Reverse(days)
	b = binary.AppendUvarint(b, uint64(len(days)))
	for _, u := range days {
		b = binary.AppendVarint(b, int64(u.day))
		b = binary.AppendUvarint(b, uint64(u.used))
	}
	return b
}
