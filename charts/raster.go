package charts

// frac is how many parts a pixel has in the coordinates of a path: like the
// 26.6 numbers of the font, so that glyphs and lines share one rasteriser.
const frac = 64

// full is the sum that a wholly covered pixel gathers.
const full = 2 * frac * frac

// point is a place in parts of a pixel.
type point struct{ x, y int }

// raster turns closed polygons into coverage, in integers only. Each edge adds
// to the cells it passes; the running sum along a row is the coverage (the
// signed-area method of FreeType). Polygons of one fill must turn the same way
// round where they overlap.
type raster struct {
	w, h  int     // size in pixels
	cells []int32 // w+2 a row; all zero between fills
	dirty rows
}

// rows are the rows and columns that the polygons of a fill have touched.
type rows struct{ top, bottom, left, right int }

func newRaster(w, h int) *raster {
	r := &raster{w: w, h: h, cells: make([]int32, (w+2)*h)}
	r.clean()
	return r
}

func (r *raster) clean() { r.dirty = rows{top: r.h, bottom: -1, left: r.w, right: -1} }

// polygon adds a closed polygon.
func (r *raster) polygon(pts []point) {
	for i, p := range pts {
		r.edge(p, pts[(i+1)%len(pts)])
	}
}

// edge adds the edge from a to b, row by row.
func (r *raster) edge(a, b point) {
	if a.y == b.y {
		return
	}
	dir := 1
	if a.y > b.y {
		a, b, dir = b, a, -1
	}
	dx, dy := b.x-a.x, b.y-a.y
	last := min(b.y, r.h*frac)
	x, y := a.x, a.y
	if y < 0 {
		x, y = a.x+dx*-a.y/dy, 0
	}
	for y < last {
		row := y / frac
		ny := min((row+1)*frac, last)
		nx := a.x + dx*(ny-a.y)/dy
		r.dirty.top, r.dirty.bottom = min(r.dirty.top, row), max(r.dirty.bottom, row)
		r.span(row, x, nx, (ny-y)*dir)
		x, y = nx, ny
	}
}

// span adds an edge's part within one row: from x0 to x1 while it covers h
// parts of the row's height.
func (r *raster) span(row, x0, x1, h int) {
	if x0 > x1 {
		x0, x1 = x1, x0
	}
	limit := r.w * frac
	x0, x1 = min(max(x0, 0), limit), min(max(x1, 0), limit)
	r.dirty.left, r.dirty.right = min(r.dirty.left, x0/frac), max(r.dirty.right, min(x1/frac+1, r.w))
	cells := r.cells[row*(r.w+2) : (row+1)*(r.w+2)]
	done, width := 0, x1-x0
	for x := x0; ; {
		cell := x / frac
		nx := min((cell+1)*frac, x1)
		part := h - done
		if nx < x1 {
			part = h*(nx-x0)/width - done
		}
		f := (x - cell*frac) + (nx - cell*frac)
		cells[cell] += int32(part * (2*frac - f))
		cells[cell+1] += int32(part * f)
		done += part
		if x = nx; x >= x1 {
			return
		}
	}
}

// sweep reports the coverage of every touched pixel, from 1 to levels, and
// leaves the raster empty for the next fill.
func (r *raster) sweep(paint func(row, left int, coverage []uint8)) {
	line := make([]uint8, r.w)
	for row := r.dirty.top; row <= r.dirty.bottom; row++ {
		cells := r.cells[row*(r.w+2) : (row+1)*(r.w+2)]
		sum := int32(0)
		end := min(r.dirty.right+1, r.w)
		for x := r.dirty.left; x < end; x++ {
			sum += cells[x]
			line[x] = coverage(sum)
		}
		clear(cells[r.dirty.left:])
		paint(row, r.dirty.left, line[r.dirty.left:end])
	}
	r.clean()
}

func coverage(sum int32) uint8 {
	if sum < 0 {
		sum = -sum
	}
	return uint8((min(sum, full)*levels + full/2) / full)
}
