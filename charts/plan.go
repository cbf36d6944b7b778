package charts

import (
	"image"

	"engagement/account"
)

// Where the rows of a picture stand, in pixels from the top. Baselines of text
// end in Base.
const (
	edge       = 24 // free margin of the picture
	titleBase  = 72
	legendBase = 138
	upperTop   = 172
	flagBase   = 202 // flags of crossings have a band of their own
	flagTop    = 172
	flagged    = 48 // height of that band
	upperEnd   = 444
	lowerBase  = 512
	lowerTop   = 540
	lowerEnd   = 722
	dateBase   = 774
	axisGap    = 18 // between the axis labels and the plot
	labelGap   = 28 // between neighbouring labels
)

// panel is one plot: its pixels and its scale.
type panel struct {
	box   image.Rectangle
	top   float64   // minutes at the upper end
	ticks []float64 // minutes
}

// crossing is a day on which the account became an MQA.
type crossing struct {
	slot int // index of the day
}

// plan is where everything of a trend stands.
type plan struct {
	layout
	days      []float64 // minutes of each day
	mean      []float64 // of the seven days up to each day; from the seventh day on
	running   []float64
	threshold float64 // 0 is none
	window    string  // of running and threshold: "90 days"
	upper     panel
	lower     *panel // nil without running minutes
	dates     []dateTick
	crossings []crossing
	configs   []int // days on which another config came into force, by index
	steps     []int // days on which the account came to a stage, by index
	beads     []image.Point
	bands     []band
}

// planTrend lays a trend out. Text is placed so that no label can meet
// another: rows of their own for title, legends and flags, and whatever finds
// no room in its row is left out.
func planTrend(in TrendInput, fonts *faces) *plan {
	p := &plan{layout: layout{fonts: fonts}, days: minutesOf(in.Trend.Minutes), running: minutesOf(in.Trend.Running), window: in.Trend.Counted()}
	p.title(in.Title)
	if len(p.days) == 0 {
		p.centred(nothing, (titleBase+height)/2)
		return p
	}
	p.mean = meanOf7(p.days)
	p.threshold = max(0, minutes(in.Trend.Threshold))
	stages := p.stages(in.Trend)
	p.panels(len(in.Trend.Crossed)+len(stages) > 0)
	p.scales()
	p.shade(in.Trend)
	p.changes(in.Trend)
	p.meetings(in.Trend)
	p.legend()
	p.dates = p.dateAxis(p.upper.box, in.Trend.From, in.Trend.From+account.Day(len(p.days))-1, in.Today)
	p.flags(in.Trend, stages, in.Today)
	return p
}

// nothing is what a period without minutes says.
const nothing = "no minutes in this period"

// minutes clamps a value to what can be drawn: corrupt rows must not blow the
// arithmetic.
func minutes(m account.Milli) float64 {
	const most = 1e9 // minutes
	return min(max(float64(m)/float64(account.Minute), 0), most)
}

func minutesOf(ms []account.Milli) []float64 {
	out := make([]float64, len(ms))
	for i, m := range ms {
		out[i] = minutes(m)
	}
	return out
}

// meanOf7 is the mean of the seven days up to each day, for the days that have
// seven.
func meanOf7(days []float64) []float64 {
	var out []float64
	for i := 6; i < len(days); i++ {
		sum := 0.0
		for _, m := range days[i-6 : i+1] {
			sum += m
		}
		out = append(out, sum/7)
	}
	return out
}

// panels divides the picture: two plots, or one without running minutes.
func (p *plan) panels(crossed bool) {
	p.upper.box = image.Rect(0, upperTop, width-edge, upperEnd)
	if len(p.running) > 0 {
		p.lower = &panel{box: image.Rect(0, lowerTop, width-edge, lowerEnd)}
	} else {
		p.upper.box.Max.Y = lowerEnd
	}
	if crossed {
		p.upper.box.Min.Y += flagged
	}
}

// scales chooses the ends and ticks of the value axes, and the left edge that
// their labels need.
func (p *plan) scales() {
	const least = 5 // minutes: a mail opened must not look like a surge
	p.upper.scale(max(largest(p.days), least), 3)
	left := p.widest(p.upper.ticks)
	if p.lower != nil {
		p.lower.scale(max(largest(p.running), p.threshold, least), 2)
		left = max(left, p.widest(p.lower.ticks), p.widest([]float64{p.threshold}))
	}
	left += edge + axisGap
	p.upper.box.Min.X = left
	p.axis(p.upper, nil)
	if p.lower != nil {
		p.lower.box.Min.X = left
		p.axis(*p.lower, p.thresholdTick())
	}
}

func largest(values []float64) float64 {
	most := 0.0
	for _, v := range values {
		most = max(most, v)
	}
	return most
}

func (p *plan) widest(ticks []float64) int {
	w := 0
	for _, t := range ticks {
		w = max(w, p.fonts.label.measure(tickLabel(t)).Dx())
	}
	return w
}

// y is the row of a value.
func (pl panel) y(v float64) int {
	return pl.box.Max.Y - int(v*float64(pl.box.Dy())/pl.top+0.5)
}

// thresholdTick is the label of the threshold on its own axis.
func (p *plan) thresholdTick() *label {
	if p.threshold == 0 {
		return nil
	}
	l := p.tick(*p.lower, p.threshold, markInk)
	return &l
}

// tick is the label of a value, right-aligned before the plot and centred on
// its row.
func (p *layout) tick(pl panel, v float64, i ink) label {
	l := label{text: tickLabel(v), ink: i}
	digits := p.fonts.label.measure("0")
	box := p.fonts.label.measure(l.text)
	l.x = pl.box.Min.X - axisGap - box.Max.X
	l.y = pl.y(v) + digits.Dy()/2
	l.box = box.Add(image.Pt(l.x, l.y))
	return l
}

// axis puts the labels of the ticks, keeping clear of first, which goes in
// before them.
func (p *plan) axis(pl panel, first *label) {
	const apart = 4
	if first != nil {
		zero := p.tick(pl, 0, mutedInk)
		if first.box.Inset(-apart).Overlaps(zero.box) {
			first = nil
		} else {
			p.labels = append(p.labels, *first)
		}
	}
	for _, t := range pl.ticks {
		l := p.tick(pl, t, mutedInk)
		if first == nil || !l.box.Inset(-apart).Overlaps(first.box) {
			p.labels = append(p.labels, l)
		}
	}
}
