package app_test

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/storetest"
	"engagement/store"
)

// diary is what happens to seven accounts and some strangers, day by day.
func diary(rnd *rand.Rand, first account.Day, days int) (registers []delivery, daily []delivery) {
	accounts := "id,name,domains,tier,employees,owner,relation,parent_id\nC,Rival,rival.com,1,50,,competitor,A0\nH,Holding,,1,50,rep0@ours.com,,\n"
	parents := []string{"H", "A0", "A0", "", "H", "A4", ""}
	contacts := "id,email,title,account_id\n"
	const strangers = 7
	for a := range strangers {
		accounts += fmt.Sprintf("A%d,Company %d,c%d.com,%d,%d,rep%d@ours.com,,%s\n", a, a, a, a%4, []int{20, 200, 2000, 20000}[a%4], a%2, parents[a])
		for p := range 3 {
			contacts += fmt.Sprintf("P%d%d,p%d@c%d.com,%s,A%d\n", a, p, p, a, []string{"CFO", "Director IT", "Engineer"}[p], a)
		}
	}
	deals := fmt.Sprintf("id,account_id,name,stage,amount,created_at,closed_at,won\nO1,A2,Deal,open,1,%s,%s,false\nO2,A3,Deal,won,1,%s,%s,true\n", first+50, first+120, first+20, first+60)
	types := []string{"web.page_view", "content.download", "content.download", "webinar.attended", "email.reply"}
	n := 0
	for d := range days {
		text := "id,occurred_at,type,email,asset,minutes\n"
		for a := range strangers + 1 {
			// Each company is busy for some weeks and silent for others.
			if busy := (d/21+a)%3 == 0; !busy && rnd.IntN(12) > 0 || rnd.IntN(3) == 0 {
				continue
			}
			for range 1 + rnd.IntN(3) {
				n++
				kind := types[rnd.IntN(len(types))]
				if rnd.IntN(90) == 0 || a == strangers && rnd.IntN(8) == 0 {
					kind = "form.demo_request"
				}
				who := fmt.Sprintf("p%d@c%d.com", rnd.IntN(3), a)
				if a == strangers {
					who = []string{"x@rival.com", "y@nobody.example"}[rnd.IntN(2)]
				}
				text += fmt.Sprintf("e%d,%sT%02d:%02d:00Z,%s,%s,asset %d,%d\n", n, first+account.Day(d), rnd.IntN(24), rnd.IntN(60), kind, who, rnd.IntN(12), rnd.IntN(50))
			}
		}
		daily = append(daily, delivery{ingest.Activities, text})
	}
	return []delivery{{ingest.Accounts, accounts}, {ingest.Contacts, contacts}, {ingest.Opportunities, deals}}, daily
}

// judged is the decisions and alerts of an export, without instants; rows that
// are about findings are left out where alone is false.
func judged(t *testing.T, a *app.App, o app.ExportOptions) []string {
	t.Helper()
	var out []string
	o.Kind = "decisions"
	for _, r := range table(t, a, o) {
		if r[2] == "mqa" || r[2] == "act_now" || r[2] == "expansion" {
			out = append(out, strings.Join(append(append([]string{r[0][:10]}, r[1:7]...), r[8]), " "))
		}
	}
	o.Kind = "alerts"
	for _, r := range table(t, a, o) {
		if r[5] == string(alert.InALine) || r[5] == string(alert.Withheld) {
			continue
		}
		key := r[0]
		if r[2] == "mqa" {
			key = "mqa" // its number counts what was said of the account before
		}
		out = append(out, strings.Join([]string{"alert", r[4][:10], key, r[1], r[2], r[3], r[6]}, " "))
	}
	slices.Sort(out)
	return out
}

// quietNights is a config in which nobody is told of what nights find.
const quietNights = `[alerts.kinds]
surge = "off"
stall = "off"
first_engagement = "off"
new_senior = "off"
returning = "off"
champion_moved = "off"
event_burst = "off"
`

// What was announced live, day by day, is what a replay of those days says would
// have been; and the last day of the replay is what is stored.
func TestReplayIsWhatWasAnnounced(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, address string) {
		reasons := map[string]int{}
		for round := range 4 {
			if round > 0 {
				address = storetest.SQLite(t)
			}
			liveThenReplayed(t, address, rand.New(rand.NewPCG(uint64(round/2), 11)), round%2 == 0, reasons)
		}
		for _, reason := range []string{"crossed", "requested", "nobodys_yet", "excluded", "open_opportunity", "customer", "recently_out", "said_together", "over_budget", "with 1 subsidiary", "with 2 subsidiaries", "state of a center"} {
			if reasons[reason] == 0 {
				t.Errorf("no decision %q among %v: the test says little", reason, reasons)
			}
		}
	})
}

func liveThenReplayed(t *testing.T, address string, rnd *rand.Rand, rollUp bool, reasons map[string]int) {
	t.Helper()
	c, err := config.Parse("test", fmt.Appendf(nil, quietNights+"[alerts]\nchannel = \"#deals\"\noperations = \"#ops\"\nbudget = 1\n[mqa]\nwindow = 20\nleave_nights = 2\nrollup = %t\n[[centers]]\nname = \"Money\"\ndepartments = [\"Finance\", \"Executive\"]\nminutes = 20\npeople = 1\n", rollUp))
	if err != nil {
		t.Fatal(err)
	}
	first := account.DayDate(2026, 1, 1)
	const days = 130
	registers, daily := diary(rnd, first, days)
	now := first.Midnight()
	a, err := app.Open(t.Context(), app.Options{Database: address, Config: c, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for _, d := range registers {
		d.to(t, a)
	}
	for i, d := range daily {
		now = (first + account.Day(i)).End(c.Zone).Add(-time.Minute)
		d.to(t, a)
		if _, err := a.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	want := judged(t, a, app.ExportOptions{})
	before := outside(t, a)
	run, err := a.Replay(t.Context(), account.Span{From: first, To: first + days - 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, judged(t, a, app.ExportOptions{Run: run.ID})); diff != "" {
		t.Errorf("announced live and by the replay (-live +replay):\n%s", diff)
	}
	rows := table(t, a, app.ExportOptions{Kind: "decisions", Run: run.ID})
	for _, r := range rows {
		reasons[r[4]]++
	}
	facts := map[string]int{}
	for _, o := range []app.ExportOptions{{Kind: "facts"}, {Kind: "facts", Run: run.ID}} {
		for _, r := range table(t, a, o) {
			if r[1] == "mqa" {
				facts[strings.Join([]string{r[0], r[2], r[3], r[4], r[7]}, " ")]++
				reasons[r[4]]++
			}
		}
	}
	for f, n := range facts {
		if n != 2 {
			t.Errorf("live or in the replay alone: %s", f)
		}
	}
	alerts := slices.DeleteFunc(table(t, a, app.ExportOptions{Kind: "alerts", Run: run.ID}), func(r []string) bool { return r[2] == "also" })
	if run.Evaluated != len(rows) || run.Sent != len(alerts) {
		t.Errorf("%s, but %d decisions and %d alerts", run, len(rows), len(alerts))
	}
	for _, kind := range []string{"scores", "states"} {
		o := app.ExportOptions{Kind: kind}
		stored := table(t, a, o)
		for _, r := range stored {
			if kind == "states" && r[6] != "" {
				reasons["state of a center"]++
			}
		}
		o.Run = run.ID
		if diff := gocmp.Diff(stored, table(t, a, o)); diff != "" {
			t.Errorf("%s (-stored +last day):\n%s", kind, diff)
		}
	}
	if diff := gocmp.Diff(before, outside(t, a)); diff != "" {
		t.Errorf("the replay changed something:\n%s", diff)
	}

	// Days do not depend on where a replay begins or ends.
	part, err := a.Replay(t.Context(), account.Span{From: first + 45, To: first + 99}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"decisions", "alerts", "facts", "findings"} {
		o := app.ExportOptions{Kind: kind, Run: run.ID, From: first + 45, To: first + 99}
		whole := table(t, a, o)
		o.Run = part.ID
		if diff := gocmp.Diff(whole, table(t, a, o)); diff != "" {
			t.Errorf("%s of the same days (-long run +short run):\n%s", kind, diff)
		}
	}
}

// outside is everything that a replay must leave alone.
func outside(t *testing.T, a *app.App) map[string][][]string {
	t.Helper()
	out := map[string][][]string{}
	for _, kind := range []string{"scores", "decisions", "alerts", "facts", "findings", "states"} {
		out[kind] = table(t, a, app.ExportOptions{Kind: kind})
	}
	waiting, err := a.Store.Waiting(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out["marks"] = [][]string{{fmt.Sprint(waiting)}}
	slices.SortFunc(out["facts"], func(x, y []string) int { return cmp.Compare(x[6], y[6]) })
	return out
}

// A run answers for itself alone, and only once it is whole.
func TestRunsRefuseWhatTheyDoNotHold(t *testing.T) {
	t.Parallel()
	c, err := config.Parse("test", nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)
	a, err := app.Open(t.Context(), app.Options{Database: storetest.SQLite(t), Config: c, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	today := a.Today()
	run, err := a.Replay(t.Context(), account.Window(today, 3), nil)
	if err != nil || run.Accounts != 0 || run.Evaluated != 0 {
		t.Fatalf("a replay of nobody: %s, %v", run, err)
	}
	if err := a.Store.SaveRun(t.Context(), store.Run{ID: "cut"}, nil, &alert.Replay{}); err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]app.ExportOptions{
		"a run has no ledger":   {Kind: "ledger", Run: run.ID},
		"as of its own":         {Kind: "scores", Run: run.ID, AsOf: today},
		"not written to its":    {Kind: "scores", Run: "cut"},
		"run nothing: not foun": {Kind: "scores", Run: "nothing"},
		"not for alerts":        {Kind: "alerts", AsOf: today, Known: true},
	} {
		if err := a.Export(t.Context(), io.Discard, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want %q", o, err, want)
		}
	}
	for _, span := range []account.Span{{From: today, To: today + 1}, {From: today, To: today - 1}} {
		if _, err := a.Replay(t.Context(), span, nil); !errors.Is(err, account.ErrInvalid) {
			t.Errorf("replay of %v: %v, want ErrInvalid", span, err)
		}
	}
}
