package store

import (
	"cmp"
	"slices"

	"engagement/scoring"
)

// journalDraft is a journal while it is read: what is stored, and what has
// arrived since.
type journalDraft struct {
	*scoring.Scribe
	change    JournalChange
	starts    []int64        // of the chapters that are not packed
	fresh     []scoring.Line // not in the journal yet
	names     []lineName     // of fresh
	words     int            // in the stored head
	deeds     int
	persons   int
	known     []scoring.Person
	knownAll  bool // known are all
	readable  bool // what is stored can be read
	since     int64
	stored    int               // lines in all stored chapters
	bookmarks []bookmarkRow     // that there are, a Sunday's first
	bookmark  *scoring.Bookmark // the one that is heeded; nil for none
}

// lineName orders lines of the same instant.
type lineName struct{ id, source string }

func (n lineName) compare(o lineName) int {
	return cmp.Or(cmp.Compare(n.id, o.id), cmp.Compare(n.source, o.source))
}

// turn adds a chapter. It stays packed where no fresh line falls into it or comes
// before it.
func (d *journalDraft) turn(starts, next int64, packed []byte) error {
	if next <= d.earliest() {
		d.Packed = append(d.Packed, packed)
		return d.CheckLines(packed)
	}
	d.starts = append(d.starts, starts)
	return d.UnpackLines(packed)
}

// earliest is when the first fresh line happened.
func (d *journalDraft) earliest() int64 {
	at := forever
	for _, l := range d.fresh {
		at = min(at, l.At)
	}
	return at
}

// ties lists the stored lines that happened at the instant of a fresh one.
func (d *journalDraft) ties() []int64 {
	var seqs []int64
	for _, l := range d.fresh {
		at, found := slices.BinarySearchFunc(d.Lines, l.At, func(o scoring.Line, at int64) int { return cmp.Compare(o.At, at) })
		for ; found && at < len(d.Lines) && d.Lines[at].At == l.At; at++ {
			seqs = append(seqs, d.Lines[at].Seq)
		}
	}
	return seqs
}

// merge puts fresh lines in their places and packs the chapters they fall into.
func (d *journalDraft) merge(names map[int64]lineName) {
	if len(d.fresh) == 0 {
		return
	}
	for i, l := range d.fresh {
		names[l.Seq] = d.names[i]
	}
	order := func(a, b scoring.Line) int {
		if c := cmp.Compare(a.At, b.At); c != 0 {
			return c
		}
		return names[a.Seq].compare(names[b.Seq])
	}
	slices.SortFunc(d.fresh, order)
	// Most fresh lines are the newest: those before all of them stay where they are.
	at, _ := slices.BinarySearchFunc(d.Lines, d.fresh[0], order)
	stored := slices.Clone(d.Lines[at:])
	lines := slices.Grow(d.Lines, len(d.fresh))[:at]
	for _, l := range d.fresh {
		n := 0
		for n < len(stored) && order(stored[n], l) < 0 {
			n++
		}
		lines = append(append(lines, stored[:n]...), l)
		stored = stored[n:]
	}
	d.Lines = append(lines, stored...)
	d.pack()
}

// pack packs what has changed: the chapters that fresh lines fall into, and the
// head where it has new words.
func (d *journalDraft) pack() {
	if len(d.starts) == 0 {
		d.starts = []int64{firstStart}
	}
	touched := map[int]bool{}
	for _, l := range d.fresh {
		n, found := slices.BinarySearch(d.starts, l.At)
		if !found {
			n--
		}
		touched[n] = true
	}
	from := 0
	for n, starts := range d.starts {
		to := len(d.Lines)
		if n+1 < len(d.starts) {
			next := d.starts[n+1]
			to, _ = slices.BinarySearchFunc(d.Lines, next, func(l scoring.Line, at int64) int { return cmp.Compare(l.At, at) })
		}
		if touched[n] {
			d.cut(starts, d.Lines[from:to], n+1 == len(d.starts))
		}
		from = to
	}
}

// cut packs a chapter, as several where it has grown too long: the newest of all
// is filled up, because more will follow; another is halved.
func (d *journalDraft) cut(starts int64, lines []scoring.Line, newest bool) {
	for len(lines) > 0 {
		n := len(lines)
		if n > chapterLines {
			n = chapterLines
			if !newest && len(lines) < 2*chapterLines {
				n = len(lines) / 2
			}
			for n < len(lines) && lines[n].At == lines[n-1].At {
				n++
			}
		}
		d.change.chapters = append(d.change.chapters, chapter{Starts: starts, Lines: scoring.PackLines(lines[:n])})
		if lines = lines[n:]; len(lines) > 0 {
			starts = lines[0].At
		}
	}
}

// unknown lists the people of lines whose traits have to be asked: the new ones,
// or all.
func (d *journalDraft) unknown() []string {
	if !d.knownAll {
		return d.People
	}
	return d.People[d.persons:]
}

// meet adds the people that are new, and packs them.
func (d *journalDraft) meet(traits map[string]scoring.Person, linked []string) {
	found := slices.Concat(d.unknown(), linked)
	if d.knownAll && len(found) == 0 {
		return
	}
	have := make(map[string]bool, len(d.known))
	for _, p := range d.known {
		have[p.ID] = true
	}
	before := len(d.known)
	for _, id := range found {
		if person, ok := traits[id]; ok && !have[id] {
			have[id] = true
			d.known = append(d.known, person)
		}
	}
	if d.knownAll && len(d.known) == before {
		return
	}
	slices.SortFunc(d.known, func(a, b scoring.Person) int { return cmp.Compare(a.ID, b.ID) })
	d.change.people = scoring.PackPeople(d.known)
}

// changed is what has to be stored, or nil.
func (d *journalDraft) changed() *JournalChange {
	if len(d.Words) > d.words || len(d.Deeds) > d.deeds || len(d.People) > d.persons || d.change.version == 0 || d.change.anew {
		d.change.head = scoring.PackHead(&d.Journal)
	}
	if c := d.change; c.head == nil && c.people == nil && len(c.chapters) == 0 {
		return nil
	}
	d.change.lines = d.stored + len(d.fresh)
	return &d.change
}
