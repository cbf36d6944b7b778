package config

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"engagement/account"
	"engagement/scoring"
)

// located turns faults into lines with the place where the file says what is
// wrong: FILE:LINE:COL: key: reason. Other errors only get the file's name.
func located(name string, text []byte, err error) error {
	var faults scoring.Faults
	if !errors.As(err, &faults) {
		return fmt.Errorf("%s: %w", name, err)
	}
	at := places(text)
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = name + ": " + f.Error()
		// Where the key itself is left out the table that lacks it is the place.
		for key := f.Key; len(key) > 0; key = key[:len(key)-1] {
			if p, ok := at[scoring.KeyPath(key...)]; ok {
				lines[i] = fmt.Sprintf("%s:%d:%d: %s", name, p.Line, p.Column, f.Error())
				break
			}
		}
	}
	return fmt.Errorf("%s: %w", strings.Join(lines, "\n"), account.ErrInvalid)
}

// atlas says where each key of a file stands, by scoring.KeyPath.
type atlas map[string]unstable.Position

// places reads where the keys of a file stand. The file is known to be TOML.
func places(text []byte) atlas {
	at, rows := atlas{}, map[string]int{}
	var parser unstable.Parser
	parser.Reset(text)
	var table []any
	for parser.NextExpression() {
		e := parser.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = nil
			for keys := e.Key(); keys.Next(); {
				part := keys.Node()
				position := parser.Shape(part.Raw).Start
				table = append(table, string(part.Data))
				path := scoring.KeyPath(table...)
				at.note(position, table)
				if keys.IsLast() && e.Kind == unstable.ArrayTable {
					rows[path]++
				}
				if n := rows[path]; n > 0 {
					table = append(table, n-1)
					at.note(position, table)
				}
			}
		case unstable.KeyValue:
			at.pair(&parser, e, table)
		}
	}
	return at
}

// pair notes a key and what is inside its value.
func (at atlas) pair(parser *unstable.Parser, e *unstable.Node, table []any) {
	path := slices.Clone(table)
	for keys := e.Key(); keys.Next(); {
		path = append(path, string(keys.Node().Data))
		at.note(parser.Shape(keys.Node().Raw).Start, path)
	}
	at.inside(parser, e.Value(), path)
}

// inside notes the keys of tables that are written on one line.
func (at atlas) inside(parser *unstable.Parser, value *unstable.Node, path []any) {
	switch value.Kind {
	case unstable.InlineTable:
		for pairs := value.Children(); pairs.Next(); {
			at.pair(parser, pairs.Node(), path)
		}
	case unstable.Array:
		i := 0
		for items := value.Children(); items.Next(); i++ {
			at.inside(parser, items.Node(), append(slices.Clone(path), i))
		}
	}
}

// note keeps the first place of a key.
func (at atlas) note(p unstable.Position, key []any) {
	path := scoring.KeyPath(key...)
	if _, ok := at[path]; !ok {
		at[path] = p
	}
}

// unreal notes numbers that no setting can have: nan, inf and the very large,
// which would not survive as thousandths.
func unreal(value any, key []any, faults *scoring.Faults) {
	const largest = 1e9
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			unreal(value[name], append(slices.Clone(key), name), faults)
		}
	case []any:
		for i, item := range value {
			unreal(item, append(slices.Clone(key), i), faults)
		}
	case float64:
		if math.IsNaN(value) || math.Abs(value) > largest {
			faults.Add(fmt.Sprintf("%v is not a number that can be used", value), key...)
		}
	case int64:
		if value > largest || value < -largest {
			faults.Add(fmt.Sprintf("%d is not a number that can be used", value), key...)
		}
	}
}
