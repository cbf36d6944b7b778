package charts

import (
	"testing"

	"pgregory.net/rapid"

	"engagement/account"
)

func barsCases() map[string]BarsInput {
	bar := func(label string, now, before account.Milli, note string) Bar {
		return Bar{Label: label, Minutes: now * account.Minute, Before: before * account.Minute, Note: note}
	}
	territory := BarsInput{
		Title: "Minutes by territory", Phrase: "this quarter", Against: "by the same day of last quarter",
		Rows: []Bar{
			bar("West", 1_932, 1_810, "31 of 120 accounts"), bar("Central", 1_204, 1_377, "28 of 96 accounts"),
			bar("DACH", 988, 214, "19 of 41 accounts"), bar("Nordics", 165, 165, "6 of 33 accounts"), bar("none", 0, 40, "0 of 8 accounts"),
		},
	}
	dark := territory
	dark.Theme = Dark
	owners := BarsInput{Title: "Target accounts, minutes by owner", Phrase: "in 90 days", Against: "in the 90 days before"}
	for i, name := range []string{
		"Ann Alvarez", "Bo Lindqvist", "Chidi Okafor", "Ωmega Ångström-Øst von und zu Guttenberg", "Dana", "Eve", "Fritz", "Gül", "Hana", "Ivo", "Jo", "Kim", "Lea", "Mo", "Nia",
	} {
		n := account.Milli(i)
		owners.Rows = append(owners.Rows, bar(name, 90_000/(n*n+1), 70_000/(n*n*n%7+1), "12 of 40 accounts"))
	}
	plain := BarsInput{Title: "Minutes by channel", Phrase: "from 1 Jan to 31 Mar", Rows: []Bar{
		bar("web", 812, 0, ""), bar("webinar", 540, 0, ""), bar("email", 61, 0, ""),
	}}
	plain.Rows = append(plain.Rows, Bar{Label: "form", Minutes: 4_500})
	asian := territory
	asian.Title, asian.Rows = "Minutes by territory", []Bar{
		bar("東京", 932, 810, "31 of 120 accounts"), bar("서울특별시", 204, 377, "28 of 96 accounts"), bar("上海", 88, 14, "19 of 41 accounts"),
	}
	return map[string]BarsInput{
		"bars-cjk":       asian,
		"bars-territory": territory, "bars-dark": dark, "bars-owners": owners, "bars-plain": plain,
		"bars-empty": {Title: "Minutes by campaign", Phrase: "today", Against: "on the day before"},
	}
}

// TestBarsLaws: any report gives a picture of the right size whose words keep
// apart.
func TestBarsLaws(t *testing.T) {
	fonts, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := BarsInput{Title: anyName().Draw(t, "title"), Phrase: anyName().Draw(t, "phrase"), Theme: anyTheme(t)}
		if rapid.Bool().Draw(t, "compared") {
			in.Against = anyName().Draw(t, "against")
		}
		in.Rows = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Bar {
			return Bar{anyName().Draw(t, "label"), anyMinutes().Draw(t, "minutes"), anyMinutes().Draw(t, "before"), anyName().Draw(t, "note")}
		}), 0, 16).Draw(t, "rows")
		lawful(t, height, func() ([]byte, error) { return Bars(in) })
		s := planBars(in, fonts)
		tidy(t, s)
		for _, r := range s.barRows(in) {
			if r.now > 0 && r.value == "" {
				t.Fatalf("%+v has no number", r)
			}
		}
	})
}

func TestChangeIsMinutes(t *testing.T) {
	for _, tc := range []struct {
		now, before float64
		want        string
	}{{244, 122, "+122 min"}, {3, 110, "−107 min"}, {7, 7, "±0 min"}, {4.5, 4, "+0.5 min"}, {0, 0, "±0 min"}, {0.01, 0, "±0 min"}} {
		if got := changeOf(tc.now, tc.before); got != tc.want {
			t.Errorf("from %g to %g is %q, want %q", tc.before, tc.now, got, tc.want)
		}
	}
}
