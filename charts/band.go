package charts

import (
	chart "github.com/wcharczuk/go-chart/v2"

	"engagement/account"
)

// capHeight is the height in pixels of the edge over a band.
const capHeight = 6

// band shades a stretch of days behind the bars, under an edge whose ink tells
// the kind.
type band struct {
	from, to int // first and last day, by index
	cap      ink
}

// The two kinds of bands.
var (
	surgeBand = band{cap: lineInk}
	stallBand = band{cap: markInk}
)

// shade finds the bands of a trend: days far above the normal, and days far
// below it. Stretches that overlap or touch are one band; where both kinds meet
// the later one is on top.
func (p *plan) shade(t account.Trend) {
	last := map[ink]int{} // index of a kind's last band, from 1
	for _, s := range t.Stretches {
		b := surgeBand
		if s.Direction == account.Falling {
			b = stallBand
		}
		b.from, b.to = max(int(s.Span.From-t.From), 0), min(int(s.Span.To-t.From), len(p.days)-1)
		if b.from > b.to {
			continue
		}
		if k := last[b.cap]; k > 0 && b.from <= p.bands[k-1].to+1 && b.to >= p.bands[k-1].from-1 {
			old := &p.bands[k-1]
			old.from, old.to = min(old.from, b.from), max(old.to, b.to)
			continue
		}
		p.bands = append(p.bands, b)
		last[b.cap] = len(p.bands)
	}
}

// bandLegend names the kinds of bands that there are, from x on, as far as
// there is room, and returns where the next item starts.
func (p *plan) bandLegend(x int) int {
	for _, kind := range [2]struct {
		band band
		text string
	}{{surgeBand, "far above normal"}, {stallBand, "far below normal"}} {
		there := false
		for _, b := range p.bands {
			there = there || b.cap == kind.band.cap
		}
		if !there || x+blockKey+keyGap+p.fonts.label.measure(kind.text).Dx() > width-edge {
			continue
		}
		text := p.key(x, legendBase, blockKey, washInk, false)
		p.keys[len(p.keys)-1].cap = kind.band.cap
		x = p.put(kind.text, text, legendBase, mutedInk).box.Max.X + itemGap
	}
	return x
}

// shades fills the bands over the height of the upper panel.
func (p *plan) shades(r chart.Renderer, _ chart.Box, _, _ chart.Range) {
	for _, b := range p.bands {
		p.block(r, b, p.upper.box.Max.Y)
	}
}

// edges draws what lies above the bands of one ink.
func (p *plan) edges(cap ink) func(chart.Renderer, chart.Box, chart.Range, chart.Range) {
	return func(r chart.Renderer, _ chart.Box, _, _ chart.Range) {
		for _, b := range p.bands {
			if b.cap == cap {
				p.block(r, b, p.upper.box.Min.Y+capHeight)
			}
		}
	}
}

// block fills a band from the top of the upper panel down to row bottom.
func (p *plan) block(r chart.Renderer, b band, bottom int) {
	left, right := p.slotX(float64(b.from)), p.slotX(float64(b.to+1))
	r.MoveTo(left*unit, p.upper.box.Min.Y*unit)
	r.LineTo(right*unit, p.upper.box.Min.Y*unit)
	r.LineTo(right*unit, bottom*unit)
	r.LineTo(left*unit, bottom*unit)
	r.Fill()
}
