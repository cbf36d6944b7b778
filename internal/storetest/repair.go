package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

// A repair that says something new makes the directory newer; the newest word
// about a key counts, in whatever order they arrive.
func repairsKept(t *testing.T, s *store.Store) {
	acme(t, s)
	person := func(accountID string, at time.Duration) account.Repair {
		return account.Repair{Scope: account.OnePerson, Key: "c_1", AccountID: accountID, UserID: "U1", At: noon.Add(at)}
	}
	apart := func(accountID string, at time.Duration) account.Repair {
		r := person(accountID, at)
		r.Apart = true
		return r
	}
	domain := account.Repair{Scope: account.WholeDomain, Key: "acme.de", UserID: "U2", At: noon}
	for _, step := range []struct {
		what    string
		r       account.Repair
		changed bool
	}{
		{"a first word", person("A1", 0), true},
		{"the same again, later", person("A1", time.Minute), false},
		{"a newer one", person("A2", 2*time.Minute), true},
		{"an older one that comes late", person("A1", time.Minute), false},
		{"another at the same instant", person("A1", 2*time.Minute), false},
		{"the newest again", person("A2", 4*time.Minute), false},
		{"one from between", person("A1", 3*time.Minute), false},
		{"apart from another", apart("A1", 5*time.Minute), true},
		{"the same apart again", apart("A1", 6*time.Minute), false},
		{"on it, at the same instant", person("A1", 6*time.Minute), false},
		{"on it, later", person("A1", 7*time.Minute), true},
		{"apart from it, at the same instant", apart("A1", 7*time.Minute), true},
		{"about a domain", domain, true},
		{"about a person called like it", account.Repair{Scope: account.OnePerson, Key: "acme.de", AccountID: "A1", At: noon}, true},
	} {
		before, err := s.DirectoryVersion(ctx)
		must(t, err)
		changed, err := s.SaveRepair(ctx, step.r)
		must(t, err)
		after, err := s.DirectoryVersion(ctx)
		must(t, err)
		if changed != step.changed || (after > before) != step.changed {
			t.Errorf("%s: changed %v, directory from %d to %d, want changed %v", step.what, changed, before, after, step.changed)
		}
	}
	dir, err := s.Directory(ctx)
	must(t, err)
	want := []account.Repair{
		domain,
		{Scope: account.OnePerson, Key: "acme.de", AccountID: "A1", At: noon},
		apart("A1", 7*time.Minute),
	}
	if diff := cmp.Diff(want, dir.Repairs); diff != "" {
		t.Errorf("repairs (-want +got):\n%s", diff)
	}
	if _, needed, err := s.Unmatching(ctx); err != nil || !needed {
		t.Errorf("nobody is asked again after a repair: %v", err)
	}
}

// What a repair moves is no news where it arrives, but for what was news still
// where it leaves.
func repairsAreNoNews(t *testing.T, s *store.Store) {
	for _, tt := range []struct {
		name     string
		repaired bool
		judged   bool // before it is moved
		want     map[string]store.Mark
	}{
		{"learned", false, true, map[string]store.Mark{"A1": {Imported: true}, "A2": {Imported: true, Live: true}}},
		{"repaired", true, true, map[string]store.Mark{"A1": {}, "A2": {}}},
		{"repaired before anybody judged it", true, false, map[string]store.Mark{"A1": {Live: true}, "A2": {Live: true}}},
	} {
		acme(t, s)
		n := len(tt.name) // other activities each time
		_, err := s.Record(ctx, batch(t, s, visit(3*n, "A1")))
		must(t, err)
		if tt.judged {
			clearMarks(t, s)
		}
		to := account.Match{AccountID: "A2", ContactID: "c0", Method: account.ByRepair, Confidence: 100}
		var id int64
		must(t, s.Identities(ctx, func(i store.StoredIdentity) error {
			id = i.ID
			return nil
		}))
		must(t, s.Rematch(ctx, noon, time.UTC, []store.Rematched{{
			ID: id, Match: to, Repaired: tt.repaired, Spans: []account.MatchSpan{{Span: account.Span{From: -1 << 30, To: 1 << 30}, Match: to}},
		}}))
		marks, err := s.Marks(ctx, noon, 10)
		must(t, err)
		got := map[string]store.Mark{}
		for _, m := range marks {
			got[m.AccountID] = store.Mark{Live: m.Live, Imported: m.Imported}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: marks (-want +got):\n%s", tt.name, diff)
		}
		clearMarks(t, s)
	}
}

// A request is told at one account, wherever it is moved afterwards.
func requestsToldOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	fact := func(key, accountID string, reason alert.Reason) alert.Fact {
		return alert.Fact{AccountID: accountID, Kind: alert.KindActNow, Key: key, At: noon, Reason: reason, Listed: true}
	}
	_, err := s.Commit(ctx, "test", []store.Verdict{{Decision: alert.Decision{
		State: alert.State{AccountID: "A1", Known: true},
		Facts: []alert.Fact{
			fact("act_now:web:1", "A1", alert.Requested), fact("act_now:web:2", "A1", alert.LateRequest), fact("act_now:web:3", "A1", alert.Backfill),
			fact("act_now:web:4", "", alert.NobodysYet),
		},
	}}})
	must(t, err)
	got, err := s.Told(ctx, []string{"act_now:web:1", "act_now:web:2", "act_now:web:3", "act_now:web:4", "act_now:web:5"})
	must(t, err)
	if diff := cmp.Diff(map[string]string{"act_now:web:1": "A1", "act_now:web:2": "A1"}, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
