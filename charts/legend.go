package charts

import (
	"fmt"
	"image"

	"engagement/account"
)

// Swatches of a legend, in pixels.
const (
	blockKey = 28
	lineKey  = 64
	keyGap   = 16
	itemGap  = 56

	stageWide = 330 // most that the name of a stage takes
)

// legend names the series in their own colours, above their panels.
func (p *plan) legend() {
	if largest(p.days) == 0 {
		p.centred(nothing, (p.upper.box.Min.Y+p.upper.box.Max.Y)/2+labelSize/3)
	}
	x := p.key(edge, legendBase, blockKey, barInk, false)
	x = p.put("minutes a day", x, legendBase, mutedInk).box.Max.X + itemGap
	if len(p.mean) > 0 {
		x = p.key(x, legendBase, lineKey, lineInk, false)
		x = p.put("mean of 7 days", x, legendBase, lineInk).box.Max.X + itemGap
	}
	x = p.meetingLegend(p.bandLegend(x), legendBase)
	if p.lower == nil {
		p.changeLegend(x, legendBase)
		return
	}
	now := tickLabel(p.running[len(p.running)-1])
	x = p.key(edge, lowerBase, lineKey, lineInk, false)
	if p.threshold == 0 {
		x = p.put(now+" counting min in "+p.window, x, lowerBase, lineInk).box.Max.X + itemGap
		p.changeLegend(x, lowerBase)
		return
	}
	x = p.put(now+" min towards an MQA", x, lowerBase, lineInk).box.Max.X + itemGap
	x = p.key(x, lowerBase, lineKey, markInk, true)
	x = p.put("MQA: "+tickLabel(p.threshold)+" min in "+p.window, x, lowerBase, markInk).box.Max.X + itemGap
	p.changeLegend(x, lowerBase)
}

// flags marks the days on which the account became an MQA, newest first. Days
// whose words find no room keep their line.
// Changes of stage have what room is left.
func (p *plan) flags(t account.Trend, stages []account.StageDay, today account.Day) {
	var taken []image.Rectangle
	var poles []int
	row := image.Rect(p.upper.box.Min.X, flagTop, p.upper.box.Max.X, flagTop+flagged)
	for k := len(t.Crossed) - 1; k >= 0; k-- {
		slot := int(t.Crossed[k] - t.From)
		if slot < 0 || slot >= len(p.days) {
			continue
		}
		x := p.slotX(float64(slot) + 0.5)
		p.crossings = append(p.crossings, crossing{slot: slot})
		poles = append(poles, x)
		text := t.Crossed[k].Short(today)
		if len(taken) == 0 {
			text = p.crossed(slot) + " " + text
		}
		if box, ok := p.flag(text, x, row, poles, taken); ok {
			p.put(text, box.Min.X, flagBase, markInk)
			taken = append(taken, box)
		}
	}
	for _, s := range stages {
		slot := int(s.Day - t.From)
		x := p.slotX(float64(slot) + 0.5)
		p.steps, poles = append(p.steps, slot), append(poles, x)
		text := p.short(s.Stage, stageWide)
		if box, ok := p.flag(text, x, row, poles, taken); ok {
			p.put(text, box.Min.X, flagBase, mutedInk)
			taken = append(taken, box)
		}
	}
}

// crossed says what a crossing means today: "since" only where the account
// cannot have left since, because it never fell below its threshold.
func (p *plan) crossed(slot int) string {
	if len(p.running) == 0 || p.threshold == 0 {
		return "became MQA"
	}
	for _, m := range p.running[slot:] {
		if m < p.threshold {
			return "became MQA"
		}
	}
	return "MQA since"
}

// slotX is the column of a place on the time axis; day i runs from i to i+1.
func (p *plan) slotX(slot float64) int {
	return p.upper.box.Min.X + int(slot*float64(p.upper.box.Dx())/float64(len(p.days))+0.5)
}

// tickLabel writes minutes on an axis: whole, with commas, and shortened from
// 100,000 up.
func tickLabel(v float64) string {
	switch {
	case v >= 1e8:
		return account.Thousands(int64(v/1e6+0.5)) + "M"
	case v >= 1e6:
		return fmt.Sprintf("%.1fM", v/1e6)
	case v >= 1e5:
		return fmt.Sprintf("%.0fk", v/1e3)
	default:
		return account.Milli(v*float64(account.Minute) + 0.5).String()
	}
}
