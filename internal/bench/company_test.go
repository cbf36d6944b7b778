package bench

import (
	"testing"
	"time"

	"engagement/scoring"
)

// A small company goes the way of the large one: what benchmarks measure is what
// the rows say.
func TestCompanyIsScored(t *testing.T) {
	c := Full()
	c.Accounts, c.People, c.Activities = 40, 400, 8_000
	evening := c.Last().Start(time.UTC).Add(23 * time.Hour)
	a := open(t, c, c.made(t), func() time.Time { return evening })
	for range 2 { // from rows, then from journals
		if n, err := a.Rebuild(t.Context(), nil); err != nil || n != c.Accounts {
			t.Fatalf("%d accounts, %v", n, err)
		}
	}
	people, sizes := c.Sizes(c.People), c.Sizes(c.Activities)
	for k := range c.Accounts {
		f := c.Facts(k, people[k], sizes[k])
		want := scoring.Compute(f, &a.Config.Scoring, c.Last()).Card.Score
		shown, err := a.Store.Shown(t.Context(), c.ID(k))
		if err != nil {
			t.Fatal(err)
		}
		got := shown.Card
		if got.Minutes365 != want.Minutes365 || got.Heat != want.Heat || got.Stage != want.Stage || got.People90 != want.People90 {
			t.Errorf("account %d: %+v, want %+v", k, got.Score, want)
		}
	}
	if n := sizes[0]; n < 2*c.Activities/c.Accounts {
		t.Errorf("the largest of %d accounts has %d of %d activities: they are too much alike", c.Accounts, n, c.Activities)
	}
}
