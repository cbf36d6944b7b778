package charts

import (
	"image/color"
	"math"
	"testing"
)

// TestHuesWithoutRedOrGreen: the four hues stay apart for whoever lacks the
// cones for red or for green, as Vienot, Brettel and Mollon (1999) work it out.
func TestHuesWithoutRedOrGreen(t *testing.T) {
	const least = 50 // of 255, as a distance of red, green and blue together
	for name, m := range map[string][3][3]float64{
		"no red":   {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}},
		"no green": {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}},
	} {
		for _, theme := range []Theme{Light, Dark} {
			tints := hueTints(theme)
			for i, a := range hues {
				for _, b := range hues[:i] {
					if got := math.Sqrt(float64(distance(seen(m, tints[a]), seen(m, tints[b])))); got < least {
						t.Errorf("%s, theme %d: inks %d and %d are %.0f apart, want %d", name, theme, a, b, got, least)
					}
				}
			}
		}
	}
}

// seen is a colour after a matrix over linear light.
func seen(m [3][3]float64, c color.RGBA) color.RGBA {
	in := [3]float64{linear(c.R), linear(c.G), linear(c.B)}
	var out [3]uint8
	for i, row := range m {
		v := min(max(row[0]*in[0]+row[1]*in[1]+row[2]*in[2], 0), 1)
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		out[i] = uint8(v*255 + 0.5)
	}
	return color.RGBA{R: out[0], G: out[1], B: out[2], A: 255}
}
