package bot

import (
	"strings"
	"testing"

	"engagement/account"
)

// heatSample is a map with a blind spot of every kind.
func heatSample(a account.Account, g account.Group) HeatAnswer {
	m := account.Heatmap{Span: account.Window(newYear, 90), Accounts: 1, Active: 1}
	if a.ID == "" {
		m.Accounts, m.Active = 120, 31
	}
	for _, c := range []account.HeatCell{
		{Role: account.Role{Level: account.VP, Department: "Finance"}, Minutes: 48 * account.Minute, People: 1, Wanted: true},
		{Role: account.Role{Level: account.Director, Department: "IT"}, Wanted: true},
		{Role: account.Role{Level: account.Contributor, Department: "IT"}, Minutes: 39500, People: 3},
	} {
		*m.Cell(c.Role) = c
		m.Total += c.Minutes
	}
	m.Anonymous = 500
	m.Total += m.Anonymous
	m.BlindSpots = []account.BlindSpot{{Department: "Procurement"}, {Department: "IT", Level: account.Director}}
	m.Cell(account.Role{Level: account.UnknownRank, Department: "Procurement"})
	m.Ideal = account.Ideal{Source: account.Configured, Won: 1, Least: 5, Days: 90}
	return HeatAnswer{Account: a, Group: g, Map: m, Period: defaultPeriod, Today: newYear, Config: "0123456789ab"}
}

func hostileHeatmap(t testing.TB, a Answer, s string, m account.Milli) Message {
	t.Helper()
	h := heatSample(a.Account, account.Group{})
	c := h.Map.Cell(account.Role{Level: account.Manager, Department: s})
	c.Minutes, c.People = m, 2
	h.Map.BlindSpots = append(h.Map.BlindSpots, account.BlindSpot{Department: s})
	got, err := heatmapMessage(h)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// The table of the text twin holds every number of the map; what a channel sees
// of one person is a dash.
func TestHeatTable(t *testing.T) {
	h := heatSample(sample().Account, account.Group{})
	want := strings.Join([]string{
		"minutes (people)       C-level      VP  Director  Manager  Contributor  Unknown level       all",
		"Finance                         48 (1)                                                   48 (1)",
		"IT                                        nobody              39.5 (3)                 39.5 (3)",
		"Procurement                                                                              nobody",
		"visitors nobody knows                                                                       0.5",
	}, "\n")
	if got := heatTable(&h.Map); got != want {
		t.Errorf("table:\n%s\nwant:\n%s", got, want)
	}
	shared := h.Map.Shared()
	if got := heatTable(&shared); strings.Contains(got, "48") || !strings.Contains(got, "–") {
		t.Errorf("a channel sees one person:\n%s", got)
	}
}

// learnedSample is heatSample against an ideal that was learned.
func learnedSample(a account.Account) HeatAnswer {
	h := heatSample(a, account.Group{})
	h.Map.Ideal = account.Ideal{Source: account.Learned, Won: 12, Least: 5, Days: 90}
	h.Map.Cell(account.Role{Level: account.Director, Department: "IT"}).Expected = 12500
	return h
}
