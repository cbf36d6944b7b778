package charts

import (
	"image"

	chart "github.com/wcharczuk/go-chart/v2"

	"engagement/account"
)

// Where days with meetings are marked: below the upper panel.
const (
	beadBelow  = 16 // from the zero line to the middle of a mark
	beadRadius = 11
)

// meetings finds the days with meetings.
func (p *plan) meetings(t account.Trend) {
	for _, day := range t.Meetings {
		if slot := int(day - t.From); slot >= 0 && slot < len(p.days) {
			p.beads = append(p.beads, image.Pt(p.slotX(float64(slot)+0.5), p.upper.box.Max.Y+beadBelow))
		}
	}
}

// meetingLegend names the marks of meetings, where there is room on a baseline
// from x on, and returns where the next thing may stand.
func (p *plan) meetingLegend(x, base int) int {
	const text = "meeting"
	if len(p.beads) == 0 || x+2*beadRadius+keyGap+p.fonts.label.measure(text).Dx() > width-edge {
		return x
	}
	p.beads = append(p.beads, image.Pt(x+beadRadius, base-labelSize/3))
	return p.put(text, x+2*beadRadius+keyGap, base, textInk).box.Max.X + itemGap
}

// beaded draws the marks of meetings.
func (p *plan) beaded(r chart.Renderer, _ chart.Box, _, _ chart.Range) {
	for _, at := range p.beads {
		r.MoveTo(at.X*unit, (at.Y-beadRadius)*unit)
		r.LineTo((at.X+beadRadius)*unit, at.Y*unit)
		r.LineTo(at.X*unit, (at.Y+beadRadius)*unit)
		r.LineTo((at.X-beadRadius)*unit, at.Y*unit)
		r.Fill()
	}
}

// stages finds the days on which the account came to a stage, but for those that
// a crossing names anyway, newest first.
func (p *plan) stages(t account.Trend) []account.StageDay {
	var out []account.StageDay
	for k := len(t.Stages) - 1; k >= 0; k-- {
		one := t.Stages[k]
		slot := int(one.Day - t.From)
		if slot < 0 || slot >= len(p.days) {
			continue
		}
		named := false
		for _, day := range t.Crossed {
			named = named || day == one.Day
		}
		if !named {
			out = append(out, one)
		}
	}
	return out
}

// stagePoles draws the days of changes of stage.
func (p *plan) stagePoles(r chart.Renderer, box chart.Box, x, _ chart.Range) {
	for _, slot := range p.steps {
		p.pole(r, box.Left+x.Translate(float64(slot)+0.5), flagTop)
	}
}
