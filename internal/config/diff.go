package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"engagement/account"
)

// Difference is a key that two configs give different values. A value that is
// not there is empty.
type Difference struct {
	Key      string // mqa.window, rules["pricing"].becomes
	Old, New string // as TOML writes them
}

// Diff lists the keys that differ between two effective configs, by key. Rows of
// lists are told apart by their name or funnel, where they have one, so that a
// row that moved is no difference. The error is account.ErrInvalid.
func Diff(old, new string) ([]Difference, error) {
	before, err := flatten(old)
	if err != nil {
		return nil, fmt.Errorf("the old config: %w", err)
	}
	after, err := flatten(new)
	if err != nil {
		return nil, fmt.Errorf("the new config: %w", err)
	}
	var out []Difference
	for key, was := range before {
		if is := after[key]; is != was {
			out = append(out, Difference{key, was, is})
		}
	}
	for key, is := range after {
		if _, there := before[key]; !there {
			out = append(out, Difference{key, "", is})
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return strings.Compare(a.Key, b.Key) })
	return out, nil
}

// flatten is every value of a TOML text by its whole key.
func flatten(text string) (map[string]string, error) {
	var tree map[string]any
	if err := toml.Unmarshal([]byte(text), &tree); err != nil {
		return nil, fmt.Errorf("%w: %w", err, account.ErrInvalid)
	}
	out := map[string]string{}
	return out, spread(out, "", tree)
}

func spread(out map[string]string, key string, v any) error {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if err := spread(out, dotted(key, name), inner); err != nil {
				return err
			}
		}
		return nil
	case []any:
		if len(v) > 0 && allTables(v) {
			for i, row := range v {
				if err := spread(out, key+rowName(v, i), row); err != nil {
					return err
				}
			}
			return nil
		}
	}
	text, err := toml.Marshal(map[string]any{"v": v})
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	out[key] = strings.TrimSpace(strings.TrimPrefix(string(text), "v = "))
	return nil
}

func allTables(list []any) bool {
	for _, v := range list {
		if _, ok := v.(map[string]any); !ok {
			return false
		}
	}
	return true
}

// rowName tells a row of a list of tables from the others: by its name or
// funnel if no other row has the same, else by its number.
func rowName(list []any, i int) string {
	for _, column := range []string{"name", "funnel"} {
		same := 0
		mine, ok := list[i].(map[string]any)[column].(string)
		for _, row := range list {
			if other, there := row.(map[string]any)[column].(string); there && other == mine {
				same++
			}
		}
		if ok && same == 1 {
			return fmt.Sprintf("[%q]", mine)
		}
	}
	return fmt.Sprintf("[%d]", i+1)
}

// dotted adds a name to a key, quoted where it would not be a bare key.
func dotted(key, name string) string {
	if strings.ContainsFunc(name, func(r rune) bool {
		return !(r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}) || name == "" {
		name = fmt.Sprintf("%q", name)
	}
	if key == "" {
		return name
	}
	return key + "." + name
}
