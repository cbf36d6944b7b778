package scoring

import (
	"sort"
	"strings"

	"engagement/account"
)

// resolve names the type an activity counts as, and what decided it: the
// source's own words first, then the first rule that matches.
func (p *Policy) resolve(a *account.Activity) (name, rule string) {
	name = a.Type
	if mapped, ok := p.Sources[a.Source][a.Type]; ok {
		name = mapped
	}
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.matches(name, a) {
			return r.Becomes, "rule " + r.Name
		}
	}
	return name, "type " + name
}

func (r *Rule) matches(name string, a *account.Activity) bool {
	return (!r.Anonymous || a.Match.ContactID == "") &&
		glob(r.Type, name) && glob(r.URL, a.URL) && glob(r.Asset, a.Asset) &&
		glob(r.Campaign, a.Campaign) && glob(r.Status, a.Status)
}

// glob matches s against a pattern in which * stands for any run of text; the
// empty pattern matches everything. Letters match in either case.
func glob(pattern, s string) bool {
	if pattern == "" {
		return true
	}
	if !strings.Contains(pattern, "*") {
		return strings.EqualFold(pattern, s)
	}
	pieces := strings.Split(strings.ToLower(pattern), "*")
	s = strings.ToLower(s)
	rest, ok := strings.CutPrefix(s, pieces[0])
	if !ok {
		return false
	}
	last := len(pieces) - 1
	for _, piece := range pieces[1:last] {
		_, after, found := strings.Cut(rest, piece)
		if !found {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, pieces[last])
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Understands reports whether the policy gives minutes, or deliberately none,
// to a type as a source names it.
func Understands(p *Policy, source, typ string) bool {
	name, _ := p.resolve(&account.Activity{Source: source, Type: typ, Match: account.Match{ContactID: "somebody"}})
	_, ok := p.Types[name]
	return ok
}
