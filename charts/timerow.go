package charts

import (
	"cmp"
	"fmt"
	"slices"

	"engagement/account"
)

// bins cut a span into stretches of equal length that end with its last day. A
// rest at the beginning is a stretch of its own, or part of the first one where
// it is short.
type bins struct {
	span account.Span
	step int // days
	n    int
}

// binsOf chooses the shortest stretches that are at least least pixels wide.
func binsOf(span account.Span, pixels, least int) bins {
	b := bins{span: span, step: 1}
	for _, b.step = range [...]int{1, 7, 14, 28} {
		if b.step*pixels >= least*span.Days() {
			break
		}
	}
	for b.step*pixels < least*span.Days() {
		b.step *= 2
	}
	b.n = max(1, (span.Days()+b.step/2)/b.step)
	return b
}

// of is the bin of a day within the span.
func (b bins) of(day account.Day) int {
	return max(0, b.n-1-int(b.span.To-day)/b.step)
}

// days are the first and last day of a bin.
func (b bins) days(i int) account.Span {
	s := account.Span{To: b.span.To - account.Day((b.n-1-i)*b.step)}
	s.From = s.To - account.Day(b.step) + 1
	if i == 0 {
		s.From = b.span.From
	}
	return s
}

// word says how long a bin is.
func (b bins) word() string {
	switch {
	case b.step == 1:
		return "a day"
	case b.step == 7:
		return "a week"
	default:
		return fmt.Sprintf("%d weeks", b.step/7)
	}
}

// timeCell is what happened in one row and bin, by look.
type timeCell struct {
	minutes [len(looks)]float64
	touched [len(looks)]bool
}

func (c *timeCell) add(o *timeCell) {
	for i := range looks {
		c.minutes[i] += o.minutes[i]
		c.touched[i] = c.touched[i] || o.touched[i]
	}
}

// timeRow is a row of a timeline.
type timeRow struct {
	label   string
	unknown bool
	sum     float64 // minutes
	touches int
	cells   []timeCell // by bin
}

// timeRows adds up the touches of the span, and the people who do not fit into
// room rows. Those with most minutes come first, then those with most touches.
func timeRows(people []TimelinePerson, b bins, room int) []timeRow {
	unknown := timeRow{label: "unknown visitors", unknown: true, cells: make([]timeCell, b.n)}
	var rows []timeRow
	for _, p := range people {
		row := timeRow{label: p.Label, unknown: p.Unknown, cells: make([]timeCell, b.n)}
		for _, t := range p.Touches {
			if b.span.Contains(t.Day) {
				i, m := lookOf(t.Channel), minutes(t.Minutes)
				cell := &row.cells[b.of(t.Day)]
				cell.minutes[i] += m
				cell.touched[i] = true
				row.sum += m
				row.touches++
			}
		}
		switch {
		case row.touches == 0:
		case row.unknown:
			unknown.merge(&row)
		default:
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(x, y timeRow) int {
		return cmp.Or(cmp.Compare(y.sum, x.sum), cmp.Compare(y.touches, x.touches))
	})
	if unknown.touches > 0 {
		room--
	}
	if len(rows) > room {
		others := timeRow{label: fmt.Sprintf("%s others", account.Thousands(int64(len(rows)-room+1))), cells: make([]timeCell, b.n)}
		for i := range rows[room-1:] {
			others.merge(&rows[room-1+i])
		}
		rows = append(rows[:room-1], others)
	}
	if unknown.touches > 0 {
		rows = append(rows, unknown)
	}
	return rows
}

// merge adds another row to this one; a label of its own stays.
func (r *timeRow) merge(o *timeRow) {
	for i := range r.cells {
		r.cells[i].add(&o.cells[i])
	}
	r.sum += o.sum
	r.touches += o.touches
}
