package store

import (
	"iter"
	"slices"
	"strings"

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

// parts cuts a list into pieces whose lengths are powers of two, of at most 64, so
// that statements with so many rows are few texts, too.
func parts[V any](list []V) iter.Seq[[]V] {
	return func(yield func([]V) bool) {
		n := 64
		for len(list) > 0 {
			for n > len(list) {
				n /= 2
			}
			if !yield(list[:n:n]) {
				return
			}
			list = list[n:]
		}
	}
}

// places writes the placeholders of rows values of so many columns.
func places(rows, columns int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + "),"
	return strings.TrimSuffix(strings.Repeat(row, rows), ",")
}
