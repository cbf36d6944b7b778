package charts

import (
	"image"
	"image/color"
	"unicode"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/math/fixed"
)

// Letters of Chinese, Japanese and Korean come from a font of small bitmaps:
// the outlines of tens of thousands of letters would be larger than the whole
// program. Its dots are drawn as a smooth surface that is cut at a height, so
// that strokes are even and corners round at any size. FONTS.md names the fonts.
const (
	dotsWide = 12 // a full-width letter is so many dots wide
	dotsUp   = 16 // and its box so many high, 4 of them below the baseline
	dotsOn   = 12 // from the top of the box to the baseline
)

// weight is the height at which the surface is cut, of 256: the lower, the
// bolder.
type weight int

// The weights.
const (
	regular weight = 112
	bold    weight = 92
)

// eastAsian reports whether r belongs to the scripts that the bitmaps are for.
// Loose parts of Korean syllables are not among them: they would have to be put
// together.
func eastAsian(r rune) bool {
	switch {
	case r >= 0x3001 && r <= 0x30ff, r >= 0x3130 && r <= 0x318f, r >= 0xac00 && r <= 0xd7a3, r >= 0xff01 && r <= 0xffe6:
		return true
	default:
		return unicode.Is(unicode.Han, r)
	}
}

// bitmap is a letter in dots.
type bitmap struct {
	on   [dotsUp][dotsWide]bool
	wide int // dots; 0 where there is no such letter
}

func bitmapOf(r rune) bitmap {
	var b bitmap
	if !eastAsian(r) {
		return b
	}
	box, mask, corner, _, ok := bitmapfont.Face.Glyph(fixed.Point26_6{}, r)
	if !ok {
		return b
	}
	inked := false
	for y := range min(box.Dy(), dotsUp) {
		for x := range min(box.Dx(), dotsWide) {
			_, _, _, a := color.Alpha16Model.Convert(mask.At(corner.X+x, corner.Y+y)).RGBA()
			b.on[y][x] = a > 0
			inked = inked || a > 0
		}
	}
	if inked {
		b.wide = box.Dx()
	}
	return b
}

// at is the height of the surface over the middle of a dot: 256 or 0.
func (b *bitmap) at(x, y int) int {
	if x < 0 || y < 0 || x >= dotsWide || y >= dotsUp || !b.on[y][x] {
		return 0
	}
	return 256
}

// draw makes the letter at a size in pixels, in whole numbers alone.
func (b *bitmap) draw(size int, w weight) glyph {
	g := glyph{advance: fixed.I(b.wide) * fixed.Int26_6(size) / dotsWide}
	cols, rows := (b.wide*size+dotsWide-1)/dotsWide, (dotsUp*size+dotsWide-1)/dotsWide
	base := dotsOn * size / dotsWide
	g.box = image.Rect(0, -base, cols, rows-base)
	g.mask = make([]uint8, cols*rows)
	// Places are in parts of a dot, 256 each, from the middle of the first one.
	place := func(i int) (dot, part int) {
		v := (2*i+1)*dotsWide*256/(2*size) - 128
		return v >> 8, v & 255
	}
	for y := range rows {
		dy, py := place(y)
		for x := range cols {
			dx, px := place(x)
			upper := b.at(dx, dy)*(256-px) + b.at(dx+1, dy)*px
			lower := b.at(dx, dy+1)*(256-px) + b.at(dx+1, dy+1)*px
			high := (upper*(256-py) + lower*py) >> 16
			// The surface falls by 256 within a dot, which is so many pixels.
			cover := 128 + (high-int(w))*size/dotsWide
			g.mask[y*cols+x] = uint8((min(max(cover, 0), 256)*levels + 128) / 256)
		}
	}
	return g.trim()
}

// trim drops the empty rows above and below the ink.
func (g glyph) trim() glyph {
	w := g.box.Dx()
	empty := func(row []uint8) bool {
		for _, k := range row {
			if k > 0 {
				return false
			}
		}
		return true
	}
	for !g.box.Empty() && empty(g.mask[:w]) {
		g.mask = g.mask[w:]
		g.box.Min.Y++
	}
	for !g.box.Empty() && empty(g.mask[len(g.mask)-w:]) {
		g.mask = g.mask[:len(g.mask)-w]
		g.box.Max.Y--
	}
	return g
}
