package scoring

import (
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

// contradictions notes what says something that can never come true. Only what
// is certainly wrong is a fault; what is merely odd is a doubt.
func (p *Policy) contradictions(f *Faults) {
	for i, r := range p.Rules {
		if k := slices.IndexFunc(p.Rules[:i], func(earlier Rule) bool { return earlier.catches(r) }); k >= 0 {
			f.Add(fmt.Sprintf("never matches: rule %q before it catches all that it would; put it first or take it out", p.Rules[k].Name), "rules", i, "name")
		}
	}
	for _, source := range sortedKeys(p.Sources) {
		for _, word := range sortedKeys(p.Sources[source]) {
			name := p.Sources[source][word]
			if _, ok := p.Types[name]; !ok && !p.mayRename(name) {
				f.Add(fmt.Sprintf("%q is not a type, and no rule renames it; add [types.%q]", name, name), "sources", source, "types", word)
			}
		}
	}
	for i, persona := range p.Personas {
		if slices.ContainsFunc(p.Personas[:i], func(o Persona) bool { return o.Name == persona.Name }) {
			f.Add(fmt.Sprintf("%q is the name of another persona", persona.Name), "personas", i, "name")
		}
	}
	for _, name := range sortedKeys(p.Weights.Persona) {
		if name != otherPersona && !slices.ContainsFunc(p.Personas, func(o Persona) bool { return o.Name == name }) {
			f.Add(fmt.Sprintf("%q is not the name of a persona under [[personas]], nor %q", name, otherPersona), "weights", "persona", name)
		}
	}
	for i, s := range p.Stages {
		if k := slices.IndexFunc(p.Stages[i+1:], s.implies); k >= 0 {
			f.Add(fmt.Sprintf("is never reached: every account that fits it fits %q below it, which wins", p.Stages[i+1+k].Name), "stages", i, "name")
		}
	}
	for i, d := range p.Doubles.Pairs {
		if !p.typeLike(d.One) {
			f.Add(fmt.Sprintf("%q matches no type", d.One), "doubles", "pairs", i, "one")
		}
		if !p.typeLike(d.Other) {
			f.Add(fmt.Sprintf("%q matches no type", d.Other), "doubles", "pairs", i, "other")
		}
	}
}

// catches reports whether a rule matches everything that another one matches.
func (r Rule) catches(o Rule) bool {
	return (!r.Anonymous || o.Anonymous) && covers(r.Type, o.Type) && covers(r.URL, o.URL) && covers(r.Asset, o.Asset) &&
		covers(r.Campaign, o.Campaign) && covers(r.Status, o.Status)
}

// covers reports whether a pattern matches whatever another one matches. What a
// star of the other stands for can only be matched by a star, so that the other
// pattern may be read as a text.
func covers(pattern, other string) bool { return glob(pattern, other) }

// mayRename reports whether a rule looks at activities of a name.
func (p *Policy) mayRename(name string) bool {
	return slices.ContainsFunc(p.Rules, func(r Rule) bool { return glob(r.Type, name) })
}

// implies reports whether whatever fits a stage fits another one.
func (s Stage) implies(o Stage) bool {
	return (!o.MQA || s.MQA) && (o.Opportunity == "" || o.Opportunity == s.Opportunity) && (o.Relation == "" || o.Relation == s.Relation) &&
		(o.Window == 0 || s.Window > 0 && s.Window <= o.Window && s.Minutes >= o.Minutes)
}

// Doubts are what a policy says that can be used, and is probably not meant.
func (p *Policy) Doubts() Faults {
	var f Faults
	for i, t := range p.MQA.Thresholds {
		for size, name := range account.Sizes {
			if people := account.Milli(t.People[size]); people*t.Floor > t.Minutes[size] {
				f.Add(fmt.Sprintf("%s: %d people of %s minutes each need %s, more than the %s of the threshold", name, people, t.Floor, people*t.Floor, t.Minutes[size]), "mqa", "thresholds", i, "floor")
				break
			}
		}
		if t.Senior > 0 && t.Senior < t.Floor {
			f.Add(fmt.Sprintf("one senior person counts from %s minutes on, below the %s of anybody", t.Senior, t.Floor), "mqa", "thresholds", i, "senior")
		}
	}
	for i, persona := range p.Personas {
		if k := slices.IndexFunc(p.Personas[:i], func(o Persona) bool { return o.holds(persona) }); k >= 0 {
			f.Add(fmt.Sprintf("nobody is of it: whoever fits is %q already", p.Personas[k].Name), "personas", i, "name")
		}
	}
	for i, c := range p.Centers {
		if k := slices.IndexFunc(p.Centers[:i], func(o Center) bool { return o.holds(c) }); k >= 0 {
			f.Add(fmt.Sprintf("nobody is in it: whoever fits is in %q already", p.Centers[k].Name), "centers", i, "name")
		}
	}
	return f
}

// holds reports whether a persona matches everybody whom another one matches.
func (p Persona) holds(o Persona) bool {
	return within(o.Departments, p.Departments, func(a, b string) bool { return a == b }) &&
		within(o.Levels, p.Levels, func(a, b account.Level) bool { return a == b })
}

// holds reports whether a center matches everybody whom another one matches.
func (c Center) holds(o Center) bool {
	return within(o.Departments, c.Departments, func(a, b string) bool { return a == b }) && within(o.Countries, c.Countries, strings.EqualFold)
}

// within reports whether one list of a filter admits no more than another; an
// empty list admits everything.
func within[V any](list, wider []V, same func(a, b V) bool) bool {
	if len(wider) == 0 {
		return true
	}
	return len(list) > 0 && !slices.ContainsFunc(list, func(v V) bool {
		return !slices.ContainsFunc(wider, func(w V) bool { return same(v, w) })
	})
}
