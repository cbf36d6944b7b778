package app_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/storetest"
)

// Whether people say where somebody belongs before or after rows, contacts and
// accounts arrive, in whatever order they say it, and however often an import
// says otherwise: the numbers are those of rows first and words last, every word
// holds, and a rebuild changes nothing.
func TestRepairsInAnyOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, _ string) {
		fresh := storetest.SQLite
		if strings.HasSuffix(t.Name(), "/postgres") {
			fresh = storetest.Postgres
		}
		c, err := config.Parse("test", []byte("[company]\ntimezone = \"Europe/Berlin\"\n"))
		if err != nil {
			t.Fatal(err)
		}
		noon := time.Date(2026, 4, 5, 16, 0, 0, 0, time.UTC)
		open := func() *app.App {
			a, err := app.Open(t.Context(), app.Options{Database: fresh(t), Config: c, Now: func() time.Time { return noon }})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := a.Close(); err != nil {
					t.Error(err)
				}
			})
			return a
		}
		person := func(address, accountID string, minute int) account.Repair {
			return account.Repair{Scope: account.OnePerson, Key: ingest.ContactID(address), AccountID: accountID, At: noon.Add(time.Duration(minute) * time.Minute)}
		}
		domain := func(domain, accountID string, minute int) account.Repair {
			return account.Repair{Scope: account.WholeDomain, Key: domain, AccountID: accountID, At: noon.Add(time.Duration(minute) * time.Minute)}
		}
		repairs := []account.Repair{
			person("p0@c1.com", "A2", 1), person("p0@c1.com", "A3", 2), person("p1@c3.com", "", 1), person("p4@c0.com", "A5", 1),
			person("p2@c2.com", "A0", 3), domain("c2.com", "A4", 2), domain("other5.com", "A1", 1), domain("c4.com", "A4", 1), domain("c4.com", "", 2),
		}
		apart := person("p1@c0.com", "A0", 1)
		apart.Apart = true
		repairs = append(repairs, apart)
		say := func(a *app.App, r account.Repair) {
			t.Helper()
			if _, err := a.Store.SaveRepair(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			if _, err := a.ScoreWaiting(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
		for seed := range uint64(3) {
			rnd := rand.New(rand.NewPCG(seed, 9))
			registers, activities := company(rnd)
			one, other := open(), open()
			for _, d := range slices.Concat(registers, activities) {
				d.to(t, one)
			}
			for _, r := range repairs {
				say(one, r)
			}
			var steps []func()
			for _, d := range slices.Concat(registers, activities, registers) {
				steps = append(steps, func() { d.to(t, other) })
			}
			for _, r := range repairs {
				steps = append(steps, func() { say(other, r) })
			}
			rnd.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
			for _, step := range steps {
				step()
			}
			if diff := gocmp.Diff(numbers(t, one), numbers(t, other)); diff != "" {
				t.Fatalf("seed %d: (-rows first +any order):\n%.3000s", seed, diff)
			}
			asRecorded(t, other)
			for _, r := range table(t, other, app.ExportOptions{Kind: "activities"}) {
				want := map[string]string{"p0@c1.com": "A3", "p1@c3.com": "", "p4@c0.com": "A5", "p2@c2.com": "A0", "p0@c2.com": "A4", "p5@c2.com": "A4", "p0@c4.com": ""}
				if r[3] == "p1@c0.com" && r[5] == "A0" {
					t.Fatalf("seed %d: %s is on A0", seed, r[3])
				}
				if at, ok := want[r[3]]; ok && r[5] != at {
					t.Fatalf("seed %d: %s is on %q, want %q", seed, r[3], r[5], at)
				}
			}
			before := numbers(t, other)
			if _, err := other.Rebuild(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if numbers(t, other) != before {
				t.Errorf("seed %d: a rebuild changed numbers", seed)
			}
		}
	})
}
