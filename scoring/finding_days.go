package scoring

import (
	"slices"
	"strings"

	"engagement/account"
)

// Days is one account day by day, as findings are judged: the minutes of the
// groups that count for the MQA, and who spent them on what. Minutes are those
// of the series, before the bound on single events: an event that brings many
// minutes has a finding of its own.
type Days struct {
	Account account.Account
	Need    Need
	From    account.Day     // of the first activity
	Minutes []account.Milli // of each day from From on; nil without activities
	Known   []account.Milli // the part of people we know
	Late    []account.Milli // the part that was history when we learned of it
	Event   []account.Milli // the part of webinars and events
	People  []int           // known people of the 7 days ending on each day
	Learned []account.Day   // the newest day on which we learned of each day; 0 where nothing counts
	TwoWay  []account.Day   // replies, meetings and calls, oldest first
	Open    []account.Span  // opportunities while they were open
	Lost    []account.Day   // opportunities that were closed and not won
	Won     account.Day     // the first won one; 0 without

	contacts []string // known people, in order of appearance
	roles    []account.Role
	assets   []string // in order of appearance
	sources  []string // in order of appearance
	deeds    []deed   // in time order
}

// deed is what one person spent on one asset on a day.
type deed struct {
	day            account.Day
	contact, asset int32 // indexes; -1 is the unknown person, and no asset
	source         int32 // index
	minutes        account.Milli
}

// Daily folds the facts of one account up to and including day. Who asks about
// many accounts keeps a Scorer.
func Daily(f Facts, p *Policy, day account.Day) Days { return NewScorer(p).Daily(f, day) }

// Daily is what the function of that name says.
func (s *Scorer) Daily(f Facts, day account.Day) Days {
	d := Days{Account: f.Account, Need: s.policy.MQA.Need(f.Account), From: day + 1}
	d.deals(f.Opportunities, s.policy, day)
	b := dayBook{Days: &d, scorer: s, journal: f.journal(), last: day, contacts: map[int32]int32{}, assets: map[int32]int32{}, sources: map[int32]int32{}}
	s.eachDay(&f, day, b.enter)
	d.countPeople()
	return d
}

// dayBook writes Days while a scorer walks.
type dayBook struct {
	*Days
	scorer   *Scorer
	journal  *Journal
	last     account.Day
	contacts map[int32]int32 // by number in the journal
	assets   map[int32]int32 // by word
	sources  map[int32]int32 // by word
}

// enter adds a day.
func (b *dayBook) enter(day account.Day, rows []entry, _ int) {
	d := b.Days
	if d.Minutes == nil {
		d.From = day
		n := int(b.last-day) + 1
		d.Minutes, d.Known, d.Late, d.Event = make([]account.Milli, n), make([]account.Milli, n), make([]account.Milli, n), make([]account.Milli, n)
		d.Learned = make([]account.Day, n)
	}
	at := int(day - d.From)
	for i := range rows {
		e := &rows[i]
		k := e.read.kind
		if k == nil || e.Flags.Has(Robot) {
			continue
		}
		if n := len(d.TwoWay); k.Signal != "" && k.Signal != "cancelled" && (n == 0 || d.TwoWay[n-1] != day) {
			d.TwoWay = append(d.TwoWay, day)
		}
		if !e.counts() {
			continue
		}
		d.Minutes[at] += e.minutes
		d.Learned[at] = max(d.Learned[at], b.scorer.days.of(e.Recorded))
		if !e.Flags.Has(Live) {
			d.Late[at] += e.minutes
		}
		if k.Event {
			d.Event[at] += e.minutes
		}
		did := &b.journal.Deeds[e.Deed]
		row := deed{day: day, contact: b.contact(e.Person), asset: b.asset(did.Asset), source: b.source(did.Source), minutes: e.minutes}
		if row.contact >= 0 {
			d.Known[at] += e.minutes
		}
		d.deeds = append(d.deeds, row)
	}
	b.scorer.keep = day // what was counted is needed no more
}

// contact is the index of a person of the journal; -1 for the unknown person.
func (b *dayBook) contact(person int32) int32 {
	if person == Nobody {
		return -1
	}
	i, ok := b.contacts[person]
	if !ok {
		i = int32(len(b.Days.contacts))
		b.contacts[person] = i
		b.Days.contacts = append(b.Days.contacts, strings.Clone(b.journal.People[person]))
		b.roles = append(b.roles, b.scorer.weight(person).role)
	}
	return i
}

// asset is the index of an asset by its word; -1 without one.
func (b *dayBook) asset(word int32) int32 {
	if word == 0 {
		return -1
	}
	return b.text(b.assets, &b.Days.assets, word)
}

// source is the index of a source by its word.
func (b *dayBook) source(word int32) int32 { return b.text(b.sources, &b.Days.sources, word) }

// text is the index of a word's text in a list; it is added where it is new.
func (b *dayBook) text(known map[int32]int32, list *[]string, word int32) int32 {
	i, ok := known[word]
	if !ok {
		i = int32(len(*list))
		known[word] = i
		*list = append(*list, strings.Clone(b.journal.Words[word]))
	}
	return i
}

// deals reads the opportunities as they were known to stand up to day.
func (d *Days) deals(all []account.Opportunity, p *Policy, day account.Day) {
	for _, o := range all {
		made := account.DayOf(o.CreatedAt, p.Zone)
		if made > day {
			continue
		}
		open := account.Span{From: made, To: day}
		if !o.ClosedAt.IsZero() {
			if closed := account.DayOf(o.ClosedAt, p.Zone); closed <= day {
				open.To = closed - 1
				switch {
				case !o.Won:
					d.Lost = append(d.Lost, closed)
				case d.Won == 0 || closed < d.Won:
					d.Won = closed
				}
			}
		}
		d.Open = append(d.Open, open)
	}
	slices.Sort(d.Lost)
}

// countPeople fills People.
func (d *Days) countPeople() {
	d.People = make([]int, len(d.Minutes))
	last := make([]account.Day, len(d.contacts)) // the day up to which a person was counted
	for _, e := range d.deeds {
		if e.contact < 0 {
			continue
		}
		for day := max(e.day, last[e.contact]+1); day < e.day+7 && int(day-d.From) < len(d.People); day++ {
			d.People[day-d.From]++
		}
		last[e.contact] = e.day + 6
	}
}

// To is the last day.
func (d *Days) To() account.Day { return d.From + account.Day(len(d.Minutes)) - 1 }

// sum adds up a list of days over the n days ending on index i.
func (d *Days) sum(list []account.Milli, i, n int) account.Milli {
	var sum account.Milli
	for _, m := range list[max(i-n+1, 0):max(i+1, 0)] {
		sum += m
	}
	return sum
}

// finding is a finding of the day at index i, with what every kind says.
func (d *Days) finding(kind account.FindingKind, i int, normal account.Milli) account.Finding {
	f := account.Finding{
		AccountID: d.Account.ID, Kind: kind, Day: d.From + account.Day(i), Direction: account.Rising,
		Minutes: d.sum(d.Minutes, i, 7), Normal: normal, People: d.People[i],
	}
	d.learned(&f)
	return f
}

// learned fills in when the 7 days became known.
func (d *Days) learned(f *account.Finding) {
	i := int(f.Day - d.From)
	f.Late = d.sum(d.Late, i, 7)
	for _, day := range d.Learned[max(i-6, 0) : i+1] {
		f.Learned = max(f.Learned, day)
	}
}

// history is the account as AccountFindings judges it.
func (d *Days) history(expected []float64, told []account.Finding) AccountHistory {
	h := AccountHistory{
		From: d.From, Minutes: d.Minutes, People: d.People, Expected: expected, Told: told,
		Threshold: d.Need.Minutes, Open: d.Open, TwoWay: d.TwoWay,
	}
	switch d.Account.Tier {
	case "1":
		h.Tier = 1
	case "2":
		h.Tier = 2
	}
	return h
}
