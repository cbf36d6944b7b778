package storetest

import (
	"testing"
	"time"

	"engagement/alert"
	"engagement/store"
)

func trailsBackwards(t *testing.T, s *store.Store) {
	acme(t, s)
	held(t, s, "m1", "m2", "m3")
	later := noon.Add(time.Hour)
	tray, err := s.Tray(ctx, noon, noon)
	must(t, err)
	done, err := s.CommitDispatch(ctx, "cfg", alert.Dispatch{
		Version: tray.Version,
		Fates:   []alert.Fate{{ID: "m2", Status: alert.Held, Due: later}, {ID: "m1", Status: alert.InALine}},
		Verdicts: []alert.Verdict{
			{AccountID: "A1", Kind: alert.KindMQA, Reason: alert.OverBudget, Value: 95, Threshold: 90, At: noon},
			{AccountID: "A2", Kind: alert.KindMQA, Sent: true, Reason: alert.Crossed, At: noon},
			{AccountID: "A1", Kind: alert.KindMQA, Sent: true, Reason: alert.Crossed, At: noon.Add(time.Minute)},
			{AccountID: "A1", Kind: alert.KindMQA, Reason: alert.Muted, At: later},
		},
	}, noon)
	must(t, err)
	if !done {
		t.Fatal("the dispatch was refused")
	}
	newest, all, sent, err := s.DecisionsOf(ctx, "A1", later, 1)
	must(t, err)
	if all != 2 || sent != 1 || len(newest) != 1 || newest[0].Reason != alert.Crossed || newest[0].Config != "cfg" {
		t.Errorf("%d decisions, %d sent, the newest %+v", all, sent, newest)
	}
	if newest, all, _, err := s.DecisionsOf(ctx, "A9", later, 1); err != nil || all != 0 || len(newest) != 0 {
		t.Errorf("an account without any has %+v, %v", newest, err)
	}
	trails, err := s.Trails(ctx, "A1", later, 10)
	must(t, err)
	said := ""
	for _, m := range trails {
		w, waits := m.Waits(noon)
		said += m.Message.ID + " " + string(m.Status) + " " + string(w) + "; "
		if waits != (w != "") {
			t.Errorf("%s waits for %q, and %v", m.Message.ID, w, waits)
		}
		if m.Message.ID == "m2" && !m.Due.Equal(later) || m.Message.ID == "m1" && !m.Told.Equal(noon) {
			t.Errorf("%s is due %s, told %s", m.Message.ID, m.Due, m.Told)
		}
	}
	if want := "m1 listed line; m3 held dispatch; m2 held hours; "; said != want {
		t.Errorf("the trail is %q, want %q", said, want)
	}
	if few, err := s.Trails(ctx, "A1", later, 1); err != nil || len(few) != 1 {
		t.Errorf("%d messages, %v", len(few), err)
	}
	if none, err := s.Trails(ctx, "A1", noon, 10); err != nil || len(none) != 0 {
		t.Errorf("%d messages from before any, %v", len(none), err)
	}
}
