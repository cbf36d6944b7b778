package charts

import (
	"cmp"
	"fmt"
	"image"
	"math"
	"slices"

	"engagement/account"
)

// Where the rows of a timeline stand, and how large its marks are, in pixels.
const (
	timeEnd     = 726
	timeFlat    = 52 // least height of a row
	timeNames   = 430
	timeBin     = 66 // least width of a bin
	legendPitch = 54
	leastMark   = 10 // radius
	mostMark    = 22
	tinyMark    = 9 // where many stand in one bin
	markGap     = 3
)

// timePlan is where everything of a timeline stands.
type timePlan struct {
	sheet
	in   TimelineInput
	plot image.Rectangle
	bins bins
	most float64 // minutes of the largest mark
}

func planTimeline(in TimelineInput, fonts *faces) *sheet {
	p := &timePlan{sheet: sheet{layout: layout{fonts: fonts}, wide: width, high: height}, in: in}
	head := p.titled(in.Title, caption{" – timeline", " – timeline", "Timeline"}, titleBase)
	p.within()
	// The width of the names does not change how long a bin is.
	p.bins = binsOf(in.Span, width-2*edge-timeNames-timeBin, timeBin)
	all := timeRows(in.People, p.bins, math.MaxInt)
	if len(all) == 0 && len(p.in.Meetings) == 0 && len(p.in.Stages) == 0 {
		p.centredIn("nothing happened in this period", image.Rect(0, legendBase, width, timeEnd), mutedInk)
		return &p.sheet
	}
	top := p.legend(all, head.box.Max.X)
	flags := image.Rect(0, top, width, top)
	if len(p.in.Stages) > 0 || len(all) > 0 {
		flags.Max.Y += flagged
	}
	lane := 0
	if len(p.in.Meetings) > 0 {
		lane = 1
	}
	room := (timeEnd-flags.Max.Y)/timeFlat - lane
	rows := timeRows(in.People, p.bins, room)
	tall := (timeEnd - flags.Max.Y) / max(1, len(rows)+lane)
	p.plot = image.Rect(0, flags.Max.Y, width-edge, timeEnd)
	names := p.columns(rows, lane > 0, flags)
	p.grid()
	p.stages(image.Rect(p.plot.Min.X, flags.Min.Y, p.plot.Max.X, flags.Max.Y))
	row := func(i int) image.Rectangle {
		return image.Rect(p.plot.Min.X, p.plot.Min.Y+i*tall, p.plot.Max.X, p.plot.Min.Y+(i+1)*tall)
	}
	if lane > 0 {
		p.meetings(row(0))
	}
	for i, r := range rows {
		p.row(r, names[i], row(i+lane))
	}
	return &p.sheet
}

// within drops the meetings and stages outside the span.
func (p *timePlan) within() {
	in := &p.in
	meetings, stages := in.Meetings, in.Stages
	in.Meetings, in.Stages = nil, nil
	for _, m := range meetings {
		if in.Span.Contains(m.Day) {
			in.Meetings = append(in.Meetings, m)
		}
	}
	for _, s := range stages {
		if in.Span.Contains(s.Day) {
			in.Stages = append(in.Stages, s)
		}
	}
}

// legend names the channels that there are, in at most two lines, and says what
// a mark is: beside the title, which ends at column end, else after the
// channels. It returns where the legend ends.
func (p *timePlan) legend(rows []timeRow, end int) int {
	var there [len(looks)]bool
	for _, r := range rows {
		for _, c := range r.cells {
			for i := range looks {
				there[i] = there[i] || c.touched[i]
				p.most = max(p.most, c.minutes[i])
			}
		}
	}
	there[meetingLook] = there[meetingLook] || p.count(account.Held) > 0
	x, base := edge, legendBase
	item := func(text string, k symbol, i ink, swatch int) {
		w := swatch + p.fonts.label.measure(text).Dx()
		if x > edge && x+w > width-edge {
			x, base = edge, base+legendPitch
		}
		if swatch > 0 {
			box := image.Rect(x, base-labelSize/3-blockKey/2-4, x+blockKey+8, base-labelSize/3+blockKey/2+4)
			p.swatch(box, k, i)
		}
		x = p.put(text, x+swatch, base, i).box.Max.X + itemGap*3/4
	}
	for i, l := range looks {
		if there[i] {
			item(l.name, l.symbol, l.ink, blockKey+8+keyGap*2/3)
		}
		if i == meetingLook && len(p.in.Meetings) > p.count(account.Held) {
			item("scheduled", hollow, textInk, blockKey+8+keyGap*2/3)
		}
	}
	if p.most > 0 {
		text := fmt.Sprintf("a mark: %s, up to %s min", p.bins.word(), tickLabel(p.most))
		if w := p.fonts.label.measure(text).Dx(); end+itemGap+w <= width-edge {
			p.put(text, width-edge-w, titleBase, mutedInk)
		} else {
			item(text, bead, mutedInk, 0)
		}
	}
	return base + 28
}

// swatch puts a symbol of the legend into a box.
func (p *timePlan) swatch(box image.Rectangle, k symbol, i ink) {
	p.symbol(k, i, (box.Min.X+box.Max.X)/2, (box.Min.Y+box.Max.Y)/2, blockKey/2)
	p.kept = append(p.kept, box)
}

func (p *timePlan) count(state account.MeetingState) int {
	n := 0
	for _, m := range p.in.Meetings {
		if m.State == state {
			n++
		}
	}
	return n
}

// columns finds the left and right edge of the plot from the names and sums
// beside it, heads the sums, and returns the names as they are written.
func (p *timePlan) columns(rows []timeRow, lane bool, flags image.Rectangle) []string {
	left, right := 0, 0
	if lane {
		left = p.fonts.label.measure("meetings").Dx()
	}
	var names []string
	for _, r := range rows {
		name := p.short(r.label, timeNames)
		names = append(names, name)
		left = max(left, p.fonts.label.measure(name).Dx())
		right = max(right, p.fonts.label.measure(tickLabel(r.sum)).Dx())
	}
	if len(rows) > 0 {
		head := p.fonts.label.measure("min")
		right = max(right, head.Dx())
		p.put("min", width-edge-head.Max.X, flags.Max.Y-14, mutedInk)
		p.plot.Max.X = width - edge - right - axisGap
	}
	p.plot.Min.X = edge + left + axisGap
	return names
}

// x is the column where a day starts.
func (p *timePlan) x(day account.Day) int {
	return p.plot.Min.X + int(int64(day-p.in.Span.From)*int64(p.plot.Dx())/int64(p.in.Span.Days()))
}

// grid draws the dates.
func (p *timePlan) grid() {
	for _, t := range p.dateAxis(p.plot, p.in.Span.From, p.in.Span.To, p.in.Today) {
		p.rule(gridInk, gridWidth, nil, image.Pt(t.x, p.plot.Min.Y), image.Pt(t.x, timeEnd))
	}
}

// stages draws the changes of stage. The newest is named first, even across
// older ones: those that find no room for their names begin below the row.
func (p *timePlan) stages(row image.Rectangle) {
	stages := slices.Clone(p.in.Stages)
	slices.SortStableFunc(stages, func(a, b TimelineStage) int { return cmp.Compare(b.Day, a.Day) })
	var poles []int
	var taken []image.Rectangle
	for _, s := range stages {
		x, top := (p.x(s.Day)+p.x(s.Day+1))/2, row.Max.Y
		text := p.short(s.Name, timeNames)
		if box, ok := p.flag(text, x, row, poles, taken); ok {
			p.put(text, box.Min.X, row.Max.Y-14, textInk)
			taken, poles, top = append(taken, box), append(poles, x), row.Min.Y+4
		}
		p.rule(textInk, poleWidth-1, dots(), image.Pt(x, top), image.Pt(x, p.plot.Max.Y))
	}
}

// meetings draws the row of meetings, by bin and state.
func (p *timePlan) meetings(row image.Rectangle) {
	p.put("meetings", edge, p.baseIn(row), textInk)
	p.thread(row)
	held, scheduled := make([]int, p.bins.n), make([]int, p.bins.n)
	for _, m := range p.in.Meetings {
		if m.State == account.Held {
			held[p.bins.of(m.Day)]++
		} else {
			scheduled[p.bins.of(m.Day)]++
		}
	}
	for i := range p.bins.n {
		var marks []mark
		if held[i] > 0 {
			marks = append(marks, mark{diamond, textInk, float64(held[i])})
		}
		if scheduled[i] > 0 {
			marks = append(marks, mark{hollow, textInk, float64(scheduled[i])})
		}
		p.marks(marks, p.cell(i, row), 4)
	}
}

// row draws one person.
func (p *timePlan) row(r timeRow, name string, row image.Rectangle) {
	colour := textInk
	if r.unknown {
		colour = mutedInk
	}
	p.put(name, edge, p.baseIn(row), colour)
	sum := tickLabel(r.sum)
	p.put(sum, width-edge-p.fonts.label.measure(sum).Max.X, p.baseIn(row), colour)
	p.thread(row)
	for i := range r.cells {
		var marks []mark
		for k, l := range looks {
			if r.cells[i].touched[k] {
				marks = append(marks, mark{l.symbol, l.ink, r.cells[i].minutes[k]})
			}
		}
		p.marks(marks, p.cell(i, row), p.most)
	}
}

// thread is the line on which the marks of a row are strung.
func (p *timePlan) thread(row image.Rectangle) {
	y := (row.Min.Y + row.Max.Y) / 2
	p.rule(gridInk, gridWidth, nil, image.Pt(row.Min.X, y), image.Pt(row.Max.X, y))
}

// cell is the place of a bin in a row.
func (p *timePlan) cell(i int, row image.Rectangle) image.Rectangle {
	days := p.bins.days(i)
	return image.Rect(p.x(days.From), row.Min.Y, p.x(days.To+1), row.Max.Y)
}
