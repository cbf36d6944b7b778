package ingest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// sampleRows is how many JSON lines are looked at to know the columns.
const sampleRows = 100

// jsonRows reads one JSON object a line. Objects may leave out keys, so the
// columns are those of the first hundred rows.
type jsonRows struct {
	lines    *lines
	renaming renaming
	sample   []jsonRow // read ahead, not yet given out
	names    []string
}

type jsonRow struct {
	row Row
	err error
}

// newJSONL reads ahead to learn the columns; first is the first line.
func newJSONL(l *lines, first line, opt RowOptions) (*jsonRows, error) {
	r, err := newRenaming(opt.Map, opt.Columns)
	if err != nil {
		return nil, err
	}
	rows := &jsonRows{lines: l}
	l.back([]line{first})
	present := map[string]bool{}
	for range sampleRows {
		row, err := rows.read()
		rows.sample = append(rows.sample, jsonRow{row, err})
		for name := range row.Fields {
			present[name] = true
		}
		if bad := (*RowError)(nil); err != nil && !errors.As(err, &bad) {
			break
		}
	}
	names := slices.Sorted(maps.Keys(present))
	if len(names) > 0 { // else no row can be read, and each says so itself
		if err := r.check(names, opt.Needs); err != nil {
			return nil, fmt.Errorf("from line %d: %w", first.no, err)
		}
	}
	rows.renaming = r
	rows.names = slices.Concat(r.apply(names)...)
	return rows, nil
}

func (j *jsonRows) columns() []string { return j.names }

func (j *jsonRows) next() (Row, error) {
	var row Row
	var err error
	if len(j.sample) > 0 {
		row, err = j.sample[0].row, j.sample[0].err
		j.sample = j.sample[1:]
	} else {
		row, err = j.read()
	}
	if err == nil {
		row.Fields = j.renaming.rename(row.Fields)
	}
	return row, err
}

// read is the next row before renaming.
func (j *jsonRows) read() (Row, error) {
	l, err := j.lines.next()
	for err == nil && l.blank() {
		l, err = j.lines.next()
	}
	if err != nil {
		return Row{Line: l.no}, err
	}
	if l.cut {
		return Row{}, &RowError{Line: l.no, Reason: fmt.Sprintf("the row is longer than %d bytes", maxRecord), Fields: unreadable(l.text)}
	}
	fields, err := flatten([]byte(l.text))
	if err != nil {
		return Row{}, &RowError{Line: l.no, Reason: err.Error(), Fields: unreadable(l.text)}
	}
	return Row{Line: l.no, Fields: fields}, nil
}

// rename applies --map to the fields of one object.
func (r renaming) rename(fields map[string]string) map[string]string {
	if len(r) == 0 {
		return fields
	}
	names := slices.Sorted(maps.Keys(fields))
	out := make(map[string]string, len(fields))
	for i, own := range r.apply(names) {
		for _, name := range own {
			out[name] = fields[names[i]]
		}
	}
	return out
}

// flatten reads a JSON object into flat fields: the keys of objects inside it
// are joined with dots, the items of arrays with semicolons; numbers keep
// their digits; null and "" are left out.
func flatten(text []byte) (map[string]string, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var object map[string]any
	if err := dec.Decode(&object); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return nil, fmt.Errorf("it is a JSON %s; write one JSON object a line", wrong.Value)
		}
		return nil, fmt.Errorf("it is not a JSON object (%v)", err)
	}
	if object == nil {
		return nil, errors.New("it is a JSON null; write one JSON object a line")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text follows the JSON object; write one object a line")
	}
	fields := map[string]string{}
	flattenInto(fields, "", object)
	return fields, nil
}

func flattenInto(fields map[string]string, prefix string, object map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		name := prefix + cmp.Or(columnName(key), "column")
		if inner, ok := object[key].(map[string]any); ok {
			flattenInto(fields, name+".", inner)
			continue
		}
		if value := scalar(object[key]); value != "" && fields[name] == "" {
			fields[name] = value
		}
	}
}

// scalar writes a JSON value as one string.
func scalar(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return strings.TrimSpace(clean(v))
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	case []any:
		items := make([]string, 0, len(v))
		for _, item := range v {
			if s := scalar(item); s != "" {
				items = append(items, s)
			}
		}
		return strings.Join(items, ";")
	default:
		text, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		return clean(string(text))
	}
}
