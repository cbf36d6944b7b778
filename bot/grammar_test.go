package bot

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

func TestParse(t *testing.T) {
	tests := []struct {
		text string
		want Query
	}{
		{"", Query{Verb: ShowHelp}},
		{"  help ", Query{Verb: ShowHelp}},
		{"acme", Query{Verb: ShowCard, Name: "acme", Whole: "acme"}},
		{"Acme  Corp", Query{Verb: ShowCard, Name: "Acme Corp", Whole: "Acme Corp"}},
		{"“Acme Corp”", Query{Verb: ShowCard, Name: "Acme Corp", Whole: "Acme Corp"}},
		{"acme trend", Query{Verb: ShowTrend, Name: "acme", Whole: "acme trend"}},
		{"acme TREND 90d", Query{Verb: ShowTrend, Name: "acme", Whole: "acme TREND 90d", Days: 90}},
		{"acme 12w", Query{Verb: ShowCard, Name: "acme", Whole: "acme 12w", Period: account.LastDays(84)}},
		{"acme last quarter", Query{Verb: ShowCard, Name: "acme", Whole: "acme last quarter", Period: account.Period{Unit: account.Quarter, Last: true}}},
		{"last quarter", Query{Verb: ShowCard, Name: "last quarter", Whole: "last quarter"}},
		{"acme heatmap", Query{Verb: ShowHeatmap, Name: "acme", Whole: "acme heatmap"}},
		{"acme heatmap 30d", Query{Verb: ShowHeatmap, Name: "acme", Whole: "acme heatmap 30d", Period: account.LastDays(30)}},
		{"acme people quarter", Query{Verb: ShowPeople, Name: "acme", Whole: "acme people quarter", Period: account.Period{Unit: account.Quarter}}},
		{"acme meetings", Query{Verb: ShowMeetings, Name: "acme", Whole: "acme meetings"}},
		{"heatmap tier:1", Query{Verb: ShowHeatmap, Group: account.Group{By: account.ByTier, Value: "1"}}},
		{"heatmap “territory:North America” last week", Query{Verb: ShowHeatmap, Group: account.Group{By: account.ByTerritory, Value: "North America"}, Period: account.Period{Unit: account.Week, Last: true}}},
		{"heatmap @ann", Query{Verb: ShowHeatmap, Group: account.Group{By: account.ByOwner, Value: "ann"}}},
		{"heatmap", Query{Verb: ShowCard, Name: "heatmap", Whole: "heatmap"}},
		{"report quarter by territory", Query{Verb: ShowReport, By: account.ByTerritory, Period: account.Period{Unit: account.Quarter}}},
		{"report by Persona", Query{Verb: ShowReport, By: account.ByPersona}},
		{"report 2026-01-01..2026-02-01 by tier", Query{Verb: ShowReport, By: account.ByTier, Period: account.Period{Unit: account.Dates, Dates: account.Span{From: account.DayDate(2026, 1, 1), To: account.DayDate(2026, 2, 1)}}}},
		{"report quarter by territory North America", Query{Verb: ShowReport, By: account.ByTerritory, Drill: "North America", Period: account.Period{Unit: account.Quarter}}},
		{"meetings last quarter by owner", Query{Verb: ShowMeetings, By: account.ByOwner, Period: account.Period{Unit: account.Quarter, Last: true}}},
		{"meetings", Query{Verb: ShowCard, Name: "meetings", Whole: "meetings"}},
		{"report", Query{Verb: ShowCard, Name: "report", Whole: "report"}},
		{"acme trend 6m", Query{Verb: ShowTrend, Name: "acme", Whole: "acme trend 6m", Days: 180}},
		{"acme why", Query{Verb: ShowWhy, Name: "acme", Whole: "acme why"}},
		{"acme why quarter", Query{Verb: ShowWhy, Name: "acme", Whole: "acme why quarter", Period: account.Period{Unit: account.Quarter}}},
		{"acme trend last quarter", Query{Verb: ShowTrend, Name: "acme", Whole: "acme trend last quarter", Period: account.Period{Unit: account.Quarter, Last: true}}},
		{"card help", Query{Verb: ShowCard, Name: "help", Whole: "help"}},
		{"card trend micro trend", Query{Verb: ShowCard, Name: "trend micro trend", Whole: "trend micro trend"}},
		{"trend", Query{Verb: ShowCard, Name: "trend", Whole: "trend"}},
		{"3d", Query{Verb: ShowCard, Name: "3d", Whole: "3d"}},
		{"acme timeline quarter", Query{Verb: ShowTimeline, Name: "acme", Whole: "acme timeline quarter", Period: account.Period{Unit: account.Quarter}}},
		{"top", Query{Verb: ShowTop, Whole: "top", Rank: account.RankQuery{Group: account.Group{Every: true}, Count: 10}}},
		{"top mine rising 20", Query{Verb: ShowTop, Name: "mine rising 20", Whole: "top mine rising 20", Rank: account.RankQuery{Mine: true, Order: account.OnlyRising, Count: 20}}},
		{"top “territory:North America” mqa", Query{Verb: ShowTop, Name: "territory:North America mqa", Whole: "top territory:North America mqa", Rank: account.RankQuery{Group: account.Group{By: account.ByTerritory, Value: "North America"}, Order: account.OnlyMQA, Count: 10}}},
		{"mqa last week", Query{Verb: ShowMQA, Name: "last week", Whole: "mqa last week", Rank: account.RankQuery{Group: account.Group{Every: true}, Order: account.OnlyMQA, Count: 20, Since: account.Period{Unit: account.Week, Last: true}}}},
		{"movers week", Query{Verb: ShowMovers, Name: "week", Whole: "movers week", Rank: movers}},
		{"compare acme vs Globex Corp vs. initech 30d", Query{Verb: Compare, Name: "acme vs Globex Corp vs. initech 30d", Whole: "compare acme vs Globex Corp vs. initech 30d", Names: []string{"acme", "Globex Corp", "initech"}, Period: account.LastDays(30)}},
		{"watch tower ltd", Query{Verb: Watch, Name: "tower ltd", Whole: "watch tower ltd"}},
		{"watches", Query{Verb: ShowWatches, Whole: "watches"}},
		{"watches galore", Query{Verb: ShowCard, Name: "watches galore", Whole: "watches galore"}},
		{"mute acme", Query{Verb: Mute, Name: "acme", Whole: "mute acme", Days: 14}},
		{"mute acme surges 14d", Query{Verb: Mute, Name: "acme", Whole: "mute acme surges 14d", Days: 14, Kind: "surge", kindWord: "surges"}},
		{"mute acme corp stall", Query{Verb: Mute, Name: "acme corp", Whole: "mute acme corp stall", Days: 14, Kind: "stall", kindWord: "stall"}},
		{"mute acme Champion_Moved 3d", Query{Verb: Mute, Name: "acme", Whole: "mute acme Champion_Moved 3d", Days: 3, Kind: "champion_moved", kindWord: "Champion_Moved"}},
		{"mute stalls", Query{Verb: Mute, Name: "stalls", Whole: "mute stalls", Days: 14}},
		{`mute "market stalls" 3d`, Query{Verb: Mute, Name: "market stalls", Whole: "mute market stalls 3d", Days: 3}},
		{"mute acme corp 3w", Query{Verb: Mute, Name: "acme corp", Whole: "mute acme corp 3w", Days: 21}},
		{"log", Query{Verb: Log, Whole: "log"}},
		{"log acme corp dinner 2h with jane@acme.com, <mailto:Bob@acme.com|Bob@acme.com> on 2026-03-01", Query{
			Verb: Log, Name: "acme corp", Whole: "log acme corp dinner 2h with jane@acme.com, <mailto:Bob@acme.com|Bob@acme.com> on 2026-03-01",
			Entry: Entry{Kind: "dinner", Minutes: 120 * account.Minute, With: []string{"jane@acme.com", "bob@acme.com"}, Day: account.DayDate(2026, 3, 1)},
		}},
		{"log acme call 1h30", Query{Verb: Log, Name: "acme", Whole: "log acme call 1h30", Entry: Entry{Kind: "call", Minutes: 90 * account.Minute}}},
		{"acme trend why", Query{Verb: ShowWhy, Name: "acme trend", Whole: "acme trend why"}},
	}
	for _, tt := range tests {
		got, err := Parse(tt.text)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.text, err)
			continue
		}
		tt.want.text = tt.text
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(Query{})); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
	for text, want := range map[string]string{
		"acme trend 3d": "not a period", "acme trend 99m": "not a period", "\"acme": "quote is not closed", "acme whynot 90d": "about today",
		"acme people 0d": "not a period", "heatmap tier:": "names no tier",
		"heatmap persona:IT": "not grouped by persona", "report soon by tier": "not a period", "meetings by persona": "counted by territory", "report quarter by mood": "not one of territory",
		"top soon": "no group of accounts", "top 0": "between 1 and 100", "top persona:IT": "not grouped by persona", "mqa soon": "not a period", "movers month": "last 7 days",
		"compare acme": "two to 4 accounts", "compare acme vs": "two to 4 accounts", "compare a vs b vs c vs d vs e": "two to 4", "watch": "which account", "mute": "mute which account",
		"mute acme quarter": "not a time", "mute acme 999d": "not a time", "log acme": "what was it", "log acme sauna": "what was it", "log acme call 99h": "12 hours",
		"log acme call with bob": "not an e-mail address", "log acme call on 2026-02-30": "2026-02-30", "log acme call with": "1 to 10 people",
	} {
		if _, err := Parse(text); !errors.Is(err, account.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q): %v, want %q", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"acme trend 90d", "“Acme Corp” why", "card help", "\"", "0d", "acme 99999999999999999999d", "a\u202eb trend", "heatmap tier:1 90d", "report quarter by tier", "acme people last week", "top mine 5", "compare a vs b", "log acme call 20m with a@b.de", "mute x 3d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if err != nil {
			if !errors.Is(err, account.ErrInvalid) {
				t.Fatalf("Parse(%q): %v is not about what was written", text, err)
			}
			return
		}
		many := q.Group != (account.Group{}) || q.By != "" || q.Rank.Count > 0 || slices.Contains([]Verb{ShowWatches, Settings, Log}, q.Verb)
		if q.Whole == "" != (q.Verb == ShowHelp || q.Group != (account.Group{}) || q.By != "") {
			t.Fatalf("Parse(%q) = %+v has no words", text, q)
		}
		if q.Verb != ShowHelp && !(many && q.Whole != "") && (q.Name == "" || q.Whole == "") != many {
			t.Fatalf("Parse(%q) = %+v names nothing", text, q)
		}
		if q.Days != 0 && (q.Days < minTrend || q.Days > maxTrend || q.Verb != ShowTrend) && (q.Days < 1 || q.Days > maxMute || q.Verb != Mute) {
			t.Fatalf("Parse(%q) = %+v has a period that cannot be shown", text, q)
		}
		// A name in quotes is read back as itself.
		if q.Verb == ShowCard && !strings.ContainsAny(q.Name, "\"“”„«»") {
			again, err := Parse("card \"" + q.Name + "\"")
			if err != nil || strings.Join(strings.Fields(again.Name), " ") != strings.Join(strings.Fields(q.Name), " ") {
				t.Fatalf("Parse(%q) = %+v, quoted it is %+v, %v", text, q, again, err)
			}
		}
	})
}
