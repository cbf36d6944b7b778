package charts

import (
	"image"

	chart "github.com/wcharczuk/go-chart/v2"

	"engagement/account"
)

// changes finds the days on which another config came into force: what lies
// before and after them was counted by the same rules now, but was not announced
// by the same ones then.
func (p *plan) changes(t account.Trend) {
	for _, day := range t.Configs {
		if slot := int(day - t.From); slot >= 0 && slot < len(p.days) {
			p.configs = append(p.configs, slot)
		}
	}
}

// changeLegend names the lines of changes, as far as there is room on a
// baseline from x on.
func (p *plan) changeLegend(x, base int) {
	const text, w = "config changed", 12
	if len(p.configs) == 0 || x+w+keyGap+p.fonts.label.measure(text).Dx() > width-edge {
		return
	}
	middle := base - labelSize/3
	p.keys = append(p.keys, key{box: image.Rect(x, middle-blockKey/2, x+w, middle+blockKey/2), ink: mutedInk, pole: true})
	p.put(text, x+w+keyGap, base, mutedInk)
}

// changePoles draws the days of changes, at the start of the day.
func (p *plan) changePoles(r chart.Renderer, box chart.Box, x, _ chart.Range) {
	for _, slot := range p.configs {
		p.pole(r, box.Left+x.Translate(float64(slot)), p.upper.box.Min.Y)
	}
}

// dots of a change of config, in quarters of a pixel.
func dots() []float64 { return []float64{5 * unit, 7 * unit} }
