package scoring

import (
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"engagement/account"
)

// plainRelatives is an account and those below it.
func plainRelatives(rt *rapid.T, p *Policy) (Facts, []Facts) {
	f := plainFacts(rt, p)
	var below []Facts
	for i := range rapid.IntRange(1, 3).Draw(rt, "accounts below") {
		one := plainFacts(rt, p)
		one.Account.ID = string(rune('B' + i))
		// Contacts live in one country, wherever they work.
		one.People = f.People
		below = append(below, one)
	}
	if rapid.IntRange(0, 4).Draw(rt, "a parent in name") == 0 {
		f.Activities = nil
	}
	return f, below
}

// withShares gives an account what those below it bring.
func withShares(s *Scorer, f Facts, below []Facts, day account.Day) Facts {
	for _, one := range below {
		f.Family = append(f.Family, s.Share(one, day))
	}
	return f
}

// plainFamily is what the MQA of an account says when those below it count, each
// day from all rows in the window.
func plainFamily(f Facts, below []Facts, p *Policy, day account.Day) account.Card {
	own := plainEntries(&f, p, day)
	fd := newPlainFold(&f, p, own, day)
	first := fd.first
	rows := [][]plainEntry{own}
	for i := range below {
		one := plainEntries(&below[i], p, day)
		if len(one) > 0 {
			first = min(first, one[0].day)
		}
		one = slices.DeleteFunc(one, func(e plainEntry) bool {
			theirs := &plainFold{policy: p, facts: &below[i]}
			return slices.Contains(p.MQA.Excluded, below[i].Account.Relation) || theirs.hasOpportunity("open", e.day) || theirs.hasOpportunity("won", e.day)
		})
		rows = append(rows, one)
	}
	if before := int(fd.first - first); before > 0 {
		fd.days, fd.before, fd.first = append(make([]plainDay, before), fd.days...), append(make([]account.Milli, before), fd.before...), first
	}
	var c account.Card
	roles := map[string]account.Role{}
	for i := range fd.days {
		d := fd.first + account.Day(i)
		w := plainWindow{people: map[string]account.Milli{}, events: map[string]bool{}, days: map[account.Day]bool{}}
		c.Subsidiaries = 0
		for k := range rows {
			part := 0
			for n := range rows[k] {
				e := &rows[k][n]
				if e.typ != nil && e.minutes > 0 && slices.Contains(p.MQA.Groups, e.typ.Group) && account.Window(d, p.MQA.Window).Contains(e.day) {
					w.add(e, p)
					part, roles[e.activity.Match.ContactID] = 1, e.weight.role
				}
			}
			if k > 0 {
				c.Subsidiaries += part
			}
		}
		delete(w.people, "") // counted in minutes, never as somebody
		c.Counting90, c.Engaged90 = w.total(p), w.count(func(string) bool { return true }, fd.need.Floor)
		senior := fd.need.Senior > 0 && w.count(func(id string) bool { return roles[id].Level.Senior() }, fd.need.Senior) > 0
		wanted := len(p.MQA.Personas) == 0 || w.count(func(id string) bool { return slices.Contains(p.MQA.Personas, p.PersonaOf(roles[id])) }, fd.need.Floor) > 0
		enough := c.Counting90 >= fd.need.Minutes && (c.Engaged90 >= fd.need.People || senior) && wanted && len(w.events) >= p.MQA.Events && len(w.days) >= p.MQA.Days
		if fd.mqa && fd.below >= p.MQA.LeaveNights {
			fd.mqa, fd.mqaSince = false, 0
		}
		if fd.days[i].actNow {
			fd.below = 0
		}
		if !fd.mqa && (enough || fd.days[i].actNow) {
			fd.mqa, fd.mqaSince, fd.below = true, d, 0
			fd.crossed = append(fd.crossed, d)
		}
		if fd.below++; c.Counting90*100 >= fd.need.Minutes*account.Milli(p.MQA.LeavePercent) {
			fd.below = 0
		}
		fd.judgeStage(i)
		c.Trend.Running = append(c.Trend.Running, c.Counting90)
	}
	c.MQA, c.MQASince, c.Stage, c.Trend.Crossed = fd.mqa, fd.mqaSince, fd.stage, fd.crossed
	c.Minutes90 = fd.sum(len(fd.days)-1, 90)
	return c
}

// What an account and those below it come to is what the plain reading of all
// their rows says; without them it is what it was.
func TestFamilySaysWhatThePlainReadingSays(t *testing.T) {
	p := demanding()
	p.MQA.Excluded = slices.DeleteFunc(slices.Clone(p.MQA.Excluded), func(r string) bool { return r == "partner" })
	s := NewScorer(p)
	together, alone, left := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		f, below := plainRelatives(rt, p)
		day := today - account.Day(rapid.IntRange(0, 10).Draw(rt, "ago"))
		if slices.Contains(p.MQA.Excluded, f.Account.Relation) {
			return
		}
		want := plainFamily(f, below, p, day)
		family := withShares(s, f, below, day)
		st := s.Standing(family, day)
		got := st.Card
		cut := account.Card{Score: account.Score{
			Subsidiaries: got.Subsidiaries, Counting90: got.Counting90, Engaged90: got.Engaged90, Minutes90: got.Minutes90,
			MQA: got.MQA, MQASince: got.MQASince, Stage: got.Stage,
		}}
		cut.Trend.Crossed, cut.Trend.Running = got.Trend.Crossed, got.Trend.Running[TrendDays-len(want.Trend.Running):]
		if diff := gocmp.Diff(want, cut); diff != "" {
			rt.Fatalf("family (-plain +fast):\n%s", diff)
		}
		one := s.Standing(f, day).Card
		switch {
		case one.Counting90 > got.Counting90 || one.Engaged90 > got.Engaged90 || one.MQA && !got.MQA:
			rt.Fatalf("with those below it the account has less: %+v, alone %+v", got.Score, one.Score)
		case got.MQA && !one.MQA:
			together++
		case got.MQA:
			alone++
		}
		if len(got.Trend.Crossed) > 0 && !got.MQA {
			left++
		}
		// What has nothing to do with the MQA stays as it is, buying centers too.
		for i := range st.Centers {
			if diff := gocmp.Diff(s.Standing(f, day).Centers[i], st.Centers[i]); diff != "" {
				rt.Fatalf("center (-alone +family):\n%s", diff)
			}
		}
		if got.Minutes7 != one.Minutes7 || got.Heat != one.Heat || gocmp.Diff(one.People, got.People) != "" || gocmp.Diff(one.Activities, got.Activities) != "" {
			rt.Fatal("those below it have changed the account's own minutes")
		}
		if (got.Subsidiaries > 0) != (got.FamilyPeople != nil) && got.Engaged90 > 0 {
			rt.Fatalf("%d subsidiaries, and the people are %+v", got.Subsidiaries, got.FamilyPeople)
		}
		// Shares that go on after the day, in another order, change nothing.
		later := withShares(s, f, []Facts{below[len(below)-1]}, today+50)
		for i := range below[:len(below)-1] {
			later.Family = append(later.Family, NewScorer(p).Share(below[i], today+50))
		}
		again := s.Standing(later, day).Card
		for _, c := range []*account.Card{&got, &again} {
			for i := range c.FamilyPeople {
				c.FamilyPeople[i].Last = account.Touch{} // of one day, that of the last account
			}
			c.Move, c.Next = account.Move{}, ""
		}
		if diff := gocmp.Diff(got, again); diff != "" {
			rt.Fatalf("(-family +another order):\n%s", diff)
		}
	})
	if together == 0 || alone == 0 || left == 0 {
		t.Errorf("%d qualify together, %d alone, %d left: the test says little", together, alone, left)
	}
}

// Nobody rolls up unless the config says so, nor to an account that never
// qualifies.
func TestFamiliesRollUpOnlyWhereConfigured(t *testing.T) {
	p := policy()
	child := acme(on(doing("event.workshop", "vp", 5), "W1", ""), on(doing("event.workshop", "dir", 3), "W2", ""))
	child.Account.ID = "A2"
	for _, tt := range []struct {
		name     string
		change   func(p *Policy, parent, child *Facts)
		mqa      bool
		counting account.Milli
		part     int
	}{
		{"not configured", func(p *Policy, _, _ *Facts) { p.MQA.RollUp = false }, false, 0, 0},
		{"configured", func(*Policy, *Facts, *Facts) {}, true, 165 * account.Minute, 1},
		{"the parent is a competitor", func(_ *Policy, parent, _ *Facts) { parent.Account.Relation = "competitor" }, false, 0, 0},
		{"the parent is a customer", func(_ *Policy, parent, _ *Facts) { parent.Account.Relation = "customer" }, true, 165 * account.Minute, 1},
		{"the subsidiary is a partner", func(_ *Policy, _, child *Facts) { child.Account.Relation = "partner" }, false, 0, 0},
		{"the subsidiary is a customer", func(_ *Policy, _, child *Facts) { child.Account.Relation = "customer" }, false, 0, 0},
		{"the subsidiary has an open opportunity", func(_ *Policy, _, child *Facts) {
			child.Opportunities = []account.Opportunity{{ID: "O", CreatedAt: (today - 9).Start(berlin)}}
		}, false, 0, 0},
		{"it has one since the second workshop", func(_ *Policy, _, child *Facts) {
			child.Opportunities = []account.Opportunity{{ID: "O", CreatedAt: (today - 4).Start(berlin)}}
		}, false, 90 * account.Minute, 1},
		{"its opportunity was lost", func(_ *Policy, _, child *Facts) {
			child.Opportunities = []account.Opportunity{{ID: "O", CreatedAt: (today - 30).Start(berlin), ClosedAt: (today - 20).Start(berlin)}}
		}, true, 165 * account.Minute, 1},
		{"a request at the subsidiary is its own", func(_ *Policy, _, child *Facts) {
			child.Activities, child.Journal = []account.Activity{doing("form.demo_request", "ic", 2)}, nil
		}, false, 22500, 1},
	} {
		policy, parent, child := *p, acme(), child
		policy.MQA.RollUp = true
		tt.change(&policy, &parent, &child)
		s := NewScorer(&policy)
		got := s.Standing(withShares(s, parent, []Facts{child}, today), today).Card
		if got.MQA != tt.mqa || got.Counting90 != tt.counting || got.Subsidiaries != tt.part {
			t.Errorf("%s: MQA %v with %s min of %d subsidiaries, want %v with %s of %d", tt.name, got.MQA, got.Counting90.Decimal(), got.Subsidiaries, tt.mqa, tt.counting.Decimal(), tt.part)
		}
		if tt.mqa && tt.part > 0 {
			if got.Grade != 4 || got.Minutes90 != 0 || len(got.People) != 0 || len(got.FamilyPeople) != 2 || got.FamilyPeople[0].ContactID != "vp" {
				t.Errorf("%s: the card is %+v", tt.name, got)
			}
			if !strings.Contains(got.Move.Reason, "qualified with 1 subsidiary: the VP in Finance spent 90 min in 90 days") || strings.Contains(got.Next, "nobody") {
				t.Errorf("%s: %s; %s", tt.name, got.Move.Reason, got.Next)
			}
		}
		if got.LastRecorded.IsZero() && policy.MQA.RollUp && parent.Account.Relation != "competitor" {
			t.Errorf("%s: the score has seen nothing", tt.name)
		}
	}
}

// Whoever is engaged below the account is asked first.
func TestWhyNotKnowsTheFamily(t *testing.T) {
	p := policy()
	p.MQA.RollUp = true
	child := acme(on(doing("event.workshop", "vp", 5), "W1", ""))
	child.Account.ID = "A2"
	parent := acme()
	parent.People = nil
	s := WhyNot(withShares(NewScorer(p), parent, []Facts{child}, today), p, today)
	if s.Subsidiaries != 1 || s.Minutes != 0 || s.People != 0 || s.Events != 1 || s.Days != 1 || len(s.Steps) != 1 || s.Steps[0].ContactID != "vp" {
		t.Errorf("it lacks %+v", s)
	}
}

// Days and people are of the whole family: two accounts on one day are one day,
// and only somebody senior is breadth enough alone.
func TestFamilySpread(t *testing.T) {
	p := policy()
	p.MQA.RollUp = true
	s := NewScorer(p)
	named := func(id string, activities ...account.Activity) Facts {
		f := acme(activities...)
		f.Account.ID = id
		return f
	}
	for _, tt := range []struct {
		name string
		a, b Facts
		want bool
	}{
		{"one day", named("B", on(doing("event.workshop", "vp", 3), "W1", "")), named("C", on(doing("event.workshop", "dir", 3), "W2", "")), false},
		{"two days", named("B", on(doing("event.workshop", "vp", 3), "W1", "")), named("C", on(doing("event.workshop", "dir", 4), "W2", "")), true},
		{"one thing", named("B", on(doing("event.workshop", "vp", 3), "W1", "")), named("C", on(doing("event.workshop", "dir", 4), "W1", "")), false},
		{"one senior person", named("B", on(doing("event.workshop", "vp", 3), "W1", "")), named("C", on(doing("content.download", "vp", 4), "W2", "")), true},
		{"one person who is not", named("B", on(doing("event.workshop", "ic", 3), "W1", ""), on(doing("event.workshop", "ic", 3), "W2", "")), named("C", on(doing("event.workshop", "ic", 4), "W3", "")), false},
	} {
		got := s.Standing(withShares(s, acme(), []Facts{tt.a, tt.b}, today), today).Card
		if got.MQA != tt.want || got.Subsidiaries != 2 {
			t.Errorf("%s: MQA %v, %s min from %d of %d subsidiaries", tt.name, got.MQA, got.Counting90, got.Engaged90, got.Subsidiaries)
		}
	}
}

// An account with somebody below it is walked from the beginning, however busy it
// is: a bookmark would remember the windows of others.
func TestFamilyLaysNoBookmark(t *testing.T) {
	p := policy()
	p.MQA.RollUp = true
	var all []account.Activity
	for i := range 2 * bookmarkLines {
		all = append(all, doing("web.page_view", "vp", 10+i%80))
	}
	f, child := acme(all...), acme(on(doing("event.workshop", "dir", 3), "W", ""))
	child.Account.ID = "A2"
	s := NewScorer(p)
	if _, laid, err := s.StandingFrom(f, nil, today); laid == nil || err != nil {
		t.Fatalf("alone: bookmark %v, %v", laid, err)
	}
	f = withShares(s, f, []Facts{child}, today)
	st, laid, err := s.StandingFrom(f, nil, today)
	if laid != nil || err != nil {
		t.Errorf("with a subsidiary: bookmark %v, %v", laid, err)
	}
	if diff := gocmp.Diff(s.Standing(f, today), st); diff != "" || st.Card.Subsidiaries != 1 {
		t.Errorf("%d subsidiaries (-standing +from):\n%s", st.Card.Subsidiaries, diff)
	}
}
