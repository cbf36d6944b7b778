package scoring

import (
	"encoding/binary"
	"fmt"

	"engagement/account"
)

// Bookmark is where the walk through a journal can be taken up again: everything
// that its past still means for its future, at the end of a day. Whoever has
// one reads only the lines after it, so that the cost of an update is what has
// changed and what lies around it, not all of history.
//
// It holds good for the policy and the facts it was made with, as long as no
// line of its days is added. Answers from a bookmark are those of the whole
// journal, but that ActNow begins after it.
//
// There are two. One at the end of a Sunday remembers the rows of its windows
// and can be taken up on any later day. An Eve remembers what they add up to, for
// the day after it alone: it is all that the updates of one day need.
type Bookmark struct {
	Day account.Day
	Eve bool
	// Fold is what the days up to it left behind.
	Fold []byte
	// Used is what was used of the caps that last, person by person.
	Used []byte
}

// Good reports whether the bookmark can be taken up to score an account at the
// end of day.
func (b *Bookmark) Good(day account.Day) bool { return day == b.Day+1 || day > b.Day && !b.Eve }

// Where bookmarks lie and when they are laid again, in days before the day asked
// for: late lines still fall behind the one, and what is read again stays short.
const (
	bookmarkAge    = 7
	bookmarkOldest = 14
	bookmarkTries  = 21
	// bookmarkLines is how many lines a journal must have for a bookmark to pay.
	bookmarkLines = 1 << 10
	// eveLines is the same for an eve.
	eveLines = 1 << 8
)

// StandingFrom is the Standing of an account whose journal has only the lines
// after a bookmark. It lays an eve, and a Sunday's where there is none or an old one; none is
// laid from an eve. A nil bookmark is the beginning: the journal must be whole.
// The error is ErrPacked, also where the bookmark is not good for the day.
func (s *Scorer) StandingFrom(f Facts, b *Bookmark, day account.Day) (Standing, []*Bookmark, error) {
	if b != nil && !b.Good(day) {
		return Standing{}, nil, fmt.Errorf("bookmark of %s for %s: %w", b.Day, day, ErrPacked)
	}
	s.from, s.lay, s.eve, s.laid = b, 0, 0, nil
	switch n := f.journal().Len(); {
	case len(f.Family) > 0: // with those below it an account is walked from the beginning
	case b == nil && n >= bookmarkLines, b != nil && !b.Eve && day-b.Day > bookmarkOldest:
		s.lay, s.eve = day-bookmarkAge, day-1
	case b == nil && n >= eveLines, b != nil && !b.Eve:
		s.eve = day - 1
	}
	st, err := s.standing(f, day)
	laid := s.laid
	s.from, s.lay, s.eve, s.laid = nil, 0, 0, nil
	return st, laid, err
}

// layBookmark lays one at the end of a week, when the first line after it is
// about to be held by caps. Only the last few weeks that may have one are tried:
// the newest is what stays.
func (s *Scorer) layBookmark(old, next account.Day) {
	sunday := old.Monday() + 6
	if s.lay == 0 || sunday > s.lay || next <= sunday || next.Monday()+6 <= s.lay-bookmarkTries {
		return
	}
	s.fold.upTo(sunday)
	s.laid = []*Bookmark{{Day: sunday, Fold: s.fold.pack(sunday), Used: s.packUsed(sunday, s.held[always:])}}
}

// layEve lays one when the days before have been handed over, and what was used
// of caps that have ended has been forgotten. A request of the eve itself is
// still asked for on the day after it, so that there is none then.
func (s *Scorer) layEve() {
	eve, fd := s.eve, &s.fold
	s.eve = 0
	fd.upTo(eve)
	if n := len(fd.requests); len(fd.minutes) == 0 || n > 0 && fd.requests[n-1].Day >= eve {
		return
	}
	s.laid = append(s.laid, &Bookmark{Day: eve, Eve: true, Fold: fd.packEve(eve), Used: s.packUsed(eve, s.held[aWeek:])})
}

// The version of the fold in a bookmark, and in an eve.
const (
	foldVersion = 3
	eveVersion  = 4
)

// pack writes the fold as it is at the end of day, which is its last.
func (fd *fold) pack(day account.Day) []byte {
	b := fd.packDays([]byte{foldVersion}, day)
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

// packDays writes what the days up to one were and what came of them, but not
// what stands in the windows.
func (fd *fold) packDays(b []byte, day account.Day) []byte {
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
	return b
}

// unpack puts back what pack wrote at the end of day: the window is filled by
// walking into it again.
func (fd *fold) unpack(packed []byte, day account.Day) error {
	r := &unpacker{rest: packed}
	s, j := fd.scorer, fd.journal
	r.bad = r.byte() != foldVersion || r.bad
	fd.unpackDays(r, day)
	n := len(fd.minutes)
	s.keep = day + 1 - fd.span()
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
	if err := r.end("bookmark"); err != nil {
		return err
	}
	for i := 1; i <= n; i++ {
		fd.starts[i] = max(fd.starts[i], fd.starts[i-1])
	}
	s.settled, s.begun = len(s.rows), len(s.rows)
	for i := max(0, n-fd.policy.MQA.Window); i < n; i++ {
		fd.enter(i, +1)
	}
	return nil
}

// unpackDays puts back what packDays wrote of the days up to one.
func (fd *fold) unpackDays(r *unpacker, day account.Day) {
	fd.first = account.Day(r.signed())
	for range r.count(1) {
		fd.minutes = append(fd.minutes, account.Milli(r.unsigned()))
		fd.before = append(fd.before, fd.before[len(fd.before)-1]+fd.minutes[len(fd.minutes)-1])
	}
	n := len(fd.minutes)
	if n == 0 || fd.first+account.Day(n)-1 != day {
		r.bad = true
		return
	}
	fd.starts = zeros(fd.starts, n+1)
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
}
