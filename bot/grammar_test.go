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
		{"acme 12w", Query{Verb: ShowTrend, Name: "acme", Whole: "acme 12w", Days: 84}},
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
	} {
		if _, err := Parse(text); !errors.Is(err, account.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q): %v, want %q", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"acme trend 90d", "“Acme Corp” why", "card help", "\"", "0d", "acme 99999999999999999999d", "a\u202eb trend"} {
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
		if q.Verb != ShowHelp && (q.Name == "" || q.Whole == "") {
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
