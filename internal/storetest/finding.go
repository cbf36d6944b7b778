package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

func discovery(judged, until account.Day, facts ...alert.FoundFact) alert.Findings {
	d := alert.Findings{Judged: judged, Until: until}
	for _, f := range facts {
		for _, id := range f.About() {
			f.Verdicts = append(f.Verdicts, alert.Verdict{AccountID: id, Kind: alert.Kind(f.Kind), Reason: f.Reason, Value: f.Minutes, Threshold: f.Normal, At: noon})
		}
		d.Facts = append(d.Facts, f)
	}
	return d
}

func findingsOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	surge := alert.FoundFact{Key: "surge:A1:20000", Reason: alert.Found, At: noon, Finding: account.Finding{
		AccountID: "A1", Kind: account.Surge, Day: 20000, Direction: account.Rising, Minutes: 61000, Normal: 14000, People: 4,
		Sentence: "61 min in 7 days, normally 14 (x4.4, +47 min)", Late: 1, Learned: 20001,
	}}
	burst := alert.FoundFact{Key: "event_burst::20001:Data Summit", Reason: alert.History, At: noon, Finding: account.Finding{
		Kind: account.EventBurst, Day: 20001, Direction: account.Rising, Minutes: 1, Subject: "Data Summit", Accounts: []string{"A1", "A2"},
	}}
	for i, want := range []int{2, 0} { // the second time somebody else was first
		d := discovery(0, 20001, surge, burst)
		d.Suppressed = []alert.Verdict{{AccountID: "A2", Kind: "stall", Reason: alert.SourceSilent, Value: 1000, Threshold: 61000, At: noon}}
		n, err := s.CommitFindings(ctx, "cfg", d)
		must(t, err)
		if n != want {
			t.Errorf("commit %d kept %d, want %d", i+1, n, want)
		}
	}
	changed := surge
	changed.Sentence, changed.Accounts = "something else", nil
	n, err := s.CommitFindings(ctx, "cfg2", discovery(20001, 20002, changed))
	must(t, err)
	if judged, err := s.Judged(ctx); n != 0 || err != nil || judged != 20002 {
		t.Errorf("kept %d of what was there, judged up to %d (%v)", n, judged, err)
	}
	all, err := s.Findings(ctx, account.Span{From: 0, To: 30000}, "")
	must(t, err)
	want := []store.FindingRecord{{FoundFact: surge, Config: "cfg"}, {FoundFact: burst, Config: "cfg"}}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	for _, id := range []string{"A1", "A2"} {
		if shown, err := s.Shown(ctx, id); err != nil || shown.Found != 20001 {
			t.Errorf("the last finding about %s is of day %d, want 20001 (%v)", id, shown.Found, err)
		}
	}
	for _, q := range []struct {
		account string
		span    account.Span
		want    []store.FindingRecord
	}{
		{"A2", account.Span{From: 0, To: 30000}, want[1:]},
		{"A1", account.Span{From: 20000, To: 20000}, want[:1]},
		{"A3", account.Span{From: 0, To: 30000}, nil},
	} {
		got, err := s.Findings(ctx, q.span, q.account)
		must(t, err)
		if diff := cmp.Diff(q.want, got); diff != "" {
			t.Errorf("of %s on %v (-want +got):\n%s", q.account, q.span, diff)
		}
	}
	for _, q := range []struct {
		span  account.Span
		known time.Time
		want  []account.Finding
	}{
		{account.Span{From: 20000, To: 20001}, noon, []account.Finding{
			{AccountID: "A1", Kind: account.Surge, Day: 20000, Direction: account.Rising, Minutes: 61000, Normal: 14000},
			{AccountID: "A1", Kind: account.EventBurst, Day: 20001, Direction: account.Rising, Minutes: 1},
		}},
		{account.Span{From: 20001, To: 20001}, time.Time{}, []account.Finding{{AccountID: "A1", Kind: account.EventBurst, Day: 20001, Direction: account.Rising, Minutes: 1}}},
		{account.Span{From: 20000, To: 20001}, noon.Add(-time.Millisecond), nil},
	} {
		got, err := s.Markings(ctx, q.span, "A1", q.known)
		must(t, err)
		if diff := cmp.Diff(q.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("marks on %v (-want +got):\n%s", q.span, diff)
		}
	}
	decisions, suppressed := 0, 0
	must(t, s.Decisions(ctx, func(d store.DecisionRecord) error {
		if decisions++; d.Reason == alert.SourceSilent {
			suppressed++
			want := alert.Verdict{AccountID: "A2", Kind: "stall", Reason: alert.SourceSilent, Value: 1000, Threshold: 61000, At: noon}
			if diff := cmp.Diff(want, d.Verdict); diff != "" || d.Config != "cfg" {
				t.Errorf("under %s (-want +got):\n%s", d.Config, diff)
			}
		}
		return nil
	}))
	if decisions != 4 || suppressed != 1 {
		t.Errorf("%d decisions, want one for each account of what was kept, and one of what was suppressed", decisions)
	}
}

func manyFindings(t *testing.T, s *store.Store) {
	var facts []alert.FoundFact
	for i := range 250 {
		f := alert.FoundFact{At: noon, Reason: alert.Found, Finding: account.Finding{Kind: account.Stall, AccountID: "A1", Day: account.Day(20000 + i)}}
		f.Key = alert.FindingKey(f.Finding)
		facts = append(facts, f)
	}
	n, err := s.CommitFindings(ctx, "cfg", discovery(0, 20300, facts...))
	must(t, err)
	all, err := s.Findings(ctx, account.Span{From: 20000, To: 20300}, "A1")
	must(t, err)
	if n != 250 || len(all) != 250 {
		t.Errorf("kept %d, read %d, want 250", n, len(all))
	}
}

func linksRead(t *testing.T, s *store.Store) {
	_, err := s.SaveContacts(ctx, noon, "", []account.Contact{
		{ID: "c1", Email: "a@acme.com", Links: []account.Link{{AccountID: "A1", To: 19999}, {AccountID: "A2", From: 20000}}},
		{ID: "c2", Email: "b@acme.com", Links: []account.Link{{AccountID: "A1"}}},
	}, nil)
	must(t, err)
	got, err := s.Links(ctx)
	must(t, err)
	want := map[string][]account.Link{"c1": {{AccountID: "A1", To: 19999}, {AccountID: "A2", From: 20000}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
}
