package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"engagement/account"
)

// columnName is the form in which columns are compared: lower case, with
// underscores for spaces and dashes. A leading "#" is dropped, some programs
// mark the header with it.
func columnName(s string) string {
	s = strings.TrimLeft(strings.TrimSpace(clean(s)), "#\ufeff")
	s = strings.ReplaceAll(strings.ToLower(s), "-", " ")
	return strings.Join(strings.Fields(s), "_")
}

// clean takes out what databases do not take.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "")
}

// renaming is --map turned round: the file's column to ours.
type renaming map[string][]string

// newRenaming reads --map, our name to theirs. known are the columns that
// ours may be; nil is any.
func newRenaming(ours map[string]string, known []string) (renaming, error) {
	r := renaming{}
	for _, name := range slices.Sorted(maps.Keys(ours)) {
		own, theirs := columnName(name), columnName(ours[name])
		if own == "" || theirs == "" {
			return nil, fmt.Errorf("--map %s=%s names no column; write ours=theirs: %w", name, ours[name], account.ErrInvalid)
		}
		if known != nil && !slices.Contains(known, own) {
			return nil, fmt.Errorf("--map %s=%s: %q is not one of our columns, which are %s: %w",
				name, ours[name], name, strings.Join(known, ", "), account.ErrInvalid)
		}
		r[theirs] = append(r[theirs], own)
	}
	return r, nil
}

// CheckMap reports whether the keys of --map are columns of the kind and its
// values name columns at all. The error is account.ErrInvalid and lists the
// columns of the kind.
func CheckMap(kind Kind, ours map[string]string) error { return CheckColumns(ours, kind.Columns()) }

// CheckColumns does so for any columns.
func CheckColumns(ours map[string]string, columns []string) error {
	_, err := newRenaming(ours, columns)
	return err
}

// ColumnError is a column that a file should have and does not. Its text lists
// the columns of the file.
type ColumnError struct{ text string }

// Error names the column and those that are there.
func (e *ColumnError) Error() string { return e.text }

// Unwrap is account.ErrInvalid.
func (e *ColumnError) Unwrap() error { return account.ErrInvalid }

// check reports the first renamed column that the file does not have, and then
// the first need that no column meets.
func (r renaming) check(present []string, needs [][]string) error {
	for _, theirs := range slices.Sorted(maps.Keys(r)) {
		if !slices.Contains(present, theirs) {
			return &ColumnError{fmt.Sprintf("there is no column %q to map to %s; the columns are %s",
				theirs, r[theirs][0], strings.Join(present, ", "))}
		}
	}
	after := r.apply(present)
	for _, need := range needs {
		if !slices.ContainsFunc(need, func(n string) bool {
			return slices.ContainsFunc(after, func(a []string) bool { return slices.Contains(a, n) })
		}) {
			return &ColumnError{fmt.Sprintf("there is no column %s; the columns are %s; name the one that is meant with --map %s=THEIRS",
				strings.Join(need, " or "), strings.Join(present, ", "), need[0])}
		}
	}
	return nil
}

// apply gives every column of the file its names after renaming. A name that
// is taken gets a number, so that no value is lost.
func (r renaming) apply(present []string) [][]string {
	taken := map[string]bool{}
	for _, own := range r {
		for _, name := range own {
			taken[name] = true
		}
	}
	renamed := map[string]bool{} // a column given twice is renamed once
	names := make([][]string, len(present))
	for i, column := range present {
		if own := r[column]; own != nil && !renamed[column] {
			names[i] = own
			renamed[column] = true
			continue
		}
		name := column
		if name == "" {
			name = fmt.Sprintf("column_%d", i+1)
		}
		for base, n := name, 2; taken[name]; n++ {
			name = fmt.Sprintf("%s_%d", base, n)
		}
		taken[name] = true
		names[i] = []string{name}
	}
	return names
}

// header is the first row of a delimited file.
type header struct {
	names [][]string // for each column, the names after renaming
}

func newHeader(raw []string, opt RowOptions) (*header, error) {
	r, err := newRenaming(opt.Map, opt.Columns)
	if err != nil {
		return nil, err
	}
	present := make([]string, len(raw))
	for i, name := range raw {
		present[i] = columnName(name)
	}
	if err := r.check(present, opt.Needs); err != nil {
		return nil, err
	}
	return &header{names: r.apply(present)}, nil
}

func (h *header) columns() []string { return slices.Concat(h.names...) }

// fields pairs values with names, leaving out what is empty.
func (h *header) fields(values []string) map[string]string {
	fields := make(map[string]string, len(h.names))
	for i, value := range values {
		if i == len(h.names) {
			break
		}
		if value = strings.TrimSpace(clean(value)); value != "" {
			for _, name := range h.names[i] {
				fields[name] = value
			}
		}
	}
	return fields
}
