package charts

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"math"

	"github.com/golang/freetype/truetype"
	chart "github.com/wcharczuk/go-chart/v2"
	"github.com/wcharczuk/go-chart/v2/drawing"
)

// unit is how many of go-chart's coordinates make a pixel.
const unit = 4

// titleClass is the class of a style that is written in the title's face.
const titleClass = "title"

// canvas is go-chart's Renderer on a paletted image. Coordinates, widths and
// dashes are in quarters of a pixel; sizes of text follow from the class, and
// text is never rotated: no picture of this package asks for it.
type canvas struct {
	img    *image.Paletted
	well   *inkwell
	faces  *faces
	ras    *raster
	paths  [][]point // open or closed subpaths of the current path
	text   *face
	stroke drawing.Color
	fill   drawing.Color
	letter drawing.Color
	width  float64
	dashes []float64
	dpi    float64
}

var _ chart.Renderer = (*canvas)(nil)

func newCanvas(w, h int, theme Theme, fonts *faces) *canvas {
	return canvasOf(w, h, wellOf(theme), fonts)
}

func canvasOf(w, h int, well *inkwell, fonts *faces) *canvas {
	return &canvas{
		img: image.NewPaletted(image.Rect(0, 0, w, h), well.palette), well: well,
		faces: fonts, text: fonts.label, ras: newRaster(w, h),
	}
}

// ResetStyle forgets colours, width and class.
func (c *canvas) ResetStyle() {
	c.stroke, c.fill, c.letter = drawing.Color{}, drawing.Color{}, drawing.Color{}
	c.width, c.dashes, c.text = 0, nil, c.faces.label
}

// GetDPI is what SetDPI set; sizes do not depend on it.
func (c *canvas) GetDPI() float64 { return c.dpi }

// SetDPI is kept for go-chart.
func (c *canvas) SetDPI(dpi float64) { c.dpi = dpi }

// SetClassName chooses the face of text.
func (c *canvas) SetClassName(class string) {
	c.text = c.faces.label
	if class == titleClass {
		c.text = c.faces.title
	}
}

// SetStrokeColor sets the ink of lines.
func (c *canvas) SetStrokeColor(colour drawing.Color) { c.stroke = colour }

// SetFillColor sets the ink of areas.
func (c *canvas) SetFillColor(colour drawing.Color) { c.fill = colour }

// SetStrokeWidth sets the width of lines, in quarters of a pixel.
func (c *canvas) SetStrokeWidth(width float64) { c.width = width }

// SetStrokeDashArray sets the lengths of dashes and gaps, in quarters of a
// pixel.
func (c *canvas) SetStrokeDashArray(dashes []float64) { c.dashes = dashes }

func at(x, y int) point { return point{x * frac / unit, y * frac / unit} }

// MoveTo starts a subpath.
func (c *canvas) MoveTo(x, y int) { c.paths = append(c.paths, []point{at(x, y)}) }

// LineTo goes on with the subpath.
func (c *canvas) LineTo(x, y int) { c.add(at(x, y)) }

func (c *canvas) add(p point) {
	if len(c.paths) == 0 {
		c.paths = append(c.paths, nil)
	}
	last := &c.paths[len(c.paths)-1]
	*last = append(*last, p)
}

// pen is where the path stands.
func (c *canvas) pen() point {
	if n := len(c.paths); n > 0 {
		path := c.paths[n-1]
		return path[len(path)-1]
	}
	return point{}
}

// QuadCurveTo adds a quadratic curve as eight chords.
func (c *canvas) QuadCurveTo(cx, cy, x, y int) {
	const n = 8
	a, b, d := c.pen(), at(cx, cy), at(x, y)
	for i := 1; i <= n; i++ {
		j := n - i
		c.add(point{
			(j*j*a.x + 2*i*j*b.x + i*i*d.x) / (n * n),
			(j*j*a.y + 2*i*j*b.y + i*i*d.y) / (n * n),
		})
	}
}

// ArcTo adds an arc of an ellipse as chords of at most a sixteenth of a turn.
func (c *canvas) ArcTo(cx, cy int, rx, ry, startAngle, delta float64) {
	n := max(1, int(math.Ceil(math.Abs(delta)/(math.Pi/8))))
	for i := 0; i <= n; i++ {
		sin, cos := math.Sincos(startAngle + float64(delta*float64(i)/float64(n)))
		c.LineTo(cx+int(math.Round(rx*cos)), cy+int(math.Round(ry*sin)))
	}
}

// Close ends the subpath where it began.
func (c *canvas) Close() {
	if n := len(c.paths); n > 0 {
		c.add(c.paths[n-1][0])
	}
}

// Circle adds a circle; radius in quarters of a pixel.
func (c *canvas) Circle(radius float64, x, y int) {
	c.paths = append(c.paths, disc(at(x, y), int(math.Round(radius*frac/unit))))
}

// Stroke draws the path as a line and forgets it.
func (c *canvas) Stroke() {
	c.strokePath()
	c.paths = c.paths[:0]
}

// Fill fills the path and forgets it.
func (c *canvas) Fill() {
	c.fillPath()
	c.paths = c.paths[:0]
}

// FillStroke fills the path, draws its line and forgets it.
func (c *canvas) FillStroke() {
	c.fillPath()
	c.strokePath()
	c.paths = c.paths[:0]
}

func (c *canvas) fillPath() {
	i, ok := c.well.tints.inkOf(c.fill)
	if !ok {
		return
	}
	for _, path := range c.paths {
		c.ras.polygon(path)
	}
	c.spread(i)
}

func (c *canvas) strokePath() {
	i, ok := c.well.tints.inkOf(c.stroke)
	half := int(math.Round(c.width * frac / unit / 2))
	if !ok || half <= 0 {
		return
	}
	for _, path := range c.paths {
		stroke(c.ras, path, half, c.dashes)
	}
	c.spread(i)
}

// spread inks what the raster holds.
func (c *canvas) spread(i ink) {
	over := &c.well.over[i]
	c.ras.sweep(func(row, left int, coverage []uint8) {
		pix := c.img.Pix[row*c.img.Stride+left:]
		for x, k := range coverage {
			switch k {
			case 0:
			case levels:
				pix[x] = uint8(i)
			default:
				pix[x] = over[k][pix[x]]
			}
		}
	})
}

// SetFont is kept for go-chart: the faces are embedded.
func (c *canvas) SetFont(*truetype.Font) {}

// SetFontColor sets the ink of text.
func (c *canvas) SetFontColor(colour drawing.Color) { c.letter = colour }

// SetFontSize is kept for go-chart: the class decides the size.
func (c *canvas) SetFontSize(float64) {}

// Text writes body with its baseline starting at x, y.
func (c *canvas) Text(body string, x, y int) {
	i, ok := c.well.tints.inkOf(c.letter)
	if !ok {
		return
	}
	over := &c.well.over[i]
	c.text.write(body, x/unit, y/unit, func(g *glyph, gx, gy int) { c.stamp(g, gx, gy, over) })
}

// stamp inks one glyph, clipped to the picture.
func (c *canvas) stamp(g *glyph, x, y int, over *[levels + 1][256]uint8) {
	b := g.box.Add(image.Pt(x, y)).Intersect(c.img.Rect)
	for row := b.Min.Y; row < b.Max.Y; row++ {
		mask := g.mask[(row-y-g.box.Min.Y)*g.box.Dx()+b.Min.X-x-g.box.Min.X:]
		pix := c.img.Pix[row*c.img.Stride+b.Min.X:]
		for i := range b.Dx() {
			if k := mask[i]; k > 0 {
				pix[i] = over[k][pix[i]]
			}
		}
	}
}

// MeasureText is the box of the text's ink, in quarters of a pixel.
func (c *canvas) MeasureText(body string) chart.Box {
	b := c.text.measure(body)
	return chart.Box{Right: b.Max.X * unit, Bottom: b.Dy() * unit}
}

// SetTextRotation is kept for go-chart: text stands upright.
func (c *canvas) SetTextRotation(float64) {}

// ClearTextRotation is kept for go-chart.
func (c *canvas) ClearTextRotation() {}

// ample is how many bytes a picture may have before it is packed again, slower
// and tighter: the law is 80 KB.
const ample = 64 << 10

// Save writes the picture as a PNG.
func (c *canvas) Save(w io.Writer) error {
	var out bytes.Buffer
	out.Grow(ample)
	for _, level := range [2]png.CompressionLevel{png.BestSpeed, png.DefaultCompression} {
		out.Reset()
		enc := png.Encoder{CompressionLevel: level}
		if err := enc.Encode(&out, c.img); err != nil {
			return err
		}
		if out.Len() <= ample {
			break
		}
	}
	_, err := w.Write(out.Bytes())
	return err
}
