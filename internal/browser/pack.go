package browser

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
)

// apart is how much two colours of a packed picture differ in some channel.
const apart = 10

// Pack makes a picture of a page small enough to be kept beside the code: up to
// 256 frequent colours that differ visibly stay, the rest become the nearest.
func Pack(shot []byte) ([]byte, error) {
	picture, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	box := picture.Bounds()
	seen := map[color.RGBA]int{}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			seen[color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)]++
		}
	}
	var colours []color.RGBA
	for c := range seen {
		colours = append(colours, c)
	}
	number := func(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
	slices.SortFunc(colours, func(a, b color.RGBA) int {
		if seen[a] != seen[b] {
			return seen[b] - seen[a]
		}
		return number(a) - number(b)
	})
	var palette color.Palette
	for _, c := range colours {
		near := func(have color.Color) bool { return alike(have.(color.RGBA), c) }
		if len(palette) < 256 && !slices.ContainsFunc(palette, near) {
			palette = append(palette, c)
		}
	}
	packed := image.NewPaletted(box, palette)
	draw.Draw(packed, box, picture, box.Min, draw.Src)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, packed); err != nil {
		return nil, fmt.Errorf("write a picture: %w", err)
	}
	return out.Bytes(), nil
}

// alike reports whether two colours look the same.
func alike(a, b color.RGBA) bool {
	near := func(x, y uint8) bool { return max(x, y)-min(x, y) < apart }
	return near(a.R, b.R) && near(a.G, b.G) && near(a.B, b.B)
}
