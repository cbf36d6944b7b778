package charts

import (
	"cmp"
	"fmt"
	"image"
	"slices"

	chart "github.com/wcharczuk/go-chart/v2"

	"engagement/account"
)

// Where things stand in a comparison, in pixels.
const (
	compTop    = 176
	compNames  = 400 // most that a name at the end of a line is wide
	compLine   = 46  // from the baseline of a name to that of its sum
	compBlock  = 106 // of a name and its sum, with the gap to the next
	compEnd    = 13  // radius of the symbol at the end of a line
	compBeside = 50  // between a symbol and its words, for the line that joins them
)

// strokes are the dashes of the lines, in quarters of a pixel, and ends their
// symbols.
var (
	strokes = [len(hues)][]float64{nil, {34 * unit, 14 * unit}, {10 * unit, 11 * unit}, {38 * unit, 12 * unit, 9 * unit, 12 * unit}}
	ends    = [len(hues)]symbol{bead, square, triangle, diamond}
)

// compCurve is one account's line.
type compCurve struct {
	xs, ys []float64 // days from the start, and minutes
	name   string
	sum    string
}

// compPlan is where everything of a comparison stands.
type compPlan struct {
	sheet
	days   int
	plot   panel
	curves []compCurve
	dates  []dateTick
}

func planComparison(in ComparisonInput, fonts *faces) *compPlan {
	p := &compPlan{sheet: sheet{layout: layout{fonts: fonts}, wide: width, high: height}, days: len(in.Accounts[0].Minutes)}
	p.titled(in.Title, caption{alone: "Minutes compared"}, titleBase)
	most, names := 0.0, 0
	for i, a := range in.Accounts {
		c := compCurve{name: p.short(a.Name, compNames)}
		if c.name == unwritten {
			c.name = fmt.Sprintf("account %d", i+1)
		}
		days := minutesOf(a.Minutes)
		c.xs, c.ys = curveOf(days, in.Pace)
		c.sum = tickLabel(total(days)) + " min"
		if in.Pace == Weekly {
			c.sum += " in all"
		}
		names = max(names, p.wideOf(c.name), p.wideOf(c.sum))
		most = max(most, largest(c.ys))
		p.curves = append(p.curves, c)
	}
	if most == 0 {
		p.centredIn(nothing, image.Rect(0, compTop, width, lowerEnd), mutedInk)
		p.curves = nil
		return p
	}
	p.put(unitOf(in.Pace, p.days), edge, legendBase, mutedInk)
	const least = 5 // minutes: a mail opened must not look like a surge
	p.plot.box = image.Rect(0, compTop, width-edge-names-compBeside-compEnd, lowerEnd)
	p.plot.scale(max(most, least), 4)
	for _, t := range p.plot.ticks {
		p.plot.box.Min.X = max(p.plot.box.Min.X, edge+axisGap+p.fonts.label.measure(tickLabel(t)).Dx())
	}
	for _, t := range p.plot.ticks {
		p.labels = append(p.labels, p.tick(p.plot, t, mutedInk))
	}
	p.dates = p.dateAxis(p.plot.box, in.From, in.From+account.Day(p.days)-1, in.Today)
	p.ends()
	return p
}

func unitOf(pace Pace, days int) string {
	switch {
	case pace == Cumulative:
		return "minutes, added up"
	case days < 14:
		return "minutes a day"
	default:
		return "minutes a week"
	}
}

func total(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum
}

// curveOf is the line of some days: each point stands at the end of its days.
func curveOf(days []float64, pace Pace) (xs, ys []float64) {
	step := 1
	if pace == Cumulative {
		xs, ys = []float64{0}, []float64{0}
	} else if len(days) >= 14 {
		step = 7
	}
	for i := len(days)%step + step; i <= len(days); i += step {
		sum := total(days[i-step : i])
		if pace == Cumulative {
			sum += ys[len(ys)-1]
		}
		if n := len(ys); n > 1 && ys[n-1] == sum && ys[n-2] == sum {
			xs[n-1] = float64(i) // a level stretch is one piece
			continue
		}
		xs, ys = append(xs, float64(i)), append(ys, sum)
	}
	return xs, ys
}

// ends puts names and sums beside the ends of the lines, in the order of the
// ends, moved apart where they would meet, and joins each to its end.
func (p *compPlan) ends() {
	order := make([]int, len(p.curves))
	tops := make([]int, len(p.curves))
	for i, c := range p.curves {
		order[i], tops[i] = i, p.plot.y(c.ys[len(c.ys)-1])-compBlock/2
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(tops[a], tops[b]) })
	free := compTop - 24
	for _, i := range order {
		tops[i] = max(tops[i], free)
		free = tops[i] + compBlock
	}
	limit := lowerEnd + 24
	for _, i := range slices.Backward(order) {
		tops[i] = min(tops[i], limit-compBlock)
		limit = tops[i]
	}
	x := p.plot.box.Max.X + compEnd + compBeside
	for i, c := range p.curves {
		base := tops[i] + (compBlock-compLine)/2 + labelSize/3
		p.put(c.name, x, base, hues[i])
		p.put(c.sum, x, base+compLine, hues[i])
		end := image.Pt(p.plot.box.Max.X, p.plot.y(c.ys[len(c.ys)-1]))
		p.rule(hues[i], gridWidth+1, nil, end, image.Pt(x-10, base+compLine/2-labelSize/3))
		p.symbol(ends[i], hues[i], end.X, end.Y, compEnd)
	}
}

// chart hands the plan to go-chart, which draws the lines on c; symbols and
// words come last.
func (p *compPlan) chart(c *canvas) chart.Chart {
	t := &c.well.tints
	out := bareChart(p.plot.box)
	out.Elements = []chart.Renderable{func(r chart.Renderer, _ chart.Box, _ chart.Style) {
		for _, s := range p.shapes {
			c.shape(s)
		}
		c.ResetStyle()
		p.write(r, t)
	}}
	if len(p.curves) == 0 {
		return out
	}
	out.XAxis.Range = &span{top: float64(p.days), length: p.plot.box.Dx() * unit}
	out.YAxis.Range = p.plot.span(p.plot.box.Max.Y)
	out.Series = []chart.Series{
		series{style: stroked(t, gridInk, gridWidth), draw: p.plot.grid},
		series{style: stroked(t, gridInk, gridWidth), draw: p.dateGrid},
	}
	for i, curve := range slices.Backward(p.curves) {
		style := stroked(t, hues[i], lineWidth)
		style.StrokeDashArray = strokes[i]
		out.Series = append(out.Series, chart.ContinuousSeries{XValues: curve.xs, YValues: curve.ys, Style: style})
	}
	return out
}

// dateGrid draws a line for every date.
func (p *compPlan) dateGrid(r chart.Renderer, _ chart.Box, _, _ chart.Range) {
	for _, t := range p.dates {
		r.MoveTo(t.x*unit, p.plot.box.Min.Y*unit)
		r.LineTo(t.x*unit, p.plot.box.Max.Y*unit)
		r.Stroke()
	}
}
