package bot

import (
	"testing"
	"time"

	"engagement/account"
	"engagement/alert"
)

// deskSamples are messages of lists and of what people do.
func deskSamples(t *testing.T, a Answer) map[string]Message {
	t.Helper()
	must := func(m Message, err error) Message {
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	by := Asker{Member: Member{ID: "U1", Name: "Ann", Email: "ann@ours.com", Zone: time.UTC}, Role: Rep}
	globex := viewSample(a)
	globex.Account.ID, globex.Account.Name = "A2", "Globex & Co"
	timeline := TimelineAnswer{ViewAnswer: viewSample(a), Timeline: account.Timeline{
		Span: account.Window(newYear, 90),
		Touches: []account.Touched{
			{Day: newYear - 40, ContactID: "c1", Role: account.Role{Level: account.VP, Department: "Finance"}, Channel: "web", Minutes: 7500},
			{Day: newYear - 12, ContactID: "c1", Role: account.Role{Level: account.VP, Department: "Finance"}, Channel: "webinar", Minutes: 45000},
			{Day: newYear - 3, Channel: "web", Minutes: 500},
		},
		Meetings: []account.Meeting{{Day: newYear - 5, State: account.Held, Label: "Meeting"}},
		Stages:   []account.StageDay{{Day: newYear - 12, Stage: "engaged"}, {Day: newYear - 4, Stage: "MQA"}},
	}}
	quietTimeline := TimelineAnswer{ViewAnswer: quietView(a), Timeline: account.Timeline{Span: account.Window(newYear, 90)}}
	home := HomeAnswer{
		Mine:     rankSample(account.RankQuery{Mine: true, Order: account.ByAnything, Count: 10}),
		Waiting:  []alert.Record{{Message: sampleAlert(nil), Status: alert.Sent}},
		Meetings: []Coming{{Account: a.Account, Meeting: account.Meeting{Day: newYear + 2, Label: "Meeting", Asset: "QBR", Unknown: 1, People: []account.PersonMinutes{{ContactID: "c1"}}}}},
	}
	since := account.Period{Unit: account.Week}
	return map[string]Message{
		"top":           rankMessage(rankSample(account.RankQuery{Group: account.Group{Every: true}, Count: 2})),
		"top-mine":      rankMessage(rankSample(account.RankQuery{Mine: true, Order: account.OnlyRising, Count: 10})),
		"top-none":      rankMessage(RankAnswer{Query: account.RankQuery{Mine: true}, Today: newYear, Config: "0123456789ab"}),
		"mqas":          rankMessage(rankSample(account.RankQuery{Group: account.Group{Every: true}, Order: account.OnlyMQA, Count: 10, Since: since})),
		"movers":        rankMessage(rankSample(movers)),
		"comparison":    must(comparisonMessage([]ViewAnswer{viewSample(a), globex})),
		"timeline":      must(timelineMessage(timeline)),
		"timeline-none": must(timelineMessage(quietTimeline)),
		"form-log":      whispered(logView(a.Account, Entry{Kind: "dinner", Minutes: 90 * account.Minute, With: []string{"jane@acme.com"}, Day: newYear})),
		"form-settings": whispered(settingsView(account.Preference{Zone: "Europe/Berlin", QuietFrom: 19 * 60, QuietTo: 8 * 60}, by)),
		"home":          whispered(homeView(home, account.Preference{}, by)),
		"home-admin":    whispered(homeView(HomeAnswer{Mine: RankAnswer{Today: newYear}, Stuck: stuckSample("Globex & <Co>")}, account.Preference{NoBriefs: true}, by)),
		"home-empty":    whispered(homeView(HomeAnswer{Mine: RankAnswer{Today: newYear, Config: "0123456789ab"}}, account.Preference{NoBriefs: true}, by)),
		"unfurled":      unfurledMessage(a),
		"brief":         must(AlertMessage(briefSample(a), Says{People: a.People})),
		"mqa-judged": must(AlertMessage(sampleAlert(nil), Says{
			Owner: "U1", Names: "title", Claim: &alert.Claim{UserID: "U2", At: time.Date(2026, 3, 31, 10, 12, 0, 0, time.UTC)},
			Opinion: &account.Opinion{UserID: "U3", Reason: "known"}, Snooze: &account.Snooze{UserID: "U2", Until: newYear + 7},
		})),
	}
}

// briefSample is a brief about a meeting with one person we know.
func briefSample(a Answer) alert.Message {
	return alert.Message{
		ID: "brief:A1:QBR:0", AccountID: "A1", Kind: alert.KindBrief, Channel: "U1",
		Payload: alert.Payload{Account: a.Account, Card: a.Card, Today: newYear, Brief: &account.Brief{
			Start: time.Date(2026, 3, 31, 8, 0, 0, 0, time.UTC), Zone: "Europe/Berlin", Missing: []string{"IT leader"},
			Meeting: account.Meeting{Day: newYear, State: account.Scheduled, Label: "Meeting scheduled", Asset: "QBR <March>", Unknown: 1},
			People: []account.Briefed{
				{ContactID: "c1", Role: account.Role{Level: account.VP, Department: "Finance"}, Minutes: 7500, Read: []account.Touch{{Label: "Pricing page", Day: newYear - 2}}},
				{ContactID: "c9", Role: account.Role{Level: account.Manager, Department: "IT"}},
			},
		}},
	}
}

// whispered is a view as the tests look at messages.
func whispered(v View) Message {
	return Message{Text: "view " + v.Title, Twin: v.Twin, Blocks: v.Blocks}
}

// rankSample lists three accounts.
func rankSample(q account.RankQuery) RankAnswer {
	all := []account.Ranked{
		{AccountID: "A1", Name: "Acme Corp", Owner: "ann@ours.com", Grade: 4, Stage: "MQA", MQA: true, MQASince: newYear - 2, Minutes7: 61000, Minutes30: 120000, Minutes90: 146000, Normal7: 14000, Heat: 90000, People90: 4, Direction: account.Rising, Move: "Sales"},
		{AccountID: "A2", Name: "Globex & <Co>", Grade: 3, Stage: "engaged", Minutes7: 3000, Minutes30: 40000, Minutes90: 99000, Normal7: 9500, Heat: 30000, People90: 2, Direction: account.Falling, Move: "Marketing"},
		{AccountID: "A3", Name: "Quiet", Grade: 1, Stage: "target", Direction: account.Flat, Move: "Wait"},
	}
	return RankAnswer{Ranking: account.Rank(all, q, account.Span{From: newYear - 6, To: newYear}), Query: q, Today: newYear, Config: "0123456789ab"}
}

func hostileRanking(s string, milli account.Milli, count int) RankAnswer {
	q := account.RankQuery{Group: account.Group{By: account.ByTier, Value: s}, Order: account.ByAnything, Count: account.MaxCount}
	var all []account.Ranked
	for range count % 130 {
		all = append(all, account.Ranked{AccountID: s, Name: s, Owner: s, Stage: s, Move: s, Minutes7: milli, Minutes30: milli, Normal7: -milli, Heat: milli, People90: count, MQA: true})
	}
	return RankAnswer{Ranking: account.Rank(all, q, account.Span{}), Query: q, Today: newYear, Config: "0123456789ab"}
}

func hostileComparison(t *testing.T, a Answer, s string, milli account.Milli) Message {
	t.Helper()
	v := ViewAnswer{Answer: a, Period: account.LastDays(3), View: account.View{Span: account.Window(newYear, 3), Minutes: milli, Daily: account.Series{0, max(0, milli), 0}}}
	other := v
	other.Account.ID, other.Account.Name, other.Card.Stage = s, s+"!", s
	m, err := comparisonMessage([]ViewAnswer{v, other})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func hostileTimeline(t *testing.T, a Answer, s string, milli account.Milli, count int) Message {
	t.Helper()
	answer := TimelineAnswer{ViewAnswer: hostileView(a, s, milli, count), Timeline: account.Timeline{Span: account.Window(newYear, 90), Stages: []account.StageDay{{Day: newYear, Stage: s}}}}
	answer.Period, answer.View.Span = defaultPeriod, account.Window(newYear, 90)
	for n := range count % 60 {
		answer.Timeline.Touches = append(answer.Timeline.Touches, account.Touched{Day: newYear - account.Day(n), ContactID: s + string(rune('a'+n%26)), Channel: s, Minutes: max(0, milli)})
	}
	m, err := timelineMessage(answer)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
