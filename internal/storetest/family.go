package storetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/scoring"
	"engagement/store"
)

// Below an account are its children and theirs, each once, whatever circle they
// make; an account without a parent is below nobody.
func families(t *testing.T, s *store.Store) {
	acme(t, s)
	below := func(id, parent string) account.Account { return account.Account{ID: id, Name: id, ParentID: parent} }
	_, err := s.SaveAccounts(ctx, noon, "", []account.Account{
		below("head", ""), below("b1", "head"), below("b2", "head"), below("c1", "b1"), below("stray", "gone"),
		below("x", "z"), below("y", "x"), below("z", "y"),
	}, nil)
	must(t, err)
	clearMarks(t, s)
	v := verdict(0, "mqa:c1:0")
	v.Card.AccountID, v.Card.Minutes90, v.Decision = "c1", 7000, alert.Decision{State: alert.State{AccountID: "c1"}}
	_, err = s.Commit(ctx, "cfg", []store.Verdict{v})
	must(t, err)
	for id, want := range map[string][]account.FamilyMember{
		"head": {{AccountID: "b1"}, {AccountID: "b2"}, {AccountID: "c1", Day: 20000, Minutes90: 7000}},
		"b1":   {{AccountID: "c1", Day: 20000, Minutes90: 7000}},
		"x":    {{AccountID: "y"}, {AccountID: "z"}},
		"A1":   {}, "": {}, "nobody": {},
	} {
		got, err := s.Below(ctx, id)
		must(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("below %q (-want +got):\n%s", id, diff)
		}
		if shown, err := s.Shown(ctx, id); err == nil && shown.Parent != (len(want) > 0) {
			t.Errorf("%q is shown as a parent: %v", id, shown.Parent)
		}
	}
}

// An account is read together with everything below it, and whatever is below
// several of those asked for is handed over once.
func familiesAtOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	below := func(id, parent string) account.Account { return account.Account{ID: id, Name: id, ParentID: parent} }
	_, err := s.SaveAccounts(ctx, noon, "", []account.Account{
		below("head", ""), below("b1", "head"), below("b2", "head"), below("c1", "b1"), below("x", "y"), below("y", "x"), below("self", "self"),
	}, nil)
	must(t, err)
	_, err = s.Record(ctx, batch(t, s, visit(1, "c1"), visit(2, "c1"), visit(3, "b2"), visit(4, "head"), visit(5, "A1")))
	must(t, err)
	lines := map[string]int{}
	cases, err := s.Families(ctx, noon, "cfg", []string{"x", "head", "A1", "b1", "nobody", "self"}, func(f scoring.Facts) error {
		if _, twice := lines[f.Account.ID]; twice {
			t.Errorf("%s is handed over twice", f.Account.ID)
		}
		lines[f.Account.ID] = f.Journal.Len()
		return nil
	})
	must(t, err)
	if diff := cmp.Diff(map[string]int{"b1": 0, "b2": 1, "c1": 2, "y": 0}, lines); diff != "" {
		t.Errorf("lines of those below (-want +got):\n%s", diff)
	}
	got := map[string][]string{}
	for i, id := range []string{"x", "head", "A1", "b1", "", "self"} {
		if cases[i].Facts.Account.ID != id {
			t.Errorf("case %d is about %q, want %q", i, cases[i].Facts.Account.ID, id)
		}
		got[id] = cases[i].Below
	}
	if diff := cmp.Diff(map[string][]string{"x": {"y"}, "head": {"b1", "b2", "c1"}, "A1": nil, "b1": {"c1"}, "": nil, "self": nil}, got); diff != "" {
		t.Errorf("below (-want +got):\n%s", diff)
	}
	if n := cases[1].Facts.Journal.Len(); n != 1 || cases[1].Mark.Version == 0 {
		t.Errorf("the head has %d lines and mark %+v", n, cases[1].Mark)
	}
	refused := errors.New("refused")
	if _, err := s.Families(ctx, noon, "", []string{"head"}, func(scoring.Facts) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("error %v, want the one of whoever is told", err)
	}
	if none, err := s.Families(ctx, noon, "", nil, nil); none != nil || err != nil {
		t.Errorf("nobody asked for: %v, %v", none, err)
	}
}

// Where accounts are rolled up, an account's mark is that of everybody above it,
// with its cause; an account that moves marks where it was.
func marksAbove(t *testing.T, s *store.Store) {
	acme(t, s)
	below := func(id, parent string) account.Account { return account.Account{ID: id, Name: id, ParentID: parent} }
	marked := func(what string, want map[string]bool, do func() error) {
		t.Helper()
		must(t, do())
		marks, err := s.Marks(ctx, noon, 100)
		must(t, err)
		got := map[string]bool{}
		for _, m := range marks {
			got[m.AccountID] = m.Live
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: marks and whether they are live (-want +got):\n%s", what, diff)
		}
		clearMarks(t, s)
	}
	save := func(accounts ...account.Account) func() error {
		return func() error {
			_, err := s.SaveAccounts(ctx, noon, "", accounts, nil)
			return err
		}
	}
	must(t, save(below("head", ""), below("b1", "head"), below("c1", "b1"), below("x", "y"), below("y", "x"), below("stray", "gone"))())
	clearMarks(t, s)
	visits := func(n int, id string) func() error {
		return func() error {
			_, err := s.Record(ctx, batch(t, s, visit(n, id)))
			return err
		}
	}
	marked("not configured", map[string]bool{"c1": true}, visits(1, "c1"))
	s.RollUp(true)
	marked("an activity", map[string]bool{"c1": true, "b1": true, "head": true}, visits(2, "c1"))
	marked("in a circle", map[string]bool{"x": true, "y": true}, visits(3, "x"))
	marked("under nobody there is", map[string]bool{"stray": true}, visits(4, "stray"))
	marked("a deal", map[string]bool{"c1": false, "b1": false, "head": false}, func() error {
		_, err := s.SaveOpportunities(ctx, noon, "", []account.Opportunity{{ID: "O", AccountID: "c1", CreatedAt: noon}}, nil)
		return err
	})
	marked("a child that moves", map[string]bool{"c1": false, "b1": false, "head": false, "A1": false}, save(below("c1", "A1")))
	marked("parent and child at once", map[string]bool{"c1": false, "A1": false, "b1": false, "head": false, "A2": false}, save(below("b1", "A2"), below("c1", "")))
	s.RollUp(false)
	marked("not configured any more", map[string]bool{"c1": false}, save(below("c1", "head")))
}

// Changes of stage come account by account, the tenth after the ninth, each with
// the config it was decided under.
func stages(t *testing.T, s *store.Store) {
	acme(t, s)
	for version := range int64(11) {
		v := verdict(version, "")
		v.Decision.Facts = []alert.Fact{{
			AccountID: "A1", Kind: alert.KindStage, Key: fmt.Sprintf("stage:A1:%d", version),
			Day: account.Day(20000 + version), At: noon, Reason: alert.Crossed, Detail: "a -> b", Listed: true,
		}}
		v.Decision.Messages = nil
		_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
		must(t, err)
	}
	day := account.Day(20000)
	must(t, s.Stages(ctx, func(f alert.Fact) error {
		if f.Day != day || f.Config != "cfg" || f.Detail != "a -> b" || !f.At.Equal(noon) || f.Reason != alert.Crossed {
			t.Errorf("%+v, want day %d", f, day)
		}
		day++
		return nil
	}))
	if day != 20011 {
		t.Errorf("%d changes, want 11", day-20000)
	}
}
