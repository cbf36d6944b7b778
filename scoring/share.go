package scoring

import (
	"cmp"
	"slices"

	"engagement/account"
)

// Share is what an account brings to the MQA of those above it: of its ledger
// the rows whose minutes count, each with its person and with the asset or event
// behind it. Minutes are weighted, held by caps and rounded as in its own ledger.
type Share struct {
	days   []shareDay // on which anything happened at all, in order
	people []sharePerson
	deeds  []shareDeed
	rows   []shareRow // in time order
}

type shareDay struct {
	day      account.Day
	recorded int64 // newest arrival of it and of the days before
}

type sharePerson struct {
	id   string
	role account.Role
}

// shareDeed is what tells assets and events apart, and what people call it.
type shareDeed struct {
	asset, url, typ string
	label           string
	event           bool
}

type shareRow struct {
	day     account.Day
	person  int32 // index into people, or Nobody
	deed    int32
	minutes account.Milli
}

// Share is what an account brings to those above it, up to the end of day. An
// account whose relation never qualifies brings nothing, and neither does what
// was done on days on which it had an open opportunity or was a customer: that
// is known already, and nobody has to be called for it.
func (s *Scorer) Share(f Facts, day account.Day) *Share {
	return s.share(&f, day, func(on account.Day) bool { return s.brings(&f, on) })
}

// brings reports whether what an account did on a day counts for those above it.
func (s *Scorer) brings(f *Facts, on account.Day) bool {
	a := f.Account
	if a.Relation == customer || slices.Contains(s.policy.MQA.Excluded, a.Relation) {
		return false
	}
	return !slices.ContainsFunc(f.Opportunities, func(o account.Opportunity) bool {
		return o.OpenOn(on, s.policy.Zone) || o.WonBy(on, s.policy.Zone)
	})
}

// customer is the relation of those who are customers whatever deals say.
const customer = "customer"

// share collects the counting rows of the days that are admitted.
func (s *Scorer) share(f *Facts, day account.Day, admits func(account.Day) bool) *Share {
	out := &Share{}
	j := f.journal()
	people, deeds := map[int32]int32{}, map[shareDeed]int32{}
	s.eachDay(f, day, func(on account.Day, rows []entry, _ int) {
		s.keep = on + 1
		out.happened(on, rows)
		if !slices.ContainsFunc(rows, func(e entry) bool { return e.counts() }) || !admits(on) {
			return
		}
		for i := range rows {
			e := &rows[i]
			if !e.counts() {
				continue
			}
			d := &j.Deeds[e.Deed]
			deed := shareDeed{asset: j.Words[d.Asset], url: j.Words[d.URL], typ: e.read.name, label: e.read.label, event: e.read.kind.Event}
			row := shareRow{day: on, person: Nobody, deed: place(deeds, &out.deeds, deed, deed), minutes: e.minutes}
			if e.Person != Nobody {
				row.person = place(people, &out.people, e.Person, sharePerson{id: j.People[e.Person], role: s.weight(e.Person).role})
			}
			out.rows = append(out.rows, row)
		}
	})
	return out
}

// happened notes a day with everything that is known of it.
func (s *Share) happened(on account.Day, rows []entry) {
	one := shareDay{day: on}
	if n := len(s.days); n > 0 {
		one.recorded = s.days[n-1].recorded
	}
	for i := range rows {
		one.recorded = max(one.recorded, rows[i].Recorded)
	}
	s.days = append(s.days, one)
}

// until is the newest day, up to and including one, on which anything happened.
func (s *Share) until(day account.Day) (shareDay, bool) {
	n, found := slices.BinarySearchFunc(s.days, day, func(d shareDay, day account.Day) int { return cmp.Compare(d.day, day) })
	if found {
		n++
	}
	if n == 0 {
		return shareDay{}, false
	}
	return s.days[n-1], true
}

// place is the index of a value in a list, known by its key; it is added where
// it is new.
func place[K comparable, V any](known map[K]int32, list *[]V, key K, v V) int32 {
	n, ok := known[key]
	if !ok {
		n = int32(len(*list))
		known[key], *list = n, append(*list, v)
	}
	return n
}
