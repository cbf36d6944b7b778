package scoring

import (
	"cmp"
	"slices"

	"engagement/account"
)

// Journal is what one account's people did, as scoring reads it: a line an
// activity, in the order in which caps see them, with every text written down
// once. It holds no name and no address, and nothing of the policy: whatever
// the config says, the journal stays as it is.
type Journal struct {
	Words  []string // every text that deeds refer to; word 0 is ""
	Deeds  []Deed   // what was done, without who and when
	People []string // contact ids that lines refer to
	Packed [][]byte // chapters of lines before Lines, each as CheckLines accepts it
	Lines  []Line   // by instant, then by the activity's id and source
}

// Deed is what an activity did. Its fields are indexes into Journal.Words.
type Deed struct {
	Source, Type, URL, Asset, Campaign, Status int32
}

// Line is one activity.
type Line struct {
	At       int64         // milliseconds since 1970, UTC
	Recorded int64         // the same, of its arrival
	Seq      int64         // the store's number of the activity; its index in Facts.Activities where those are given
	Minutes  account.Milli // exact duration, or account.NoMinutes
	Person   int32         // index into Journal.People; Nobody for the unknown person
	Deed     int32         // index into Journal.Deeds
	Flags    Flags
}

// Nobody is the Person of a line of the unknown person.
const Nobody int32 = -1

// Flags are the yes and no of a line.
type Flags uint8

// The flags.
const (
	Robot  Flags = 1 << iota // not a person's doing
	Live                     // young on arrival: it may alert
	Named                    // the row itself named the account
	Tagged                   // who did it is known from a mark in a link

	// Above them stands what gave a robot away, an account.Sign.
	signShift = 4
	signMask  = 7 << signShift
)

// Sign is what gave a robot away.
func (f Flags) Sign() account.Sign { return account.SignOf(int64(f&signMask) >> signShift) }

// Has reports whether a flag is set.
func (f Flags) Has(flag Flags) bool { return f&flag != 0 }

// Len is how many lines there are.
func (j *Journal) Len() int {
	n := len(j.Lines)
	for _, packed := range j.Packed {
		n += countLines(packed)
	}
	return n
}

// Scribe writes a journal: it gives every text and deed its number.
type Scribe struct {
	Journal
	written int // lines, of which the first few are not worth an index
	words   map[string]int32
	deeds   map[Deed]int32
	people  map[string]int32
}

// NewScribe goes on with a journal, which it takes over.
func NewScribe(j Journal) *Scribe {
	if len(j.Words) == 0 {
		j.Words = []string{""}
	}
	return &Scribe{Journal: j}
}

// fewLines are looked up without an index.
const fewLines = 8

// Line makes the line of an activity; it does not add it to Lines. seq is the
// store's number of the activity.
func (s *Scribe) Line(a *account.Activity, seq int64) Line {
	if s.written++; s.written == fewLines {
		s.words, s.deeds, s.people = index(s.Words), index(s.Deeds), index(s.People)
	}
	l := Line{
		At: a.OccurredAt.UnixMilli(), Recorded: a.RecordedAt.UnixMilli(), Seq: seq, Minutes: a.Minutes,
		Person: s.person(a.Match.ContactID),
		Deed: s.deed(Deed{
			Source: s.word(a.Source), Type: s.word(a.Type), URL: s.word(a.URL), Asset: s.word(a.Asset),
			Campaign: s.word(a.Campaign), Status: s.word(a.Status),
		}),
	}
	if a.Bot {
		l.Flags |= Robot | Flags(a.Sign)<<signShift
	}
	if a.Live {
		l.Flags |= Live
	}
	if a.Tagged {
		l.Flags |= Tagged
	}
	if a.Match.Method == account.ByAccountID {
		l.Flags |= Named
	}
	return l
}

func (s *Scribe) word(text string) int32 { return numbered(s.words, &s.Words, text) }

func (s *Scribe) deed(d Deed) int32 { return numbered(s.deeds, &s.Deeds, d) }

func (s *Scribe) person(id string) int32 {
	if id == "" {
		return Nobody
	}
	return numbered(s.people, &s.People, id)
}

// numbered finds the index of a value in a list, and adds it where it is new.
// known is its index, or nil.
func numbered[V comparable](known map[V]int32, list *[]V, v V) int32 {
	if known == nil {
		if n := slices.Index(*list, v); n >= 0 {
			return int32(n)
		}
	} else if n, ok := known[v]; ok {
		return n
	}
	n := int32(len(*list))
	*list = append(*list, v)
	if known != nil {
		known[v] = n
	}
	return n
}

func index[V comparable](list []V) map[V]int32 {
	known := make(map[V]int32, len(list))
	for i, v := range list {
		known[v] = int32(i)
	}
	return known
}

// JournalOf writes the journal of activities, whose order does not matter.
func JournalOf(activities []account.Activity) *Journal {
	s := NewScribe(Journal{})
	s.Lines = make([]Line, len(activities))
	for i := range activities {
		s.Lines[i] = s.Line(&activities[i], int64(i))
	}
	slices.SortFunc(s.Lines, func(a, b Line) int {
		if c := cmp.Compare(a.At, b.At); c != 0 {
			return c
		}
		one, other := &activities[a.Seq], &activities[b.Seq]
		return cmp.Or(cmp.Compare(one.ID, other.ID), cmp.Compare(one.Source, other.Source))
	})
	return &s.Journal
}
