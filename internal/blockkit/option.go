package blockkit

import "reflect"

// Limits of options, in characters or pieces.
const (
	maxOptions     = 100
	maxOptionText  = 75
	maxOptionValue = 150
)

// optionRule is what a kind of menu asks of its options.
type optionRule struct {
	least, most int
	kind        textKind
	url         bool
}

// options checks a list of options and gives it back.
func (n node) options(key string, is need, rule optionRule) []any {
	list := n.list(key, is, rule.least, rule.most, "options")
	for i, v := range list {
		if o, ok := n.c.object(index(n.at(key), i), v); ok {
			o.option(rule)
		}
	}
	return list
}

func (n node) option(rule optionRule) {
	keys := []string{"text", "value", "description"}
	if rule.url {
		keys = append(keys, "url")
		n.str("url", optional, 1, maxURL)
	}
	n.only(keys...)
	n.text("text", required, rule.kind, maxOptionText)
	n.str("value", required, 1, maxOptionValue)
	n.text("description", optional, rule.kind, maxOptionText)
}

// offered checks a static menu's options or option groups, of which it needs
// exactly one, and gives back all options in them.
func (n node) offered() []any {
	if n.has("options") == n.has("option_groups") {
		n.c.invalid(n.path, "needs exactly one of options and option_groups")
	}
	rule := optionRule{least: 1, most: maxOptions, kind: plainOnly}
	all := n.options("options", optional, rule)
	for i, v := range n.list("option_groups", optional, 1, maxOptions, "option groups") {
		g, ok := n.c.object(index(n.at("option_groups"), i), v)
		if !ok {
			continue
		}
		g.only("label", "options")
		g.text("label", required, plainOnly, maxOptionText)
		all = append(all, g.options("options", required, rule)...)
	}
	return all
}

// initial checks the option or options chosen at first: each must be one of
// those offered, word for word. Without offered options only the shape counts.
func (n node) initial(key string, offered []any, rule optionRule) {
	v, ok := n.get(key)
	if !ok {
		return
	}
	chosen, ok := v.([]any)
	paths := make([]string, 0, len(chosen))
	if ok {
		n.c.count(n.at(key), len(chosen), 1, rule.most, "options")
		for i := range chosen {
			paths = append(paths, index(n.at(key), i))
		}
	} else {
		chosen, paths = []any{v}, append(paths, n.at(key))
	}
	for i, v := range chosen {
		o, ok := n.c.object(paths[i], v)
		if !ok {
			continue
		}
		o.option(rule)
		found := offered == nil
		for _, other := range offered {
			found = found || reflect.DeepEqual(v, other)
		}
		if !found {
			n.c.invalid(paths[i], "is not one of the options")
		}
	}
}
