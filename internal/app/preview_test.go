package app_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/storetest"
)

// buyers are two buying centers of every account.
const buyers = "[[centers]]\nname = \"Money\"\ndepartments = [\"Finance\"]\nminutes = 30\npeople = 1\n[[centers]]\nname = \"Tech\"\ndepartments = [\"IT\", \"Engineering\"]\nminutes = 30\npeople = 1\n"

// otherConfig is a config that somebody might try.
func otherConfig(t *testing.T, rnd *rand.Rand) *config.Config {
	t.Helper()
	text := fmt.Sprintf("[mqa]\nrollup = %t\nwindow = %d\nleave_nights = %d\n[alerts]\nrealert_days = %d\n[types.\"content.download\"]\nminutes = %d\ngroup = \"marketing\"\n[spikes]\nratio = %d\n[weights.level]\ndirector = %d\n[[mqa.thresholds]]\nfunnel = \"\"\nminutes = [%d, 60, 90, 120]\npeople = [1, 2, 1, 2]\nfloor = 5\n"+buyers,
		rnd.IntN(2) == 0, 10+rnd.IntN(60), 1+rnd.IntN(9), rnd.IntN(40), 5+rnd.IntN(20), 1+rnd.IntN(3), 50+rnd.IntN(150), 20+rnd.IntN(60))
	c, err := config.Parse("test", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Whatever the company and the config: what a preview lists of the other config
// is, row by row, what applying it and replaying the same days gives, and what it
// lists as gone is what the present config alone gives.
func TestPreviewIsReplay(t *testing.T) {
	t.Parallel()
	changed := map[string]int{}
	for round := range 8 {
		rnd := rand.New(rand.NewPCG(uint64(round), 23))
		c, err := config.Parse("test", []byte("[mqa]\nwindow = 25\nleave_nights = 2\n"+[]string{"", buyers}[round%2]))
		if err != nil {
			t.Fatal(err)
		}
		first := account.DayDate(2026, 1, 1)
		const days = 150
		now := (first + days - 1).End(c.Zone).Add(-time.Minute)
		a, err := app.Open(t.Context(), app.Options{Database: storetest.SQLite(t), Config: c, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		registers, daily := diary(rnd, first, days)
		head, rows, _ := strings.Cut(daily[0].text, "\n")
		for _, d := range daily[1:] {
			_, more, _ := strings.Cut(d.text, "\n")
			rows += more
		}
		daily[0].text = head + "\n" + rows
		for _, d := range append(registers, daily[0]) {
			d.to(t, a)
		}
		other := otherConfig(t, rnd)
		p, err := a.Preview(t.Context(), other, 90, nil)
		if err != nil {
			t.Fatal(err)
		}
		present, err := a.Replay(t.Context(), p.Span, nil)
		if err != nil {
			t.Fatal(err)
		}
		a.Config = other
		if err := a.Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := a.ScoreWaiting(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		applied, err := a.Replay(t.Context(), p.Span, nil)
		if err != nil {
			t.Fatal(err)
		}
		for list, kind := range map[string]string{"mqas": "facts", "alerts": "alerts", "findings": "findings"} {
			var rows, gone [][]string
			for _, r := range previewed(t, &p, list) {
				if list == "mqas" && r[len(r)-1] != "" {
					changed["centers"]++
				}
				changed[r[0]+" "+list]++
				if r[0] == "gone" {
					gone = append(gone, r[2:])
				} else {
					rows = append(rows, r[2:])
				}
			}
			if diff := gocmp.Diff(ofRun(t, a, kind, list, applied.ID), rows); diff != "" {
				t.Errorf("round %d, %s (-applied and replayed +previewed):\n%s", round, list, diff)
			}
			was := fmt.Sprint(ofRun(t, a, kind, list, present.ID))
			for _, r := range gone {
				if list == "findings" {
					r[9] = present.Config // a row of a preview is about the config that is tried
				}
				if !strings.Contains(was, fmt.Sprint(r)) {
					t.Errorf("round %d, %s: %v is gone and never was", round, list, r)
				}
			}
		}
		var cards [][]string
		for _, r := range ofRun(t, a, "alerts", "alerts", applied.ID) {
			at, err := time.Parse(time.RFC3339, r[4])
			if err != nil {
				t.Fatal(err)
			}
			cards = append(cards, []string{at.In(other.Zone).Format(time.DateOnly), r[6], r[2], r[3], r[1]})
		}
		if diff := gocmp.Diff(cards, previewed(t, &p, "cards")); diff != "" {
			t.Errorf("round %d, cards (-applied and replayed +forecast):\n%s", round, diff)
		}
		told := 0
		for _, one := range p.New.Places {
			told += one.Cards + one.Requests + one.Lines
			if one.Channel != "" && one.Most > p.New.Budget {
				t.Errorf("round %d: %+v, of a budget of %d", round, one, p.New.Budget)
			}
		}
		if told != len(cards) {
			t.Errorf("round %d: the forecast counts %d, the run told %d", round, told, len(cards))
		}
		if applied.Evaluated != applied.Sent+len(unsent(t, a, applied.ID)) {
			t.Errorf("round %d: %s, of which %d were suppressed", round, applied, len(unsent(t, a, applied.ID)))
		}
		sums := 0
		for _, o := range p.Owners {
			sums += o.CrossedNew
		}
		for _, one := range p.Advice {
			if one.Percent == 100 && one.People == 0 && one.MQAs != sums {
				t.Errorf("round %d: the advice counts %d MQAs at the thresholds as they are, the replay %d", round, one.MQAs, sums)
			}
		}
		if len(p.Changes) == 0 {
			t.Errorf("round %d: nothing changes", round)
		}
	}
	for _, what := range []string{"kept mqas", "new mqas", "gone mqas", "new alerts", "gone alerts", "kept alerts", "new findings", "gone findings", "kept findings", "centers"} {
		if changed[what] == 0 {
			t.Errorf("no %s in %v: the test says little", what, changed)
		}
	}
}

func previewed(t *testing.T, p *app.Preview, list string) [][]string {
	t.Helper()
	var out strings.Builder
	if err := p.Write(&out, list); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// ofRun is an export of a run; of facts, those that are in the list of MQAs.
func ofRun(t *testing.T, a *app.App, kind, list, run string) [][]string {
	t.Helper()
	var out [][]string
	for _, r := range table(t, a, app.ExportOptions{Kind: kind, Run: run}) {
		if list != "mqas" || r[1] == "mqa" {
			out = append(out, r)
		}
	}
	return out
}

func unsent(t *testing.T, a *app.App, run string) [][]string {
	t.Helper()
	var out [][]string
	for _, r := range table(t, a, app.ExportOptions{Kind: "decisions", Run: run}) {
		if r[3] == "false" {
			out = append(out, r)
		}
	}
	return out
}
