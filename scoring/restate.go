package scoring

import (
	"cmp"
	"slices"
	"time"

	"engagement/account"
)

// Basis is what a number of a report rests on.
type Basis struct {
	Span     account.Span
	Known    time.Time // what was recorded by then; the zero instant is everything
	Policy   *Policy
	Assigned time.Time // how accounts were assigned by then; the zero instant is as they are
}

// Restating explains how the minutes of a report got from one number to
// another. The inputs are replaced one at a time, in a fixed order, and each
// term is the difference that its replacement makes, on everything that is
// known now:
//
//  1. activity: the other span, and what occurred after the first number was
//     made, which it could not know;
//  2. late: what had occurred by then and was recorded only later;
//  3. rules: the other config (types, weights, caps, zone, segments, personas);
//  4. owner: the other assignment of accounts (owner, territory, tier,
//     industry, country, head count);
//  5. match: what is left at either end between the number as it was stated and
//     the same basis computed now. Nothing else is kept of it: whose an
//     activity is and who the person is (domains, contacts, titles), erased
//     people included; and what was being recorded at the very moment of a
//     number.
//
// The sum telescopes, so that the terms make up the difference exactly. A cause
// that acts alone moves its own term alone; where causes meet (a late activity
// under a new rule) the earlier step bears what both do together.
type Restating struct {
	by       account.Dimension
	then     bool
	from, to Basis
	swapped  bool
	rows     map[string]*account.Bridge // From and To as computed now
	scorers  map[*Policy]*Scorer
}

// NewRestating begins to explain the way from one basis to another. Of two, the
// one that knew less comes first; the other way round every sign turns.
func NewRestating(by account.Dimension, then bool, from, to Basis) *Restating {
	r := &Restating{by: by, then: then, from: from, to: to, rows: map[string]*account.Bridge{}, scorers: map[*Policy]*Scorer{}}
	for _, b := range []Basis{from, to} {
		r.scorers[b.Policy] = NewScorer(b.Policy)
	}
	if !to.Known.IsZero() && (from.Known.IsZero() || from.Known.After(to.Known)) {
		r.from, r.to, r.swapped = to, from, true
	}
	return r
}

// Add counts one account, with everything it has been assigned to.
func (r *Restating) Add(f Facts, past account.Assignments) {
	at := r.from
	start := r.minutes(f, past, at, time.Time{})
	news := at.Known
	at.Span = r.to.Span
	activity := r.minutes(f, past, at, news)
	at.Known = r.to.Known
	late := r.minutes(f, past, at, time.Time{})
	at.Policy = r.to.Policy
	rules := r.minutes(f, past, at, time.Time{})
	at.Assigned = r.to.Assigned
	owner := r.minutes(f, past, at, time.Time{})
	for value, m := range start {
		b := r.row(value)
		b.From += m
		b.Activity -= m
	}
	for value, m := range activity {
		b := r.row(value)
		b.Activity += m
		b.Late -= m
	}
	for value, m := range late {
		b := r.row(value)
		b.Late += m
		b.Rules -= m
	}
	for value, m := range rules {
		b := r.row(value)
		b.Rules += m
		b.Owner -= m
	}
	for value, m := range owner {
		b := r.row(value)
		b.Owner += m
		b.To += m
	}
}

func (r *Restating) row(value string) *account.Bridge {
	b, ok := r.rows[value]
	if !ok {
		b = &account.Bridge{}
		r.rows[value] = b
	}
	return b
}

// minutes computes an account on a basis. With news, what occurred after it
// counts whenever it was recorded, as far as the other number knew it.
func (r *Restating) minutes(f Facts, past account.Assignments, b Basis, news time.Time) map[string]account.Milli {
	by := func(l *Line, t time.Time) bool { return t.IsZero() || l.Recorded <= t.UnixMilli() }
	if !b.Known.IsZero() {
		f = f.only(func(l *Line) bool {
			return by(l, b.Known) || !news.IsZero() && l.At > news.UnixMilli() && by(l, r.to.Known)
		})
	}
	if !b.Assigned.IsZero() {
		past = past.Until(b.Assigned)
		f.Account = past.At(f.Account, b.Assigned.Add(time.Millisecond))
	}
	out := map[string]account.Milli{}
	for value, s := range r.scorers[b.Policy].shares(f, r.by, r.then, past, b.Span, account.Span{From: 1}) {
		if s.minutes != 0 {
			out[value] = s.minutes
		}
	}
	return out
}

// Rows are the bridges between two numbers as they were stated, by value; where
// a report had no row it stated 0. Rows with the largest difference come first.
func (r *Restating) Rows(from, to map[string]account.Milli) []account.Restated {
	for _, stated := range []map[string]account.Milli{from, to} {
		for value := range stated {
			r.row(value)
		}
	}
	var out []account.Restated
	for value, b := range r.rows {
		one := *b
		if r.swapped {
			one = account.Bridge{From: b.To, To: b.From, Activity: -b.Activity, Late: -b.Late, Rules: -b.Rules, Owner: -b.Owner}
		}
		one.Match = (to[value] - one.To) - (from[value] - one.From)
		one.From, one.To = from[value], to[value]
		out = append(out, account.Restated{Value: value, Bridge: one})
	}
	slices.SortFunc(out, func(a, b account.Restated) int {
		size := func(r account.Restated) account.Milli { return max(r.To-r.From, r.From-r.To) }
		return cmp.Or(cmp.Compare(size(b), size(a)), cmp.Compare(b.To, a.To), cmp.Compare(a.Value, b.Value))
	})
	return out
}

// Stated are the minutes of a report's rows by value.
func Stated(r account.Report) map[string]account.Milli {
	out := map[string]account.Milli{}
	for _, row := range r.Rows {
		out[row.Value] = row.Minutes
	}
	return out
}
