package charts

import (
	"fmt"
	"image"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Sizes of text in pixels. Nothing is written smaller than labelSize: 1/40 of
// the width.
const (
	labelSize = width / 40
	titleSize = 54
)

// faces are the two faces of a picture.
type faces struct {
	label *face
	title *face
}

// The faces draw the glyphs of Latin 1 once, on first use.
var (
	loadFaces = sync.OnceValues(func() (*faces, error) { return newFaces(labelSize, titleSize) })
	loadLarge = sync.OnceValues(func() (*faces, error) { return newFaces(sparkLabel, sparkTitle) })
)

// newFaces parses the embedded fonts at two sizes in pixels.
func newFaces(labels, titles int) (*faces, error) {
	label, err := newFace(goregular.TTF, labels, regular)
	if err != nil {
		return nil, err
	}
	title, err := newFace(gobold.TTF, titles, bold)
	if err != nil {
		return nil, err
	}
	return &faces{label: label, title: title}, nil
}

// face is a font at one size, with bitmaps for what the font lacks. It does not
// change once it is made.
type face struct {
	font   *sfnt.Font
	size   fixed.Int26_6
	weight weight     // of the bitmaps
	kept   [256]glyph // the glyphs of Latin 1
}

// glyph is one drawn character.
type glyph struct {
	box     image.Rectangle // of the ink, from the pen on the baseline
	mask    []uint8         // coverage from 0 to levels, row by row
	advance fixed.Int26_6
}

func newFace(ttf []byte, size int, w weight) (*face, error) {
	parsed, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("parse embedded font: %w", err)
	}
	f := &face{font: parsed, size: fixed.I(size), weight: w}
	for r := range f.kept {
		if r >= ' ' {
			f.kept[r] = f.draw(rune(r))
		}
	}
	return f, nil
}

// has reports whether the font or the bitmaps can write r.
func (f *face) has(r rune) bool {
	var buf sfnt.Buffer
	if i, err := f.font.GlyphIndex(&buf, r); err == nil && i != 0 {
		return true
	}
	return bitmapOf(r).wide > 0
}

// glyph is the drawn r. What the font does not know has no ink and no width.
func (f *face) glyph(r rune) *glyph {
	if r >= 0 && int(r) < len(f.kept) {
		return &f.kept[r]
	}
	g := f.draw(r)
	return &g
}

func (f *face) draw(r rune) glyph {
	var buf sfnt.Buffer
	i, err := f.font.GlyphIndex(&buf, r)
	if err != nil {
		return glyph{}
	}
	if i == 0 {
		if b := bitmapOf(r); b.wide > 0 {
			return b.draw(f.size.Floor(), f.weight)
		}
		return glyph{}
	}
	advance, err := f.font.GlyphAdvance(&buf, i, f.size, font.HintingNone)
	if err != nil {
		return glyph{}
	}
	segments, err := f.font.LoadGlyph(&buf, i, f.size, nil)
	if err != nil {
		return glyph{}
	}
	return ink26(segments, advance)
}

// ink26 rasterises an outline in 26.6 numbers.
func ink26(segments sfnt.Segments, advance fixed.Int26_6) glyph {
	b := segments.Bounds()
	box := image.Rect(b.Min.X.Floor(), b.Min.Y.Floor(), b.Max.X.Ceil(), b.Max.Y.Ceil())
	g := glyph{box: box, advance: advance}
	if box.Empty() {
		return g
	}
	ras := newRaster(box.Dx(), box.Dy())
	place := func(p fixed.Point26_6) point {
		return point{int(p.X) - box.Min.X*frac, int(p.Y) - box.Min.Y*frac}
	}
	var start, pen point
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			ras.edge(pen, start)
			start = place(s.Args[0])
			pen = start
		case sfnt.SegmentOpLineTo:
			ras.edge(pen, place(s.Args[0]))
			pen = place(s.Args[0])
		case sfnt.SegmentOpQuadTo:
			pen = curve(ras, pen, place(s.Args[0]), place(s.Args[1]))
		case sfnt.SegmentOpCubeTo: // TrueType outlines, which ours are, have none
			pen = curve(ras, pen, place(s.Args[1]), place(s.Args[2]))
		}
	}
	ras.edge(pen, start)
	g.mask = make([]uint8, box.Dx()*box.Dy())
	ras.sweep(func(row, left int, coverage []uint8) { copy(g.mask[row*box.Dx()+left:], coverage) })
	return g
}

// curve adds a quadratic curve as eight chords and returns its end.
func curve(ras *raster, a, b, d point) point {
	const n = 8
	pen := a
	for i := 1; i <= n; i++ {
		j := n - i
		next := point{(j*j*a.x + 2*i*j*b.x + i*i*d.x) / (n * n), (j*j*a.y + 2*i*j*b.y + i*i*d.y) / (n * n)}
		ras.edge(pen, next)
		pen = next
	}
	return pen
}

// write hands out the glyphs of s and where their pens stand, in pixels.
func (f *face) write(s string, x, y int, stamp func(g *glyph, x, y int)) {
	pen := fixed.I(x)
	for _, r := range s {
		g := f.glyph(r)
		stamp(g, pen.Round(), y)
		pen += g.advance
	}
}

// measure is the box of the ink of s, in pixels, with the pen starting at 0, 0;
// it is never narrower than what the pen travels.
func (f *face) measure(s string) image.Rectangle {
	var box image.Rectangle
	var pen fixed.Int26_6
	for _, r := range s {
		g := f.glyph(r)
		box = box.Union(g.box.Add(image.Pt(pen.Round(), 0)))
		pen += g.advance
	}
	box.Max.X = max(box.Max.X, pen.Ceil())
	box.Min.X = min(box.Min.X, 0)
	return box
}
