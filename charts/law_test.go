package charts

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
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
	for _, offset := range rapid.SliceOfN(rapid.Int32Range(-20, int32(n)+10), 0, 9).Draw(t, "happened") {
		day := trend.From + account.Day(offset)
		trend.Meetings = append(trend.Meetings, day)
		trend.Stages = append(trend.Stages, account.StageDay{Day: day + 3, Stage: anyName().Draw(t, "stage")})
		trend.Configs = append(trend.Configs, day+5)
	}
	return TrendInput{
		Title: anyName().Draw(t, "title"),
		Trend: trend, Today: trend.To() + account.Day(rapid.Int32Range(-400, 400).Draw(t, "today")),
		Theme: Theme(rapid.IntRange(0, 2).Draw(t, "theme")),
	}
}

// TestTrendLaws: a picture of any trend has the right size, few bytes, and the
// same bytes each time.
func TestTrendLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t)
		lawful(t, height, func() ([]byte, error) { return Trend(in) })
	})
}

// TestLabelsKeepApart: no label overlaps another label or a swatch, and none
// leaves the picture.
func TestLabelsKeepApart(t *testing.T) {
	fonts, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		apart(t, &planTrend(anyInput(t), fonts).layout, image.Rect(0, 0, width, height))
	})
}

// lawful holds a picture to its size, and to the same bytes each time.
func lawful(t *rapid.T, high int, draw func() ([]byte, error)) {
	t.Helper()
	first, err := draw()
	if err != nil {
		t.Fatal(err)
	}
	again, err := draw()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, again) {
		t.Fatal("the same input gave other bytes")
	}
	if err := sized(first, high); err != nil {
		t.Fatal(err)
	}
}

// apart holds words and swatches to the picture, and each to a place of its
// own.
func apart(t *rapid.T, l *layout, picture image.Rectangle) {
	t.Helper()
	var boxes []image.Rectangle
	var texts []string
	for _, w := range l.labels {
		boxes, texts = append(boxes, w.box), append(texts, w.text)
	}
	for _, k := range l.keys {
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
}

// tidy holds a sheet to the same, and its shapes to the picture.
func tidy(t *rapid.T, s *sheet) {
	t.Helper()
	picture := image.Rect(0, 0, s.wide, s.high)
	all := s.layout
	for _, box := range s.kept {
		all.keys = append(all.keys, key{box: box})
	}
	apart(t, &all, picture)
	for _, shape := range s.shapes {
		for _, p := range shape.path {
			if p.X < 0 || p.Y < 0 || p.X > s.wide*unit || p.Y > s.high*unit {
				t.Fatalf("a shape in ink %d leaves the picture at %v", shape.ink, p)
			}
		}
	}
}

// anyName is a name of any script, long or short.
func anyName() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(), rapid.StringN(0, 60, -1), rapid.StringMatching("[A-Z][a-zäöß ]{1,60}"),
		rapid.StringMatching("[株式会社アクメ한국어中国银行ＡＢ １W]{1,40}"), rapid.Just("\u202eحساب\u202c ÅÉŘgjpqy|"),
	)
}

// anyMinutes are minutes as they are, and as corrupt rows may have them.
func anyMinutes() *rapid.Generator[account.Milli] {
	value := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 90_000), rapid.Int64Range(0, 9_000_000), rapid.Int64())
	return rapid.Map(value, func(v int64) account.Milli { return account.Milli(v) })
}

// anyDay lies far enough within the calendar for years before and after it.
func anyDay(t *rapid.T, label string) account.Day {
	return account.Day(rapid.Int32Range(int32(firstDay)+4000, int32(lastDay)-4000).Draw(t, label))
}

func anyTheme(t *rapid.T) Theme { return Theme(rapid.IntRange(0, 1).Draw(t, "theme")) }

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

// TestContrast holds every ink that writes text to 4.5 to 1 and every ink that
// draws data to 3 to 1 against the paper (WCAG 2.1, AA). Shades of a heatmap
// are left out: each has its number written on it (TestHeatContrast).
func TestContrast(t *testing.T) {
	for _, well := range []struct {
		name       string
		tints      func(Theme) tints
		text, data []ink
	}{
		{"trend, sparkline and bars", Theme.tints, []ink{lineInk, markInk, mutedInk, textInk}, []ink{barInk}},
		{"timeline and comparison", hueTints, []ink{blueInk, amberInk, tealInk, plumInk, mutedInk, textInk}, nil},
	} {
		for _, theme := range []Theme{Light, Dark} {
			tints := well.tints(theme)
			hold := func(inks []ink, least float64) {
				for _, i := range inks {
					if got := contrast(tints[i], tints[paper]); got < least {
						t.Errorf("%s, theme %d: ink %d has a contrast of %.2f, below %.1f", well.name, theme, i, got, least)
					}
				}
			}
			hold(well.text, 4.5)
			hold(well.data, 3)
		}
	}
	for _, theme := range []Theme{Light, Dark} {
		if tints := theme.tints(); contrast(tints[textInk], tints[barInk]) < 3 {
			t.Errorf("theme %d: a mark on a bar has a contrast of %.2f, below 3", theme, contrast(tints[textInk], tints[barInk]))
		}
	}
}

// contrast is the ratio of WCAG 2.1, from 1 to 21.
func contrast(a, b color.RGBA) float64 {
	luminance := func(c color.RGBA) float64 {
		return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// linear is the light of a channel of sRGB, from 0 to 1.
func linear(v uint8) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}

// TestReadable holds the smallest text to 1/40 of the width.
func TestReadable(t *testing.T) {
	for _, size := range [...]int{labelSize, titleSize, sparkLabel, sparkTitle} {
		if size*40 < width {
			t.Errorf("text of %d pixels on a width of %d", size, width)
		}
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
		{"loose accents are joined", "Cafe\u0301", "Café – engagement minutes"},
		{"accents that no letter takes are dropped", "X\u0301 Corp", "X Corp – engagement minutes"},
		{"direction marks are dropped", "\u202eAcme\u202c", "Acme – engagement minutes"},
		{"line breaks", "Acme\r\n\tCorp", "Acme Corp – engagement minutes"},
		{"japanese", "株式会社 アクメ", "株式会社 アクメ – engagement minutes"},
		{"korean, in parts", norm.NFD.String("삼성전자"), "삼성전자 – engagement minutes"},
		{"chinese", "中国银行股份有限公司", "中国银行股份有限公司 – engagement minutes"},
		{"a rare letter", "𠮷野家", "Engagement minutes"},
		{"from right to left", "حساب Acme", "Engagement minutes"},
		{"thai", "บริษัท", "Engagement minutes"},
		{"nothing left", "🚀", "Engagement minutes"},
		{"empty", "", "Engagement minutes"},
		{"bad bytes", "Acme\xff", "Acme\ufffd – engagement minutes"},
		{"long", "International Business Manufacturing of Springfield and Sons", "International Business Manufacturing of Sprin… – minutes"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := heading(tc.in, engagement, fonts.title, width-2*edge); got != tc.want {
				t.Errorf("heading = %q, want %q", got, tc.want)
			}
		})
	}
}

// Every date of an axis is written once, however short the trend and on whatever
// weekday it ends.
func TestDatesOnce(t *testing.T) {
	fonts, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	for days := 1; days <= 60; days++ {
		for end := range account.Day(7) {
			for _, last := range []account.Day{today - end, today - 400 - end} { // this year, and another
				p := planTrend(TrendInput{Title: "Acme", Today: today, Trend: account.Trend{From: last - account.Day(days) + 1, Minutes: make([]account.Milli, days)}}, fonts)
				said := map[string]bool{}
				for _, l := range p.labels {
					date := strings.TrimSuffix(l.text, " 2025")
					if l.y == dateBase && said[date] {
						t.Errorf("%d days up to %s: %q is written twice", days, last, l.text)
					}
					said[date] = said[date] || l.y == dateBase
				}
			}
		}
	}
}
