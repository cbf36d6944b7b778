package scoring

import (
	"errors"
	"testing"

	"engagement/account"
)

// Every number has a range; what is outside is named by its key.
func TestValidateNamesTheKey(t *testing.T) {
	const minute = account.Minute
	stage := func(s Stage) func(*Policy) { return func(p *Policy) { p.Stages[1] = s } }
	typ := func(change func(*Type)) func(*Policy) {
		return func(p *Policy) {
			v := p.Types["web.chat"]
			change(&v)
			p.Types["web.chat"] = v
		}
	}
	for _, c := range []struct {
		key    string // empty: nothing is wrong
		change func(*Policy)
	}{
		{"", func(*Policy) {}},
		{"company.timezone", func(p *Policy) { p.Zone = nil }},
		{"ingest.anonymous_certainty", func(p *Policy) { p.Anonymous = 101 }},
		{"ingest.anonymous_certainty", func(p *Policy) { p.Anonymous = -1 }},
		{"", func(p *Policy) { p.Anonymous = 0 }},
		{"ingest.ceiling", func(p *Policy) { p.Ceiling = 0 }},
		{"ingest.ceiling", func(p *Policy) { p.Ceiling = 1440*minute + 1 }},
		{"", func(p *Policy) { p.Ceiling = 1440 * minute }},
		{"heat.half_life_days", func(p *Policy) { p.HalfLife = 6 }},
		{"heat.half_life_days", func(p *Policy) { p.HalfLife = 181 }},
		{"", func(p *Policy) { p.HalfLife = 180 }},
		{"grade.three_percent", func(p *Policy) { p.Grade.ThreePercent = 101 }},
		{"grade.two_percent", func(p *Policy) { p.Grade.TwoPercent = -1 }},
		{"grade.two_minutes", func(p *Policy) { p.Grade.TwoMinutes = -1 }},
		{"mqa.window", func(p *Policy) { p.MQA.Window = 366 }},
		{"mqa.groups", func(p *Policy) { p.MQA.Groups = nil }},
		{"mqa.groups", func(p *Policy) { p.MQA.Groups = []string{"marketing", "fun"} }},
		{"mqa.events", func(p *Policy) { p.MQA.Events = 0 }},
		{"mqa.days", func(p *Policy) { p.MQA.Days = 0 }},
		{"mqa.days", func(p *Policy) { p.MQA.Days = 91 }},
		{"mqa.per_event", func(p *Policy) { p.MQA.PerEvent = -1 }},
		{"", func(p *Policy) { p.MQA.PerEvent = 0 }},
		{"mqa.leave_percent", func(p *Policy) { p.MQA.LeavePercent = 101 }},
		{"mqa.leave_nights", func(p *Policy) { p.MQA.LeaveNights = 0 }},
		{"mqa.leave_nights", func(p *Policy) { p.MQA.LeaveNights = 91 }},
		{"mqa.thresholds", func(p *Policy) { p.MQA.Thresholds = p.MQA.Thresholds[:2] }},
		{"mqa.thresholds[1].funnel", func(p *Policy) { p.MQA.Thresholds[1].Funnel = "1" }},
		{"mqa.thresholds[1].minutes", func(p *Policy) { p.MQA.Thresholds[1].Minutes[3] = 0 }},
		{"mqa.thresholds[0].people", func(p *Policy) { p.MQA.Thresholds[0].People[0] = -1 }},
		{"mqa.thresholds[0].floor", func(p *Policy) { p.MQA.Thresholds[0].Floor = -1 }},
		{"mqa.thresholds[2].senior", func(p *Policy) { p.MQA.Thresholds[2].Senior = -1 }},
		{"mqa.personas[0]", func(p *Policy) { p.MQA.Personas = []string{"Wizard"} }},
		{"", func(p *Policy) { p.MQA.Personas = []string{"IT leader"} }},
		{"centers[0].name", func(p *Policy) { p.Centers = []Center{{}} }},
		{"centers[1].name", func(p *Policy) { p.Centers = []Center{{Name: "a"}, {Name: "A"}} }},
		{"centers[0].minutes", func(p *Policy) { p.Centers = []Center{{Name: "a", Minutes: -1}} }},
		{"centers[0].people", func(p *Policy) { p.Centers = []Center{{Name: "a", People: -1}} }},
		{"stages", func(p *Policy) { p.Stages = nil }},
		{"stages[1].name", stage(Stage{Name: " "})},
		{"stages[1].name", stage(Stage{Name: "target"})},
		{"stages[1].minutes", stage(Stage{Name: "x", Minutes: -1, Window: 30})},
		{"stages[1].minutes", stage(Stage{Name: "x", Minutes: 1})},
		{"stages[1].window", stage(Stage{Name: "x", Window: 30})},
		{"stages[1].window", stage(Stage{Name: "x", Minutes: 1, Window: 366})},
		{"stages[1].opportunity", stage(Stage{Name: "x", Opportunity: "lost"})},
		{"", func(p *Policy) { p.Stages[5] = Stage{Name: "x", Opportunity: "won", Minutes: 1, Window: 365} }},
		{"weights.level.vp", func(p *Policy) { p.Weights.Level[account.VP] = 1001 }},
		{"weights.persona.\"IT leader\"", func(p *Policy) { p.Weights.Persona["IT leader"] = -1 }},
		{"weights.tier.1", func(p *Policy) { p.Weights.Tier["1"] = 1001 }},
		{"", func(p *Policy) { p.Weights.Tier["1"] = 1000 }},
		{"personas[0].name", func(p *Policy) { p.Personas[0].Name = "" }},
		{"personas[2].levels", func(p *Policy) { p.Personas[2].Levels = []account.Level{"boss"} }},
		{"rules[3].name", func(p *Policy) { p.Rules[3].Name = "" }},
		{"rules[0].becomes", func(p *Policy) { p.Rules[0].Becomes = "web.nothing" }},
		{`types."web.chat".minutes`, typ(func(t *Type) { t.Minutes = -1 })},
		{`types."web.chat".minutes`, typ(func(t *Type) { t.Minutes = 1440*minute + 1 })},
		{`types."web.chat".group`, typ(func(t *Type) { t.Group = "fun" })},
		{`types."web.chat".exact_percent`, typ(func(t *Type) { t.Percent = 101 })},
		{`types."web.chat".pool`, typ(func(t *Type) { t.Pool = "none" })},
		{`types."web.chat".signal`, typ(func(t *Type) { t.Signal = "smoke" })},
	} {
		p := DefaultPolicy()
		c.change(&p)
		err := p.Validate()
		var f Faults
		switch {
		case c.key == "" && err != nil:
			t.Errorf("a good policy is refused: %v", err)
		case c.key != "" && (!errors.As(err, &f) || len(f) != 1 || KeyPath(f[0].Key...) != c.key || f[0].Reason == ""):
			t.Errorf("want one fault at %s, got %v", c.key, err)
		case c.key != "" && !errors.Is(err, account.ErrInvalid):
			t.Errorf("%v is not account.ErrInvalid", err)
		}
	}
}

func TestPresets(t *testing.T) {
	for _, name := range Presets {
		p, err := Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(p.Types) != len(DefaultPolicy().Types) {
			t.Errorf("%s knows %d types, want all %d", name, len(p.Types), len(DefaultPolicy().Types))
		}
	}
	if _, err := Preset("best"); !errors.Is(err, account.ErrInvalid) {
		t.Errorf("an unknown preset gives %v", err)
	}
}

// The starter preset counts six signals, with the recommended minutes.
func TestStarterCountsSixSignals(t *testing.T) {
	p, err := Preset(Starter)
	if err != nil {
		t.Fatal(err)
	}
	counted := 0
	for name, got := range p.Types {
		if got.Minutes == 0 && !got.Exact {
			continue
		}
		counted++
		if want := DefaultPolicy().Types[name]; got.Minutes != want.Minutes || got.Group != want.Group {
			t.Errorf("%s is %+v, want %+v", name, got, want)
		}
	}
	if counted != 6 {
		t.Errorf("%d types count, want 6", counted)
	}
	if !p.Types["form.contact_sales"].ActNow {
		t.Error("a request to be contacted is none any more")
	}
}

// The engagio preset weighs nobody and asks 100 minutes of two people anywhere.
func TestEngagioIsUnweighted(t *testing.T) {
	p, err := Preset(Engagio)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]account.Milli{"email.open": 1, "content.download": 10, "webinar.attended": 30, "event.dinner": 120} {
		if got := p.Types[name].Minutes; got != want*account.Minute {
			t.Errorf("%s is %v minutes, want %d", name, got, want)
		}
	}
	for _, level := range account.Levels {
		if p.Weights.Level[level] != 100 {
			t.Errorf("%s weighs %d %%", level, p.Weights.Level[level])
		}
	}
	for _, tier := range []string{"", "1", "2", "3"} {
		for _, employees := range []int64{0, 50, 500, 5000, 50000} {
			need := p.MQA.Need(account.Account{Tier: tier, Employees: employees})
			if need.Minutes != 100*account.Minute || need.People != 2 {
				t.Errorf("tier %q with %d employees needs %+v", tier, employees, need)
			}
		}
	}
}
