package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

// held commits messages that wait for a dispatch.
func held(t *testing.T, s *store.Store, ids ...string) {
	t.Helper()
	v := verdict(0, "request")
	v.Decision.Messages, v.Decision.Verdicts = nil, nil
	for _, id := range ids {
		v.Decision.Messages = append(v.Decision.Messages, alert.Message{
			ID: id, Key: id, AccountID: "A1", Center: "IT", Kind: alert.KindMQA, Reason: alert.Crossed, Channel: "#alerts", Value: 95, Threshold: 90, DecidedAt: noon,
		})
	}
	_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
	must(t, err)
}

func dispatchOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	held(t, s, "m1", "m2", "m3", "m4")
	must(t, s.Mute(ctx, account.Mute{AccountID: "A1", Kind: "stall", Until: 30000, UserID: "U1", At: noon}))
	must(t, s.Mute(ctx, account.Mute{AccountID: "A1", Kind: "mqa", Until: 20003, UserID: "U1", At: noon}))
	if leases, err := s.Claim(ctx, noon, time.Minute); err != nil || len(leases) > 0 {
		t.Fatalf("claimed %+v (%v) before a dispatch", leases, err)
	}
	if due, lines, err := s.NextDispatch(ctx, noon); err != nil || !due || lines {
		t.Errorf("due %v, lines %v, %v", due, lines, err)
	}
	tray, err := s.Tray(ctx, noon, noon)
	must(t, err)
	want := alert.Waiting{
		ID: "m1", AccountID: "A1", Name: "Acme", Center: "IT", Kind: alert.KindMQA, Reason: alert.Crossed, Channel: "#alerts",
		Value: 95, Threshold: 90, DecidedAt: noon, Due: noon, Muted: 20003,
	}
	if len(tray.Waiting) != 4 || len(tray.Told)+len(tray.Line) > 0 {
		t.Fatalf("tray %+v", tray)
	}
	if diff := cmp.Diff(want, tray.Waiting[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	later := noon.Add(time.Minute)
	d := alert.Dispatch{
		Version: tray.Version,
		Fates: []alert.Fate{
			{ID: "m3", Status: alert.Pending}, {ID: "m1", Status: alert.Pending}, {ID: "m2", Status: alert.InALine}, {ID: "m4", Status: alert.Held, Due: later.Add(time.Hour)},
		},
		Verdicts: []alert.Verdict{{AccountID: "A1", Center: "IT", Kind: alert.KindMQA, Sent: true, Reason: alert.Crossed, At: later}},
	}
	for i, want := range []bool{true, false} { // somebody else read the same tray
		done, err := s.CommitDispatch(ctx, "cfg", d, later)
		must(t, err)
		if done != want {
			t.Errorf("dispatch %d is done: %v", i+1, done)
		}
	}
	n := 0
	must(t, s.Decisions(ctx, func(store.DecisionRecord) error { n++; return nil }))
	if n != 1 {
		t.Errorf("%d answers, want 1", n)
	}
	leases, err := s.Claim(ctx, later, time.Minute)
	must(t, err)
	if len(leases) != 1 || leases[0].Message.ID != "m3" || !leases[0].Message.DecidedAt.Equal(later) {
		t.Errorf("claimed %+v, want m3, which came first in the dispatch", leases)
	}
	tray, err = s.Tray(ctx, later, noon)
	must(t, err)
	if len(tray.Waiting) != 0 || len(tray.Line) != 1 || !tray.Line[0].Listed.Equal(later) || tray.Told["#alerts"] != 2 {
		t.Errorf("tray %+v", tray)
	}
	tray, err = s.Tray(ctx, later.Add(time.Hour), later.Add(time.Second))
	must(t, err)
	if len(tray.Waiting) != 1 || tray.Waiting[0].ID != "m4" || tray.Told["#alerts"] != 0 {
		t.Errorf("an hour later: %+v", tray)
	}
}

func linesOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	held(t, s, "m1", "m2")
	version := int64(0)
	step := func(d alert.Dispatch) {
		t.Helper()
		d.Version = version
		done, err := s.CommitDispatch(ctx, "cfg", d, noon)
		must(t, err)
		if !done {
			t.Fatalf("dispatch %d was refused", version)
		}
		version++
	}
	step(alert.Dispatch{Fates: []alert.Fate{{ID: "m1", Status: alert.InALine}, {ID: "m2", Status: alert.InALine}}})
	if due, lines, err := s.NextDispatch(ctx, noon); err != nil || due || !lines {
		t.Errorf("due %v, lines %v, %v", due, lines, err)
	}
	line := alert.Message{ID: "also:1", Key: "also:1", Kind: alert.KindAlso, Channel: "#alerts", DecidedAt: noon, Payload: alert.Payload{Count: 2}}
	step(alert.Dispatch{Lines: []alert.Line{{Message: line, Names: []string{"m1", "m2"}}}})
	if _, lines, err := s.NextDispatch(ctx, noon); err != nil || lines {
		t.Errorf("lines %v, %v", lines, err)
	}
	leases, err := s.Claim(ctx, noon, time.Minute)
	must(t, err)
	if len(leases) != 1 || leases[0].Message.ID != "also:1" || leases[0].Message.Payload.Count != 2 {
		t.Errorf("claimed %+v", leases)
	}
	counts, err := s.OutboxCounts(ctx)
	must(t, err)
	if diff := cmp.Diff([]store.StatusCount{{Status: "listed", Count: 2}, {Status: "sending", Count: 1}}, counts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func findingsTold(t *testing.T, s *store.Store) {
	acme(t, s)
	found := alert.Findings{
		Until:    20000,
		Messages: []alert.Message{{ID: "surge:A1", Key: "surge:A1", AccountID: "A1", Kind: alert.Kind(account.Surge), Reason: alert.Found, Channel: "#alerts", DecidedAt: noon}},
	}
	for range 2 { // the second time the day is judged already
		_, err := s.CommitFindings(ctx, "cfg", found)
		must(t, err)
	}
	tray, err := s.Tray(ctx, noon, noon)
	must(t, err)
	if len(tray.Waiting) != 1 || tray.Waiting[0].ID != "surge:A1" {
		t.Errorf("waiting %+v", tray.Waiting)
	}
}

func toldCounted(t *testing.T, s *store.Store) {
	acme(t, s)
	held(t, s, "m1", "m2", "m3")
	_, err := s.CommitDispatch(ctx, "cfg", alert.Dispatch{Fates: []alert.Fate{
		{ID: "m1", Status: alert.Pending}, {ID: "m2", Status: alert.Withheld, Reason: alert.HoldOut}, {ID: "m3", Status: alert.Withheld, Reason: alert.Muted},
	}}, noon)
	must(t, err)
	deliver(t, s, noon)
	_, _, err = s.TakeOn(ctx, "m1", "U1", noon.Add(time.Hour))
	must(t, err)
	_, err = s.SaveOpinion(ctx, account.Opinion{MessageID: "m1", UserID: "U1", Useful: true, At: noon})
	must(t, err)
	_, err = s.SaveOpinion(ctx, account.Opinion{MessageID: "m1", UserID: "U2", Reason: "noise", At: noon})
	must(t, err)
	last := noon.AddDate(0, 0, alert.LeadDays)
	_, err = s.SaveOpportunities(ctx, noon, "", []account.Opportunity{{ID: "O1", AccountID: "A1", CreatedAt: last}, {ID: "O0", AccountID: "A1", CreatedAt: noon}}, nil)
	must(t, err)
	read := func(from, to time.Time) []alert.Told {
		var all []alert.Told
		must(t, s.EachTold(ctx, from, to, func(w alert.Told) error { all = append(all, w); return nil }))
		return all
	}
	want := []alert.Told{
		{Kind: alert.KindMQA, Channel: "#alerts", At: noon, ClaimedAt: noon.Add(time.Hour), Useful: true, Useless: true, Led: true},
		{Kind: alert.KindMQA, Channel: "#alerts", At: noon, HeldOut: true, Led: true},
	}
	if diff := cmp.Diff(want, read(noon, noon.Add(time.Second))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := read(noon.Add(time.Second), noon.Add(time.Hour)); len(got) > 0 {
		t.Errorf("told later: %+v", got)
	}
	_, err = s.SaveOpportunities(ctx, noon, "", []account.Opportunity{{ID: "O1", AccountID: "A1", CreatedAt: last.Add(time.Second)}}, nil)
	must(t, err)
	if got := read(noon, noon.Add(time.Second)); got[0].Led {
		t.Error("an opportunity of the day after counts")
	}
}

// An event that many accounts moved for is about none of them: what waits and what is
// listed carries its name and how many they are.
func eventNamed(t *testing.T, s *store.Store) {
	acme(t, s)
	v := verdict(0, "burst")
	v.Decision.Messages = []alert.Message{{
		ID: "burst", Key: "burst", Kind: alert.Kind(account.EventBurst), Reason: alert.Found, Channel: "#alerts", DecidedAt: noon,
		Payload: alert.Payload{Findings: []account.Finding{{Kind: account.EventBurst, Subject: "Data Summit", Accounts: []string{"A1", "A2"}}}},
	}}
	_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
	must(t, err)
	tray, err := s.Tray(ctx, noon, noon)
	must(t, err)
	if len(tray.Waiting) != 1 || tray.Waiting[0].Event != "Data Summit" || tray.Waiting[0].Moved != 2 {
		t.Errorf("waiting %+v", tray.Waiting)
	}
	_, err = s.CommitDispatch(ctx, "cfg", alert.Dispatch{Version: tray.Version, Fates: []alert.Fate{{ID: "burst", Status: alert.InALine}}}, noon)
	must(t, err)
	n := 0
	must(t, s.EachListed(ctx, noon.Add(-time.Hour), noon.Add(time.Hour), func(l alert.InsteadOfCard) error {
		if n++; l.Event != "Data Summit" || l.Moved != 2 {
			t.Errorf("listed %+v", l)
		}
		return nil
	}))
	if n != 1 {
		t.Errorf("%d listed, want 1", n)
	}
}
