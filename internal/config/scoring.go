package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"engagement/account"
	"engagement/scoring"
)

// scoring builds the policy of scoring from the file and notes what is wrong
// with it.
func (f *file) scoring(zone *time.Location, faults *scoring.Faults) scoring.Policy {
	var unread scoring.Faults
	p := scoring.Policy{
		Zone: zone, Types: map[string]scoring.Type{}, Pools: map[string][]scoring.Cap{}, Sources: map[string]map[string]string{},
		Ceiling: milli(f.Ingest.Ceiling), Anonymous: f.Ingest.AnonymousWeight, Tagged: f.Ingest.TaggedWeight, HalfLife: f.Heat.HalfLifeDays,
		Grade: scoring.Grade{ThreePercent: f.Grade.ThreePercent, TwoPercent: f.Grade.TwoPercent, TwoMinutes: milli(f.Grade.TwoMinutes)},
		Weights: scoring.Weights{
			Level: map[account.Level]int{}, Persona: f.Weights.Persona, Tier: f.Weights.Tier,
		},
	}
	for _, name := range slices.Sorted(maps.Keys(f.Types)) {
		t := f.Types[name]
		caps := parseCaps(t.Caps, &unread, "types", name, "caps")
		p.Types[name] = scoring.Type{
			Label: t.Label, Minutes: milli(t.Minutes), Group: t.Group, Exact: t.Exact, Percent: t.Percent,
			Caps: caps, Pool: t.Pool, ActNow: t.ActNow, Event: t.Event, Signal: t.Signal,
			Channel: t.Channel, Bottom: t.Bottom, Replaces: t.Replaces,
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Pools)) {
		p.Pools[name] = parseCaps(f.Pools[name], &unread, "pools", name)
	}
	for name, s := range f.Sources {
		p.Sources[name] = s.Types
	}
	p.Doubles.Within = time.Duration(f.Doubles.WithinMinutes) * time.Minute
	for _, d := range f.Doubles.Pairs {
		p.Doubles.Pairs = append(p.Doubles.Pairs, scoring.Double(d))
	}
	r := &f.Robots
	p.Robots = scoring.Robots{
		Deliveries: r.Deliveries, Opens: r.Opens, Clicks: r.Clicks, OpenWithin: time.Duration(r.OpenSeconds) * time.Second,
		Links: r.Links, LinksWithin: time.Duration(r.LinksSeconds) * time.Second,
	}
	p.SessionGap = time.Duration(f.Sessions.GapMinutes) * time.Minute
	for _, r := range f.Rules {
		p.Rules = append(p.Rules, scoring.Rule(r))
	}
	for _, name := range slices.Sorted(maps.Keys(f.Weights.Level)) {
		if !slices.Contains(account.Levels[:], account.Level(name)) {
			unread.Add(fmt.Sprintf("%q is not one of %v", name, account.Levels), "weights", "level", name)
		}
		p.Weights.Level[account.Level(name)] = f.Weights.Level[name]
	}
	for _, t := range f.Personas {
		persona := scoring.Persona{Name: t.Name, Departments: t.Departments, Wanted: t.Wanted}
		for _, level := range t.Levels {
			persona.Levels = append(persona.Levels, account.Level(level))
		}
		p.Personas = append(p.Personas, persona)
	}
	for i, r := range f.Releases {
		day, err := account.ParseDay(r.Day)
		if err != nil {
			unread.Add(reason(err), "releases", i, "day")
		}
		p.Releases = append(p.Releases, scoring.Release{ContactID: r.Contact, Day: day})
	}
	for _, t := range f.Centers {
		p.Centers = append(p.Centers, scoring.Center{
			Name: t.Name, Departments: t.Departments, Countries: t.Countries, Minutes: milli(t.Minutes), People: t.People,
		})
	}
	for _, s := range f.Stages {
		p.Stages = append(p.Stages, scoring.Stage{
			Name: s.Name, Minutes: milli(s.Minutes), Window: s.Window, MQA: s.MQA, Opportunity: s.Opportunity, Relation: s.Relation,
		})
	}
	f.surveys(&p)
	p.MQA = f.MQA.build(&unread)
	p.Spikes, p.WorkWeek = f.spikes(), f.Company.workWeek(&unread)
	if len(unread) == 0 { // else what could not be read would be missed as well
		errors.As(p.Validate(), &unread)
	}
	*faults = append(*faults, unread...)
	return p
}

func parseCaps(texts []string, faults *scoring.Faults, key ...any) []scoring.Cap {
	var caps []scoring.Cap
	for _, text := range texts {
		c, err := scoring.ParseCap(text)
		if err != nil {
			faults.Add(reason(err), key...)
		}
		caps = append(caps, c)
	}
	return caps
}

func (t mqaTable) build(faults *scoring.Faults) scoring.MQA {
	m := scoring.MQA{
		Window: t.Window, Groups: t.Groups, Events: t.Events, Days: t.Days, PerEvent: milli(t.PerEvent),
		LeavePercent: t.LeavePercent, LeaveNights: t.LeaveNights, Excluded: t.Excluded, Personas: t.Personas, RollUp: t.RollUp,
	}
	for i, row := range t.Thresholds {
		threshold := scoring.Threshold{Funnel: row.Funnel, Floor: milli(row.Floor), Senior: milli(row.Senior)}
		if len(row.Minutes) != len(account.Sizes) || len(row.People) != len(account.Sizes) {
			faults.Add(fmt.Sprintf("minutes and people need %d values each, for %v", len(account.Sizes), account.Sizes), "mqa", "thresholds", i)
			continue
		}
		for size := range account.Sizes {
			threshold.Minutes[size], threshold.People[size] = milli(row.Minutes[size]), row.People[size]
		}
		m.Thresholds = append(m.Thresholds, threshold)
	}
	return m
}

// describe writes a policy of scoring into the file: the inverse of scoring.
func (f *file) describe(p scoring.Policy) {
	f.Types, f.Pools, f.Sources = map[string]typeTable{}, map[string][]string{}, map[string]sourceTable{}
	for name, t := range p.Types {
		f.Types[name] = typeTable{
			Label: t.Label, Minutes: minutes(t.Minutes), Group: t.Group, Exact: t.Exact, Percent: t.Percent,
			Caps: capTexts(t.Caps), Pool: t.Pool, ActNow: t.ActNow, Event: t.Event, Signal: t.Signal,
			Channel: t.Channel, Bottom: t.Bottom, Replaces: t.Replaces,
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
	f.Robots = robotsTable{
		Deliveries: p.Robots.Deliveries, Opens: p.Robots.Opens, Clicks: p.Robots.Clicks, OpenSeconds: int(p.Robots.OpenWithin / time.Second),
		Links: p.Robots.Links, LinksSeconds: int(p.Robots.LinksWithin / time.Second),
	}
	f.Sessions = sessionsTable{GapMinutes: int(p.SessionGap / time.Minute)}
	f.Doubles.WithinMinutes = int(p.Doubles.Within / time.Minute)
	for _, d := range p.Doubles.Pairs {
		f.Doubles.Pairs = append(f.Doubles.Pairs, doubleTable(d))
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
	for _, r := range p.Releases {
		f.Releases = append(f.Releases, releaseTable{Contact: r.ContactID, Day: r.Day.String()})
	}
	for _, c := range p.Centers {
		f.Centers = append(f.Centers, centerTable{
			Name: c.Name, Departments: c.Departments, Countries: c.Countries, Minutes: minutes(c.Minutes), People: c.People,
		})
	}
	for _, s := range p.Stages {
		f.Stages = append(f.Stages, stageTable{
			Name: s.Name, Minutes: minutes(s.Minutes), Window: s.Window, MQA: s.MQA, Opportunity: s.Opportunity, Relation: s.Relation,
		})
	}
	f.describeSurveys(p)
	f.Ingest.Ceiling, f.Ingest.AnonymousWeight, f.Ingest.TaggedWeight, f.Heat.HalfLifeDays = minutes(p.Ceiling), p.Anonymous, p.Tagged, p.HalfLife
	f.Grade = gradeTable{ThreePercent: p.Grade.ThreePercent, TwoPercent: p.Grade.TwoPercent, TwoMinutes: minutes(p.Grade.TwoMinutes)}
	f.describeSpikes(p.Spikes)
	f.Company.describeWorkWeek(p.WorkWeek)
	f.MQA = mqaTable{
		Window: p.MQA.Window, Groups: p.MQA.Groups, Events: p.MQA.Events, Days: p.MQA.Days, PerEvent: minutes(p.MQA.PerEvent),
		LeavePercent: p.MQA.LeavePercent, LeaveNights: p.MQA.LeaveNights, Excluded: p.MQA.Excluded, Personas: p.MQA.Personas, RollUp: p.MQA.RollUp,
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
