package charts

import (
	"image/color"
	"sync"

	chart "github.com/wcharczuk/go-chart/v2"
	"github.com/wcharczuk/go-chart/v2/drawing"
)

// Theme is the set of colours of a picture. The zero value is Light.
type Theme int

// The themes.
const (
	Light Theme = iota
	Dark
)

// ink is one of the colours a picture is drawn with.
type ink uint8

// The inks. Text is written with the last four only: they stand out from the
// paper by 4.5 to 1 or more (WCAG AA).
const (
	paper    ink = iota
	gridInk      // grid lines
	washInk      // the area under the running sum
	barInk       // the bars of the days
	lineInk      // the account's lines, and words about them
	markInk      // the threshold and its crossing, and words about them
	mutedInk     // ticks and legends
	textInk      // the title
	inks
)

// levels is how many steps of coverage an edge has: 0 is paper, levels is ink.
const levels = 9

// tints are the colours of a theme.
type tints [inks]color.RGBA

func (t Theme) tints() tints {
	if t == Dark {
		return tints{
			rgb(0x1a1d21), rgb(0x3a3f47), rgb(0x1d3152), rgb(0x4674c0),
			rgb(0xa3c8ff), rgb(0xff9d4d), rgb(0xc3c8d0), rgb(0xf8f9fb),
		}
	}
	return tints{
		rgb(0xffffff), rgb(0xdfe3e8), rgb(0xe3edfd), rgb(0x6993e0),
		rgb(0x163f9e), rgb(0xc2410c), rgb(0x4b5563), rgb(0x111827),
	}
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

// colour is the ink as go-chart's styles name it.
func (t *tints) colour(i ink) drawing.Color {
	c := t[i]
	return drawing.Color{R: c.R, G: c.G, B: c.B, A: c.A}
}

// inkOf finds the ink of a style's colour; ok is false where it is transparent.
func (t *tints) inkOf(c drawing.Color) (i ink, ok bool) {
	if c.A == 0 {
		return 0, false
	}
	best := 1 << 30
	for k, have := range t {
		if d := distance(have, color.RGBA{R: c.R, G: c.G, B: c.B}); d < best {
			i, best = ink(k), d
		}
	}
	return i, true
}

// inkwell is a theme's palette: the inks, the steps between any two of them,
// and for each step of coverage what an ink makes of a colour that is there.
type inkwell struct {
	tints   tints
	palette color.Palette
	over    [inks][levels + 1][256]uint8
}

// The inkwells are mixed on first use and never change.
var (
	lightWell = sync.OnceValue(func() *inkwell { return mix(Light.tints()) })
	darkWell  = sync.OnceValue(func() *inkwell { return mix(Dark.tints()) })
)

func wellOf(t Theme) *inkwell {
	if t == Dark {
		return darkWell()
	}
	return lightWell()
}

func mix(t tints) *inkwell {
	w := &inkwell{tints: t}
	var flat []color.RGBA
	flat = append(flat, t[:]...)
	for a := range inks {
		for b := a + 1; b < inks; b++ {
			for k := 1; k < levels; k++ {
				flat = append(flat, blend(t[a], t[b], k))
			}
		}
	}
	for _, c := range flat {
		w.palette = append(w.palette, c)
	}
	for i := range inks {
		for k := range levels + 1 {
			for under, c := range flat {
				w.over[i][k][under] = nearest(flat, blend(c, t[i], k))
			}
		}
	}
	return w
}

// blend covers a with b to k of levels.
func blend(a, b color.RGBA, k int) color.RGBA {
	part := func(x, y uint8) uint8 {
		return uint8((int(x)*(levels-k) + int(y)*k + levels/2) / levels)
	}
	return color.RGBA{R: part(a.R, b.R), G: part(a.G, b.G), B: part(a.B, b.B), A: 255}
}

func nearest(flat []color.RGBA, c color.RGBA) uint8 {
	at, best := 0, 1<<30
	for i, have := range flat {
		if d := distance(have, c); d < best {
			at, best = i, d
		}
	}
	return uint8(at)
}

func distance(a, b color.RGBA) int {
	r, g, bl := int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B)
	return r*r + g*g + bl*bl
}

// bare is a go-chart palette that paints nothing by default: whatever a
// picture shows is styled by its plan.
type bare struct{}

var _ chart.ColorPalette = bare{}

func (bare) BackgroundColor() drawing.Color       { return drawing.ColorTransparent }
func (bare) BackgroundStrokeColor() drawing.Color { return drawing.ColorTransparent }
func (bare) CanvasColor() drawing.Color           { return drawing.ColorTransparent }
func (bare) CanvasStrokeColor() drawing.Color     { return drawing.ColorTransparent }
func (bare) AxisStrokeColor() drawing.Color       { return drawing.ColorTransparent }
func (bare) TextColor() drawing.Color             { return drawing.ColorTransparent }
func (bare) GetSeriesColor(int) drawing.Color     { return drawing.ColorTransparent }
