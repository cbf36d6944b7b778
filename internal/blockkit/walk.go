package blockkit

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// checker collects the faults of one payload and the sums over it.
type checker struct {
	surface  Surface
	faults   []Fault
	blockIDs map[string]string
	shown    int // characters shown, over all blocks
	markdown int // characters in markdown blocks
	tables   int
	charts   int
	focused  int
	inputs   int
}

// node is one JSON object and where it stands.
type node struct {
	c    *checker
	path string
	m    map[string]any
}

type need int

const (
	optional need = iota
	required
)

func (c *checker) fault(path, code, format string, args ...any) {
	c.faults = append(c.faults, Fault{Path: path, Problem: fmt.Sprintf(format, args...), Code: code})
}

func (c *checker) invalid(path, format string, args ...any) {
	c.fault(path, CodeInvalidBlocks, format, args...)
}

func (c *checker) object(path string, v any) (node, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		c.invalid(path, "must be an object")
	}
	return node{c: c, path: path, m: m}, ok
}

func (c *checker) array(path string, v any) ([]any, bool) {
	list, ok := v.([]any)
	if !ok {
		c.invalid(path, "must be an array")
	}
	return list, ok
}

func (c *checker) count(path string, n, least, most int, what string) {
	switch {
	case n > most:
		c.invalid(path, "%d %s, at most %d", n, what, most)
	case n < least:
		c.invalid(path, "%d %s, at least %d", n, what, least)
	}
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func (n node) at(key string) string {
	if n.path == "" {
		return key
	}
	return n.path + "." + key
}

// get gives a field's value; a JSON null counts as absent.
func (n node) get(key string) (any, bool) {
	v := n.m[key]
	return v, v != nil
}

func (n node) has(key string) bool {
	_, ok := n.get(key)
	return ok
}

// only reports fields that Slack does not know here.
func (n node) only(keys ...string) {
	for _, k := range slices.Sorted(maps.Keys(n.m)) {
		if !slices.Contains(keys, k) {
			n.c.invalid(n.at(k), "unknown field")
		}
	}
}

func (n node) missing(key string) { n.c.invalid(n.at(key), "missing") }

// str checks a string of least to most characters and gives it back.
func (n node) str(key string, is need, least, most int) string {
	v, ok := n.get(key)
	if !ok {
		if is == required {
			n.missing(key)
		}
		return ""
	}
	s, ok := v.(string)
	if !ok {
		n.c.invalid(n.at(key), "must be a string")
		return ""
	}
	n.c.length(n.at(key), s, least, most)
	return s
}

func (c *checker) length(path, s string, least, most int) {
	l := utf8.RuneCountInString(s)
	switch {
	case l > most:
		c.invalid(path, "%d characters, at most %d", l, most)
	case l < least && l == 0:
		c.invalid(path, "empty")
	case l < least:
		c.invalid(path, "%d characters, at least %d", l, least)
	}
}

// shownStr is str for text that readers see, which counts to the payload's sum.
func (n node) shownStr(key string, is need, least, most int) string {
	s := n.str(key, is, least, most)
	n.c.shown += utf8.RuneCountInString(s)
	return s
}

func (n node) oneOf(key string, is need, words ...string) string {
	s := n.str(key, is, 1, 255)
	if s != "" && !slices.Contains(words, s) {
		n.c.invalid(n.at(key), "%q is not one of %q", s, words)
	}
	return s
}

func (n node) list(key string, is need, least, most int, what string) []any {
	v, ok := n.get(key)
	if !ok {
		if is == required {
			n.missing(key)
		}
		return nil
	}
	l, ok := n.c.array(n.at(key), v)
	if ok {
		n.c.count(n.at(key), len(l), least, most, what)
	}
	return l
}

func (n node) child(key string, is need) (node, bool) {
	v, ok := n.get(key)
	if !ok {
		if is == required {
			n.missing(key)
		}
		return node{}, false
	}
	return n.c.object(n.at(key), v)
}

func (n node) flag(key string, is need) bool {
	v, ok := n.get(key)
	if !ok {
		if is == required {
			n.missing(key)
		}
		return false
	}
	b, ok := v.(bool)
	if !ok {
		n.c.invalid(n.at(key), "must be true or false")
	}
	return b
}

func (n node) whole(key string, is need, least, most int64) (int64, bool) {
	v, ok := n.get(key)
	if !ok {
		if is == required {
			n.missing(key)
		}
		return 0, false
	}
	num, ok := v.(json.Number)
	if !ok {
		n.c.invalid(n.at(key), "must be a whole number")
		return 0, false
	}
	i, err := num.Int64()
	if err != nil {
		n.c.invalid(n.at(key), "must be a whole number")
		return 0, false
	}
	if i < least || i > most {
		n.c.invalid(n.at(key), "%d is not between %d and %d", i, least, most)
	}
	return i, true
}

func (n node) number(key string, is need) (float64, bool) {
	v, ok := n.get(key)
	if !ok {
		if is == required {
			n.missing(key)
		}
		return 0, false
	}
	num, ok := v.(json.Number)
	if !ok {
		n.c.invalid(n.at(key), "must be a number")
		return 0, false
	}
	f, err := num.Float64()
	if err != nil {
		n.c.invalid(n.at(key), "must be a number that fits 64 bits")
		return 0, false
	}
	return f, true
}
