package scoring

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"engagement/account"
)

// A journal is stored as a head (words, deeds and ids of people), chapters of
// lines and the people known at the account. All three are written in unsigned
// varints and texts with their length in front; the first byte is the version
// of the format. Numbers that usually lie close to their predecessor are
// written as the difference, zigzag where it may be negative.

// ErrPacked says that packed bytes cannot be read: they are from another
// version, or damaged. Whoever holds the activities can write them again.
var ErrPacked = errors.New("packed journal cannot be read")

const packVersion = 1

// peopleVersion is that of the people, who are read again where it is another.
const peopleVersion = 2

// Bits of a packed line's first byte above the first three of Flags.
const (
	packFlags    = 1<<3 - 1
	packMinutes  = 1 << 3 // an exact duration follows
	packRecorded = 1 << 4 // arrived at another time than the line before
	packSeq      = 1 << 5 // the number is not the one after the line before
	packRare     = 1 << 6 // the other flags follow
)

// PackHead writes words, deeds and people's ids.
func PackHead(j *Journal) []byte {
	size := 16 + 12*len(j.Deeds)
	for _, texts := range [][]string{j.Words, j.People} {
		for _, text := range texts {
			size += 2 + len(text)
		}
	}
	b := append(make([]byte, 0, size), packVersion)
	b = appendTexts(b, j.Words)
	b = binary.AppendUvarint(b, uint64(len(j.Deeds)))
	for _, d := range j.Deeds {
		for _, word := range [...]int32{d.Source, d.Type, d.URL, d.Asset, d.Campaign, d.Status} {
			b = binary.AppendUvarint(b, uint64(word))
		}
	}
	return appendTexts(b, j.People)
}

// PackLines writes lines, which are in order.
func PackLines(lines []Line) []byte {
	b := make([]byte, 0, 2+14*len(lines))
	b = append(b, packVersion)
	b = binary.AppendUvarint(b, uint64(len(lines)))
	last := Line{Seq: -1}
	for i := range lines {
		l := &lines[i]
		flags := byte(l.Flags & packFlags)
		if l.Flags > packFlags {
			flags |= packRare
		}
		if l.Minutes != account.NoMinutes {
			flags |= packMinutes
		}
		if l.Recorded != last.Recorded {
			flags |= packRecorded
		}
		if l.Seq != last.Seq+1 {
			flags |= packSeq
		}
		b = append(b, flags)
		if flags&packRare != 0 {
			b = append(b, byte(l.Flags>>3))
		}
		b = binary.AppendVarint(b, l.At-last.At)
		b = binary.AppendUvarint(b, uint64(l.Person+1))
		b = binary.AppendUvarint(b, uint64(l.Deed))
		if flags&packMinutes != 0 {
			b = binary.AppendUvarint(b, uint64(l.Minutes))
		}
		if flags&packRecorded != 0 {
			b = binary.AppendVarint(b, l.Recorded-l.At)
		}
		if flags&packSeq != 0 {
			b = binary.AppendVarint(b, l.Seq-last.Seq)
		}
		last = *l
	}
	return b
}

// PackPeople writes the people known at an account.
func PackPeople(people []Person) []byte {
	b := binary.AppendUvarint([]byte{peopleVersion}, uint64(len(people)))
	for _, p := range people {
		for _, text := range [...]string{p.ID, p.Title, p.CRMLevel, p.CRMDepartment, p.Country} {
			b = appendText(b, text)
		}
	}
	return b
}

// UnpackHead reads words, deeds and people's ids into a journal. Its texts are
// parts of packed, which must not change any more.
func (j *Journal) UnpackHead(packed []byte) error {
	r := newUnpacker(packed)
	j.Words = r.texts(j.Words)
	n := r.count(6)
	j.Deeds = grown(j.Deeds, n)
	for i := range j.Deeds {
		j.Deeds[i] = Deed{r.word(j), r.word(j), r.word(j), r.word(j), r.word(j), r.word(j)}
	}
	j.People = r.texts(j.People)
	return r.end("head")
}

// UnpackLines adds a chapter's lines to a journal that has its head.
func (j *Journal) UnpackLines(packed []byte) error {
	r := newUnpacker(packed)
	n := r.count(4)
	j.Lines = slices.Grow(j.Lines, n)
	return r.lines(j, n, func(l *Line) { j.Lines = append(j.Lines, *l) })
}

// CheckLines looks whether a chapter can be read into a journal that has its
// head.
func (j *Journal) CheckLines(packed []byte) error {
	r := newUnpacker(packed)
	return r.lines(j, r.count(4), nil)
}

// countLines is how many lines a chapter says it has.
func countLines(packed []byte) int { return newUnpacker(packed).count(4) }

func (r *unpacker) lines(j *Journal, n int, do func(*Line)) error {
	l := Line{Seq: -1}
	for range n {
		flags := r.byte()
		l.Flags, l.Minutes = Flags(flags&packFlags), account.NoMinutes
		if flags&packRare != 0 {
			l.Flags |= Flags(r.byte()) << 3
		}
		l.At += r.signed()
		l.Person = int32(r.below(len(j.People)+1)) - 1
		l.Deed = int32(r.below(len(j.Deeds)))
		if flags&packMinutes != 0 {
			l.Minutes = account.Milli(r.unsigned())
		}
		if flags&packRecorded != 0 {
			l.Recorded = l.At + r.signed()
		}
		if flags&packSeq != 0 {
			l.Seq += r.signed()
		} else {
			l.Seq++
		}
		if r.bad {
			break
		}
		if do != nil {
			do(&l)
		}
	}
	return r.end("lines")
}

// UnpackPeople adds people to a list. Their texts are parts of packed, which
// must not change any more.
func UnpackPeople(people []Person, packed []byte) ([]Person, error) {
	r := &unpacker{rest: packed}
	r.bad = r.byte() != peopleVersion || r.bad
	n := r.count(5)
	people = slices.Grow(people, n)
	for range n {
		people = append(people, Person{r.text(), r.text(), r.text(), r.text(), r.text()})
	}
	return people, r.end("people")
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func appendTexts(b []byte, texts []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(texts)))
	for _, text := range texts {
		b = appendText(b, text)
	}
	return b
}

// unpacker reads packed bytes. What does not fit makes it bad, and it reads
// zeros from then on.
type unpacker struct {
	rest []byte
	bad  bool
}

func newUnpacker(packed []byte) *unpacker {
	r := &unpacker{rest: packed}
	r.bad = r.byte() != packVersion || r.bad
	return r
}

func (r *unpacker) byte() byte {
	if r.bad || len(r.rest) == 0 {
		r.bad = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *unpacker) unsigned() uint64 {
	if !r.bad && len(r.rest) > 0 && r.rest[0] < 0x80 {
		v := uint64(r.rest[0])
		r.rest = r.rest[1:]
		return v
	}
	v, n := binary.Uvarint(r.rest)
	if r.bad || n <= 0 {
		r.bad = true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *unpacker) signed() int64 {
	v := r.unsigned()
	return int64(v>>1) ^ -int64(v&1)
}

// steps reads numbers of which each is written as the difference to the one before.
func (r *unpacker) steps(out []account.Milli) {
	rest, last := r.rest, account.Milli(0)
	for i := range out {
		v, n := uint64(0), 1
		if len(rest) > 0 && rest[0] < 0x80 {
			v = uint64(rest[0])
		} else if v, n = binary.Uvarint(rest); n <= 0 {
			r.bad = true
			return
		}
		rest = rest[n:]
		last += account.Milli(int64(v>>1) ^ -int64(v&1))
		out[i] = last
	}
	r.rest = rest
}

// below is a number that must be below n.
func (r *unpacker) below(n int) uint64 {
	v := r.unsigned()
	if v >= uint64(n) {
		r.bad = true
		return 0
	}
	return v
}

// count is how many things follow that take at least size bytes each.
func (r *unpacker) count(size int) int {
	v := r.unsigned()
	if v > uint64(len(r.rest)/size) {
		r.bad = true
		return 0
	}
	return int(v)
}

func (r *unpacker) word(j *Journal) int32 { return int32(r.below(len(j.Words))) }

func (r *unpacker) text() string {
	n := r.unsigned()
	if n > uint64(len(r.rest)) {
		r.bad = true
	}
	if r.bad || n == 0 {
		return ""
	}
	text := unsafe.String(&r.rest[0], n)
	r.rest = r.rest[n:]
	return text
}

func (r *unpacker) texts(list []string) []string {
	list = grown(list, r.count(1))
	for i := range list {
		list[i] = r.text()
	}
	return list
}

func (r *unpacker) end(what string) error {
	if r.bad || len(r.rest) > 0 {
		return fmt.Errorf("%s: %w", what, ErrPacked)
	}
	return nil
}

// grown is a list of n values, in the room of an old one where that is enough.
func grown[V any](old []V, n int) []V {
	if cap(old) >= n {
		return old[:n]
	}
	return make([]V, n)
}
