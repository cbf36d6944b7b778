package charts

import (
	"image"
	"strings"
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

// short is a name as far as the font can write it, cut to so many pixels.
func (p *layout) short(name string, pixels int) string {
	text, ok := printable(name, p.fonts.label)
	if !ok {
		return "?"
	}
	if p.fonts.label.measure(text).Dx() <= pixels {
		return text
	}
	runes := []rune(text)
	for n := min(len(runes), 60); n > 0; n-- {
		if cut := strings.TrimRight(string(runes[:n]), " .,-–") + "…"; p.fonts.label.measure(cut).Dx() <= pixels {
			return cut
		}
	}
	return "?"
}
