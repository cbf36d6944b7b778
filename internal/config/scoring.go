package config

import (
	"fmt"
	"slices"
	"time"

	"engagement/account"
	"engagement/scoring"
)

// scoring builds the policy of scoring from the file.
func (f *file) scoring(zone *time.Location) (scoring.Policy, error) {
	p := scoring.Policy{
		Zone: zone, Types: map[string]scoring.Type{}, Pools: map[string][]scoring.Cap{}, Sources: map[string]map[string]string{},
		Ceiling: milli(f.Ingest.Ceiling), Anonymous: f.Ingest.AnonymousWeight, HalfLife: f.Heat.HalfLifeDays,
		Grade: scoring.Grade{ThreePercent: f.Grade.ThreePercent, TwoPercent: f.Grade.TwoPercent, TwoMinutes: milli(f.Grade.TwoMinutes)},
		Weights: scoring.Weights{
			Level: map[account.Level]int{}, Persona: f.Weights.Persona, Tier: f.Weights.Tier,
		},
	}
	for name, t := range f.Types {
		caps, err := parseCaps(t.Caps)
		if err != nil {
			return p, fmt.Errorf("types.%q: %w", name, err)
		}
		p.Types[name] = scoring.Type{
			Label: t.Label, Minutes: milli(t.Minutes), Group: t.Group, Exact: t.Exact, Percent: t.Percent,
			Caps: caps, Pool: t.Pool, ActNow: t.ActNow, Event: t.Event, Signal: t.Signal,
		}
	}
	for name, texts := range f.Pools {
		caps, err := parseCaps(texts)
		if err != nil {
			return p, fmt.Errorf("pools.%q: %w", name, err)
		}
		p.Pools[name] = caps
	}
	for name, s := range f.Sources {
		p.Sources[name] = s.Types
	}
	for _, r := range f.Rules {
		p.Rules = append(p.Rules, scoring.Rule(r))
	}
	for name, percent := range f.Weights.Level {
		if !slices.Contains(account.Levels[:], account.Level(name)) {
			return p, fmt.Errorf("weights.level: %q is not one of %v: %w", name, account.Levels, account.ErrInvalid)
		}
		p.Weights.Level[account.Level(name)] = percent
	}
	for _, t := range f.Personas {
		persona := scoring.Persona{Name: t.Name, Departments: t.Departments, Wanted: t.Wanted}
		for _, level := range t.Levels {
			persona.Levels = append(persona.Levels, account.Level(level))
		}
		p.Personas = append(p.Personas, persona)
	}
	for _, s := range f.Stages {
		p.Stages = append(p.Stages, scoring.Stage{
			Name: s.Name, Minutes: milli(s.Minutes), Window: s.Window, MQA: s.MQA, Opportunity: s.Opportunity, Relation: s.Relation,
		})
	}
	var err error
	p.MQA, err = f.MQA.build()
	return p, err
}

func parseCaps(texts []string) ([]scoring.Cap, error) {
	var caps []scoring.Cap
	for _, text := range texts {
		c, err := scoring.ParseCap(text)
		if err != nil {
			return nil, err
		}
		caps = append(caps, c)
	}
	return caps, nil
}

func (t mqaTable) build() (scoring.MQA, error) {
	m := scoring.MQA{
		Window: t.Window, Groups: t.Groups, Events: t.Events, Days: t.Days, PerEvent: milli(t.PerEvent),
		LeavePercent: t.LeavePercent, LeaveNights: t.LeaveNights, Excluded: t.Excluded,
	}
	for _, row := range t.Thresholds {
		if len(row.Minutes) != len(account.Sizes) || len(row.People) != len(account.Sizes) {
			return m, fmt.Errorf("mqa.thresholds %q: minutes and people need %d values each, for %v: %w", row.Funnel, len(account.Sizes), account.Sizes, account.ErrInvalid)
		}
		threshold := scoring.Threshold{Funnel: row.Funnel, Floor: milli(row.Floor), Senior: milli(row.Senior)}
		for i := range account.Sizes {
			threshold.Minutes[i], threshold.People[i] = milli(row.Minutes[i]), row.People[i]
		}
		m.Thresholds = append(m.Thresholds, threshold)
	}
	return m, nil
}

// describe writes a policy of scoring into the file: the inverse of scoring.
func (f *file) describe(p scoring.Policy) {
	f.Types, f.Pools, f.Sources = map[string]typeTable{}, map[string][]string{}, map[string]sourceTable{}
	for name, t := range p.Types {
		f.Types[name] = typeTable{
			Label: t.Label, Minutes: minutes(t.Minutes), Group: t.Group, Exact: t.Exact, Percent: t.Percent,
			Caps: capTexts(t.Caps), Pool: t.Pool, ActNow: t.ActNow, Event: t.Event, Signal: t.Signal,
		}
	}
	for name, caps := range p.Pools {
		f.Pools[name] = capTexts(caps)
	}
	for name, types := range p.Sources {
		f.Sources[name] = sourceTable{Types: types}
	}
	for _, r := range p.Rules {
		f.Rules = append(f.Rules, ruleTable(r))
	}
	f.Weights = weightsTable{Level: map[string]int{}, Persona: p.Weights.Persona, Tier: p.Weights.Tier}
	for level, percent := range p.Weights.Level {
		f.Weights.Level[string(level)] = percent
	}
	for _, persona := range p.Personas {
		t := personaTable{Name: persona.Name, Departments: persona.Departments, Wanted: persona.Wanted}
		for _, level := range persona.Levels {
			t.Levels = append(t.Levels, string(level))
		}
		f.Personas = append(f.Personas, t)
	}
	for _, s := range p.Stages {
		f.Stages = append(f.Stages, stageTable{
			Name: s.Name, Minutes: minutes(s.Minutes), Window: s.Window, MQA: s.MQA, Opportunity: s.Opportunity, Relation: s.Relation,
		})
	}
	f.Ingest.Ceiling, f.Ingest.AnonymousWeight, f.Heat.HalfLifeDays = minutes(p.Ceiling), p.Anonymous, p.HalfLife
	f.Grade = gradeTable{ThreePercent: p.Grade.ThreePercent, TwoPercent: p.Grade.TwoPercent, TwoMinutes: minutes(p.Grade.TwoMinutes)}
	f.MQA = mqaTable{
		Window: p.MQA.Window, Groups: p.MQA.Groups, Events: p.MQA.Events, Days: p.MQA.Days, PerEvent: minutes(p.MQA.PerEvent),
		LeavePercent: p.MQA.LeavePercent, LeaveNights: p.MQA.LeaveNights, Excluded: p.MQA.Excluded,
	}
	for _, t := range p.MQA.Thresholds {
		row := thresholdTable{Funnel: t.Funnel, Floor: minutes(t.Floor), Senior: minutes(t.Senior), People: t.People[:]}
		for _, m := range t.Minutes {
			row.Minutes = append(row.Minutes, minutes(m))
		}
		f.MQA.Thresholds = append(f.MQA.Thresholds, row)
	}
}

func capTexts(caps []scoring.Cap) []string {
	var texts []string
	for _, c := range caps {
		texts = append(texts, c.String())
	}
	return texts
}
