package scoring

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"engagement/account"
)

// otherRules is a config that changes what pages and forms are worth.
func otherRules() *Policy {
	p := policy()
	for _, name := range []string{"content.download", "web.page_view", "form.demo_request"} {
		t := p.Types[name]
		t.Minutes += 7 * account.Minute
		p.Types[name] = t
	}
	p.Weights.Level[account.VP] = 333
	return p
}

func noonOf(day account.Day) time.Time { return day.Start(berlin).Add(12 * time.Hour).UTC() }

// stated is a report as it was computed at a moment, with what was known then.
func stated(b Basis, q account.ReportQuery, all []counted) account.Report {
	t := NewTally(b.Policy, q, b.Span, account.Span{From: 1})
	for _, c := range all {
		var known []account.Activity
		for _, a := range c.facts.Activities {
			if b.Known.IsZero() || !a.RecordedAt.After(b.Known) {
				known = append(known, a)
			}
		}
		c.facts.Activities = known
		if !b.Assigned.IsZero() {
			c.past = c.past.Until(b.Assigned)
			if n := len(c.past); n > 0 {
				c.facts.Account = c.past[n-1].Of(c.facts.Account)
			}
		}
		t.Add(c.facts, c.past)
	}
	return t.Report()
}

func restated(q account.ReportQuery, from, to Basis, before, after []counted) ([]account.Restated, account.Bridge) {
	r := NewRestating(q.By, q.Then, from, to)
	for _, c := range after {
		r.Add(c.facts, c.past)
	}
	rows := r.Rows(Stated(stated(from, q, before)), Stated(stated(to, q, after)))
	var sum account.Bridge
	for _, row := range rows {
		sum.Add(row.Bridge)
	}
	return rows, sum
}

func (t restateCase) draw(r *rapid.T) (from, to Basis, before, after []counted, q account.ReportQuery) {
	q = account.ReportQuery{By: rapid.SampledFrom(account.Dimensions[:]).Draw(r, "by"), Then: rapid.Bool().Draw(r, "then")}
	before = anyAccounts(r)
	made := noonOf(today - account.Day(rapid.IntRange(0, 60).Draw(r, "made")))
	span := account.Window(account.DayOf(made, berlin), rapid.IntRange(1, 60).Draw(r, "days"))
	from = Basis{Span: span, Known: made, Policy: policy(), Assigned: made}
	to = Basis{Span: span, Policy: from.Policy}
	for i := range before {
		for j := range before[i].facts.Activities {
			a := &before[i].facts.Activities[j]
			if t.late && rapid.Bool().Draw(r, "late") {
				a.RecordedAt = a.RecordedAt.Add(time.Duration(rapid.IntRange(0, 100).Draw(r, "days late")) * 24 * time.Hour)
			}
		}
		if !t.owner {
			before[i].past = before[i].past.Until(made)
			if n := len(before[i].past); n > 0 {
				before[i].facts.Account = before[i].past[n-1].Of(before[i].facts.Account)
			}
		}
	}
	if t.activity {
		to.Span = account.Window(today, rapid.IntRange(1, 60).Draw(r, "other days"))
	} else {
		// What the first number could not know lies outside both.
		for i := range before {
			var old []account.Activity
			for _, a := range before[i].facts.Activities {
				if !a.OccurredAt.After(made) {
					old = append(old, a)
				}
			}
			before[i].facts.Activities = old
		}
	}
	if t.rules {
		to.Policy = otherRules()
	}
	after = before
	if t.match {
		after = nil
		for _, c := range before { // every second activity was somebody else's
			var kept []account.Activity
			for j, a := range c.facts.Activities {
				if j%2 == 0 {
					kept = append(kept, a)
				}
			}
			c.facts.Activities = kept
			c.facts.People = append([]Person{{ID: "vp", Title: "Intern"}}, c.facts.People[1:]...)
			after = append(after, c)
		}
	}
	return from, to, before, after, q
}

// restateCase says which causes act.
type restateCase struct{ activity, late, match, rules, owner bool }

// Whatever changed, the terms make up the difference exactly, of each row and
// of the total; also backwards, where every term changes its sign.
func TestRestatingSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := restateCase{rapid.Bool().Draw(t, "activity"), rapid.Bool().Draw(t, "late"), rapid.Bool().Draw(t, "match"), rapid.Bool().Draw(t, "rules"), rapid.Bool().Draw(t, "owner")}
		from, to, before, after, q := c.draw(t)
		rows, sum := restated(q, from, to, before, after)
		for _, r := range rows {
			if r.From+r.Activity+r.Late+r.Match+r.Rules+r.Owner != r.To {
				t.Fatalf("%s: %+v does not add up", r.Value, r.Bridge)
			}
		}
		if got := stated(to, q, after).Total.Minutes; sum.To != got || sum.From != stated(from, q, before).Total.Minutes {
			t.Fatalf("bridged to %s, stated %s", sum.To.Decimal(), got.Decimal())
		}
		r := NewRestating(q.By, q.Then, to, from)
		for _, c := range after {
			r.Add(c.facts, c.past)
		}
		forth := map[string]account.Bridge{}
		for _, row := range rows {
			forth[row.Value] = row.Bridge
		}
		for _, b := range r.Rows(Stated(stated(to, q, after)), Stated(stated(from, q, before))) {
			f := forth[b.Value]
			if b.From != f.To || b.To != f.From || b.Activity != -f.Activity || b.Late != -f.Late || b.Match != -f.Match || b.Rules != -f.Rules || b.Owner != -f.Owner {
				t.Fatalf("%s back %+v, forth %+v", b.Value, b.Bridge, f)
			}
		}
	})
}

// A cause that acts alone moves its own term alone.
func TestRestatingNamesTheCause(t *testing.T) {
	for name, c := range map[string]restateCase{
		"nothing": {}, "activity": {activity: true}, "late": {late: true}, "match": {match: true}, "rules": {rules: true}, "owner": {owner: true},
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				from, to, before, after, q := c.draw(t)
				rows, _ := restated(q, from, to, before, after)
				for _, r := range rows {
					if !c.activity && r.Activity != 0 || !c.late && r.Late != 0 || !c.match && r.Match != 0 || !c.rules && r.Rules != 0 || !c.owner && r.Owner != 0 {
						t.Fatalf("%s: %+v", r.Value, r.Bridge)
					}
				}
			})
		})
	}
}
