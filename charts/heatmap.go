package charts

import (
	"bytes"
	"fmt"
	"image"

	"engagement/account"
)

// HeatmapInput is what a heatmap picture shows.
type HeatmapInput struct {
	Title  string // whose it is, from outside
	Phrase string // the period, after minutes: "in 90 days"
	Map    account.Heatmap
	Theme  Theme
}

// Heatmap draws minutes by department and level: the number in each cell on a
// shade of one hue, what is wanted outlined, blind spots dashed and marked in
// words. It returns a PNG of 1600x800 pixels, the same bytes for the same
// input. A map without minutes gets a picture that says so. Departments beyond
// the ninth are summed in one row.
func Heatmap(in HeatmapInput) ([]byte, error) {
	fonts, err := loadFaces()
	if err != nil {
		return nil, fmt.Errorf("draw heatmap: %w", err)
	}
	p := planHeatmap(in, fonts)
	c := canvasOf(width, height, heatWell(in.Theme), fonts)
	p.draw(c)
	var out bytes.Buffer
	out.Grow(40 << 10)
	if err := c.Save(&out); err != nil {
		return nil, fmt.Errorf("draw heatmap: %w", err)
	}
	return out.Bytes(), nil
}

// draw inks the plan: fills first, then outlines, then words.
func (p *heatPlan) draw(c *canvas) {
	t := &c.well.tints
	for _, tile := range p.tiles {
		c.box(tile.box)
		if tile.filled {
			c.SetFillColor(t.colour(tile.shade))
			c.Fill()
			continue
		}
		c.SetStrokeColor(t.colour(heat1))
		c.SetStrokeWidth(gridWidth * unit)
		c.Stroke()
	}
	for _, o := range p.outlines {
		i, w := wordInk, float64(levelWidth)
		if c.SetStrokeDashArray(nil); o.blind {
			i, w = wantInk, levelWidth+1
			c.SetStrokeDashArray(dashes())
		}
		c.SetStrokeColor(t.colour(i))
		c.SetStrokeWidth(w * unit)
		c.box(o.box)
		c.Stroke()
	}
	c.ResetStyle()
	p.write(c, t)
}

// box adds a rectangle in pixels as a path.
func (c *canvas) box(b image.Rectangle) {
	c.MoveTo(b.Min.X*unit, b.Min.Y*unit)
	c.LineTo(b.Max.X*unit, b.Min.Y*unit)
	c.LineTo(b.Max.X*unit, b.Max.Y*unit)
	c.LineTo(b.Min.X*unit, b.Max.Y*unit)
	c.Close()
}
