package charts

import (
	"image"
	"testing"

	"pgregory.net/rapid"

	"engagement/account"
)

// heatOf builds a map from rows of minutes by level, C-level first; people
// follow from the minutes.
func heatOf(rows map[string][6]account.Milli) account.Heatmap {
	h := account.Heatmap{Accounts: 1, Active: 1}
	for department, row := range rows {
		for i, m := range row {
			if m > 0 {
				c := h.Cell(account.Role{Level: account.Levels[i], Department: department})
				c.Minutes, c.People = m*account.Minute, 1+int(m)/40
				h.Total += c.Minutes
			}
		}
	}
	return h
}

func want(h *account.Heatmap, department string, levels ...account.Level) {
	for _, l := range levels {
		c := h.Cell(account.Role{Level: l, Department: department})
		c.Wanted = true
		if c.People == 0 {
			h.BlindSpots = append(h.BlindSpots, account.BlindSpot{Department: department, Level: l})
		}
	}
}

func heatCases() map[string]HeatmapInput {
	acme := heatOf(map[string][6]account.Milli{
		"IT":        {0, 179, 0, 49, 21, 2},
		"Finance":   {98, 123, 42, 9, 0, 0},
		"Marketing": {0, 10, 13, 61, 3, 26},
		"Other":     {0, 0, 0, 0, 0, 12},
	})
	acme.Anonymous = 12 * account.Minute
	want(&acme, "IT", account.VP, account.Director)
	want(&acme, "Finance", account.CLevel, account.VP)
	acme.BlindSpots = append(acme.BlindSpots, account.BlindSpot{Department: "Procurement"})
	acme.Cell(account.Role{Level: account.UnknownRank, Department: "Procurement"})
	group := heatOf(map[string][6]account.Milli{
		"Engineering": {16, 30, 9, 45, 1200, 96}, "IT": {11, 179, 80, 49, 21, 2}, "Security": {33, 26, 26, 46, 4, 54},
		"Product": {42, 53, 24, 95, 9, 2}, "Marketing": {66, 10, 13, 61, 3, 261}, "Sales": {100, 123, 61, 154, 44, 15},
		"Finance": {98, 123, 42, 9, 22, 2}, "HR": {31, 1, 184, 23, 96, 164}, "Legal": {15, 17, 7, 148, 108, 112},
		"Other": {50, 128, 15, 83, 117, 35}, "Übersetzungsdienstleistungen <b>": {1, 2, 3, 4, 5, 6}, "株式会社": {0, 2, 0, 0, 0, 0},
	})
	want(&group, "Procurement", account.CLevel)
	want(&group, "IT", account.VP, account.Director)
	plain := account.Heatmap{Accounts: 1}
	in := func(title string, h account.Heatmap) HeatmapInput {
		return HeatmapInput{Title: title, Phrase: "in 90 days", Map: h}
	}
	dark, shared := in("Acme Corp", acme), in("Acme Corp", acme.Shared())
	dark.Theme = Dark
	return map[string]HeatmapInput{
		"heat-acme": in("Acme Corp", acme), "heat-dark": dark, "heat-shared": shared,
		"heat-group": in("tier:1, 31 of 120 accounts", group), "heat-empty": in("Acme Corp", plain),
	}
}

// TestHeatmapLaws: any map gives a picture of the right size, few and always
// the same bytes, and no label leaves it or meets another one.
func TestHeatmapLaws(t *testing.T) {
	fonts, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		h := account.Heatmap{Anonymous: account.Milli(rapid.Int64().Draw(t, "anonymous"))}
		for _, department := range rapid.SliceOfNDistinct(rapid.OneOf(rapid.String(), rapid.StringMatching("[A-Z][a-z]{2,12}")), 0, 20, rapid.ID).Draw(t, "departments") {
			for _, l := range rapid.SliceOfDistinct(rapid.SampledFrom(account.Levels[:]), rapid.ID).Draw(t, "levels") {
				c := h.Cell(account.Role{Level: l, Department: department})
				c.Minutes = account.Milli(rapid.OneOf(rapid.Int64Range(0, 1e6), rapid.Int64()).Draw(t, "minutes"))
				c.People = rapid.IntRange(0, 5).Draw(t, "people")
				c.Wanted, c.Hidden = rapid.Bool().Draw(t, "wanted"), rapid.Bool().Draw(t, "hidden")
			}
			if people(h, department) == 0 && rapid.Bool().Draw(t, "blind") {
				h.BlindSpots = append(h.BlindSpots, account.BlindSpot{Department: department})
			}
		}
		in := HeatmapInput{Title: anyName().Draw(t, "title"), Phrase: "in 90 days", Map: h, Theme: Theme(rapid.IntRange(0, 1).Draw(t, "theme"))}
		lawful(t, height, func() ([]byte, error) { return Heatmap(in) })
		p := planHeatmap(in, fonts)
		apart(t, &p.layout, image.Rect(0, 0, width, height))
	})
}

func people(h account.Heatmap, department string) int {
	n := 0
	for _, r := range h.Rows() {
		if r.Department == department {
			n = r.People
		}
	}
	return n
}

// TestHeatContrast holds what is written to WCAG AA on what it is written on.
func TestHeatContrast(t *testing.T) {
	for _, theme := range []Theme{Light, Dark} {
		tints := heatTints(theme)
		for _, shade := range heats {
			if got := contrast(tints[letterOn(shade)], tints[shade]); got < 4.5 {
				t.Errorf("theme %d: text on shade %d has a contrast of %.2f, below 4.5", theme, shade, got)
			}
		}
		for _, i := range []ink{wantInk, wordInk} {
			if got := contrast(tints[i], tints[paper]); got < 4.5 {
				t.Errorf("theme %d: ink %d has a contrast of %.2f, below 4.5", theme, i, got)
			}
		}
	}
}
