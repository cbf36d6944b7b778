package scoring

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"engagement/account"
)

// What can never come true is a fault where it stands; what comes close is not.
func TestContradictions(t *testing.T) {
	rule := func(r Rule) func(*Policy) {
		r.Name, r.Becomes = "new", "web.page_docs"
		return func(p *Policy) { p.Rules = append(p.Rules, r) }
	}
	number := len(DefaultPolicy().Rules)
	last := KeyPath("rules", number, "name")
	for _, c := range []struct {
		name, key string
		change    func(*Policy)
	}{
		{"the same address again", last, rule(Rule{Type: "web.page_view", URL: "*/pricing*"})},
		{"in other letters", last, rule(Rule{Type: "WEB.page_view", URL: "*/PRICING*"})},
		{"a part of an address before", last, rule(Rule{Type: "web.page_view", URL: "*/pricing/teams*"})},
		{"one page of it", last, rule(Rule{Type: "web.page_view", URL: "https://ours.com/docs/start"})},
		{"with one more condition", last, rule(Rule{Type: "web.page_view", URL: "*/blog*", Campaign: "spring"})},
		{"more than before", "", rule(Rule{Type: "web.page_view", URL: "*/price*"})},
		{"of every type", "", rule(Rule{URL: "*/pricing*"})},
		{"known people after unknown ones", "", rule(Rule{Type: "web.page_view"})},
		{"after a rule that catches everything", last, func(p *Policy) {
			p.Rules[number-1] = Rule{Name: "all", Type: "*", Becomes: "web.page_docs"}
			rule(Rule{Asset: "x"})(p)
		}},
		{"a source's word of no type", "sources.git.types.commit", func(p *Policy) { p.Sources["git"] = map[string]string{"commit": "git.comit"} }},
		{"one that a rule looks at", "", func(p *Policy) {
			p.Sources["git"] = map[string]string{"commit": "git.commit"}
			rule(Rule{Type: "git.*"})(p)
		}},
		{"the name of another persona", "personas[6].name", func(p *Policy) {
			p.Personas = append(p.Personas, Persona{Name: "IT", Levels: []account.Level{account.VP}})
		}},
		{"the weight of no persona", "weights.persona.Financ", func(p *Policy) { p.Weights.Persona["Financ"] = 120 }},
		{"the weight of everybody else", "", func(p *Policy) { p.Weights.Persona["other"] = 80 }},
		{"a stage above one for everybody", "stages[5].name", func(p *Policy) { p.Stages = append(p.Stages, Stage{Name: "all"}) }},
		{"a stage that asks for less below it", "stages[1].name", func(p *Policy) { p.Stages[2] = Stage{Name: "warm", Minutes: 1, Window: 60} }},
		{"a stage that asks for another thing", "", func(p *Policy) { p.Stages[2] = Stage{Name: "warm", Minutes: 2, Window: 60} }},
		{"half of a double that is no type", "doubles.pairs[0].other", func(p *Policy) { p.Doubles.Pairs[0].Other = "paper.*" }},
		{"a release of nobody", "releases[0].contact", func(p *Policy) { p.Releases = []Release{{Day: today}} }},
		{"a release twice", "releases[1].day", func(p *Policy) { p.Releases = []Release{{"c", today}, {"c", today}} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := DefaultPolicy()
			c.change(&p)
			var faults Faults
			errors.As(p.Validate(), &faults)
			switch {
			case c.key == "" && len(faults) > 0:
				t.Errorf("faults:\n%v", faults)
			case c.key != "" && !slices.ContainsFunc(faults, func(f Fault) bool { return KeyPath(f.Key...) == c.key }):
				t.Errorf("want a fault at %s, got\n%v", c.key, faults)
			}
		})
	}
}

// What a rule covers it matches, whatever the stars stand for.
func TestCoversMeansMatches(t *testing.T) {
	word := rapid.StringMatching(`[ab*]{0,4}`)
	rapid.Check(t, func(t *rapid.T) {
		pattern, other, text := word.Draw(t, "pattern"), word.Draw(t, "other"), rapid.StringMatching(`[ab]{0,6}`).Draw(t, "text")
		if covers(pattern, other) && glob(other, text) && !glob(pattern, text) {
			t.Fatalf("%q covers %q, which matches %q, and does not match it", pattern, other, text)
		}
	})
}

func TestDoubts(t *testing.T) {
	p := DefaultPolicy()
	if d := p.Doubts(); len(d) != 0 {
		t.Errorf("the defaults are doubted:\n%v", d)
	}
	p.MQA.Thresholds[0].Floor, p.MQA.Thresholds[0].Senior = 50*account.Minute, 40*account.Minute
	p.Personas = append(p.Personas, Persona{Name: "CIO", Departments: []string{"IT"}, Levels: []account.Level{account.CLevel}})
	p.Centers = []Center{{Name: "all"}, {Name: "rest", Countries: []string{"AT"}}}
	var keys []string
	for _, d := range p.Doubts() {
		keys = append(keys, KeyPath(d.Key...))
	}
	want := []string{"mqa.thresholds[0].floor", "mqa.thresholds[0].senior", "personas[6].name", "centers[1].name"}
	if len(keys) != len(want) {
		t.Fatalf("doubts %q, want %q", keys, want)
	}
	for i := range want {
		if keys[i] != want[i] {
			t.Errorf("doubts %q, want %q", keys, want)
		}
	}
}

// The ceiling says what it holds back, and lets a released day through.
func TestCeilingIsReleased(t *testing.T) {
	p := policy()
	var all []account.Activity
	for _, asset := range []string{"a", "b", "c", "d", "e"} {
		all = append(all, on(doing("event.dinner", "who", 1), asset, ""))
	}
	f := acme(append(all, on(doing("event.dinner", "dir", 1), "a", ""))...)
	held := NewScorer(p).HeldBack(f, today)
	want := HeldBack{Release{"who", today - 1}, 120 * account.Minute}
	if len(held) != 1 || held[0] != want {
		t.Errorf("held back %+v, want %+v", held, want)
	}
	before := Compute(f, p, today).Card.Minutes7
	p.Releases = []Release{{"who", today - 1}, {"stranger", today}}
	if after := Compute(f, p, today).Card.Minutes7; after != before+120*account.Minute {
		t.Errorf("%s minutes before, %s after the release", before, after)
	}
	rows := Ledger(f, p, account.Window(today, 7))
	if rows[0].Rule != "type event.dinner" || rows[1].Rule != "type event.dinner, ceiling released" {
		t.Errorf("the ledger says %q and %q", rows[0].Rule, rows[1].Rule)
	}
	if held := NewScorer(p).HeldBack(f, today); held != nil {
		t.Errorf("still held back: %+v", held)
	}
}
