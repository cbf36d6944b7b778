package charts

import (
	"fmt"
	"image"
	"math"

	"engagement/account"
)

// Where the rows of bars stand, in pixels.
const (
	barsMost  = 12 // rows; what does not fit is summed in the last one
	barsTop   = 170
	barsEnd   = 788
	barsTall  = 112 // most that a row is high
	barsNames = 350 // most that a label is wide
	barsNotes = 360
	barsGap   = 26 // between columns
	barsLeast = 5  // minutes that are a whole bar at least
	thinMark  = 8  // width of the mark of the period before
)

// BarsInput is what a picture of a report shows.
type BarsInput struct {
	Title   string // from outside: "Minutes by territory"
	Phrase  string // the period, after minutes: "this quarter"; see [account.Period.Phrase]
	Against string // the period before: "by the same day of last quarter"; empty compares with none
	Rows    []Bar  // in the order in which they are drawn
	Theme   Theme
}

// Bar is one value of what is reported.
type Bar struct {
	Label   string // from outside
	Minutes account.Milli
	Before  account.Milli // in the period before
	Note    string        // the denominator: "31 of 120 accounts"
}

// Bars draws minutes as bars with the number beside each, the period before as
// a thin mark, the difference in minutes, and the denominator. It returns a PNG
// of 1600x800 pixels, the same bytes for the same input. Rows beyond the
// eleventh are summed in one where there are more than twelve. No rows get a
// picture that says so.
func Bars(in BarsInput) ([]byte, error) {
	fonts, err := loadFaces()
	if err != nil {
		return nil, fmt.Errorf("draw bars: %w", err)
	}
	out, err := planBars(in, fonts).png(wellOf(in.Theme))
	if err != nil {
		return nil, fmt.Errorf("draw bars: %w", err)
	}
	return out, nil
}

// barRow is a row as it is drawn.
type barRow struct {
	name, value, change, note string
	now, before               float64 // minutes
}

func planBars(in BarsInput, fonts *faces) *sheet {
	s := &sheet{layout: layout{fonts: fonts}, wide: width, high: height}
	s.titled(in.Title, caption{alone: "Minutes"}, titleBase)
	s.barsLegend(in)
	rows := s.barRows(in)
	if len(rows) == 0 {
		s.centredIn(nothing, image.Rect(0, barsTop, width, barsEnd), mutedInk)
		return s
	}
	var names, values, changes, notes int
	most := float64(barsLeast)
	for _, r := range rows {
		names, values = max(names, s.wideOf(r.name)), max(values, s.wideOf(r.value))
		changes, notes = max(changes, s.wideOf(r.change)), max(notes, s.wideOf(r.note))
		most = max(most, r.now, r.before)
	}
	right := width - edge - notes
	if notes > 0 {
		right -= barsGap
	}
	changed := right
	if changes > 0 {
		right -= changes + barsGap
	}
	plot := image.Rect(edge+names+axisGap, barsTop, right-values-barsGap, barsEnd)
	tall := min(barsTall, plot.Dy()/len(rows))
	for i, r := range rows {
		row := image.Rect(plot.Min.X, barsTop+i*tall, plot.Max.X, barsTop+(i+1)*tall)
		base := s.baseIn(row)
		s.bar(r, row, most)
		s.put(r.name, edge, base, textInk)
		s.put(r.value, right-s.wideOf(r.value), base, textInk)
		if r.change != "" {
			s.put(r.change, changed-s.wideOf(r.change), base, changeInk(r))
		}
		if r.note != "" {
			s.put(r.note, width-edge-s.wideOf(r.note), base, mutedInk)
		}
	}
	s.rule(mutedInk, gridWidth, nil, image.Pt(plot.Min.X, plot.Min.Y), image.Pt(plot.Min.X, plot.Min.Y+tall*len(rows)))
	return s
}

func (p *layout) wideOf(text string) int { return p.fonts.label.measure(text).Max.X }

// barsLegend says which period the bars are, and which the marks.
func (s *sheet) barsLegend(in BarsInput) {
	x := s.key(edge, legendBase, blockKey, barInk, false)
	text := "minutes"
	if phrase, ok := printable(in.Phrase, s.fonts.label); ok {
		text = s.short("minutes "+phrase, width/2-x)
	}
	x = s.put(text, x, legendBase, mutedInk).box.Max.X + itemGap
	if in.Against == "" {
		return
	}
	box := image.Rect(x, legendBase-34, x+thinMark, legendBase+4)
	s.block(box, textInk)
	s.kept = append(s.kept, box)
	s.put(s.short(in.Against, width-edge-box.Max.X-keyGap), box.Max.X+keyGap, legendBase, mutedInk)
}

// barRows are the rows with their words; those that do not fit are one more.
func (s *sheet) barRows(in BarsInput) []barRow {
	var rows []barRow
	for i, b := range in.Rows {
		now, before := minutes(b.Minutes), minutes(b.Before)
		if i >= barsMost-1 && len(in.Rows) > barsMost {
			if i == barsMost-1 {
				rows = append(rows, barRow{name: account.Thousands(int64(len(in.Rows)-barsMost+1)) + " more"})
			}
			rest := &rows[barsMost-1]
			rest.now, rest.before = rest.now+now, rest.before+before
			continue
		}
		r := barRow{name: s.short(b.Label, barsNames), now: now, before: before}
		if b.Note != "" {
			r.note = s.short(b.Note, barsNotes)
		}
		rows = append(rows, r)
	}
	for i := range rows {
		r := &rows[i]
		r.value = tickLabel(r.now) + " min"
		if in.Against != "" {
			r.change = changeOf(r.now, r.before)
		}
	}
	return rows
}

// changeOf writes a difference in minutes: never a percentage, which says much
// of little.
func changeOf(now, before float64) string {
	text := tickLabel(math.Abs(now - before))
	switch {
	case text == "0":
		return "±0 min"
	case now > before:
		return "+" + text + " min"
	default:
		return "−" + text + " min"
	}
}

// changeInk tells more from less, beside the sign.
func changeInk(r barRow) ink {
	switch {
	case r.change == "±0 min":
		return mutedInk
	case r.now > r.before:
		return lineInk
	default:
		return markInk
	}
}

// bar draws one row's minutes from the left, and the mark of the period before.
func (s *sheet) bar(r barRow, row image.Rectangle, most float64) {
	at := func(v float64) int { return row.Min.X + int(v*float64(row.Dx())/most+0.5) }
	inset := max(6, row.Dy()/5)
	box := image.Rect(row.Min.X, row.Min.Y+inset, at(r.now), row.Max.Y-inset)
	if r.now > 0 {
		box.Max.X = max(box.Max.X, box.Min.X+levelWidth)
		s.block(box, barInk)
	}
	if r.change != "" && r.before > 0 {
		x := max(at(r.before)-thinMark/2, row.Min.X)
		s.block(image.Rect(x, box.Min.Y-4, x+thinMark, box.Max.Y+4), textInk)
	}
}
