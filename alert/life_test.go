package alert

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

// going is an MQA card of Monday 30 March 10:00 with how its account stands now.
func going(change func(*Going)) Going {
	told := now.Add(-24 * time.Hour)
	trend := account.Trend{From: today - 9, Minutes: make(account.Series, 10), Running: make(account.Series, 10), Threshold: 90_000}
	for i := range trend.Running {
		trend.Running[i] = 95_000
	}
	g := Going{
		Record: Record{Message: Message{ID: "m", AccountID: "A1", Kind: KindMQA, Channel: "#alerts", DecidedAt: told, Payload: Payload{Card: account.Card{Score: account.Score{ConfigHash: "c"}}}}, Score: 7},
		Card:   account.Card{Score: account.Score{ConfigHash: "c"}, Trend: trend}, Newest: true,
	}
	if change != nil {
		change(&g)
	}
	return g
}

func steps(s Sequel) []string {
	var out []string
	for _, m := range s.Messages {
		line := string(m.Kind) + " " + string(m.Reason)
		if n := m.Payload.Note; n != nil && n.Account != "" {
			line += " " + n.Account
		}
		out = append(out, line)
	}
	return out
}

func TestFollow(t *testing.T) {
	low := func(g *Going) {
		g.Theirs = "Globex"
		for i := range g.Card.Trend.Running {
			g.Card.Trend.Running[i] = 80_000
		}
	}
	surged := func(week account.Milli) func(*Going) {
		return func(g *Going) {
			g.Theirs = "Globex"
			g.Message.Kind = Kind(account.Surge)
			g.Message.Payload.Findings = []account.Finding{{AccountID: "A1", Kind: account.Surge, Day: today - 2, Minutes: 60_000}}
			g.Card.Trend.Minutes[6] = week
		}
	}
	for _, tt := range []struct {
		name   string
		change func(*Going)
		want   []string
		ending Ending
		closed bool
	}{
		{"nothing happened", nil, nil, "", false},
		{"met afterwards, not before", func(g *Going) { g.Card.Trend.Meetings = []account.Day{today - 5, today - 1, today} }, []string{"note met"}, "", false},
		{"a later alert says so", func(g *Going) { g.Newest = false; g.Card.Trend.Meetings = []account.Day{today} }, nil, "", false},
		{
			"a deal of before", func(g *Going) { g.Opportunities = []account.Opportunity{{ID: "O", CreatedAt: g.Message.DecidedAt}} }, nil, "", false,
		},
		{
			"a deal", func(g *Going) { g.Opportunities = []account.Opportunity{{ID: "O", CreatedAt: now}} }, []string{"edit opened", "note opened"}, Opportunity, false,
		},
		{
			"a deal that was won, of an earlier alert", func(g *Going) {
				g.Newest = false
				g.Opportunities = []account.Opportunity{{ID: "O", CreatedAt: now, ClosedAt: now, Won: true}}
			}, []string{"edit opened"}, Opportunity, false,
		},
		{"the minutes were others'", low, []string{"note retracted Globex", "edit retracted"}, Retracted, true},
		{"but not by another config", func(g *Going) { low(g); g.Card.ConfigHash = "d" }, nil, "", false},
		{"nor where nobody repaired anything", func(g *Going) { low(g); g.Theirs = "" }, nil, "", false},
		{"nor after it led to something", func(g *Going) { low(g); g.Ending = Opportunity }, nil, Opportunity, false},
		{"the request is another's", func(g *Going) {
			g.Message.Payload.Request = &account.LedgerRow{}
			g.Elsewhere = "Initech"
		}, []string{"note retracted Initech", "edit retracted"}, Retracted, true},
		{"half of a surge is left", surged(30_000), nil, "", false},
		{"less than half of it is", surged(29_000), []string{"note retracted Globex", "edit retracted"}, Retracted, true},
		{"long ago", func(g *Going) { g.Message.DecidedAt = now.AddDate(0, 0, -181) }, nil, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := Follow(going(tt.change), now, time.UTC)
			if diff := cmp.Diff(tt.want, steps(s)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if s.Ending != tt.ending || s.Closed != tt.closed || s.Version != 7 {
				t.Errorf("ends with %q, closed %v, version %d", s.Ending, s.Closed, s.Version)
			}
		})
	}
}

func TestOverdue(t *testing.T) {
	r := DefaultRules()
	r.Readers = map[string]Reader{"ann@ours.com": {Manager: "max@ours.com"}}
	friday := time.Date(2026, 3, 27, 23, 30, 0, 0, time.UTC)
	waiting := func(change func(*Record)) []Record {
		w := Record{Message: Message{ID: "m", AccountID: "A1", Kind: KindMQA, Channel: "#alerts", DecidedAt: friday, Payload: Payload{Account: account.Account{Owner: "Ann@ours.com"}}}}
		if change != nil {
			change(&w)
		}
		return []Record{w}
	}
	due := time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC) // two working days later, and by day
	for _, tt := range []struct {
		name   string
		change func(*Record)
		now    time.Time
		want   string
	}{
		{"a moment before", nil, due.Add(-time.Second), ""},
		{"after two working days", nil, due, "@max@ours.com"},
		{"nobody manages the owner", func(w *Record) { w.Message.Payload.Account.Owner = "" }, due, ""},
		{"somebody is on it", func(w *Record) { w.Claim = &Claim{} }, due, ""},
		{"it is put off", func(w *Record) { w.Snooze = &account.Snooze{} }, due, ""},
		{"it was found useless", func(w *Record) { w.Opinion = &account.Opinion{} }, due, ""},
		{"nobody has to answer a surge", func(w *Record) { w.Message.Kind = Kind(account.Surge) }, due, ""},
	} {
		got := ""
		for _, m := range r.Overdue(waiting(tt.change), tt.now) {
			got += m.Channel
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	r.Sandbox = "#dry"
	if got := r.Overdue(waiting(nil), due); len(got) != 1 || got[0].Channel != "#dry" {
		t.Errorf("in a dry run: %+v", got)
	}
	r.EscalateDays = 0
	if got := r.Overdue(waiting(nil), due); len(got) > 0 {
		t.Errorf("switched off, and %d reminders", len(got))
	}
}

// Whoever took an alert on hears that it was retracted, unless they said so
// themselves.
func TestFollowPingsNobodyForTheirOwnRepair(t *testing.T) {
	for mender, want := range map[string]string{"": "U1", "U2": "U1", "U1": ""} {
		g := Going{Record: Record{Message: Message{ID: "m", Kind: KindActNow, AccountID: "A1", DecidedAt: now, Payload: Payload{Request: &account.LedgerRow{}}}, Claim: &Claim{UserID: "U1"}}, Elsewhere: "Globex", Mender: mender}
		got := Follow(g, now.Add(time.Hour), time.UTC)
		if len(got.Messages) == 0 || got.Messages[0].Payload.Note == nil || got.Messages[0].Payload.Note.Claimed != want {
			t.Errorf("repaired by %q: %+v, want that %q hears", mender, got.Messages, want)
		}
	}
}
