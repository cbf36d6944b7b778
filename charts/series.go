package charts

import (
	"fmt"
	"image"

	chart "github.com/wcharczuk/go-chart/v2"
)

// Widths of lines in pixels.
const (
	gridWidth  = 2
	poleWidth  = 4
	levelWidth = 5
	lineWidth  = 8
	dotRadius  = 13
)

// bareChart is a picture of go-chart that draws nothing of its own, with its
// canvas in a box in pixels.
func bareChart(box image.Rectangle) chart.Chart {
	c := chart.Chart{
		Width: width * unit, Height: height * unit, ColorPalette: bare{},
		XAxis: chart.HideXAxis(), YAxis: chart.HideYAxis(), YAxisSecondary: chart.HideYAxis(),
		Series: []chart.Series{series{}},
	}
	c.XAxis.Range, c.YAxis.Range = &span{top: 1}, &span{top: 1}
	if !box.Empty() {
		c.Background.Padding = chart.Box{
			IsSet: true, Left: box.Min.X * unit, Top: box.Min.Y * unit,
			Right: (width - box.Max.X) * unit, Bottom: (height - box.Max.Y) * unit,
		}
	}
	return c
}

// chart hands the plan to go-chart: one canvas over both panels, the days on
// the x axis, daily minutes on the primary and running minutes on the
// secondary y axis, each within its own panel. What lies below comes first.
func (p *plan) chart(t *tints) chart.Chart {
	box := p.upper.box
	if p.lower != nil {
		box = box.Union(p.lower.box)
	}
	c := bareChart(box)
	c.Elements = []chart.Renderable{func(r chart.Renderer, _ chart.Box, _ chart.Style) { p.write(r, t) }}
	if len(p.days) == 0 {
		return c
	}
	c.XAxis.Range = &span{top: float64(len(p.days)), length: box.Dx() * unit}
	c.YAxis.Range = p.upper.span(box.Max.Y)
	grid := stroked(t, gridInk, gridWidth)
	c.Series = []chart.Series{
		series{style: chart.Style{FillColor: t.colour(washInk)}, draw: p.shades},
		series{style: grid, draw: p.upper.grid},
		series{style: grid, draw: p.dateGrid},
		series{style: chart.Style{FillColor: t.colour(lineInk)}, draw: p.edges(lineInk)},
		series{style: chart.Style{FillColor: t.colour(markInk)}, draw: p.edges(markInk)},
	}
	if p.lower != nil {
		c.YAxisSecondary.Range = p.lower.span(box.Max.Y)
		wash := stroked(t, washInk, gridWidth)
		wash.FillColor = t.colour(washInk)
		c.Series = append([]chart.Series{p.wash(wash)}, c.Series...)
		c.Series = append(c.Series, series{axis: chart.YAxisSecondary, style: grid, draw: p.lower.grid})
	}
	changed := stroked(t, mutedInk, poleWidth)
	changed.StrokeDashArray = dots()
	c.Series = append(c.Series,
		series{style: changed, draw: p.changePoles},
		series{style: stroked(t, mutedInk, gridWidth), draw: p.stagePoles},
		series{style: stroked(t, markInk, poleWidth), draw: p.poles},
		series{style: chart.Style{FillColor: t.colour(barInk)}, draw: p.bars},
		series{style: chart.Style{FillColor: t.colour(textInk)}, draw: p.beaded},
	)
	if len(p.mean) > 0 {
		c.Series = append(c.Series, line(p.mean, len(p.days)-len(p.mean), stroked(t, lineInk, lineWidth), chart.YAxisPrimary))
	}
	if p.lower != nil {
		c.Series = append(c.Series, line(p.running, 0, stroked(t, lineInk, lineWidth), chart.YAxisSecondary))
		if p.threshold > 0 {
			c.Series = append(c.Series, p.level(t))
		}
		c.Series = append(c.Series, series{axis: chart.YAxisSecondary, style: chart.Style{FillColor: t.colour(lineInk)}, draw: p.lastDot})
	}
	return c
}

func stroked(t *tints, i ink, w float64) chart.Style {
	return chart.Style{StrokeColor: t.colour(i), StrokeWidth: w * unit}
}

// line is a value a day as a line, from day first on.
func line(values []float64, first int, style chart.Style, axis chart.YAxisType) chart.Series {
	s := chart.ContinuousSeries{YValues: values, Style: style, YAxis: axis}
	for i := range values {
		s.XValues = append(s.XValues, float64(first+i)+0.5)
	}
	return s
}

// wash is the area under the running minutes, from edge to edge of the panel.
func (p *plan) wash(style chart.Style) chart.Series {
	n := len(p.running)
	s := chart.ContinuousSeries{Style: style, YAxis: chart.YAxisSecondary}
	s.XValues, s.YValues = append(s.XValues, 0), append(s.YValues, p.running[0])
	for i, m := range p.running {
		s.XValues, s.YValues = append(s.XValues, float64(i)+0.5), append(s.YValues, m)
	}
	s.XValues, s.YValues = append(s.XValues, float64(n)), append(s.YValues, p.running[n-1])
	return s
}

// level is the threshold as a dashed line through its panel.
func (p *plan) level(t *tints) chart.Series {
	s := chart.ContinuousSeries{
		XValues: []float64{0, float64(len(p.days))}, YValues: []float64{p.threshold, p.threshold},
		Style: stroked(t, markInk, levelWidth), YAxis: chart.YAxisSecondary,
	}
	s.Style.StrokeDashArray = dashes()
	return s
}

// dashes of the threshold, in quarters of a pixel.
func dashes() []float64 { return []float64{22 * unit, 14 * unit} }

// span is a chart.Range: values from 0 to top over length quarters of a pixel,
// starting offset above the lower end of the canvas. It keeps what the plan
// chose, whatever go-chart would set.
type span struct {
	top            float64
	offset, length int
}

var _ chart.Range = (*span)(nil)

// span is the panel's scale on a canvas that ends at bottom.
func (pl panel) span(bottom int) *span {
	return &span{top: pl.top, offset: (bottom - pl.box.Max.Y) * unit, length: pl.box.Dy() * unit}
}

func (s *span) String() string     { return fmt.Sprintf("0 to %g", s.top) }
func (s *span) IsZero() bool       { return false }
func (s *span) GetMin() float64    { return 0 }
func (s *span) SetMin(float64)     {}
func (s *span) GetMax() float64    { return s.top }
func (s *span) SetMax(float64)     {}
func (s *span) GetDelta() float64  { return s.top }
func (s *span) GetDomain() int     { return s.length }
func (s *span) SetDomain(int)      {}
func (s *span) IsDescending() bool { return false }

// Translate is the place of v above the lower end of the canvas.
func (s *span) Translate(v float64) int {
	return s.offset + int(v*float64(s.length)/s.top+0.5)
}

// series is a chart.Series of our own drawing.
type series struct {
	axis  chart.YAxisType
	style chart.Style
	draw  func(r chart.Renderer, box chart.Box, x, y chart.Range)
}

var _ chart.Series = series{}

func (s series) GetName() string           { return "" }
func (s series) GetYAxis() chart.YAxisType { return s.axis }
func (s series) GetStyle() chart.Style     { return s.style }
func (s series) Validate() error           { return nil }
func (s series) Render(r chart.Renderer, box chart.Box, x, y chart.Range, _ chart.Style) {
	if s.draw == nil {
		return
	}
	s.style.WriteToRenderer(r)
	s.draw(r, box, x, y)
}

// grid draws the panel's ticks as lines.
func (pl panel) grid(r chart.Renderer, box chart.Box, _, y chart.Range) {
	for _, t := range pl.ticks {
		row := box.Bottom - y.Translate(t)
		r.MoveTo(box.Left, row)
		r.LineTo(box.Right, row)
		r.Stroke()
	}
}

// dateGrid draws a line for every date that the axis could name.
func (p *plan) dateGrid(r chart.Renderer, box chart.Box, x, _ chart.Range) {
	for _, t := range p.dates {
		p.pole(r, box.Left+x.Translate(t.slot), p.upper.box.Min.Y)
	}
}

// poles draws the days of crossings.
func (p *plan) poles(r chart.Renderer, box chart.Box, x, _ chart.Range) {
	for _, c := range p.crossings {
		p.pole(r, box.Left+x.Translate(float64(c.slot)+0.5), flagTop)
	}
}

// pole draws a vertical line through the panels, from row top in pixels.
func (p *plan) pole(r chart.Renderer, x, top int) {
	r.MoveTo(x, top*unit)
	r.LineTo(x, p.upper.box.Max.Y*unit)
	r.Stroke()
	if p.lower != nil {
		r.MoveTo(x, p.lower.box.Min.Y*unit)
		r.LineTo(x, p.lower.box.Max.Y*unit)
		r.Stroke()
	}
}

// bars draws the days that have minutes as one path. Bars stand on whole
// pixels where they are wide enough to tell apart; narrower ones touch.
func (p *plan) bars(r chart.Renderer, box chart.Box, x, y chart.Range) {
	const apart = 6 // pixels a day from which bars have gaps
	pitch := float64(p.upper.box.Dx()) / float64(len(p.days))
	gap := 0.0
	if pitch >= apart {
		gap = min(pitch/4, 12) / pitch / 2
	}
	base := box.Bottom - y.Translate(0)
	drawn := false
	for i, m := range p.days {
		if m == 0 {
			continue
		}
		left, right := x.Translate(float64(i)+gap), x.Translate(float64(i+1)-gap)
		if gap > 0 {
			left, right = (left+unit/2)/unit*unit, (right+unit/2)/unit*unit
		}
		top := min(box.Bottom-y.Translate(m), base-3*unit)
		r.MoveTo(box.Left+left, top)
		r.LineTo(box.Left+right, top)
		r.LineTo(box.Left+right, base)
		r.LineTo(box.Left+left, base)
		drawn = true
	}
	if drawn {
		r.Fill()
	}
}

// lastDot marks where the running minutes stand today.
func (p *plan) lastDot(r chart.Renderer, box chart.Box, x, y chart.Range) {
	n := len(p.running)
	r.Circle(dotRadius*unit, box.Left+x.Translate(float64(n)-0.5), box.Bottom-y.Translate(p.running[n-1]))
	r.Fill()
}
