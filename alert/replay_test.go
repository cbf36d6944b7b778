package alert

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

// night is an account at the end of a day, so many days ago.
func night(ago account.Day, stage string, mqa bool, requests ...account.LedgerRow) Night {
	n := Night{News: true, Requests: requests, Score: account.Score{AccountID: "A1", Day: today - ago, Stage: stage, StageSince: today - ago, MQA: mqa, LastRecorded: now}}
	if mqa {
		n.Score.MQASince = n.Score.Day
	}
	return n
}

func told(r Replay) []string {
	var out []string
	for _, f := range r.Facts {
		out = append(out, fmt.Sprintf("%d fact %s %s", today-account.DayOf(f.At, time.UTC), f.Kind, f.Reason))
	}
	for _, v := range r.Verdicts {
		out = append(out, fmt.Sprintf("%d %s %s %v", today-account.DayOf(v.At, time.UTC), v.Kind, v.Reason, v.Sent))
	}
	for _, m := range r.Messages {
		out = append(out, fmt.Sprintf("%d message %s", today-account.DayOf(m.DecidedAt, time.UTC), m.ID))
	}
	return out
}

func TestReplayAccount(t *testing.T) {
	ask := func(ago account.Day) account.LedgerRow {
		return request(fmt.Sprint("r", int(ago)), "ann", time.Duration(ago)*24*time.Hour)
	}
	quiet := night(40, "engaged", false)
	quiet.News = false
	open := night(5, "MQA", true)
	open.Open = true
	for _, tt := range []struct {
		name   string
		nights []Night
		want   []string
		out    account.Day // how long ago it left
	}{
		{"an MQA on its day", []Night{night(5, "MQA", true)}, []string{"5 fact stage crossed", "5 fact mqa crossed", "5 message mqa:A1:0"}, today},
		{"a deal is open", []Night{open}, []string{"5 fact stage crossed", "5 fact mqa open_opportunity", "5 mqa open_opportunity false"}, today},
		{
			"before the span in silence, but not forgotten",
			[]Night{night(60, "MQA", true), quiet, night(20, "MQA", true)},
			[]string{"20 fact stage crossed", "20 fact mqa recently_out", "20 mqa recently_out false"},
			40,
		},
		{
			"asked on the day it crossed",
			[]Night{night(3, "MQA", true, ask(3))},
			[]string{"3 fact stage crossed", "3 fact mqa crossed", "3 fact act_now requested", "3 act_now requested true", "3 mqa said_together false", "3 message act_now:web:r3"},
			today,
		},
		{"after the span", []Night{night(-1, "MQA", true)}, nil, today},
		{"the stage it has always had", []Night{night(3, "target", false)}, nil, today},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := ReplayAccount(Subject{Account: account.Account{ID: "A1"}}, "target", tt.nights, account.Window(today, 31), DefaultRules(), time.UTC)
			if diff := cmp.Diff(tt.want, told(r)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			r.Deliver(DefaultRules(), nil, account.Window(today, 31))
			if r.Sent() != len(r.Messages) {
				t.Errorf("%d verdicts sent, %d messages", r.Sent(), len(r.Messages))
			}
			if len(r.States) != 1 || today-r.States[0].MQAOut != tt.out {
				t.Errorf("state %+v, want that it left %d days ago", r.States, tt.out)
			}
		})
	}
}

func TestReplayUnmatchedAndFindings(t *testing.T) {
	rows := []account.LedgerRow{request("a", "", 48*time.Hour), request("b", "", 48*time.Hour), request("c", "", 0)}
	why := map[string]string{RequestKey(rows[1]): OwnPeople}
	r := ReplayUnmatched(rows, why, DefaultRules(), time.UTC)
	r.Add(ReplayFindings([]account.Finding{
		{AccountID: "A2", Kind: account.Surge, Day: today - 2, Minutes: 60, Late: 60, Learned: today},
		{Kind: account.EventBurst, Day: today, Accounts: []string{"A1", "A2"}},
	}, []account.Finding{
		{AccountID: "A3", Kind: account.Stall, Day: today - 3}, {AccountID: "A4", Kind: account.Stall, Day: today - 2, Learned: today},
	}, nil, DefaultRules(), time.UTC))
	r.Add(ReplayAccount(Subject{Account: account.Account{ID: "A1"}}, "target", []Night{night(2, "MQA", true)}, account.Window(today, 31), DefaultRules(), time.UTC))
	r.Sort()
	r.Deliver(DefaultRules(), nil, account.Window(today, 31))
	want := []string{
		"2 fact act_now nobodys_yet", "2 fact act_now excluded", "2 fact stage crossed", "2 fact mqa crossed", "0 fact act_now nobodys_yet",
		"3 stall source_silent false", "2 act_now nobodys_yet true", "2 act_now excluded false", "2 mqa crossed true", "2 stall source_silent false",
		"1 surge found true", // Monday's night is told on Tuesday morning
		"0 act_now nobodys_yet true", "0 event_burst said_together false", "0 event_burst said_together false", "-1 event_burst found true",
		"2 message act_now:web:a", "2 message mqa:A1:0", "1 message surge:A2:2026-03-29", "0 message act_now:web:c", "-1 message event_burst::2026-03-31",
	}
	if diff := cmp.Diff(want, told(r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if r.Sent() != len(r.Messages) || len(r.MQAs()) != 1 || len(r.Findings) != 2 || r.Findings[0].Reason != Found {
		t.Errorf("%d sent, %d MQAs, findings %+v", r.Sent(), len(r.MQAs()), r.Findings)
	}
}
