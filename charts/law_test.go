package charts

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"pgregory.net/rapid"

	"engagement/account"
)

// anyInput draws trends of any shape that the calendar allows: corrupt values,
// days of crossings outside the trend, names of any script.
func anyInput(t *rapid.T) TrendInput {
	n := rapid.OneOf(rapid.IntRange(0, 20), rapid.IntRange(21, 800)).Draw(t, "days")
	value := rapid.OneOf(
		rapid.Just(int64(0)), rapid.Int64Range(0, 90_000), rapid.Int64Range(0, 480_000), rapid.Int64(),
	)
	milli := rapid.Custom(func(t *rapid.T) account.Milli { return account.Milli(value.Draw(t, "value")) })
	trend := account.Trend{
		From:      account.Day(rapid.Int32Range(int32(firstDay), int32(lastDay)-800).Draw(t, "from")),
		Minutes:   rapid.SliceOfN(milli, n, n).Draw(t, "minutes"),
		Threshold: milli.Draw(t, "threshold"), Window: rapid.IntRange(0, 365).Draw(t, "window"),
	}
	if rapid.Bool().Draw(t, "running") {
		trend.Running = rapid.SliceOfN(milli, n, n).Draw(t, "sums")
	}
	for _, offset := range rapid.SliceOfN(rapid.Int32Range(-10, int32(n)+10), 0, 12).Draw(t, "crossed") {
		trend.Crossed = append(trend.Crossed, trend.From+account.Day(offset))
	}
	for _, offset := range rapid.SliceOfN(rapid.Int32Range(-20, int32(n)+10), 0, 6).Draw(t, "found") {
		trend.Stretches = append(trend.Stretches, account.Stretch{
			Direction: rapid.SampledFrom([]account.Direction{account.Rising, account.Falling}).Draw(t, "direction"),
			Span:      account.Span{From: trend.From + account.Day(offset), To: trend.From + account.Day(offset+rapid.Int32Range(-1, 40).Draw(t, "length"))},
		})
	}
	return TrendInput{
		Title: rapid.OneOf(rapid.String(), rapid.StringN(0, 60, -1)).Draw(t, "title"),
		Trend: trend, Today: trend.To() + account.Day(rapid.Int32Range(-400, 400).Draw(t, "today")),
		Theme: Theme(rapid.IntRange(0, 2).Draw(t, "theme")),
	}
}

// TestTrendLaws: a picture of any trend has the right size, few bytes, and the
// same bytes each time.
func TestTrendLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t)
		first, err := Trend(in)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Trend(in)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Fatal("the same input gave other bytes")
		}
		if len(first) > 80<<10 {
			t.Fatalf("%d bytes, more than 80 KB", len(first))
		}
		cfg, err := png.DecodeConfig(bytes.NewReader(first))
		if err != nil {
			t.Fatal(err)
		}
		if cfg.Width != 1600 || cfg.Height != 800 {
			t.Fatalf("size %dx%d, want 1600x800", cfg.Width, cfg.Height)
		}
	})
}

// TestLabelsKeepApart: no label overlaps another label or a swatch, and none
// leaves the picture.
func TestLabelsKeepApart(t *testing.T) {
	fonts, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	picture := image.Rect(0, 0, width, height)
	rapid.Check(t, func(t *rapid.T) {
		p := planTrend(anyInput(t), fonts)
		var boxes []image.Rectangle
		var texts []string
		for _, l := range p.labels {
			boxes, texts = append(boxes, l.box), append(texts, l.text)
		}
		for _, k := range p.keys {
			boxes, texts = append(boxes, k.box), append(texts, "a swatch")
		}
		for i, a := range boxes {
			if !a.In(picture) {
				t.Fatalf("%q at %v leaves the picture", texts[i], a)
			}
			for j, b := range boxes[:i] {
				if a.Overlaps(b) {
					t.Fatalf("%q at %v overlaps %q at %v", texts[i], a, texts[j], b)
				}
			}
		}
	})
}

// TestRasterLaw: the coverage of a random triangle inside the picture adds up
// to its area.
func TestRasterLaw(t *testing.T) {
	const w, h = 40, 30
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.Custom(func(t *rapid.T) point {
			return point{rapid.IntRange(0, w*frac).Draw(t, "x"), rapid.IntRange(0, h*frac).Draw(t, "y")}
		})
		a, b, c := place.Draw(t, "a"), place.Draw(t, "b"), place.Draw(t, "c")
		r := newRaster(w, h)
		r.polygon([]point{a, b, c})
		got := 0
		r.sweep(func(_, _ int, coverage []uint8) {
			for _, k := range coverage {
				got += int(k) * full / levels
			}
		})
		want := (b.x-a.x)*(c.y-a.y) - (c.x-a.x)*(b.y-a.y)
		if diff := math.Abs(math.Abs(float64(got)) - math.Abs(float64(want))); diff > full/levels*2*(w+h) {
			t.Errorf("covered %d, want %d", got, want)
		}
		for i, v := range r.cells {
			if v != 0 {
				t.Fatalf("cell %d is %d after the sweep", i, v)
			}
		}
	})
}

// TestContrast holds every ink that writes text to WCAG AA.
func TestContrast(t *testing.T) {
	for _, theme := range []Theme{Light, Dark} {
		tints := theme.tints()
		for _, i := range []ink{lineInk, markInk, mutedInk, textInk} {
			if got := contrast(tints[i], tints[paper]); got < 4.5 {
				t.Errorf("theme %d: ink %d has a contrast of %.2f, below 4.5", theme, i, got)
			}
		}
	}
}

// contrast is the ratio of WCAG 2.1, from 1 to 21.
func contrast(a, b color.RGBA) float64 {
	luminance := func(c color.RGBA) float64 {
		part := func(v uint8) float64 {
			s := float64(v) / 255
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestReadable holds the smallest text to 1/40 of the width.
func TestReadable(t *testing.T) {
	if labelSize*40 < width || titleSize < labelSize {
		t.Errorf("text of %d and %d pixels on a width of %d", labelSize, titleSize, width)
	}
}

func TestHeading(t *testing.T) {
	fonts, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, in, want string }{
		{"plain", "Acme Corp", "Acme Corp – engagement minutes"},
		{"greek and cyrillic", "Ωmega Завод", "Ωmega Завод – engagement minutes"},
		{"emoji is dropped", "Acme 🚀 Corp", "Acme Corp – engagement minutes"},
		{"loose accents are dropped", "Cafe\u0301", "Cafe – engagement minutes"},
		{"direction marks are dropped", "\u202eAcme\u202c", "Acme – engagement minutes"},
		{"line breaks", "Acme\r\n\tCorp", "Acme Corp – engagement minutes"},
		{"foreign letters", "株式会社 Acme", "Engagement minutes"},
		{"nothing left", "🚀", "Engagement minutes"},
		{"empty", "", "Engagement minutes"},
		{"bad bytes", "Acme\xff", "Acme\ufffd – engagement minutes"},
		{"long", "International Business Manufacturing of Springfield and Sons", "International Business Manufacturing of Sprin… – minutes"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := heading(tc.in, fonts.title, width-2*edge); got != tc.want {
				t.Errorf("heading = %q, want %q", got, tc.want)
			}
		})
	}
}
