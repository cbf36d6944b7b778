package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"engagement/account"
)

// Row is one row of a file: its line, counted from 1, and its fields that are
// not empty, by column name after renaming.
type Row struct {
	Line   int
	Fields map[string]string
}

// RowError is a row that cannot be read. The rows after it can.
type RowError struct {
	Line   int
	Reason string
	Fields map[string]string
}

// Error names the line and the reason.
func (e *RowError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// rawField holds the text of a row that could not be cut into fields. No
// column is called so: names lose their "#".
const rawField = "#line"

// unreadable is what is kept of a row that cannot be cut into fields.
func unreadable(text string) map[string]string {
	const most = 4096
	if len(text) > most {
		text = text[:most]
	}
	return map[string]string{rawField: clean(text)}
}

// RowOptions says what columns are expected.
type RowOptions struct {
	Map     map[string]string // our name to the file's
	Columns []string          // that Map may name; nil is any
	Needs   [][]string        // columns that must be there, alternatives together
}

// Rows reads the rows of one file, in constant memory.
type Rows struct {
	name   string
	source interface {
		next() (Row, error)
		columns() []string
	}
}

// OpenRows finds out by content how a stream is written: packed with gzip or
// not, UTF-8, UTF-16 or Windows-1252, delimited by comma, semicolon or tab or
// JSON lines. name stands in messages. A stream without a single line is
// account.ErrInvalid unless it is named as JSON lines; so is one without the
// columns that are mapped or needed.
func OpenRows(name string, r io.Reader, opt RowOptions) (*Rows, error) {
	text, err := plainText(name, r)
	if err != nil {
		return nil, err
	}
	l := newLines(text)
	first, err := l.next()
	for err == nil && first.blank() {
		first, err = l.next()
	}
	plain := strings.TrimSuffix(strings.ToLower(name), ".gz")
	switch {
	case errors.Is(err, io.EOF) && (strings.HasSuffix(plain, ".jsonl") || strings.HasSuffix(plain, ".ndjson")):
		return &Rows{name: name, source: &jsonRows{lines: l}}, nil
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%s is empty; its first line should name the columns: %w", name, account.ErrInvalid)
	case err != nil:
		return nil, fmt.Errorf("%s line %d cannot be read (%v); copy the file again: %w", name, first.no, err, account.ErrInvalid)
	}
	rows := &Rows{name: name}
	switch start := strings.TrimLeft(first.text, " \t"); {
	case strings.HasPrefix(start, "["):
		return nil, fmt.Errorf("%s line %d begins a JSON array; write one object a line, for example with jq -c '.[]': %w", name, first.no, account.ErrInvalid)
	case strings.HasPrefix(start, "{"):
		rows.source, err = newJSONL(l, first, opt)
	default:
		rows.source, err = newCSV(l, first, opt)
	}
	if err != nil {
		return nil, fmt.Errorf("%s %w", name, err)
	}
	return rows, nil
}

// Columns are the names of the columns after renaming: of JSON lines, those
// met in the first hundred rows.
func (r *Rows) Columns() []string { return r.source.columns() }

// Next is the next row. A *RowError is one row that cannot be read; io.EOF is
// the end; any other error ends the file early and names the line.
func (r *Rows) Next() (Row, error) {
	row, err := r.source.next()
	var bad *RowError
	switch {
	case err == nil, errors.As(err, &bad), errors.Is(err, io.EOF):
		return row, err
	default:
		return row, fmt.Errorf("%s line %d cannot be read; copy the file again and import it once more, nothing is counted twice: %w", r.name, row.Line, err)
	}
}
