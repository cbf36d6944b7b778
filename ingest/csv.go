package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"engagement/account"
)

// csvRows reads delimited text. It differs from encoding/csv in what happens
// after a fault: the lines after a row that cannot be split are read as rows
// of their own, so that a quote that never closes costs one row, not the rest
// of the file.
type csvRows struct {
	lines  *lines
	delim  byte
	header *header
}

// newCSV reads the header, whose first line is head.
func newCSV(l *lines, head line, opt RowOptions) (*csvRows, error) {
	rows := &csvRows{lines: l, delim: ','}
	if rest, ok := strings.CutPrefix(strings.ToLower(head.text), "sep="); ok && len(rest) == 1 {
		// Excel writes and obeys such a line before the header.
		rows.delim = rest[0]
		var err error
		if head, err = l.next(); err != nil {
			return nil, fmt.Errorf("line %d: no header follows the line sep=: %w", head.no, account.ErrInvalid)
		}
	} else {
		rows.delim = delimiterOf(head.text)
	}
	names, _, reason, err := rows.split(head)
	if err != nil {
		return nil, err
	}
	if reason != "" {
		return nil, fmt.Errorf("line %d: the header cannot be read: %s: %w", head.no, reason, account.ErrInvalid)
	}
	rows.header, err = newHeader(names, opt)
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", head.no, err)
	}
	return rows, nil
}

// delimiterOf is the one of comma, semicolon and tab that the header uses most
// outside quotes; comma where it uses none.
func delimiterOf(head string) byte {
	counts, quoted := [256]int{}, false
	for i := range len(head) {
		if head[i] == '"' {
			quoted = !quoted
		} else if !quoted {
			counts[head[i]]++
		}
	}
	best := byte(',')
	for _, d := range []byte{';', '\t'} {
		if counts[d] > counts[best] {
			best = d
		}
	}
	return best
}

func (c *csvRows) columns() []string { return c.header.columns() }

func (c *csvRows) next() (Row, error) {
	first, err := c.lines.next()
	for err == nil && first.blank() {
		first, err = c.lines.next()
	}
	if err != nil {
		return Row{Line: first.no}, err
	}
	values, text, reason, err := c.split(first)
	if err != nil {
		return Row{Line: first.no}, err
	}
	if reason != "" {
		return Row{}, &RowError{Line: first.no, Reason: reason, Fields: unreadable(first.text)}
	}
	width := len(c.header.names)
	for len(values) > width && strings.TrimSpace(values[len(values)-1]) == "" {
		values = values[:len(values)-1]
	}
	if len(values) != width {
		// Which value belongs to which column is a guess now, so it is kept as
		// it came: what is missing must not count as empty later.
		return Row{}, &RowError{
			Line: first.no, Fields: unreadable(text),
			Reason: fmt.Sprintf("the row has %d fields and the header %d; quote values that hold the delimiter", len(values), width),
		}
	}
	return Row{Line: first.no, Fields: c.header.fields(values)}, nil
}

// split cuts a record into fields, reading on where a quoted one holds line
// breaks; text is the record as it came. A reason says why it cannot be cut;
// then all lines but the first are given back.
func (c *csvRows) split(first line) (values []string, text, reason string, err error) {
	if first.cut {
		return nil, "", fmt.Sprintf("the row is longer than %d bytes", maxRecord), nil
	}
	p := csvSplitter{delim: c.delim}
	done, reason := p.feed(first.text)
	var more []line
	for size := len(first.text); !done && reason == ""; {
		l, err := c.lines.next()
		if size += len(l.text) + 1; errors.Is(err, io.EOF) || l.cut || size > maxRecord {
			if err == nil {
				more = append(more, l)
			}
			reason = "a quote opens in this row and never closes"
			break
		}
		if err != nil {
			return nil, "", "", err
		}
		more = append(more, l)
		done, reason = p.feed(l.text)
	}
	if reason != "" {
		c.lines.back(more)
		return nil, "", reason, nil
	}
	text = first.text
	for _, l := range more {
		text += "\n" + l.text
	}
	return p.fields, text, "", nil
}

// csvSplitter cuts a record that is fed line by line.
type csvSplitter struct {
	delim  byte
	fields []string
	value  strings.Builder
	open   bool // inside a quoted field
}

// feed takes the next line. It is done when the record is complete.
func (p *csvSplitter) feed(text string) (done bool, reason string) {
	if p.open {
		p.value.WriteByte('\n')
	}
	for {
		if !p.open {
			if bare := strings.TrimLeft(text, " "); strings.HasPrefix(bare, `"`) {
				p.open = true
				text = bare[1:]
			}
		}
		if !p.open {
			value, rest, more := strings.Cut(text, string(rune(p.delim)))
			p.fields = append(p.fields, value)
			if !more {
				return true, ""
			}
			text = rest
			continue
		}
		value, rest, closed := strings.Cut(text, `"`)
		p.value.WriteString(value)
		if !closed {
			return false, ""
		}
		if strings.HasPrefix(rest, `"`) {
			p.value.WriteByte('"')
			text = rest[1:]
			continue
		}
		p.fields = append(p.fields, p.value.String())
		p.value.Reset()
		p.open = false
		switch rest = strings.TrimLeft(rest, " "); {
		case rest == "":
			return true, ""
		case rest[0] != p.delim:
			return false, "text follows a closing quote; write a quote inside quotes twice"
		}
		text = rest[1:]
	}
}
