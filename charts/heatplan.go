package charts

import (
	"fmt"
	"image"
	"math"
	"strings"

	"engagement/account"
)

// Where the rows of a heatmap stand, in pixels from the top.
const (
	heatHeadBase = 206
	heatTop      = 226
	heatEnd      = 722
	heatFootBase = 774
	heatRows     = 8  // most departments; what does not fit is summed in one row more
	heatTall     = 84 // most that a row is high
	heatGap      = 6  // between cells
	heatNames    = 330
)

// tile is a cell.
type tile struct {
	box    image.Rectangle
	shade  ink
	filled bool
}

// outline goes around what is wanted.
type outline struct {
	box   image.Rectangle
	blind bool
}

// heatPlan is where everything of a heatmap stands.
type heatPlan struct {
	layout
	tiles    []tile
	outlines []outline
}

// heatLine is a row of the picture.
type heatLine struct {
	name  string
	cells []account.HeatCell // by column
	blind bool               // nobody at all, and somebody is wanted
}

func planHeatmap(in HeatmapInput, fonts *faces) *heatPlan {
	p := &heatPlan{layout: layout{fonts: fonts}}
	p.words(in)
	lines := heatLines(&in.Map)
	if len(lines) == 0 {
		p.centredIn(nothing, image.Rect(0, heatTop, width, heatEnd), wordInk)
		return p
	}
	p.grid(in.Map.Levels(), lines)
	return p
}

// words are the title, the legend and the foot.
func (p *heatPlan) words(in HeatmapInput) {
	p.title(in.Title)
	p.labels[0].ink = wordInk
	x := edge
	if text, ok := printable(in.Phrase, p.fonts.label); ok {
		x = p.put("minutes "+text, x, legendBase, wordInk).box.Max.X + itemGap
	}
	wanted, blind := false, len(in.Map.BlindSpots) > 0
	for _, c := range in.Map.Cells {
		wanted = wanted || c.Wanted
	}
	swatch := func(text string, i ink, blind bool) {
		p.outlines = append(p.outlines, outline{box: image.Rect(x, legendBase-34, x+lineKey, legendBase+4), blind: blind})
		x = p.put(text, x+lineKey+keyGap, legendBase, i).box.Max.X + itemGap
	}
	if wanted {
		swatch("wanted", wordInk, false)
	}
	if blind {
		swatch("wanted, and nobody there", wantInk, true)
	}
	var foot []string
	if in.Map.Anonymous > 0 {
		foot = append(foot, "+ "+in.Map.Anonymous.String()+" min of visitors nobody knows")
	}
	if in.Map.Withheld > 0 {
		foot = append(foot, "–: too few people to show")
	}
	if len(foot) > 0 {
		p.put(strings.Join(foot, "   "), edge, heatFootBase, wordInk)
	}
}

// heatLines are the departments, at most heatRows and one more for the sum of
// the rest. What is wanted stays in sight.
func heatLines(h *account.Heatmap) []heatLine {
	rows, levels := h.Rows(), h.Levels()
	blind := map[string]bool{}
	for _, b := range h.BlindSpots {
		if b.Level == "" {
			blind[b.Department] = true
		}
	}
	shown, room := map[string]bool{}, heatRows+1
	if len(rows) > room {
		room = heatRows
	}
	for _, wanted := range []bool{true, false} {
		for _, r := range rows {
			if len(shown) < room && (r.Wanted || blind[r.Department]) == wanted {
				shown[r.Department] = true
			}
		}
	}
	var lines []heatLine
	rest, more := heatLine{cells: make([]account.HeatCell, len(levels))}, 0
	for _, r := range rows {
		line := heatLine{name: r.Department, blind: blind[r.Department]}
		for i, l := range levels {
			c := h.At(account.Role{Level: l, Department: r.Department})
			line.cells = append(line.cells, c)
			if !shown[r.Department] {
				rest.cells[i].Minutes += c.Minutes
				rest.cells[i].People += c.People
				rest.cells[i].Hidden = rest.cells[i].Hidden || c.Hidden && c.Minutes == 0 && rest.cells[i].Minutes == 0
			}
		}
		if shown[r.Department] {
			lines = append(lines, line)
		} else {
			more++
		}
	}
	if more > 0 {
		rest.name = fmt.Sprintf("%d more", more)
		lines = append(lines, rest)
	}
	return lines
}

// levelHeads are the columns' names, short enough for the picture.
func levelHead(l account.Level) string {
	switch l {
	case account.Contributor:
		return "IC"
	case account.UnknownRank:
		return "Unknown"
	}
	return l.Label()
}

// grid places the cells, their numbers and the names around them.
func (p *heatPlan) grid(levels []account.Level, lines []heatLine) {
	left, most := 0, account.Milli(0)
	names := make([]string, len(lines))
	for i, line := range lines {
		names[i] = p.short(line.name, heatNames)
		left = max(left, p.fonts.label.measure(names[i]).Dx())
		for _, c := range line.cells {
			most = max(most, c.Minutes)
		}
	}
	left += edge + axisGap
	tall := min(heatTall, (heatEnd-heatTop)/len(lines))
	column := func(i int) int { return left + i*(width-edge-left)/len(levels) }
	for i, l := range levels {
		p.centredIn(levelHead(l), image.Rect(column(i), heatHeadBase-labelSize, column(i+1)-heatGap, heatHeadBase+8), wordInk)
	}
	for row, line := range lines {
		top := heatTop + row*tall
		bounds := image.Rect(left, top, width-edge-heatGap, top+tall-heatGap)
		name := p.fonts.label.measure(names[row])
		p.put(names[row], left-axisGap-name.Max.X, p.baseIn(bounds), wordInk)
		if line.blind {
			p.outlines = append(p.outlines, outline{box: bounds.Inset(3), blind: true})
			p.centredIn("nobody", bounds, wantInk)
			continue
		}
		for i, c := range line.cells {
			box := image.Rect(column(i), top, column(i+1)-heatGap, bounds.Max.Y)
			p.cell(c, box, most)
		}
	}
}

// cell places one cell.
func (p *heatPlan) cell(c account.HeatCell, box image.Rectangle, most account.Milli) {
	t := tile{box: box}
	text, i := "", wordInk
	switch {
	case c.Hidden:
		text = "–"
	case c.Minutes > 0:
		t.filled, t.shade = true, shadeOf(c.Minutes, most)
		text, i = tickLabel(minutes(c.Minutes)), letterOn(t.shade)
	case c.People > 0:
		text = "0"
	case c.Wanted:
		text, i = "nobody", wantInk
	}
	p.tiles = append(p.tiles, t)
	if text != "" {
		p.centredIn(text, box, i)
	}
	if c.Wanted {
		p.outlines = append(p.outlines, outline{box: box.Inset(3), blind: c.People == 0 && !c.Hidden})
	}
}

// shadeOf is the shade of some minutes where most is the darkest: by the square
// root, so that few minutes are still told apart.
func shadeOf(m, most account.Milli) ink {
	if most <= 0 {
		return heats[0]
	}
	part := math.Sqrt(minutes(m) / max(minutes(most), 0.001))
	return heats[min(len(heats)-1, int(part*float64(len(heats))))]
}
