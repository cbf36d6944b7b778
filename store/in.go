package store

import (
	"slices"

	"github.com/jmoiron/sqlx"
)

// in fills the lists of a query's IN (?). A list is made as long as a power of two
// by naming its last value again, so that lists of whatever length are few texts,
// each of which the database prepares once and keeps.
func in(query string, args ...any) (string, []any, error) {
	args = slices.Clone(args)
	for i, arg := range args {
		switch list := arg.(type) {
		case []string:
			args[i] = rounded(list)
		case []int64:
			args[i] = rounded(list)
		}
	}
	return sqlx.In(query, args...)
}

// rounded is a list of the next power of two, filled up with its last value.
func rounded[V any](list []V) []V {
	n := 1
	for n < len(list) {
		n *= 2
	}
	if len(list) == 0 || len(list) == n {
		return list
	}
	out := append(make([]V, 0, n), list...)
	for len(out) < n {
		out = append(out, list[len(list)-1])
	}
	return out
}
