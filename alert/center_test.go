package alert

import (
	"testing"
	"time"

	"engagement/account"
)

// A buying center that qualifies is an MQA of its own, an expansion where the
// account has a deal elsewhere, and nothing where it has one itself.
func TestCenters(t *testing.T) {
	today := account.DayDate(2026, time.March, 31)
	center := func(change func(*Center)) []Center {
		c := Center{CenterScore: account.CenterScore{Name: "IT", Counting: 70_000, Threshold: 60_000, MQA: true, MQASince: today}}
		if change != nil {
			change(&c)
		}
		return []Center{c}
	}
	known := State{AccountID: "A1", Version: 3, Known: true, Stage: "customer"}
	in := known
	in.Centers = map[string]CenterState{"IT": {MQA: true, MQASince: today - 40}}
	lately := known
	lately.Centers = map[string]CenterState{"IT": {MQAOut: today - 10}}
	live := Cause{Live: true}
	for _, c := range []struct {
		name   string
		s      Snapshot
		kind   Kind // of the fact; empty is none
		reason Reason
		sent   bool
	}{
		{"nothing open", Snapshot{State: known, Centers: center(nil), Cause: live}, KindMQA, Crossed, true},
		{"the account is a customer", Snapshot{State: known, Customer: true, Centers: center(nil), Cause: live}, KindExpansion, Crossed, true},
		{"the account has a deal", Snapshot{State: known, Open: true, Centers: center(nil), Cause: live}, KindExpansion, Crossed, true},
		{"the center has the deal", Snapshot{State: known, Open: true, Centers: center(func(c *Center) { c.Open = true }), Cause: live}, KindExpansion, OpenDeal, false},
		{"the center is the customer", Snapshot{State: known, Customer: true, Centers: center(func(c *Center) { c.Customer = true }), Cause: live}, KindExpansion, Customer, false},
		{"it was out for ten days", Snapshot{State: lately, Centers: center(nil), Cause: live}, KindMQA, RecentlyOut, false},
		{"it is muted for today", Snapshot{State: known, Centers: center(nil), Muted: today, Cause: live}, KindMQA, Muted, false},
		{"it was muted until yesterday", Snapshot{State: known, Centers: center(nil), Muted: today - 1, Cause: live}, KindMQA, Crossed, true},
		{"by a rebuild", Snapshot{State: known, Centers: center(nil)}, KindMQA, Backfill, false},
		{"by history", Snapshot{State: known, Centers: center(nil), Cause: Cause{Imported: true}}, KindMQA, History, false},
		{"it is one already", Snapshot{State: in, Centers: center(nil), Cause: live}, "", "", false},
		{"it leaves", Snapshot{State: in, Centers: center(func(c *Center) { c.MQA, c.MQASince = false, 0 }), Cause: live}, KindMQAOff, Crossed, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.s.Account.ID, c.s.Card.Stage = "A1", "customer"
			d := Decide(c.s, DefaultRules(), time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC), today)
			if c.kind == "" {
				if len(d.Facts)+len(d.Messages)+len(d.Verdicts) > 0 {
					t.Errorf("decided %+v", d)
				}
				return
			}
			if len(d.Facts) != 1 || d.Facts[0].Kind != c.kind || d.Facts[0].Reason != c.reason || d.Facts[0].Center != "IT" {
				t.Errorf("facts %+v, want %s, %s", d.Facts, c.kind, c.reason)
			}
			if (len(d.Messages) == 1) != c.sent {
				t.Errorf("%d messages, sent should be %v", len(d.Messages), c.sent)
			}
			if c.kind != KindMQAOff && !c.sent && (len(d.Verdicts) != 1 || d.Verdicts[0].Center != "IT" || d.Verdicts[0].Sent) {
				t.Errorf("verdicts %+v", d.Verdicts)
			}
			if c.sent && (d.Messages[0].Kind != c.kind || d.Messages[0].Payload.Center.Name != "IT" || d.Messages[0].Center != "IT" || d.Messages[0].Value != 70_000) {
				t.Errorf("message %+v", d.Messages[0])
			}
			now := d.State.Centers["IT"]
			if now.MQA != (c.kind != KindMQAOff) || c.kind == KindMQAOff && now.MQAOut != today {
				t.Errorf("state %+v", now)
			}
		})
	}
	both := Snapshot{State: known, Centers: center(nil), Cause: live}
	both.Account.ID, both.Card.Stage, both.Card.MQA, both.Card.MQASince = "A1", "customer", true, today
	if d := Decide(both, DefaultRules(), time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC), today); len(d.Messages) != 1 || d.Messages[0].Payload.Center != nil || d.Verdicts[0].Reason != SaidTogether {
		t.Errorf("account and center together: %+v", d.Messages)
	}
}
