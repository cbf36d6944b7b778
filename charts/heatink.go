package charts

import "sync"

// The inks of a heatmap stand in the places of a trend's: one hue from faint to
// strong, told apart by lightness alone, so that they are told apart by whoever
// sees no red or no green, and on paper.
const (
	heat1 = gridInk + iota
	heat2
	heat3
	heat4
	heat5
	wantInk // mark of a blind spot
	wordInk // text, and the outline of what is wanted
)

// heats are the shades of cells, from few minutes to many.
var heats = [...]ink{heat1, heat2, heat3, heat4, heat5}

// letterOn is the ink that text on a shade is written with.
func letterOn(shade ink) ink {
	if shade == heat4 || shade == heat5 {
		return paper
	}
	return wordInk
}

func heatTints(t Theme) tints {
	if t == Dark {
		return tints{
			paper: rgb(0x1a1d21), heat1: rgb(0x24344d), heat2: rgb(0x2c4a78), heat3: rgb(0x3a68ad), heat4: rgb(0x6a9be6),
			heat5: rgb(0xa9cbff), wantInk: rgb(0xff9d4d), wordInk: rgb(0xf8f9fb),
		}
	}
	return tints{
		paper: rgb(0xffffff), heat1: rgb(0xe3edfd), heat2: rgb(0xb9d3f8), heat3: rgb(0x86b2f0), heat4: rgb(0x3470cc),
		heat5: rgb(0x163f8f), wantInk: rgb(0xc2410c), wordInk: rgb(0x111827),
	}
}

// The inkwells are mixed on first use and never change.
var (
	lightHeat = sync.OnceValue(func() *inkwell { return mix(heatTints(Light)) })
	darkHeat  = sync.OnceValue(func() *inkwell { return mix(heatTints(Dark)) })
)

func heatWell(t Theme) *inkwell {
	if t == Dark {
		return darkHeat()
	}
	return lightHeat()
}
