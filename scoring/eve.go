package scoring

import (
	"encoding/binary"
	"maps"
	"slices"

	"engagement/account"
)

// packEve writes the fold as it is at the end of day, which is its last, for the
// day after it alone: what stands in the windows of that day already.
func (fd *fold) packEve(day account.Day) []byte {
	b := fd.packDays([]byte{eveVersion}, day)
	// The day that leaves the window meanwhile is taken out, and put back after.
	if out := len(fd.minutes) - fd.policy.MQA.Window; out >= 0 {
		fd.enter(out, -1)
		defer fd.enter(out, +1)
	}
	b = fd.tally.pack(b)
	b = packSparse(b, fd.window)
	b = packSparse(b, fd.perEvent)
	b = packSparse(b, fd.events)
	for i := range fd.centers {
		b = fd.centers[i].pack(b)
	}
	return fd.packSummary(b, account.Window(day+1, cardWindow).From, day)
}

// unpackEve puts back what packEve wrote at the end of day.
func (fd *fold) unpackEve(packed []byte, day account.Day) error {
	r := &unpacker{rest: packed}
	r.bad = r.byte() != eveVersion || r.bad
	fd.unpackDays(r, day)
	fd.tally.unpack(r)
	unpackSparse(r, fd.window)
	unpackSparse(r, fd.perEvent)
	unpackSparse(r, fd.events)
	for i := range fd.centers {
		fd.centers[i].unpack(r)
	}
	fd.unpackSummary(r, day)
	return r.end("eve")
}

func (t *tally) pack(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(t.counting))
	for _, n := range []int{t.engaged, t.seniors, t.demanded, t.distinct, t.active} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

func (t *tally) unpack(r *unpacker) {
	t.counting = account.Milli(r.unsigned())
	for _, n := range []*int{&t.engaged, &t.seniors, &t.demanded, &t.distinct, &t.active} {
		*n = int(r.unsigned())
	}
}

// packSparse writes those of a list that are not zero, each with its distance
// from the one before.
func packSparse[V ~int32 | ~int64](b []byte, list []V) []byte {
	n := 0
	for _, v := range list {
		if v != 0 {
			n++
		}
	}
	b = binary.AppendUvarint(b, uint64(n))
	last := 0
	for i, v := range list {
		if v != 0 {
			b = binary.AppendUvarint(b, uint64(i-last))
			b = binary.AppendUvarint(b, uint64(v))
			last = i
		}
	}
	return b
}

// unpackSparse puts back what packSparse wrote into a list of zeros that may have
// grown.
func unpackSparse[V ~int32 | ~int64](r *unpacker, list []V) {
	at := 0
	for range r.count(2) {
		at += int(r.below(len(list) - at))
		v := r.unsigned()
		if r.bad {
			return
		}
		list[at] = V(v)
	}
}

// pack writes the window of a buying center. Its state is packed with that of
// the account.
func (c *centerFold) pack(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(c.counting))
	for _, n := range []int{c.engaged, c.seniors, c.demanded, c.active} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	maps.DeleteFunc(c.perEvent, func(_ int32, minutes account.Milli) bool { return minutes == 0 })
	b = binary.AppendUvarint(b, uint64(len(c.perEvent)))
	for _, word := range slices.Sorted(maps.Keys(c.perEvent)) {
		b = binary.AppendUvarint(b, uint64(word))
		b = binary.AppendUvarint(b, uint64(c.perEvent[word]))
	}
	b = binary.AppendUvarint(b, uint64(len(c.events)))
	for _, event := range slices.Sorted(maps.Keys(c.events)) {
		b = binary.AppendUvarint(b, uint64(event))
		b = binary.AppendUvarint(b, uint64(c.events[event]))
	}
	return b
}

func (c *centerFold) unpack(r *unpacker) {
	c.counting = account.Milli(r.unsigned())
	for _, n := range []*int{&c.engaged, &c.seniors, &c.demanded, &c.active} {
		*n = int(r.unsigned())
	}
	for range r.count(2) {
		c.perEvent[int32(r.unsigned())] = account.Milli(r.unsigned())
	}
	for range r.count(2) {
		c.events[int64(r.unsigned())] = int(r.unsigned())
	}
}

// packSummary writes what the rows of the last days up to one add up to.
func (fd *fold) packSummary(b []byte, from, day account.Day) []byte {
	s, rows := fd.summary(), fd.scorer.rows[:fd.scorer.begun]
	newest := make(map[int32]*entry, len(fd.journal.People))
	for i := range rows {
		if e := &rows[i]; e.day >= from && e.minutes != 0 {
			if s.add(fd, e); e.Person != Nobody {
				newest[e.Person] = e
			}
		}
	}
	for _, m := range s.groups {
		b = binary.AppendUvarint(b, uint64(m))
	}
	b = binary.AppendUvarint(b, uint64(s.unknown))
	b = binary.AppendUvarint(b, uint64(s.manual))
	b = binary.AppendUvarint(b, uint64(len(newest)))
	last := int32(0)
	for _, who := range slices.Sorted(maps.Keys(newest)) {
		e := newest[who]
		for _, v := range []uint64{uint64(who - last), uint64(e.Deed), uint64(day - e.day), uint64(s.person(fd, who).Minutes)} {
			b = binary.AppendUvarint(b, v)
		}
		last = who
	}
	b = binary.AppendUvarint(b, uint64(len(s.tops)))
	for _, e := range s.tops {
		for _, v := range []uint64{uint64(e.Person + 1), uint64(e.Deed), uint64(day - e.day), uint64(e.minutes)} {
			b = binary.AppendUvarint(b, v)
		}
	}
	return b
}

// unpackSummary puts back what packSummary wrote.
func (fd *fold) unpackSummary(r *unpacker, day account.Day) {
	s := fd.summary()
	for i := range s.groups {
		s.groups[i] = account.Milli(r.unsigned())
		s.total += s.groups[i]
	}
	s.unknown, s.manual = account.Milli(r.unsigned()), account.Milli(r.unsigned())
	n, who := r.count(4), 0
	s.persons = slices.Grow(s.persons, n)
	for range n {
		who += int(r.below(len(fd.journal.People) - who))
		e := fd.unpackRow(r, int32(who), day)
		if r.bad {
			return
		}
		person := s.person(fd, int32(who))
		person.Minutes, person.Last = e.minutes, fd.touch(&e)
	}
	for range min(r.count(4), topActivities) {
		e := fd.unpackRow(r, int32(r.below(len(fd.journal.People)+1))-1, day)
		if r.bad {
			return
		}
		s.tops = append(s.tops, &e)
	}
	fd.early = s
}

// unpackRow is an entry as far as summaries look at it.
func (fd *fold) unpackRow(r *unpacker, who int32, day account.Day) entry {
	e := entry{Person: who, Deed: int32(r.below(len(fd.journal.Deeds))), day: day - account.Day(r.unsigned()), minutes: account.Milli(r.unsigned())}
	if r.bad {
		return e
	}
	e.read = fd.scorer.reading(fd.journal, &Line{Person: e.Person, Deed: e.Deed})
	r.bad = e.read.kind == nil
	return e
}
