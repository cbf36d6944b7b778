package scoring

import (
	"encoding/binary"
	"slices"

	"engagement/account"
)

// Bookmark is where the walk through a journal can be taken up again: everything
// that its past still means for its future, at the end of a Sunday. Whoever has
// one reads only the lines after it, so that the cost of an update is what has
// changed and the weeks around it, not all of history.
//
// It holds good for the policy and the facts it was made with, as long as no
// line of its days is added. Answers from a bookmark are those of the whole
// journal, but that ActNow begins after it.
type Bookmark struct {
	Day account.Day
	// Fold is what the days up to it left behind.
	Fold []byte
	// Used is what was used of the caps that last, by Shelf of the people who
	// used it.
	Used map[int32][]byte
	// Partial says that the bookmark was laid on the way from another one: of its
	// shelves, those that are not in Used are still good.
	Partial bool
}

// Where bookmarks lie and when they are laid again, in days before the day asked
// for: late lines still fall behind the one, and what is read again stays short.
const (
	bookmarkAge    = 7
	bookmarkOldest = 14
	bookmarkTries  = 21
	// bookmarkLines is how many lines a journal must have for a bookmark to pay.
	bookmarkLines = 1 << 10
)

// shelfPeople is how many people's used caps lie together.
const shelfPeople = 4

// Shelf is where the used caps of a person of the journal lie.
func Shelf(person int32) int32 {
	if person < 0 {
		return 0
	}
	return 1 + person/shelfPeople
}

// StandingFrom is the Standing of an account whose journal has only the lines
// after a bookmark, with those shelves of it that the lines' people and Nobody
// have. Where the bookmark is old it lays a new one, else nil. A nil bookmark is
// the beginning: the journal must be whole. The error is ErrPacked.
func (s *Scorer) StandingFrom(f Facts, b *Bookmark, day account.Day) (Standing, *Bookmark, error) {
	s.from, s.lay, s.laid = b, 0, nil
	switch {
	case len(f.Family) > 0: // with those below it an account is walked from the beginning
	case b == nil && f.journal().Len() >= bookmarkLines, b != nil && day-b.Day > bookmarkOldest:
		s.lay = day - bookmarkAge
	}
	st, err := s.standing(f, day)
	laid := s.laid
	s.from, s.lay, s.laid = nil, 0, nil
	return st, laid, err
}

// layBookmark lays one at the end of a week, when the first line after it is
// about to be held by caps. Only the last few weeks that may have one are tried:
// the newest is what stays.
func (s *Scorer) layBookmark(j *Journal, old, next account.Day) {
	sunday := old.Monday() + 6
	if s.lay == 0 || sunday > s.lay || next <= sunday || next.Monday()+6 <= s.lay-bookmarkTries {
		return
	}
	s.fold.upTo(sunday)
	s.laid = &Bookmark{Day: sunday, Fold: s.fold.pack(sunday), Used: s.packUsed(sunday), Partial: s.from != nil}
}

// packUsed writes what is used of the caps that last longer than a week.
func (s *Scorer) packUsed(day account.Day) map[int32][]byte {
	used := map[int32][]byte{}
	t := &s.held[always]
	for i := range t.slots {
		m := &t.slots[i]
		if m.turn != t.turn {
			continue
		}
		shelf := Shelf(m.key.person)
		b := used[shelf]
		if b == nil {
			b = []byte{packVersion}
		}
		b = binary.AppendUvarint(b, uint64(m.key.cap))
		b = binary.AppendUvarint(b, uint64(m.key.person-everybody))
		b = binary.AppendUvarint(b, uint64(m.key.value))
		if !s.rolling[m.key.cap] {
			used[shelf] = binary.AppendUvarint(append(b, 0), uint64(m.value))
			continue
		}
		var days []usage
		for k := m.value; k > 0 && day-t.days[k-1].day <= 366; k = t.days[k-1].older {
			days = append(days, t.days[k-1])
		}
		slices.Reverse(days)
		b = append(b, 1)
		b = binary.AppendUvarint(b, uint64(len(days)))
		for _, u := range days {
			b = binary.AppendVarint(b, int64(u.day))
			b = binary.AppendUvarint(b, uint64(u.used))
		}
		used[shelf] = b
	}
	return used
}

// unpackUsed puts back what packUsed wrote.
func (s *Scorer) unpackUsed(b *Bookmark) error {
	t := &s.held[always]
	for _, packed := range b.Used {
		r := newUnpacker(packed)
		for !r.bad && len(r.rest) > 0 {
			k := meterKey{cap: int32(r.below(len(s.rolling))), person: int32(r.unsigned()) + everybody, value: int32(r.unsigned())}
			rolls := r.byte() == 1
			if r.bad || rolls != s.rolling[k.cap] {
				r.bad = true
				break
			}
			t.reserve(1)
			m := t.at(k)
			if !rolls {
				*m = int32(r.unsigned())
				continue
			}
			for range r.count(2) {
				t.days = append(t.days, usage{day: account.Day(r.signed()), used: int32(r.unsigned()), older: *m})
				*m = int32(len(t.days))
			}
		}
		if err := r.end("used caps"); err != nil {
			return err
		}
	}
	return nil
}

// foldVersion is that of the fold in a bookmark.
const foldVersion = 2

// pack writes the fold as it is at the end of day, which is its last.
func (fd *fold) pack(day account.Day) []byte {
	b := binary.AppendUvarint([]byte{foldVersion}, shelfPeople)
	b = binary.AppendVarint(b, int64(fd.first))
	number := func(v int64) { b = binary.AppendVarint(b, v) }
	b = binary.AppendUvarint(b, uint64(len(fd.minutes)))
	for _, m := range fd.minutes {
		b = binary.AppendUvarint(b, uint64(m))
	}
	last := account.Milli(0)
	for _, m := range fd.running[max(0, len(fd.running)-TrendDays):] {
		number(int64(m - last))
		last = m
	}
	mqa := int64(0)
	if fd.mqa {
		mqa = 1
	}
	for _, v := range []int64{mqa, int64(fd.mqaSince), int64(fd.below), int64(fd.since), int64(fd.lines), int64(fd.reply), int64(fd.meeting), fd.recorded} {
		number(v)
	}
	b = appendText(b, fd.stage)
	for _, days := range [][]account.Day{fd.crossed, fd.met} {
		var lately []account.Day
		for _, d := range days {
			if day-d < TrendDays {
				lately = append(lately, d)
			}
		}
		b = binary.AppendUvarint(b, uint64(len(lately)))
		for _, d := range lately {
			number(int64(day - d))
		}
	}
	for i := range fd.centers {
		c := &fd.centers[i]
		in := int64(0)
		if c.mqa {
			in = 1
		}
		for _, v := range []int64{in, int64(c.mqaSince), int64(c.below)} {
			number(v)
		}
	}
	rows, from, kept := fd.scorer.rows[:fd.scorer.begun], day+1-fd.span(), 0
	each := func(do func(*entry)) {
		for i := range rows {
			if e := &rows[i]; e.minutes != 0 && e.day >= from {
				do(e)
			}
		}
	}
	each(func(*entry) { kept++ })
	b = binary.AppendUvarint(b, uint64(kept))
	then := from
	each(func(e *entry) {
		b = binary.AppendUvarint(b, uint64(e.day-then))
		b = binary.AppendUvarint(b, uint64(e.Person+1))
		b = binary.AppendUvarint(b, uint64(e.Deed))
		b = binary.AppendUvarint(b, uint64(e.minutes))
		then = e.day
	})
	return b
}

// unpack puts back what pack wrote at the end of day: the window is filled by
// walking into it again.
func (fd *fold) unpack(packed []byte, day account.Day) error {
	r := &unpacker{rest: packed}
	s, j := fd.scorer, fd.journal
	r.bad = r.byte() != foldVersion || r.bad
	r.bad = r.unsigned() != shelfPeople || r.bad
	fd.first = account.Day(r.signed())
	for range r.count(1) {
		fd.minutes = append(fd.minutes, account.Milli(r.unsigned()))
		fd.before = append(fd.before, fd.before[len(fd.before)-1]+fd.minutes[len(fd.minutes)-1])
	}
	n := len(fd.minutes)
	if n == 0 || fd.first+account.Day(n)-1 != day {
		r.bad = true
		return r.end("bookmark")
	}
	fd.running = zeros(fd.running, n)
	last := account.Milli(0)
	for i := max(0, n-TrendDays); i < n; i++ {
		last += account.Milli(r.signed())
		fd.running[i] = last
	}
	fd.mqa, fd.mqaSince, fd.below, fd.since = r.signed() == 1, account.Day(r.signed()), int(r.signed()), account.Day(r.signed())
	fd.lines, fd.reply, fd.meeting, fd.recorded = int(r.signed()), account.Day(r.signed()), account.Day(r.signed()), r.signed()
	fd.stage = r.text()
	for _, days := range []*[]account.Day{&fd.crossed, &fd.met} {
		for range r.count(1) {
			*days = append(*days, day-account.Day(r.signed()))
		}
	}
	for i := range fd.centers {
		c := &fd.centers[i]
		c.mqa, c.mqaSince, c.below = r.signed() == 1, account.Day(r.signed()), int(r.signed())
	}
	s.keep = day + 1 - fd.span()
	fd.starts = zeros(fd.starts, n+1)
	then := s.keep
	for range r.count(4) {
		then += account.Day(r.unsigned())
		l := Line{Person: int32(r.below(len(j.People)+1)) - 1, Deed: int32(r.below(len(j.Deeds)))}
		e := entry{Person: l.Person, Deed: l.Deed, day: then, minutes: account.Milli(r.unsigned())}
		if r.bad || then > day || then < fd.first {
			r.bad = true
			break
		}
		e.read = s.reading(j, &l)
		if e.read.kind == nil {
			r.bad = true
			break
		}
		s.rows = append(s.rows, e)
		fd.starts[then-fd.first+1] = len(s.rows)
	}
	for i := 1; i <= n; i++ {
		fd.starts[i] = max(fd.starts[i], fd.starts[i-1])
	}
	s.settled, s.begun = len(s.rows), len(s.rows)
	if err := r.end("bookmark"); err != nil {
		return err
	}
	for i := max(0, n-fd.policy.MQA.Window); i < n; i++ {
		fd.enter(i, +1)
	}
	return nil
}
