package scoring

import (
	"cmp"
	"reflect"
	"slices"

	"engagement/account"
)

// Usage counts what a policy was good for: which rules and types activities fell
// under, and which caps held something back. The zero value counts nothing yet.
type Usage struct {
	used map[string]*Used // by what and name
}

// Used is a rule, type or cap of a policy.
type Used struct {
	What   string // rule, type or cap
	Name   string // of a cap: "web.page_view 20x/day", "pool pages 20x/day"
	Own    bool   // it is in no preset as it is here
	Ever   int    // how many activities
	Recent int    // of them, those of the span
}

// Usage adds what the activities of one account up to the end of span fell under.
func (s *Scorer) Usage(f Facts, span account.Span, u *Usage) {
	s.eachDay(&f, span.To, func(day account.Day, rows []entry, _ int) {
		recent := 0
		if span.Contains(day) {
			recent = 1
		}
		for i := range rows {
			e := &rows[i]
			if e.read.kind == nil {
				continue
			}
			u.add("type", e.read.kind.name, recent)
			if name, ok := ruleName(e.read.rule); ok {
				u.add("rule", name, recent)
			}
			if e.cap != nil {
				u.add("cap", e.read.kind.capName(e.cap.number), recent)
			}
		}
		s.keep = day // what was counted is needed no more
	})
}

// ruleName is the name of the rule that decided, where it was one.
func ruleName(decided string) (string, bool) {
	const prefix = "rule "
	if len(decided) <= len(prefix) || decided[:len(prefix)] != prefix {
		return "", false
	}
	return decided[len(prefix):], true
}

// capName names a cap by its number, as the kind stands under it.
func (k *kind) capName(number int32) string {
	for i := range k.caps {
		c := &k.caps[i]
		switch {
		case c.number != number:
		case i < len(k.Caps):
			return k.name + " " + c.String()
		case k.Pool != "" && !c.known:
			return "pool " + k.Pool + " " + c.String()
		default:
			return c.String()
		}
	}
	return ""
}

func (u *Usage) add(what, name string, recent int) {
	key := what + " " + name
	one := u.used[key]
	if one == nil {
		if u.used == nil {
			u.used = map[string]*Used{}
		}
		one = &Used{What: what, Name: name}
		u.used[key] = one
	}
	one.Ever++
	one.Recent += recent
}

// Merge adds what another one has counted.
func (u *Usage) Merge(o *Usage) {
	if u.used == nil {
		u.used = map[string]*Used{}
	}
	for key, one := range o.used {
		mine := u.used[key]
		if mine == nil {
			mine = &Used{What: one.What, Name: one.Name}
			u.used[key] = mine
		}
		mine.Ever, mine.Recent = mine.Ever+one.Ever, mine.Recent+one.Recent
	}
}

// Of lists every rule, type and cap of the policy by name, whether or not
// anything fell under it.
func (u *Usage) Of(p *Policy) []Used {
	var presets []Policy
	for _, name := range Presets {
		preset, err := Preset(name)
		if err == nil {
			presets = append(presets, preset)
		}
	}
	var out []Used
	list := func(what, name string, own bool) {
		one := Used{What: what, Name: name, Own: own}
		if counted := u.used[what+" "+name]; counted != nil {
			one.Ever, one.Recent = counted.Ever, counted.Recent
		}
		out = append(out, one)
	}
	for _, r := range p.Rules {
		list("rule", r.Name, !slices.ContainsFunc(presets, func(o Policy) bool { return slices.Contains(o.Rules, r) }))
	}
	for _, name := range sortedKeys(p.Types) {
		t := p.Types[name]
		own := !slices.ContainsFunc(presets, func(o Policy) bool { return sameType(o.Types[name], t) })
		list("type", name, own)
		for _, c := range t.Caps {
			list("cap", name+" "+c.String(), !slices.ContainsFunc(presets, func(o Policy) bool { return slices.Contains(o.Types[name].Caps, c) }))
		}
	}
	for _, name := range sortedKeys(p.Pools) {
		for _, c := range p.Pools[name] {
			list("cap", "pool "+name+" "+c.String(), !slices.ContainsFunc(presets, func(o Policy) bool { return slices.Contains(o.Pools[name], c) }))
		}
	}
	slices.SortStableFunc(out, func(a, b Used) int { return cmp.Compare(a.What, b.What) })
	return out
}

// sameType compares types; no caps are no caps.
func sameType(a, b Type) bool {
	same := slices.Equal(a.Caps, b.Caps)
	a.Caps, b.Caps = nil, nil
	return same && reflect.DeepEqual(a, b)
}
