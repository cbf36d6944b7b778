package app_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/storetest"
	"engagement/scoring"
)

// delivery is one file on its way in.
type delivery struct {
	kind ingest.Kind
	text string
}

// company is what a CRM, a form tool and a web site know of six accounts.
func company(rnd *rand.Rand) (registers, activities []delivery) {
	accounts := "id,name,domains,tier,employees,parent_id\n"
	parents := []string{"", "A0", "A1", "A0", "A5", "A4"} // two of them in a circle
	contacts := "id,email,title,account_id,from,to\n"
	var rows []string
	for a := range 6 {
		accounts += fmt.Sprintf("A%d,Company %d,c%d.com;other%d.com,%d,%d,%s\n", a, a, a, a, a%4, 10*(a+1)*(a+1)*(a+1)*(a+1), parents[a])
		for p := range 4 {
			title := []string{"CFO", "Director IT", "", "Intern"}[p] // the CRM does not know all
			// People move on to the next account half-way.
			contacts += fmt.Sprintf("P%d%d,p%d@c%d.com,%s,A%d,,2026-02-28\n", a, p, p, a, title, a)
			contacts += fmt.Sprintf("P%d%d,p%d@c%d.com,%s,A%d,2026-03-01,\n", a, p, p, a, title, (a+1)%6)
		}
	}
	types := []string{"web.page_view", "content.download", "webinar.attended", "email.reply", "product.active_minutes", "form.demo_request", "web.session", "email.delivered", "email.open", "email.click"}
	for i := range 500 {
		a, p := rnd.IntN(6), rnd.IntN(6)
		who := fmt.Sprintf("p%d@c%d.com", p, a) // two of six are nobody's contact
		if rnd.IntN(5) == 0 {
			who = ""
		}
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rnd.IntN(100*24*3600)) * time.Second)
		if rnd.IntN(3) == 0 { // some sources know the day alone
			at = at.Truncate(24 * time.Hour)
		}
		// Some sources know an id of their own for whom others know by address.
		id, title := "", ""
		if p >= 4 && who != "" && rnd.IntN(2) == 0 {
			id = fmt.Sprintf("X%d%d", a, p)
		}
		if p >= 2 && rnd.IntN(3) == 0 {
			title = []string{"VP Sales", "Engineer", "Director"}[rnd.IntN(3)]
		}
		rows = append(rows, fmt.Sprintf("e%d,%s,%s,%s,mail.other%d.com,https://ours.com/pricing/%d,asset %d,%d,%s,%s", i, at.Format(time.RFC3339), types[rnd.IntN(len(types))], who, a, rnd.IntN(3), rnd.IntN(9), rnd.IntN(90), id, title))
	}
	const head = "id,occurred_at,type,email,domain,url,asset,minutes,contact_id,title\n"
	for len(rows) > 0 {
		n := min(len(rows), 1+rnd.IntN(120))
		activities = append(activities, delivery{ingest.Activities, head + strings.Join(rows[:n], "\n") + "\n"})
		rows = rows[n:]
	}
	return []delivery{{ingest.Accounts, accounts}, {ingest.Contacts, contacts}}, activities
}

func (d delivery) to(t *testing.T, a *app.App) {
	t.Helper()
	files := []ingest.File{{Name: string(d.kind), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(d.text)), nil }}}
	sum, err := a.Import(t.Context(), ingest.Options{Kind: d.kind, Source: "web"}, files, nil, nil)
	if err != nil || sum.Quarantined > 0 {
		t.Fatalf("import %s: %s, %v", d.kind, sum, err)
	}
}

// refused is a file that cannot be read at all.
func (d delivery) refused(t *testing.T, a *app.App) {
	t.Helper()
	files := []ingest.File{{Name: "nonsense.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(d.text)), nil }}}
	if sum, err := a.Import(t.Context(), ingest.Options{Kind: d.kind}, files, nil, nil); err == nil {
		t.Fatalf("nonsense was imported: %s", sum)
	}
}

// numbers is everything that is computed, as it is exported.
func numbers(t *testing.T, a *app.App) string {
	t.Helper()
	var all strings.Builder
	for _, o := range []app.ExportOptions{{Kind: "scores"}, {Kind: "series"}, {Kind: "ledger"}, {Kind: "contacts"}} {
		if err := a.Export(t.Context(), &all, o); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// asRecorded holds every stored card, of whatever day, against what the rows of
// activities say,
// read without the journal.
func asRecorded(t *testing.T, a *app.App) {
	t.Helper()
	ids, err := a.Store.AccountIDs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		facts, err := a.Store.Facts(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := a.Store.Shown(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		stored := shown.Card
		if a.Config.Scoring.MQA.RollUp {
			below, err := a.Store.Below(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range below {
				member, err := a.Store.Facts(t.Context(), m.AccountID)
				if err != nil {
					t.Fatal(err)
				}
				facts.Family = append(facts.Family, scoring.NewScorer(&a.Config.Scoring).Share(member, stored.Day))
			}
		}
		want := scoring.Compute(facts, &a.Config.Scoring, stored.Day).Card
		want.ConfigHash = a.Config.Hash
		if diff := cmp.Diff(want, stored); diff != "" {
			t.Fatalf("account %s (-rows +journal):\n%.3000s", id, diff)
		}
	}
}

// lastDay holds the last day of a replay against the stored scores, byte for byte.
func lastDay(t *testing.T, a *app.App) {
	t.Helper()
	run, err := a.Replay(t.Context(), account.Window(a.Today(), 60), nil)
	if err != nil {
		t.Fatal(err)
	}
	sameScores(t, a, app.ExportOptions{}, run.ID)
}

// Whatever the order of arrival, however often a file comes again, whether
// accounts and people are known before or after what they did: the numbers are
// those of one import in order, and the rebuild changes none of them.
func TestIncrementalEqualsRebuild(t *testing.T) {
	t.Parallel()
	rounds, together := 6, 0
	storetest.Each(t, func(t *testing.T, address string) {
		var c *config.Config
		noon := time.Date(2026, 4, 5, 16, 0, 0, 0, time.UTC)
		open := func(address string) *app.App {
			a, err := app.Open(t.Context(), app.Options{Database: address, Config: c, Now: func() time.Time { return noon }})
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
		for round := range rounds {
			var err error
			if c, err = config.Parse("test", fmt.Appendf(nil, `
[company]
timezone = "America/New_York"
[mqa]
personas = ["IT leader", "C-level", "Finance"]
rollup = %t
[[centers]]
name = "IT"
departments = ["IT", "Engineering"]
people = 1
`, round%2 == 0)); err != nil {
				t.Fatal(err)
			}
			rnd := rand.New(rand.NewPCG(uint64(round), 42))
			registers, activities := company(rnd)
			whole := open(storetest.SQLite(t))
			for _, d := range append(registers, activities...) {
				d.to(t, whole)
			}
			want := numbers(t, whole)
			if !strings.Contains(want, ",true,") {
				t.Fatal("nobody is an MQA: the test says little")
			}

			place := address
			if round > 0 {
				place = storetest.SQLite(t)
			}
			mixed := open(place)
			all := append(append([]delivery{}, registers...), activities...)
			all = append(all, activities[rnd.IntN(len(activities))], activities[rnd.IntN(len(activities))], registers[1])
			rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			for i, d := range all {
				if i == len(all)/2 {
					(delivery{ingest.Accounts, "nonsense\n1\n"}).refused(t, mixed)
				}
				if i == len(all)/3 { // started again
					mixed = open(place)
				}
				d.to(t, mixed)
			}
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(numbers(t, mixed), "\n")); diff != "" {
				t.Fatalf("round %d: another order of arrival (-in order +mixed):\n%.3000s", round, diff)
			}
			asRecorded(t, mixed)
			if _, err := mixed.Rebuild(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(numbers(t, mixed), "\n")); diff != "" {
				t.Fatalf("round %d: the rebuild changed numbers:\n%.3000s", round, diff)
			}
			lastDay(t, mixed)
			ledgerSums(t, mixed)
			for _, f := range table(t, mixed, app.ExportOptions{Kind: "facts"}) {
				if f[1] == "mqa" && strings.HasPrefix(f[4], "with ") {
					together++
				}
			}
		}
	})
	if together == 0 {
		t.Error("no account qualifies with others: the test says little")
	}
}
