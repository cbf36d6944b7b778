package storetest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
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
