package charts

import "sync"

// The inks of pictures that tell several things apart: four hues stand in the
// places of a trend's area, bars, lines and marks. They differ in lightness and
// in blue against yellow, not in red against green alone; and whatever wears
// one of them has a shape, a dash or a label of its own besides.
const (
	blueInk = gridInk + 1 + iota
	amberInk
	tealInk
	plumInk
)

// hues are the inks in the order in which they are given out.
var hues = [...]ink{blueInk, amberInk, tealInk, plumInk}

func hueTints(t Theme) tints {
	out := t.tints()
	if t == Dark {
		out[blueInk], out[amberInk], out[tealInk], out[plumInk] = rgb(0x6fa8ff), rgb(0xffb454), rgb(0x74f0d2), rgb(0xe070c8)
		return out
	}
	out[blueInk], out[amberInk], out[tealInk], out[plumInk] = rgb(0x1d55d0), rgb(0xb45309), rgb(0x00594c), rgb(0xb5219c)
	return out
}

// The inkwells are mixed on first use and never change.
var (
	lightHues = sync.OnceValue(func() *inkwell { return mix(hueTints(Light)) })
	darkHues  = sync.OnceValue(func() *inkwell { return mix(hueTints(Dark)) })
)

func hueWell(t Theme) *inkwell {
	if t == Dark {
		return darkHues()
	}
	return lightHues()
}
