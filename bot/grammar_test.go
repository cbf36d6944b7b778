package bot

import (
	"errors"
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
		{"card help", Query{Verb: ShowCard, Name: "help", Whole: "help"}},
		{"card trend micro trend", Query{Verb: ShowCard, Name: "trend micro trend", Whole: "trend micro trend"}},
		{"trend", Query{Verb: ShowCard, Name: "trend", Whole: "trend"}},
		{"3d", Query{Verb: ShowCard, Name: "3d", Whole: "3d"}},
		{"acme trend why", Query{Verb: ShowWhy, Name: "acme trend", Whole: "acme trend why"}},
	}
	for _, tt := range tests {
		got, err := Parse(tt.text)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.text, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
	for text, want := range map[string]string{
		"acme trend 3d": "not a period", "acme trend 99m": "not a period", "\"acme": "quote is not closed", "acme why 90d": "goes with trend",
		"acme trend quarter": "does not go with trend", "acme people 0d": "not a period", "heatmap tier:": "names no tier",
		"heatmap persona:IT": "not grouped by persona", "report soon by tier": "not a period", "meetings by persona": "counted by territory", "report quarter by mood": "not one of territory",
	} {
		if _, err := Parse(text); !errors.Is(err, account.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q): %v, want %q", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"acme trend 90d", "“Acme Corp” why", "card help", "\"", "0d", "acme 99999999999999999999d", "a\u202eb trend", "heatmap tier:1 90d", "report quarter by tier", "acme people last week"} {
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
		if many := q.Group != (account.Group{}) || q.By != ""; q.Verb != ShowHelp && (q.Name == "" || q.Whole == "") != many {
			t.Fatalf("Parse(%q) = %+v names nothing", text, q)
		}
		if q.Days != 0 && (q.Days < minTrend || q.Days > maxTrend || q.Verb != ShowTrend) {
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
