package charts

import (
	"image"

	chart "github.com/wcharczuk/go-chart/v2"

	"engagement/account"
)

// label is a piece of text and where its baseline starts.
type label struct {
	text  string
	x, y  int
	ink   ink
	title bool
	box   image.Rectangle // of its ink
}

// key is the swatch before a legend's text.
type key struct {
	box  image.Rectangle
	ink  ink
	dash bool
	pole bool // an upright line of dots
	cap  ink  // drawn over its upper edge, unless paper
}

// layout is the words and swatches of a picture.
type layout struct {
	labels []label
	keys   []key
	fonts  *faces
}

// put adds a label with its baseline starting at x, y.
func (p *layout) put(text string, x, y int, i ink) label {
	l := label{text: text, x: x, y: y, ink: i}
	l.box = p.fonts.label.measure(text).Add(image.Pt(x, y))
	p.labels = append(p.labels, l)
	return l
}

// engagement is the caption of pictures of an account's minutes.
var engagement = caption{" – engagement minutes", " – minutes", "Engagement minutes"}

// title writes the name, cut where it is too long for the picture.
func (p *layout) title(name string) { p.titled(name, engagement, titleBase) }

// titled writes a name with a caption of its own on a baseline.
func (p *layout) titled(name string, words caption, base int) label {
	text := heading(name, words, p.fonts.title, width-2*edge)
	l := label{text: text, x: edge, y: base, ink: textInk, title: true}
	l.box = p.fonts.title.measure(text).Add(image.Pt(l.x, l.y))
	p.labels = append(p.labels, l)
	return l
}

func (p *layout) centred(text string, y int) {
	p.put(text, (width-p.fonts.label.measure(text).Dx())/2, y, mutedInk)
}

// key puts a swatch on a baseline and returns where its text starts.
func (p *layout) key(x, base, w int, i ink, dash bool) int {
	middle := base - labelSize/3
	half := lineWidth / 2
	if w == blockKey {
		half = blockKey / 2
	}
	p.keys = append(p.keys, key{box: image.Rect(x, middle-half, x+w, middle+half), ink: i, dash: dash})
	return x + w + keyGap
}

// centredIn puts text in the middle of a box.
func (p *layout) centredIn(text string, box image.Rectangle, i ink) {
	ink := p.fonts.label.measure(text)
	p.put(text, box.Min.X+(box.Dx()-ink.Dx())/2-ink.Min.X, p.baseIn(box), i)
}

// baseIn is the baseline of text in the middle of a box.
func (p *layout) baseIn(box image.Rectangle) int {
	digits := p.fonts.label.measure("0")
	return (box.Min.Y + box.Max.Y + digits.Dy()) / 2
}

// unwritten stands for a name that the font cannot write.
const unwritten = "?"

// short is a name as far as the font can write it, cut to so many pixels.
func (p *layout) short(name string, pixels int) string {
	text, ok := printable(name, p.fonts.label)
	if !ok {
		return unwritten
	}
	if p.fonts.label.measure(text).Dx() <= pixels {
		return text
	}
	if text = cut(text, "", p.fonts.label, pixels); text != "" {
		return text
	}
	return unwritten
}

// dateAxis puts the dates of the days from and last, and of those between them,
// below a box that shows them. The last day always has its date; others give
// way. It returns all dates that there are, with their columns.
func (p *layout) dateAxis(box image.Rectangle, from, last, today account.Day) []dateTick {
	text := last.Short(today)
	end := p.put(text, box.Max.X-p.fonts.label.measure(text).Max.X, dateBase, mutedInk)
	days := float64(last-from) + 1
	ticks := dateTicks(from, last, float64(box.Dx())/days)
	free := edge
	for i := range ticks {
		t := &ticks[i]
		t.x = box.Min.X + int(t.slot*float64(box.Dx())/days+0.5)
		w := p.fonts.label.measure(t.text).Dx()
		left := t.x - w/2
		if t.slot >= days-1 {
			continue // the last day, which has its date
		}
		if left >= free && left+w+labelGap <= end.box.Min.X {
			free = p.put(t.text, left, dateBase, mutedInk).box.Max.X + labelGap
		}
	}
	return ticks
}

// flag finds a place for the words beside a pole at column x: right of it, else
// left of it, within a row, clear of other poles and of what is taken.
func (p *layout) flag(text string, x int, row image.Rectangle, poles []int, taken []image.Rectangle) (image.Rectangle, bool) {
	const beside = 14
	w := p.fonts.label.measure(text).Dx()
	for _, left := range [2]int{x + beside, x - beside - w} {
		box := image.Rect(left, row.Min.Y, left+w, row.Max.Y)
		free := box.In(row)
		for _, b := range taken {
			free = free && !box.Inset(-labelGap).Overlaps(b) && (x < b.Min.X || x > b.Max.X)
		}
		for _, pole := range poles {
			free = free && (pole < box.Min.X || pole > box.Max.X)
		}
		if free {
			return box, true
		}
	}
	return image.Rectangle{}, false
}

// write draws the swatches and labels.
func (p *layout) write(r chart.Renderer, t *tints) {
	for _, k := range p.keys {
		box := chart.Box{Left: k.box.Min.X * unit, Top: k.box.Min.Y * unit, Right: k.box.Max.X * unit, Bottom: k.box.Max.Y * unit}
		if k.pole {
			style := stroked(t, k.ink, poleWidth)
			style.StrokeDashArray = dots()
			style.WriteToRenderer(r)
			x, _ := box.Center()
			r.MoveTo(x, box.Top)
			r.LineTo(x, box.Bottom)
			r.Stroke()
			continue
		}
		if !k.dash {
			chart.Draw.Box(r, box, chart.Style{FillColor: t.colour(k.ink)})
			if k.cap != paper {
				box.Bottom = box.Top + capHeight*unit
				chart.Draw.Box(r, box, chart.Style{FillColor: t.colour(k.cap)})
			}
			continue
		}
		style := stroked(t, k.ink, levelWidth)
		style.StrokeDashArray = dashes()
		style.WriteToRenderer(r)
		_, y := box.Center()
		r.MoveTo(box.Left, y)
		r.LineTo(box.Right, y)
		r.Stroke()
	}
	for _, l := range p.labels {
		style := chart.Style{FontColor: t.colour(l.ink)}
		if l.title {
			style.ClassName = titleClass
		}
		chart.Draw.Text(r, l.text, l.x*unit, l.y*unit, style)
	}
}
