package bot

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/internal/blockkit"
)

var update = flag.Bool("update", false, "rewrite golden messages")

// newYear is the day on which the golden messages are read.
var newYear = account.DayDate(2026, time.March, 31)

// sample is a card with everything on it.
func sample() Answer {
	trend := account.Trend{From: newYear - 364, Threshold: 90 * account.Minute, Crossed: []account.Day{newYear - 9}}
	for i := range 365 {
		m := account.Milli(i%7) * 500
		if i > 350 {
			m += 9 * account.Minute
		}
		trend.Minutes = append(trend.Minutes, m)
		trend.Running = append(trend.Running, account.Milli(i)*account.Minute/4)
	}
	vp, it := account.Role{Level: account.VP, Department: "Finance"}, account.Role{Level: account.Director, Department: "IT"}
	return Answer{
		Account: account.Account{
			ID: "A1", Name: "Acme Corp", Tier: "1", Territory: "West", Employees: 1200, Owner: "ann@ours.com",
			CRMURL: "https://crm.ours.com/a/1", Industry: "Machinery",
		},
		Card: account.Card{
			Score: account.Score{
				AccountID: "A1", Day: newYear, Grade: 4, Stage: "MQA", StageSince: newYear - 9, MQA: true, MQASince: newYear - 9,
				Minutes7: 61 * account.Minute, Minutes30: 90 * account.Minute, Minutes90: 146 * account.Minute, Minutes365: 400 * account.Minute,
				Heat: 80 * account.Minute, People90: 4, Counting90: 118 * account.Minute, Engaged90: 4, Threshold: 90 * account.Minute, PeopleNeeded: 2,
				ConfigHash: "0123456789ab", LastRecorded: time.Date(2026, 3, 31, 9, 14, 0, 0, time.UTC),
			},
			Groups:  []account.GroupMinutes{{Group: "marketing", Minutes: 118 * account.Minute}, {Group: "sales", Minutes: 28 * account.Minute}},
			Normal7: 14 * account.Minute, Trend: trend, Direction: account.Rising,
			Move:      account.Move{Who: "Sales", Reason: "the VP in Finance spent 48 min in 90 days, last seen 6 days ago"},
			LastReply: newYear - 3, LastMeeting: newYear - 9,
			People: []account.PersonMinutes{
				{ContactID: "c1", Role: vp, Minutes: 48 * account.Minute, Last: account.Touch{Label: "Dinner", Asset: "Spring dinner", Day: newYear - 6}},
				{ContactID: "c2", Role: it, Minutes: 39500, Last: account.Touch{Label: "Security page", Day: newYear}},
			},
			MorePeople: 2, Unknown: 12 * account.Minute, Known: 11,
			Activities: []account.ActivityMinutes{
				{Touch: account.Touch{Label: "Dinner", Asset: "Spring dinner", Day: newYear - 6}, ContactID: "c1", Role: vp, Minutes: 48 * account.Minute},
				{Touch: account.Touch{Label: "Anonymous page view", Day: newYear - 1}, Minutes: 500},
			},
			Gaps:  []string{"Procurement", "C-level"},
			Next:  "Talk to the VP in Finance and ask who else decides: Procurement is missing",
			Trust: account.Trust{Known: 92, Anonymous: 8},
		},
		People: map[string]account.Contact{"c1": {ID: "c1", Name: "Ann Lee", Title: "VP Finance"}, "c2": {ID: "c2", Title: "Director IT"}},
		Today:  newYear, Zone: time.UTC,
	}
}

// familySample is the head of a family, with buying centers, of which the MQA
// asks for somebody who is not there.
func familySample(a Answer) Answer {
	a.Family = account.Family{Subsidiaries: 6, Minutes: 1204 * account.Minute}
	a.Card.Demands = []string{"IT leader"}
	a.Card.Centers = []account.CenterScore{
		{Name: "IT & <Data>", Counting: 70 * account.Minute, Engaged: 2, Threshold: 60 * account.Minute, PeopleNeeded: 1, MQA: true, MQASince: newYear - 2, People: a.Card.People[1:2]},
		{Name: "Finance", Counting: 48 * account.Minute, Engaged: 1, Threshold: 90 * account.Minute, PeopleNeeded: 2},
	}
	return a
}

// otherWindow is a card of a config whose MQA looks at 60 days.
func otherWindow(a Answer) Answer {
	a.Card.Trend.Window = 60
	return a
}

// judgedTogether is a card of an account that is judged with its subsidiaries.
func judgedTogether(a Answer) Answer {
	a.Card.Subsidiaries = 6
	a.Card.FamilyPeople = []account.PersonMinutes{
		{ContactID: "c9", Role: account.Role{Level: account.CLevel, Department: "Operations"}, Minutes: 60 * account.Minute, Last: account.Touch{Label: "Workshop", Asset: "Line 4", Day: newYear - 1}},
		a.Card.People[1],
	}
	return a
}

func sampleAlert(change func(*alert.Message)) alert.Message {
	a := sample()
	a.Card.Trend = a.Card.Trend.Last(182)
	m := alert.Message{
		ID: "mqa:A1:3", Key: "mqa:A1:3", AccountID: "A1", Kind: alert.KindMQA, Reason: alert.Crossed, Channel: "#alerts",
		DecidedAt: time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC),
		Payload:   alert.Payload{Account: a.Account, Card: a.Card, Crossed: true, Today: newYear},
	}
	if change != nil {
		change(&m)
	}
	return m
}

func demoRequest(day account.Day) *account.LedgerRow {
	return &account.LedgerRow{
		Day: day, Source: "web", ActivityID: "d1", Type: "form.demo_request", Label: "Demo request", ContactID: "c1",
		Role: account.Role{Level: account.VP, Department: "Finance"}, ActNow: true, Live: true,
	}
}

// valid fails on everything that Slack would refuse.
func valid(t testing.TB, m Message) {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"text": m.Text, "blocks": m.Blocks})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range blockkit.Message(raw) {
		t.Errorf("Slack would refuse: %s", fault)
	}
}

// quietView is 90 days in which nothing happened.
func quietView(a Answer) ViewAnswer {
	return ViewAnswer{Answer: a, Period: defaultPeriod, View: account.View{Span: account.Window(newYear, 90), Against: account.Window(newYear-90, 90)}}
}

func TestGoldenMessages(t *testing.T) {
	must := func(m Message, err error) Message {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	a := sample()
	picture := Picture{Name: "trend-182d.png", Alt: trendAlt(a.Account, a.Card.Trend, newYear)}
	quiet := Answer{Account: account.Account{ID: "A2", Name: "Quiet & <Co>"}, Today: newYear, Zone: time.UTC, Card: account.Card{
		Score: account.Score{AccountID: "A2", Day: newYear, Grade: 1, Stage: "target", Threshold: 140 * account.Minute, PeopleNeeded: 2, ConfigHash: "0123456789ab"},
		Move:  account.Move{Who: "Wait", Reason: "not enough engagement to act on"}, Next: "Nothing yet: leave it to campaigns",
		Trend: account.Trend{From: newYear - 181, Minutes: make([]account.Milli, 182), Running: make([]account.Milli, 182), Threshold: 140 * account.Minute},
	}}
	claim := &alert.Claim{MessageID: "mqa:A1:3", UserID: "U2", At: time.Date(2026, 3, 31, 10, 12, 0, 0, time.UTC)}
	b := New(Options{})
	messages := map[string]Message{
		"card":        CardMessage(a, picture),
		"card-family": CardMessage(familySample(a), picture),
		"card-quiet":  CardMessage(quiet, Picture{Name: "trend-182d.png", Alt: trendAlt(quiet.Account, quiet.Card.Trend, newYear)}),
		"trend":       trendMessage(a, picture),
		"why":         whyMessage(Explanation{Answer: a, Span: account.Window(newYear, 90), Rows: []account.LedgerRow{*demoRequest(newYear - 4), {Day: newYear, Label: "Page view", Base: 1000, Cap: "20min/day", ContactID: "c1"}, {Day: newYear - 2, Label: "Pricing page", Base: 5000, Minutes: 7500, Weights: "level vp 150%", ContactID: "c1", Asset: "Prices"}}}),
		"whynot": whyNotMessage(quiet, account.Shortfall{
			Window: 90, Minutes: 22500, People: 1, Days: 1, Personas: []string{"IT leader", "<Finance>"}, Floor: 10 * account.Minute, Strangers: 1,
			Steps: []account.Step{{ContactID: "c1", Role: account.Role{Level: account.Director, Department: "IT"}, Has: 7500, More: 2500}},
		}),
		"whynot-is":       whyNotMessage(a, account.Shortfall{Window: 90, Is: true}),
		"heatmap":         must(heatmapMessage(heatSample(a.Account, account.Group{}))),
		"heatmap-group":   must(heatmapMessage(heatSample(account.Account{}, account.Group{By: account.ByTerritory, Value: "North <America>"}))),
		"heatmap-learned": must(heatmapMessage(learnedSample(a.Account))),
		"heatmap-none":    must(heatmapMessage(HeatAnswer{Account: a.Account, Period: defaultPeriod, Today: newYear, Config: "0123456789ab", Map: account.Heatmap{Span: account.Window(newYear, 90), Accounts: 1, Ideal: account.Ideal{Source: account.NoIdeal}}})),
		"view":            viewMessage(viewSample(a)),
		"view-quiet":      viewMessage(quietView(quiet)),
		"people":          peopleMessage(viewSample(a)),
		"people-none":     peopleMessage(quietView(quiet)),
		"meetings":        meetingsMessage(meetingSample(a)),
		"meetings-none":   meetingsMessage(MeetingsAnswer{ViewAnswer: quietView(quiet)}),
		"meetings-by": meetingReportMessage(MeetingReportAnswer{Period: defaultPeriod, Today: newYear, Report: account.MeetingReport{
			By: account.ByOwner, Span: account.Window(newYear, 90), Against: account.Window(newYear-90, 90), Config: "0123456789ab",
			Rows:  []account.MeetingRow{{Value: "ann@ours.com", Held: 12, HeldBefore: 9, Scheduled: 3, Calls: 7, Met: 8, Accounts: 31}, {Value: account.None, Accounts: 4}},
			Total: account.MeetingRow{Held: 12, HeldBefore: 9, Scheduled: 3, Calls: 7, Met: 8, Accounts: 35},
		}}),
		"report":        must(withBars(reportMessage(reportSample("")), reportSample(""))),
		"report-drill":  must(withBars(reportMessage(reportSample("West")), reportSample("West"))),
		"report-empty":  reportMessage(ReportAnswer{Query: account.ReportQuery{By: account.ByTier, Period: defaultPeriod}, Report: account.Report{By: account.ByTier, Span: account.Window(newYear, 90), Against: account.Window(newYear-90, 90), Config: "0123456789ab"}, Today: newYear}),
		"group-unknown": b.troubleMessage(&UnknownGroup{Group: account.Group{By: account.ByTier, Value: "9"}, Values: []string{"", "1", "2"}}),
		"why-nothing":   whyMessage(Explanation{Answer: quiet, Span: account.Window(newYear, 90)}),
		"help":          helpMessage(),
		"choice":        choiceMessage(Query{Verb: ShowTrend, Name: "initech", text: "initech trend 90d"}, "initech", []account.Account{{ID: "A2", Name: "Initech Systems", Tier: "2", Employees: 300}, {ID: "A3", Name: "Initech Software", Territory: "East"}}),
		"unknown":       b.troubleMessage(&unknownName{name: "acmee", near: []account.Account{a.Account}}),
		"mqa":           must(AlertMessage(sampleAlert(nil), Says{Owner: "U1", Names: "title"})),
		"card-window":   CardMessage(otherWindow(familySample(a)), Picture{Name: "trend-182d.png", Alt: trendAlt(a.Account, otherWindow(a).Card.Trend, newYear)}),
		"card-rollup":   CardMessage(judgedTogether(familySample(a)), picture),
		"mqa-rollup":    must(AlertMessage(sampleAlert(func(m *alert.Message) { m.Payload.Card = judgedTogether(Answer{Card: m.Payload.Card}).Card }), Says{Owner: "U1", Names: "title"})),
		"whynot-rollup": whyNotMessage(quiet, account.Shortfall{
			Window: 90, Minutes: 22500, Floor: 10 * account.Minute, Subsidiaries: 2,
			Steps: []account.Step{{ContactID: "c1", Role: account.Role{Level: account.Director, Department: "IT"}, Has: 7500, More: 22500}},
		}),
		"mqa-window": must(AlertMessage(sampleAlert(func(m *alert.Message) { m.Payload.Card.Trend.Window = 60 }), Says{Owner: "U1", Names: "title"})),
		"mqa-center-window": must(AlertMessage(sampleAlert(func(m *alert.Message) {
			m.Payload.Center, m.Payload.Card.Trend.Window = &familySample(a).Card.Centers[0], 60
		}), Says{Owner: "U1", Names: "title"})),
		"mqa-claimed":  must(AlertMessage(sampleAlert(nil), Says{Owner: "U1", Names: "title", Claim: claim})),
		"mqa-names":    must(AlertMessage(sampleAlert(nil), Says{Owner: "U1", Names: "full", People: a.People})),
		"mqa-no-names": must(AlertMessage(sampleAlert(nil), Says{Names: "none"})),
		"act-now":      must(AlertMessage(sampleAlert(func(m *alert.Message) { m.Kind, m.Payload.Request = alert.KindActNow, demoRequest(newYear) }), Says{Owner: "U1", Names: "title"})),
		"act-now-late": must(AlertMessage(sampleAlert(func(m *alert.Message) {
			m.Kind, m.Payload.Request, m.Payload.Crossed, m.Payload.Account.Owner = alert.KindActNow, demoRequest(newYear-9), false, ""
		}), Says{Names: "title"})),
		"mqa-center": must(AlertMessage(sampleAlert(func(m *alert.Message) { m.Payload.Center = &familySample(a).Card.Centers[0] }), Says{Owner: "U1", Names: "title"})),
		"expansion": must(AlertMessage(sampleAlert(func(m *alert.Message) {
			m.Kind, m.Payload.Center, m.Payload.Crossed = alert.KindExpansion, &familySample(a).Card.Centers[0], false
		}), Says{Owner: "U1", Names: "title"})),
		"act-now-unmatched": must(AlertMessage(sampleAlert(func(m *alert.Message) {
			m.Kind, m.AccountID, m.Payload = alert.KindActNow, "", alert.Payload{Request: demoRequest(newYear), Today: newYear, Why: "free mail"}
		}), Says{})),
		"day-one-rollup": must(AlertMessage(alert.DayOne([]alert.Listed{
			{AccountID: "A1", Name: "Acme Group", Owner: "ann@ours.com", Together: "with 2 subsidiaries"},
		}, 1, alert.DefaultRules(), time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC), newYear), Says{})),
		"day-one": must(AlertMessage(alert.DayOne([]alert.Listed{
			{AccountID: "A1", Name: "Acme Corp", Owner: "ann@ours.com", Minutes: 146 * account.Minute, People: 4},
			{AccountID: "A2", Name: "Globex", Minutes: 99 * account.Minute, People: 1, Asked: true},
		}, 0, alert.DefaultRules(), time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC), newYear), Says{})),
	}
	maps.Copy(messages, deskSamples(t, a))
	maps.Copy(messages, matchSamples())
	maps.Copy(messages, foundSamples(t))
	maps.Copy(messages, digestSamples(t))
	maps.Copy(messages, trailSamples(a))
	maps.Copy(messages, judgedSamples())
	maps.Copy(messages, playSamples(t))
	maps.Copy(messages, deedSamples(t, a))
	for name, m := range messages {
		t.Run(name, func(t *testing.T) {
			valid(t, m)
			got, err := json.MarshalIndent(map[string]any{"text": m.Text, "twin": strings.Split(m.Twin, "\n"), "blocks": m.Blocks}, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			for _, never := range []string{"1970", "0123456789ab", "c2,"} {
				if strings.Contains(string(got), never) {
					t.Errorf("%s says %q", name, never)
				}
			}
			path := filepath.Join("testdata", "messages", name+".json")
			if *update {
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
				t.Errorf("%s (-golden +got):\n%s", name, diff)
			}
		})
	}
}

// An alert is read in five seconds: six lines at most.
func TestAlertsAreShort(t *testing.T) {
	for _, says := range []Says{{Names: "title"}, {Owner: "U1", Claim: &alert.Claim{UserID: "U2"}}} {
		m, err := AlertMessage(sampleAlert(nil), says)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(m.Twin, "\n"); n > 6 { // six lines and the picture's text
			t.Errorf("%d lines:\n%s", n, m.Twin)
		}
	}
}

// Whatever names, titles and numbers come from outside, Slack takes the
// message, and nothing in it addresses anybody.
func FuzzHostileNames(f *testing.F) {
	for _, seed := range []string{"Acme", "<!channel>", "<@U1> *x* _y_ `z`", strings.Repeat("名", 4000), "\u202e\u0000\x07", "&lt;!here&gt;", "", "@everyone", "a\nb", "\xff\xfe"} {
		f.Add(seed, int64(len(seed))*1234567, 3)
	}
	f.Fuzz(func(t *testing.T, s string, n int64, count int) {
		for i, m := range hostileMessages(t, s, n, count) {
			if m.Text == "" || !utf8.ValidString(m.Twin) {
				t.Errorf("message %d has no text", i)
			}
			valid(t, m)
			raw, err := json.Marshal(m.Blocks)
			if err != nil {
				t.Fatal(err)
			}
			var blocks any
			if err := json.Unmarshal(raw, &blocks); err != nil {
				t.Fatal(err)
			}
			for _, text := range append(formatted(blocks), m.Text) {
				text = strings.ReplaceAll(text, "<@U0OWNER>", "")
				for _, bad := range []string{"<", ">", "@everyone", "@here", "@channel", "\u202e", "\x00"} {
					if strings.Contains(text, bad) {
						t.Errorf("message %d holds %q: %q", i, bad, text)
					}
				}
			}
		}
	})
}

// hostileMessages are messages of every kind full of names from outside.
func hostileMessages(t *testing.T, s string, n int64, count int) []Message {
	t.Helper()
	a := sample()
	milli := account.Milli(max(n, 0))
	a.Account.Name, a.Account.Tier, a.Account.Territory, a.Account.Industry, a.Account.Owner = s, s, s, s, s
	a.Account.Employees, a.Card.Stage, a.Card.Move.Reason, a.Card.Next = n, s, s, s
	a.Card.Minutes90, a.Card.Minutes7, a.Card.Normal7, a.Card.Threshold = milli, milli, milli/3, milli
	a.Card.Gaps = nil
	for range min(max(count, 0), 40) {
		a.Card.Gaps = append(a.Card.Gaps, s)
	}
	for i := range a.Card.People {
		a.Card.People[i].Last.Label, a.Card.People[i].Last.Asset, a.Card.People[i].Role.Department = s, s, s
	}
	a.People = map[string]account.Contact{"c1": {Name: s, Title: s}, "c2": {Name: s}}
	request := *demoRequest(newYear)
	request.Label, request.Asset, request.Weights, request.Cap, request.ActivityID = s, s, s, s, s
	m := sampleAlert(func(m *alert.Message) {
		m.Payload.Account, m.Payload.Card, m.Payload.Request = a.Account, a.Card, &request
	})
	m.Payload.Card.Trend = account.Trend{From: newYear, Minutes: []account.Milli{1}, Running: []account.Milli{1}, Threshold: 1}
	warned, err := AlertMessage(m, Says{Owner: "U0OWNER", Names: "title"})
	if err != nil {
		t.Fatal(err)
	}
	b := New(Options{})
	messages := []Message{
		CardMessage(a, Picture{Name: "trend.png", Alt: trendAlt(a.Account, a.Card.Trend, newYear)}),
		trendMessage(a, Picture{Name: "trend.png", Alt: trendAlt(a.Account, a.Card.Trend, newYear)}),
		whyMessage(Explanation{Answer: a, Rows: []account.LedgerRow{request, request}}),
		hostileHeatmap(t, a, s, milli),
		hostileReport(s, milli, "", count%50),
		rankMessage(hostileRanking(s, milli, count)),
		hostileComparison(t, a, s, milli),
		hostileTimeline(t, a, s, milli, count),
		whispered(homeView(HomeAnswer{Mine: hostileRanking(s, milli, count), Meetings: []Coming{{Account: a.Account, Meeting: account.Meeting{Label: s}}}}, account.Preference{Zone: s}, Asker{Member: Member{Zone: time.UTC}, Role: Rep})),
		unfurledMessage(a),
		whispered(logView(account.Account{ID: "A1", Name: s, Tier: s, Industry: s}, Entry{With: []string{s, strings.Repeat("a", 4000) + "@b.de"}})),
		viewMessage(hostileView(a, s, milli, count)),
		peopleMessage(hostileView(a, s, milli, count)),
		meetingsMessage(hostileMeetings(a, s, milli, count)),
		hostileReport(s, milli, s, count%50),
		meetingReportMessage(MeetingReportAnswer{Period: defaultPeriod, Report: account.MeetingReport{By: account.ByOwner, Rows: []account.MeetingRow{{Value: s, Held: count}}}}),
		b.troubleMessage(fmt.Errorf("%q is not a period: %w", s, account.ErrInvalid)),
		b.troubleMessage(&UnknownGroup{Group: account.Group{By: account.ByTier, Value: s}, Values: []string{s, s + "!"}}),
		choiceMessage(Query{Verb: ShowCard, text: s + " trend"}, s, []account.Account{{ID: "A1", Name: s + "."}, {ID: "A2", Name: s + "!"}}),
		b.troubleMessage(&unknownName{name: s, near: []account.Account{{Name: s}}}),
		warned,
	}
	messages = append(append(messages, hostileMatch(s, milli, count)...), hostileFound(t, s, count)...)
	messages = append(messages, hostileTrail(s, milli, count), undeliveredMessage(undeliveredSample(s)),
		whispered(homeView(HomeAnswer{Stuck: stuckSample(s)}, account.Preference{}, Asker{Member: Member{Zone: time.UTC}, Role: Admin})))
	messages = append(append(messages, hostileDigests(t, s)...), alertsMessage(alertsSample(s)), listedMessage(listedSample(s, s, max(0, min(count, 200)))))
	messages = append(messages, hostilePlays(t, s)...)
	return messages
}

// formatted collects the texts that Slack reads as mrkdwn.
func formatted(node any) []string {
	var texts []string
	switch node := node.(type) {
	case []any:
		for _, n := range node {
			texts = append(texts, formatted(n)...)
		}
	case map[string]any:
		if node["type"] == "mrkdwn" {
			texts = append(texts, node["text"].(string))
		}
		for _, n := range node {
			texts = append(texts, formatted(n)...)
		}
	}
	return texts
}

func TestComparedToNormal(t *testing.T) {
	minute := account.Minute
	for _, tt := range []struct {
		now, normal account.Milli
		want        string
	}{
		{61 * minute, 14 * minute, "normally 14 a week (×4.4, +47 min)"},
		{5 * minute, 20 * minute, "normally 20 a week (×0.2, −15 min)"},
		{40 * minute, 1 * minute, "normally almost nothing (1 a week)"},
		{0, 0, "quiet, as in the 12 weeks before"},
		{0, 3 * minute, "normally 3 a week"},
		{0, 23 * minute, "silent: normally 23 a week"},
	} {
		c := account.Card{Score: account.Score{Minutes7: tt.now}, Normal7: tt.normal}
		if got := comparedToNormal(&c); got != tt.want {
			t.Errorf("%s against %s: %q, want %q", tt.now, tt.normal, got, tt.want)
		}
	}
}

func TestElapsed(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Second: "less than a minute", 12 * time.Minute: "12 min", 3 * time.Hour: "3 h", 72 * time.Hour: "3 days",
	} {
		if got := elapsed(d); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}

// An MQA by a request, or one that has cooled down, does not read as if it were none.
func TestMinutesOfAnMQA(t *testing.T) {
	for _, tt := range []struct {
		mqa      bool
		counting account.Milli
		want     string
	}{
		{false, 35000, "\nMQA needs 140 min from 2 people: has 35 from 2"},
		{true, 35000, "\nAn MQA by minutes needs 140 min from 2 people: has 35 from 2"},
		{true, 150000, "\nMQA needs 140 min from 2 people: has 150 from 2"},
	} {
		c := account.Card{Score: account.Score{MQA: tt.mqa, Minutes90: tt.counting, Counting90: tt.counting, Engaged90: 2, Threshold: 140000, PeopleNeeded: 2}}
		if got := minutesField(&c); !strings.HasSuffix(got, tt.want) {
			t.Errorf("MQA %t with %s min: %q, want the end %q", tt.mqa, tt.counting, got, tt.want)
		}
	}
}
