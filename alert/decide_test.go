package alert

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

var (
	now   = time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)
	today = account.DayDate(2026, 3, 31)
)

// crossing is an account that has just become an MQA by live activities.
func crossing() Snapshot {
	return Snapshot{
		Account: account.Account{ID: "A1", Name: "Acme"},
		State:   State{AccountID: "A1", Version: 3, Known: true, Stage: "engaged"},
		Card:    account.Card{Score: account.Score{AccountID: "A1", MQA: true, MQASince: today, Stage: "MQA", StageSince: today, Counting90: 95000, Threshold: 90000}},
		Active:  true,
		Cause:   Cause{Live: true},
	}
}

func request(id, contact string, ago time.Duration) account.LedgerRow {
	at := now.Add(-ago)
	return account.LedgerRow{Source: "web", ActivityID: id, OccurredAt: at, Day: account.DayOf(at, time.UTC), Type: "form.demo_request", Label: "Demo request", ContactID: contact, ActNow: true, Live: true}
}

// said is what a decision sends, and what it says of every question.
func said(d Decision) (sent, verdicts []string) {
	for _, m := range d.Messages {
		sent = append(sent, fmt.Sprintf("%s %s %s crossed=%v", m.Kind, m.Reason, m.Channel, m.Payload.Crossed))
	}
	for _, v := range d.Verdicts {
		verdicts = append(verdicts, fmt.Sprintf("%s %s %v", v.Kind, v.Reason, v.Sent))
	}
	return sent, verdicts
}

func TestDecide(t *testing.T) {
	tests := []struct {
		name     string
		change   func(*Snapshot)
		sent     []string
		verdicts []string
	}{
		{"crossed", func(*Snapshot) {}, []string{"mqa crossed #alerts crossed=true"}, nil},
		{"already an MQA", func(s *Snapshot) { s.State.MQA, s.State.Stage = true, "MQA" }, nil, nil},
		{"found by recomputing", func(s *Snapshot) { s.Cause = Cause{} }, nil, []string{"mqa backfill false"}},
		{"imported history", func(s *Snapshot) { s.Cause.Imported = true }, nil, []string{"mqa history false"}},
		{"open opportunity", func(s *Snapshot) { s.Open = true }, nil, []string{"mqa open_opportunity false"}},
		{"customer", func(s *Snapshot) { s.Customer = true }, nil, []string{"mqa customer false"}},
		{"out for 29 days", func(s *Snapshot) { s.State.MQAOut = today - 29 }, nil, []string{"mqa recently_out false"}},
		{"out for 30 days", func(s *Snapshot) { s.State.MQAOut = today - 30 }, []string{"mqa crossed #alerts crossed=true"}, nil},
		{
			"a request that crosses is one message", func(s *Snapshot) { s.ActNow = []account.LedgerRow{request("d1", "c1", time.Minute)} },
			[]string{"act_now requested #alerts crossed=true"},
			[]string{"act_now requested true", "mqa said_together false"},
		},
		{
			"a request always reaches somebody", func(s *Snapshot) {
				s.State.MQA, s.State.Stage, s.Open, s.Customer = true, "MQA", true, true
				s.ActNow = []account.LedgerRow{request("d1", "c1", time.Minute)}
			},
			[]string{"act_now requested #alerts crossed=false"},
			[]string{"act_now requested true"},
		},
		{
			"a competitor's does not", func(s *Snapshot) {
				s.Account.Relation, s.Card.MQA, s.Card.Stage = "competitor", false, "engaged"
				s.ActNow = []account.LedgerRow{request("d1", "c1", time.Minute)}
			},
			nil,
			[]string{"act_now excluded false"},
		},
		{
			"decided before", func(s *Snapshot) {
				s.State.MQA, s.State.Stage = true, "MQA"
				s.ActNow = []account.LedgerRow{request("d1", "c1", time.Minute)}
				s.Seen = map[string]bool{"act_now:web:d1": true}
			}, nil, nil,
		},
		{
			"the same person twice a day", func(s *Snapshot) {
				s.State.MQA, s.State.Stage = true, "MQA"
				s.ActNow = []account.LedgerRow{request("d1", "c1", time.Hour), request("d2", "c1", time.Minute), request("d3", "c2", time.Minute)}
			},
			[]string{"act_now requested #alerts crossed=false", "act_now requested #alerts crossed=false"},
			[]string{"act_now requested true", "act_now repeated_today false", "act_now requested true"},
		},
		{
			"learned late", func(s *Snapshot) {
				s.State.MQA, s.State.Stage = true, "MQA"
				s.ActNow = []account.LedgerRow{request("d1", "c1", 9*24*time.Hour), request("d2", "c2", 15*24*time.Hour)}
			},
			[]string{"act_now late_request #alerts crossed=false", "act_now late_request #alerts crossed=false"},
			[]string{"act_now late_request true", "act_now late_request true"},
		},
		{
			"a first import is listed", func(s *Snapshot) {
				s.State, s.Cause.Imported = State{}, true
				s.ActNow = []account.LedgerRow{request("d1", "c1", 50*time.Hour)}
			}, nil, []string{"act_now history false", "mqa history false"},
		},
		{
			"but not what was asked today", func(s *Snapshot) {
				s.State, s.Cause.Imported = State{}, true
				s.ActNow = []account.LedgerRow{request("d1", "c1", time.Hour)}
			},
			[]string{"act_now requested #alerts crossed=true"},
			[]string{"act_now requested true", "mqa history false"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := crossing()
			tt.change(&s)
			d := Decide(s, DefaultRules(), now, today)
			sent, verdicts := said(d)
			if diff := cmp.Diff(tt.sent, sent); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.verdicts, verdicts); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
			// Whatever was decided: deciding again from the new state says nothing.
			s.State = d.State
			s.State.Version++
			if s.Seen == nil {
				s.Seen = map[string]bool{}
			}
			for _, f := range d.Facts {
				s.Seen[f.Key] = true
			}
			if again := Decide(s, DefaultRules(), now, today); len(again.Messages) > 0 || len(again.Facts) > 0 {
				t.Errorf("decided again: %+v", again)
			}
		})
	}
}

func TestLeavingIsAFactAndNoMessage(t *testing.T) {
	s := crossing()
	s.State.MQA, s.State.Stage, s.Card.MQA, s.Card.Stage = true, "MQA", false, "engaged"
	d := Decide(s, DefaultRules(), now, today)
	if len(d.Messages) != 0 || d.State.MQA || d.State.MQAOut != today {
		t.Errorf("%+v", d)
	}
	kinds := []Kind{}
	for _, f := range d.Facts {
		kinds = append(kinds, f.Kind)
	}
	if diff := cmp.Diff([]Kind{KindStage, KindMQAOff}, kinds); diff != "" {
		t.Error(diff)
	}
}

func TestUnmatchedRequestsGoToOperations(t *testing.T) {
	rules := DefaultRules()
	rules.Operations = "#ops"
	rows := []account.LedgerRow{request("d1", "", time.Minute), request("d2", "c_1", time.Minute), request("d3", "", time.Minute)}
	why := map[string]string{"act_now:web:d1": "free mail", "act_now:web:d2": OwnPeople, "act_now:web:d3": "nobody"}
	d := DecideUnmatched(rows, why, map[string]bool{"act_now:web:d3": true}, rules, now, today)
	sent, verdicts := said(d)
	if diff := cmp.Diff([]string{"act_now nobodys_yet #ops crossed=false"}, sent); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"act_now nobodys_yet true", "act_now excluded false"}, verdicts); diff != "" {
		t.Error(diff)
	}
	if d.Messages[0].Payload.Why != "free mail" {
		t.Errorf("why %q", d.Messages[0].Payload.Why)
	}
}

func TestDayOneNamesTheLargestAndCountsTheRest(t *testing.T) {
	var found []Listed
	for i := range 40 {
		found = append(found, Listed{AccountID: fmt.Sprintf("A%02d", i), Minutes: account.Milli(i) * account.Minute, Asked: i == 3})
	}
	m := DayOne(found, 0, DefaultRules(), now, today)
	if m.Payload.Count != 40 || len(m.Payload.List) != dayOneNames+1 || m.Payload.Later {
		t.Fatalf("%+v", m.Payload)
	}
	if m.Payload.List[0].AccountID != "A03" || m.Payload.List[1].AccountID != "A39" {
		t.Errorf("first %s, %s; want who asked, then the largest", m.Payload.List[0].AccountID, m.Payload.List[1].AccountID)
	}
	if later := DayOne(found, 1, DefaultRules(), now, today); later.Key == m.Key || !later.Payload.Later {
		t.Errorf("a later list has key %s", later.Key)
	}
}
