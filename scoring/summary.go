package scoring

import (
	"cmp"
	"slices"

	"engagement/account"
)

// summary is what the last 90 days look like by person, group and activity.
type summary struct {
	groups  [4]account.Milli // by index into Groups
	persons []account.PersonMinutes
	unknown account.Milli
	total   account.Milli
	manual  account.Milli
	tops    []*entry // those with most minutes, most first
	top     []account.ActivityMinutes
}

// Manual is the source of activities that one of us logged by hand.
const Manual = "manual"

// cardWindow is how many days a card sums up.
const cardWindow = 90

// summarise sums up a span of days that ends with the fold.
func (fd *fold) summarise(span account.Span) *summary {
	s := fd.early
	if s == nil {
		s = fd.summary()
	}
	rows := fd.scorer.rows[max(0, fd.starts[max(0, int(span.From-fd.first))]-fd.scorer.gone):]
	for i := range rows {
		s.add(fd, &rows[i])
	}
	for _, e := range s.tops {
		a := account.ActivityMinutes{Touch: fd.touch(e), Role: fd.scorer.weight(e.Person).role, Minutes: e.minutes}
		if e.Person != Nobody {
			a.ContactID = fd.journal.People[e.Person]
		}
		s.top = append(s.top, a)
	}
	fd.scorer.persons = s.persons
	return s
}

// summary is one of nothing yet.
func (fd *fold) summary() *summary {
	fd.scorer.personAt = zeros(fd.scorer.personAt, len(fd.journal.People))
	return &summary{persons: fd.scorer.persons[:0], tops: make([]*entry, 0, topActivities+1)}
}

// add adds a row to what the rows before it were.
func (s *summary) add(fd *fold, e *entry) {
	if e.minutes == 0 {
		return
	}
	s.total += e.minutes
	s.groups[e.read.group] += e.minutes
	if j := fd.journal; j.Words[j.Deeds[e.Deed].Source] == Manual {
		s.manual += e.minutes
	}
	s.tops = rank(s.tops, e)
	if e.Person == Nobody {
		s.unknown += e.minutes
		return
	}
	person := s.person(fd, e.Person)
	person.Minutes += e.minutes
	person.Last = fd.touch(e)
}

// person is what is summed up of one person of the journal.
func (s *summary) person(fd *fold, who int32) *account.PersonMinutes {
	at := &fd.scorer.personAt[who]
	if *at == 0 {
		s.persons = append(s.persons, account.PersonMinutes{ContactID: fd.journal.People[who], Role: fd.scorer.weight(who).role})
		*at = int32(len(s.persons))
	}
	return &s.persons[*at-1]
}

// rank keeps the few entries with most minutes, the newer first where they have
// the same, and of one day the earlier.
func rank(tops []*entry, e *entry) []*entry {
	n := len(tops)
	for n > 0 && (e.minutes > tops[n-1].minutes || e.minutes == tops[n-1].minutes && e.day > tops[n-1].day) {
		n--
	}
	if n >= topActivities {
		return tops
	}
	tops = slices.Insert(tops, n, e)
	return tops[:min(len(tops), topActivities)]
}

func (fd *fold) touch(e *entry) account.Touch {
	return account.Touch{Label: e.read.label, Asset: fd.journal.Words[fd.journal.Deeds[e.Deed].Asset], Day: e.day}
}

func (s *summary) fill(c *account.Card) {
	c.People90 = len(s.persons)
	for i, g := range Groups {
		if m := s.groups[i]; m > 0 {
			c.Groups = append(c.Groups, account.GroupMinutes{Group: g, Minutes: m})
		}
	}
	slices.SortStableFunc(c.Groups, func(a, b account.GroupMinutes) int { return cmp.Compare(b.Minutes, a.Minutes) })
	n := min(len(s.persons), topPeople)
	s.lead(n)
	c.People, c.MorePeople = append(c.People, s.persons[:n]...), len(s.persons)-n
	c.Activities, c.Unknown = s.top, s.unknown
	if s.total > 0 {
		c.Trust.Anonymous = int((s.unknown*100 + s.total/2) / s.total)
		c.Trust.Known = 100 - c.Trust.Anonymous
		c.Trust.SelfReported = int((s.manual*100 + s.total/2) / s.total)
	}
}

// lead brings the n people with most minutes to the front, in order. They are few
// beside all others, whose order nobody asks for.
func (s *summary) lead(n int) {
	if n == 0 {
		return
	}
	slices.SortFunc(s.persons[:n], before)
	for i := n; i < len(s.persons); i++ {
		if before(s.persons[i], s.persons[n-1]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(s.persons[:n], s.persons[i], before)
		out := s.persons[n-1]
		copy(s.persons[at+1:n], s.persons[at:n-1])
		s.persons[at], s.persons[i] = s.persons[i], out
	}
}

// before orders people who have the same minutes.
func before(a, b account.PersonMinutes) int {
	return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.ContactID, b.ContactID))
}
