package app_test

import (
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/storetest"
)

// A trend is marked with the days on which another config came into force, not
// with that of the first; what was not known on a day is not marked on it.
func TestTrendsNameChangesOfConfig(t *testing.T) {
	t.Parallel()
	configs := make([]*config.Config, 2)
	for i, text := range []string{"", "[types.\"content.download\"]\nminutes = 15\ngroup = \"marketing\"\n"} {
		c, err := config.Parse("test", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		configs[i] = c
	}
	today := account.DayDate(2026, 3, 31)
	now := (today - 40).Midnight().Add(9 * time.Hour)
	a, err := app.Open(t.Context(), app.Options{Database: storetest.SQLite(t), Config: configs[0], Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	(delivery{ingest.Accounts, "id,name,domains,tier\nA1,Acme,acme.com,3\n"}).to(t, a)
	downloads("early", today-60, today-50).to(t, a)
	for i, ago := range []account.Day{20, 5, 5} {
		now = (today - ago).Midnight().Add(time.Duration(9+i) * time.Hour)
		a.Config = configs[(i+1)%2]
		if err := a.Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	now = today.Midnight().Add(9 * time.Hour)
	for _, tt := range []struct {
		name string
		a    *app.App
		asOf account.Day
		want []account.Day
	}{
		{"today", a, 0, []account.Day{today - 20, today - 5}},
		{"as of a day between", a, today - 10, []account.Day{today - 20}},
		{"as known then", a.KnownBy(today - 21), today, nil},
	} {
		answer, err := tt.a.Reader(tt.asOf).Card(t.Context(), "A1")
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(tt.want, answer.Card.Trend.Configs); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if short := answer.Card.Trend.Last(7).Configs; tt.asOf == 0 && len(short) != 1 {
			t.Errorf("the last week has changes of config on %v", short)
		}
	}
}
