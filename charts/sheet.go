package charts

import (
	"bytes"
	"image"
)

// sheet is a picture as a list of what is inked, from the ground up: shapes in
// their order, then swatches and words. It serves the pictures that are no
// series over days and so have no use for go-chart.
type sheet struct {
	layout
	wide, high int // pixels
	shapes     []shape
	kept       []image.Rectangle // places of swatches, where no words may stand
}

// shape is a filled polygon, or the line along one, in quarters of a pixel.
type shape struct {
	path   []image.Point
	ink    ink
	width  int       // of the line, in pixels; 0 fills
	dashes []float64 // of the line, in quarters of a pixel
}

// px is a place in pixels, in quarters of them.
func px(x, y int) image.Point { return image.Pt(x*unit, y*unit) }

// corners is the closed outline of a box in pixels.
func corners(b image.Rectangle) []image.Point {
	return []image.Point{px(b.Min.X, b.Min.Y), px(b.Max.X, b.Min.Y), px(b.Max.X, b.Max.Y), px(b.Min.X, b.Max.Y), px(b.Min.X, b.Min.Y)}
}

// block fills a box.
func (s *sheet) block(b image.Rectangle, i ink) {
	s.shapes = append(s.shapes, shape{path: corners(b), ink: i})
}

// rule draws a line along a path, all of it in pixels; no dashes are a whole
// line.
func (s *sheet) rule(i ink, w int, dashes []float64, path ...image.Point) {
	line := shape{ink: i, width: w, dashes: dashes}
	for _, p := range path {
		line.path = append(line.path, px(p.X, p.Y))
	}
	s.shapes = append(s.shapes, line)
}

// png inks the sheet. The picture is a PNG.
func (s *sheet) png(well *inkwell) ([]byte, error) {
	c := canvasOf(s.wide, s.high, well, s.fonts)
	for _, shape := range s.shapes {
		c.shape(shape)
	}
	c.ResetStyle()
	s.write(c, &well.tints)
	var out bytes.Buffer
	out.Grow(40 << 10)
	if err := c.Save(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (c *canvas) shape(s shape) {
	for i, p := range s.path {
		if i == 0 {
			c.MoveTo(p.X, p.Y)
			continue
		}
		c.LineTo(p.X, p.Y)
	}
	colour := c.well.tints.colour(s.ink)
	if s.width == 0 {
		c.SetFillColor(colour)
		c.Fill()
		return
	}
	c.SetStrokeColor(colour)
	c.SetStrokeWidth(float64(s.width) * unit)
	c.SetStrokeDashArray(s.dashes)
	c.Stroke()
}
