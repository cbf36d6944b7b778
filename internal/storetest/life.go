package storetest

import (
	"testing"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

// sent commits a request and delivers it.
func sent(t *testing.T, s *store.Store) {
	t.Helper()
	acme(t, s)
	v := verdict(0, "m1")
	v.Read = 5
	_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
	must(t, err)
	deliver(t, s, noon)
}

// deliver settles what is due as sent.
func deliver(t *testing.T, s *store.Store, now time.Time) []alert.Lease {
	t.Helper()
	leases, err := s.Claim(ctx, now, time.Minute)
	must(t, err)
	for _, l := range leases {
		must(t, s.Settle(ctx, l, alert.Outcome{Status: alert.Sent, ChannelID: "C1", TS: "1.2", At: now}))
	}
	return leases
}

func sequelsOnce(t *testing.T, s *store.Store) {
	sent(t, s)
	later := noon.Add(time.Hour)
	_, err := s.SaveOpportunities(ctx, later, "", []account.Opportunity{{ID: "O1", AccountID: "A1", Name: "Deal", CreatedAt: later}, {ID: "O0", AccountID: "A1", CreatedAt: noon.Add(-time.Hour)}}, nil)
	must(t, err)
	_, err = s.SaveRepair(ctx, account.Repair{Scope: account.OnePerson, Key: "k", AccountID: "A2", UserID: "U1", At: later})
	must(t, err)
	going, err := s.Going(ctx)
	must(t, err)
	if len(going) != 1 {
		t.Fatalf("going %+v", going)
	}
	g := going[0]
	if g.Message.ID != "m1" || g.Score != 5 || !g.Newest || g.Card.Minutes90 != 146000 || len(g.Opportunities) != 1 || g.Opportunities[0].ID != "O1" || g.Theirs != "Globex" || g.Mender != "U1" || g.Elsewhere != "" {
		t.Errorf("going %+v", g)
	}
	note := alert.Message{ID: "note:m1", Key: "note:m1", AccountID: "A1", Kind: alert.KindNote, Channel: "#alerts", Thread: "m1", DecidedAt: later, Payload: alert.Payload{Note: &alert.Note{Step: alert.StepMet}}}
	q := alert.Sequel{ID: "m1", Version: 5, Ending: alert.Opportunity, Messages: []alert.Message{note}}
	for i, want := range []int{1, 0} {
		said, err := s.CommitSequel(ctx, q, later)
		must(t, err)
		if said != want {
			t.Errorf("time %d said %d", i+1, said)
		}
	}
	if going, err := s.Going(ctx); err != nil || len(going) != 0 {
		t.Errorf("looked at again: %+v, %v", going, err)
	}
	record, err := s.Alert(ctx, "m1")
	must(t, err)
	if record.Ending != alert.Opportunity {
		t.Errorf("ended with %q", record.Ending)
	}
	leases := deliver(t, s, later)
	if len(leases) != 1 || leases[0].Parent == nil || leases[0].Parent.TS != "1.2" || leases[0].Parent.ChannelID != "C1" || leases[0].Message.Payload.Note.Step != alert.StepMet {
		t.Errorf("claimed %+v", leases)
	}
	closed := verdict(1, "m2")
	closed.Read, closed.Decision.Messages = 6, nil
	_, err = s.Commit(ctx, "cfg", []store.Verdict{closed})
	must(t, err)
	_, err = s.CommitSequel(ctx, alert.Sequel{ID: "m1", Version: 6, Ending: alert.Retracted, Closed: true}, later)
	must(t, err)
	if untold, err := s.Untold(ctx, noon); err != nil || len(untold) != 0 {
		t.Errorf("a closed alert waits for a manager: %+v, %v", untold, err)
	}
	must(t, s.Moved(ctx, "m1", "C9", "9.000001"))
	must(t, s.Moved(ctx, "nobody", "C9", "9.000002"))
	if r, err := s.Alert(ctx, "m1"); err != nil || r.ChannelID != "C9" || r.TS != "9.000001" {
		t.Errorf("after it was posted again it is %+v, %v", r, err)
	}
	for _, on := range []bool{true, false} {
		must(t, s.Relax(ctx, on))
	}
}

func reminders(t *testing.T, s *store.Store) {
	sent(t, s)
	untold := func(want int) {
		t.Helper()
		got, err := s.Untold(ctx, noon.Add(-time.Hour))
		must(t, err)
		if len(got) != want {
			t.Errorf("%d alerts wait for a manager, want %d", len(got), want)
		}
	}
	snoozed := func(until account.Day, want int) {
		t.Helper()
		got, err := s.Snoozed(ctx, until)
		must(t, err)
		if len(got) != want || want > 0 && got[0].Snooze == nil {
			t.Errorf("%d alerts to wake by %s, want %d", len(got), until, want)
		}
	}
	untold(1)
	_, err := s.SnoozeAlert(ctx, account.Snooze{MessageID: "m1", UserID: "U1", Until: 20010, At: noon})
	must(t, err)
	snoozed(20009, 0)
	snoozed(20010, 1)
	_, err = s.Say(ctx, alert.Message{ID: "note:awake", Key: "note:awake", Kind: alert.KindNote, Reason: alert.Reason(alert.StepAwake), Channel: "#alerts", Thread: "m1", DecidedAt: noon.Add(time.Hour)})
	must(t, err)
	snoozed(20010, 0)
	_, err = s.SnoozeAlert(ctx, account.Snooze{MessageID: "m1", UserID: "U1", Until: 20020, At: noon.Add(2 * time.Hour)})
	must(t, err)
	snoozed(20020, 1)
	_, err = s.Say(ctx, alert.Message{ID: "unclaimed:m1", Key: "unclaimed:m1", Kind: alert.KindUnclaimed, Channel: "@lea@ours.com", DecidedAt: noon})
	must(t, err)
	untold(0)
	_, _, err = s.TakeOn(ctx, "m1", "U2", noon)
	must(t, err)
	snoozed(20020, 0)
}
