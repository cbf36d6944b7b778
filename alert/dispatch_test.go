package alert

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"engagement/account"
)

func surge(id string, at time.Time, minutes account.Milli) Waiting {
	return Waiting{ID: id, AccountID: id, Kind: Kind(account.Surge), Reason: Found, Channel: "#alerts", Value: minutes, Threshold: 10_000, DecidedAt: at, Due: at}
}

func crossed(id string, at time.Time, minutes account.Milli) Waiting {
	return Waiting{ID: id, AccountID: id, Kind: KindMQA, Reason: Crossed, Channel: "#alerts", Value: minutes, Threshold: 90_000, DecidedAt: at, Due: at}
}

// fates says what becomes of each message, in the order of the ids.
func fates(d Dispatch) []string {
	var out []string
	for _, f := range d.Fates {
		line := f.ID + " " + string(f.Status)
		if f.Status == Held {
			line += " until " + f.Due.UTC().Format("Mon 15:04")
		}
		for _, v := range d.Verdicts {
			if v.AccountID == f.ID {
				line += fmt.Sprintf(" %s %v", v.Reason, v.Sent)
			}
		}
		out = append(out, line)
	}
	slices.Sort(out)
	for _, l := range d.Lines {
		out = append(out, fmt.Sprint("line ", l.Message.ID, " ", l.Names))
	}
	return out
}

func TestDispatch(t *testing.T) {
	monday := time.Date(2026, 3, 30, 10, 0, 0, 0, time.UTC)
	night := time.Date(2026, 3, 28, 2, 30, 0, 0, time.UTC) // a Saturday's
	for _, tt := range []struct {
		name   string
		change func(*Rules)
		tray   Tray
		now    time.Time
		want   []string
	}{
		{"news is told at once", nil, Tray{Waiting: []Waiting{crossed("A", monday, 95_000)}}, monday, []string{"A pending crossed true"}},
		{"also on a Saturday night", nil, Tray{Waiting: []Waiting{crossed("A", night, 95_000)}}, night, []string{"A pending crossed true"}},
		{
			"but for quiet hours", func(r *Rules) { r.Hours.QuietFrom, r.Hours.QuietTo = 19*60, 7*60+30 },
			Tray{Waiting: []Waiting{crossed("A", night, 95_000)}},
			night,
			[]string{"A held until Sat 07:30"},
		},
		{
			"and for days off", func(r *Rules) { r.Hours.WorkDays, r.Hours.QuietFrom, r.Hours.QuietTo = true, 19*60, 7*60+30 },
			Tray{Waiting: []Waiting{crossed("A", night, 95_000)}},
			night,
			[]string{"A held until Mon 07:30"},
		},
		{"what the night found waits for a working morning", nil, Tray{Waiting: []Waiting{surge("A", night, 50_000)}}, night, []string{"A held until Mon 08:00"}},
		{
			"a holiday is none", func(r *Rules) { r.Hours.Holidays = []account.Day{account.DayOf(monday, time.UTC)} },
			Tray{Waiting: []Waiting{surge("A", night, 50_000)}},
			night,
			[]string{"A held until Tue 08:00"},
		},
		{
			"what was postponed already stays so", nil,
			Tray{Waiting: []Waiting{func() Waiting { w := surge("A", night, 50_000); w.Due = monday.Add(-2 * time.Hour); return w }()}},
			night, nil,
		},
		{
			"the strongest have cards", nil,
			Tray{Waiting: []Waiting{surge("A", monday, 90_000), crossed("B", monday, 95_000), crossed("C", monday, 180_000), surge("D", monday, 30_000), surge("E", monday, 60_000)}},
			monday,
			[]string{"A held until Tue 08:00", "B pending crossed true", "C pending crossed true", "D held until Tue 08:00", "E held until Tue 08:00"},
		},
		{
			"the budget is that of the day", nil,
			Tray{Waiting: []Waiting{surge("A", night, 20_000), crossed("B", monday, 95_000), surge("C", night, 30_000)}, Told: map[string]int{"#alerts": 1, "#other": 9}},
			monday,
			[]string{"A listed over_budget false", "B pending crossed true", "C pending found true"},
		},
		{
			"no budget, no limit", func(r *Rules) { r.Budget = -1 },
			Tray{Waiting: []Waiting{crossed("B", monday, 95_000)}, Told: map[string]int{"#alerts": 99}},
			monday,
			[]string{"B pending crossed true"},
		},
		{
			"manners", func(r *Rules) { r.Manners = map[Kind]Manner{KindMQA: Off, Kind(account.Surge): AsLine} },
			Tray{Waiting: []Waiting{crossed("A", monday, 95_000), surge("B", night, 30_000)}},
			monday,
			[]string{"A withheld switched_off false", "B listed in_line false"},
		},
		{
			"an account that has had a card", nil,
			Tray{Waiting: []Waiting{
				func() Waiting { w := surge("A", night, 50_000); w.Lately = monday.Add(-6 * 24 * time.Hour); return w }(),
				func() Waiting {
					w := surge("B", night, 50_000)
					w.Kind, w.Lately = Kind(account.NewSenior), monday.Add(-6*24*time.Hour)
					return w
				}(),
				func() Waiting { w := surge("C", night, 50_000); w.Lately = monday.Add(-7 * 24 * time.Hour); return w }(),
				func() Waiting { w := crossed("D", night, 95_000); w.Lately = monday.Add(-time.Hour); return w }(),
			}},
			monday,
			[]string{"A listed told_lately false", "B withheld told_lately false", "C pending found true", "D pending crossed true"},
		},
		{
			"muted while it waited", nil,
			Tray{Waiting: []Waiting{func() Waiting { w := crossed("A", monday, 95_000); w.Muted = account.DayOf(monday, time.UTC); return w }()}},
			monday,
			[]string{"A withheld muted false"},
		},
		{
			"the line comes in the evening", nil,
			Tray{Line: []Waiting{func() Waiting { w := surge("A", night, 50_000); w.Listed = monday; return w }()}},
			monday.Add(7 * time.Hour),
			[]string{"line also:#alerts:2026-03-30 [A]"},
		},
		{
			"not before it", nil,
			Tray{Line: []Waiting{func() Waiting { w := surge("A", night, 50_000); w.Listed = monday; return w }()}},
			monday.Add(7*time.Hour - time.Second), nil,
		},
		{
			"what came after it waits for the next", nil,
			Tray{Line: []Waiting{func() Waiting { w := surge("A", night, 50_000); w.Listed = monday.Add(8 * time.Hour); return w }()}},
			monday.Add(9 * time.Hour), nil,
		},
		{
			"a silent source is beside the budget", nil,
			Tray{Waiting: []Waiting{{ID: "S", AccountID: "S", Kind: KindSourceSilent, Reason: SourceSilent, Channel: "#alerts", DecidedAt: night, Due: night}}, Told: map[string]int{"#alerts": 3}},
			monday,
			[]string{"S pending source_silent true"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := DefaultRules()
			if tt.change != nil {
				tt.change(&r)
			}
			if diff := cmp.Diff(tt.want, fates(r.Dispatch(tt.tray, tt.now))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever is decided and whenever: each message has one fate and one answer, no
// channel has more cards in a day than its budget, nothing is told in quiet hours
// or on a day off, what has no card is named in exactly one line, and the order in
// which things were found changes nothing.
func TestDispatchLaws(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		r := DefaultRules()
		r.Budget = rapid.IntRange(0, 3).Draw(t, "budget")
		r.Hours.Zone = zone
		r.Hours.Morning, r.Hours.Evening = rapid.IntRange(0, 1439).Draw(t, "morning"), rapid.IntRange(0, 1439).Draw(t, "evening")
		r.Hours.QuietFrom, r.Hours.QuietTo = rapid.IntRange(0, 1439).Draw(t, "quiet from"), rapid.IntRange(0, 1439).Draw(t, "quiet to")
		r.Hours.WorkDays = rapid.Bool().Draw(t, "work days")
		r.HoldOut = rapid.SampledFrom([]int{0, 10, 50}).Draw(t, "hold-out")
		// Around the days on which clocks change, too.
		first := rapid.SampledFrom([]account.Day{account.DayDate(2026, 3, 27), account.DayDate(2026, 10, 23), account.DayDate(2026, 11, 1), account.DayDate(2026, 6, 1)}).Draw(t, "first day")
		span := account.Span{From: first, To: first + 9}
		var replay Replay
		n := rapid.IntRange(0, 30).Draw(t, "messages")
		for i := range n {
			at := first.Start(zone).Add(time.Duration(rapid.IntRange(0, 10*24*60).Draw(t, "minute")) * time.Minute)
			kind := rapid.SampledFrom(priority).Draw(t, "kind")
			replay.Messages = append(replay.Messages, Message{
				ID: fmt.Sprint("m", i), AccountID: fmt.Sprint("a", i), Kind: kind, Reason: Found, Channel: rapid.SampledFrom([]string{"#a", "#b"}).Draw(t, "channel"),
				DecidedAt: at, Value: account.Milli(rapid.IntRange(0, 99).Draw(t, "minutes")) * account.Minute, Threshold: 20 * account.Minute,
			})
		}
		shuffled := Replay{Messages: rapid.Permutation(replay.Messages).Draw(t, "order")}
		kinds := map[string]Kind{}
		for _, m := range replay.Messages {
			kinds[m.ID] = m.Kind
		}
		for _, one := range []*Replay{&replay, &shuffled} {
			one.Sort()
			one.Deliver(r, nil, span)
		}
		if diff := cmp.Diff(replay.Messages, shuffled.Messages); diff != "" {
			t.Fatalf("another order gives other messages:\n%s", diff)
		}
		if len(replay.Verdicts) != n {
			t.Fatalf("%d answers to %d questions", len(replay.Verdicts), n)
		}
		cards, lines := map[string]int{}, map[string]bool{}
		for _, m := range replay.Messages {
			day := account.DayOf(m.DecidedAt, zone)
			if m.Kind == KindAlso {
				if lines[m.ID] {
					t.Fatalf("line %s comes twice", m.ID)
				}
				lines[m.ID] = true
				continue
			}
			if r.Hours.quiet(m.DecidedAt) || r.Hours.WorkDays && !r.Hours.works(day) {
				t.Fatalf("%s %s is told at %s", m.Kind, m.ID, m.DecidedAt.In(zone))
			}
			key := m.Channel + day.String()
			if kinds[m.ID].budgeted() {
				cards[key]++
			}
			if cards[key] > r.Budget {
				t.Fatalf("%d cards in %s", cards[key], key)
			}
		}
		listed := 0
		for _, v := range replay.Verdicts {
			if v.Reason == OverBudget || v.Reason == InLine || v.Reason == ToldLately {
				listed++
			}
		}
		if listed > 0 == (len(lines) == 0) {
			t.Fatalf("%d messages have no card, and there are %d lines", listed, len(lines))
		}
	})
}

func TestRoutes(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	r := DefaultRules()
	r.Routes = []Route{
		{Kinds: []Kind{KindMQA}, Territories: []string{"West"}, To: "#west", Zone: berlin},
		{Tiers: []string{"1"}, To: ToOwner},
		{Segments: []string{"Banks"}, To: ToManager},
		{Centers: []string{"IT"}, To: "C0IT"},
	}
	r.Readers = map[string]Reader{
		"ann@ours.com": {Manager: "max@ours.com", Away: []Leave{{account.Span{From: today, To: today + 5}, "bob@ours.com"}}},
		"max@ours.com": {Away: []Leave{{account.Span{From: today + 1, To: today + 1}, "ann@ours.com"}}},
		"bob@ours.com": {Away: []Leave{{account.Span{From: today + 3, To: today + 9}, "ann@ours.com"}}},
	}
	west := account.Account{Territory: "west", Tier: "1", Owner: "Ann@ours.com"}
	for _, tt := range []struct {
		name string
		a    about
		day  account.Day
		want string
	}{
		{"territory, in any case", about{Account: west, kind: KindMQA}, today, "#west"},
		{"another kind goes on", about{Account: west, kind: Kind(account.Surge)}, today - 1, "@ann@ours.com"},
		{"while she is away", about{Account: west, kind: Kind(account.Surge)}, today, "@bob@ours.com"},
		{"two who stand in for each other", about{Account: west, kind: Kind(account.Surge)}, today + 3, "@bob@ours.com"},
		{"nobody owns it", about{Account: account.Account{Tier: "1"}, kind: KindMQA}, today, "#alerts"},
		{"the manager", about{Account: account.Account{Owner: "ann@ours.com"}, segment: "Banks"}, today, "@max@ours.com"},
		{"who is away too", about{Account: account.Account{Owner: "ann@ours.com"}, segment: "Banks"}, today + 1, "@bob@ours.com"},
		{"an owner without a manager", about{Account: account.Account{Owner: "kim@ours.com"}, segment: "Banks"}, today, "#alerts"},
		{"a buying center", about{center: "IT"}, today, "C0IT"},
		{"none of them", about{}, today, "#alerts"},
	} {
		if got := r.place(tt.a, tt.day); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if h := r.hoursOf("#west", Tray{}); h.Zone != berlin {
		t.Errorf("#west is read in %v", h.Zone)
	}
	r.Sandbox = "#dry"
	if got := r.place(about{Account: west, kind: KindMQA}, today); got != "#dry" {
		t.Errorf("in a dry run: %s", got)
	}
	if mail, ok := Mail("@ann@ours.com"); mail != "ann@ours.com" || !ok {
		t.Errorf("%s, %v", mail, ok)
	}
}

// A random tenth means one in ten, the same ones every time.
func TestHoldOut(t *testing.T) {
	r := Rules{HoldOut: 10}
	n := 0
	for i := range 10_000 {
		if r.heldOut(fmt.Sprint("mqa:A", i, ":0")) {
			n++
		}
	}
	if n < 900 || n > 1100 {
		t.Errorf("%d of 10,000 are withheld", n)
	}
}

// A line names the event that moved many accounts, from a night as from a replay.
func TestLineNamesTheEvent(t *testing.T) {
	monday := time.Date(2026, 3, 30, 10, 0, 0, 0, time.UTC)
	m := Message{ID: "burst", Kind: Kind(account.EventBurst), Reason: Found, Channel: "#alerts", DecidedAt: monday, Payload: Payload{
		Findings: []account.Finding{{Kind: account.EventBurst, Subject: "Data Summit", Accounts: []string{"A1", "A2"}}},
	}}
	w := m.waiting("", "")
	w.Listed = monday
	d := DefaultRules().Dispatch(Tray{Line: []Waiting{w}}, monday.Add(12*time.Hour))
	if len(d.Lines) != 1 || len(d.Lines[0].Message.Payload.List) != 1 {
		t.Fatalf("lines %+v", d.Lines)
	}
	if l := d.Lines[0].Message.Payload.List[0]; l.Event != "Data Summit" || l.Moved != 2 {
		t.Errorf("named %+v", l)
	}
}

// No line is told before the evening that a dispatch names, and one is told then.
func TestDispatchNamesTheNextEvening(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := DefaultRules()
		r.Hours.Evening = rapid.IntRange(0, 1439).Draw(t, "evening")
		r.Hours.WorkDays = rapid.Bool().Draw(t, "work days")
		now := time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 7*24*60).Draw(t, "now")) * time.Minute)
		tray := Tray{Hours: map[string]Hours{}}
		late := r.Hours
		late.Evening = (late.Evening + 600) % 1440
		tray.Hours["#late"] = late
		for i := range rapid.IntRange(0, 5).Draw(t, "listed") {
			w := surge(fmt.Sprint("m", i), now, 40*account.Minute)
			w.Channel = rapid.SampledFrom([]string{"#a", "#late"}).Draw(t, "channel")
			w.Listed = now.Add(-time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "ago")) * time.Minute)
			tray.Line = append(tray.Line, w)
		}
		told := func(at time.Time) (names []string, next time.Time) {
			d := r.Dispatch(tray, at)
			for _, l := range d.Lines {
				names = append(names, l.Names...)
			}
			return names, d.Evening
		}
		first, evening := told(now)
		tray.Line = slices.DeleteFunc(tray.Line, func(w Waiting) bool { return slices.Contains(first, w.ID) })
		if evening.IsZero() != (len(tray.Line) == 0) {
			t.Fatalf("%d are listed, and the next evening is %s", len(tray.Line), evening)
		}
		if evening.IsZero() {
			return
		}
		if early, _ := told(evening.Add(-time.Millisecond)); len(early) > 0 {
			t.Fatalf("%v are told before %s", early, evening)
		}
		if then, _ := told(evening); len(then) == 0 {
			t.Fatalf("nothing is told at %s", evening)
		}
	})
}
