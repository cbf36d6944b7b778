package charts

// frac is how many parts a pixel has in the coordinates of a path: like the
// 26.6 numbers of the font, so that glyphs and lines share one rasteriser.
const frac = 64

// full is the sum that a wholly covered pixel gathers.
const full = 2 * frac * frac

// point is a place in parts of a pixel.
type point struct{ x, y int }

// strip is how many rows are rasterised at a time: few enough for a cache.
const strip = 32

// raster turns closed polygons into coverage, in integers only. Each edge adds
// to the cells it passes; the running sum along a row is the coverage (the
// signed-area method of FreeType). Polygons of one fill must turn the same way
// round where they overlap.
type raster struct {
	w, h   int // size in pixels
	edges  []side
	top    int     // of the edges, in parts of a pixel
	bottom int     //
	cells  []int32 // of a strip, w+2 a row; all zero between strips
	dirty  [strip]struct{ left, right int }
	line   []uint8 // coverage of a row
}

// side is an edge from a down to b; dir is -1 where the polygon goes up.
type side struct {
	a, b point
	dir  int
}

func newRaster(w, h int) *raster {
	r := &raster{w: w, h: h, cells: make([]int32, (w+2)*min(h, strip)), line: make([]uint8, w)}
	r.clean()
	return r
}

func (r *raster) clean() {
	r.edges, r.top, r.bottom = r.edges[:0], r.h*frac, 0
}

// polygon adds a closed polygon.
func (r *raster) polygon(pts []point) {
	for i, p := range pts {
		r.edge(p, pts[(i+1)%len(pts)])
	}
}

// edge adds the edge from a to b.
func (r *raster) edge(a, b point) {
	if a.y == b.y {
		return
	}
	dir := 1
	if a.y > b.y {
		a, b, dir = b, a, -1
	}
	r.edges = append(r.edges, side{a, b, dir})
	r.top, r.bottom = min(r.top, max(a.y, 0)), max(r.bottom, min(b.y, r.h*frac))
}

// sweep reports the coverage, from 0 to levels, of the touched part of every
// touched row, and leaves the raster empty for the next fill.
func (r *raster) sweep(paint func(row, left int, coverage []uint8)) {
	for first := r.top / frac; first*frac < r.bottom; first += strip {
		last := min(first+strip, (r.bottom+frac-1)/frac)
		for i := range r.dirty {
			r.dirty[i].left, r.dirty[i].right = r.w, 0
		}
		for i := range r.edges {
			r.cross(&r.edges[i], first, last)
		}
		for row := first; row < last; row++ {
			left := r.dirty[row-first].left
			if end := r.sum(row - first); end > left {
				paint(row, left, r.line[left:end])
			}
		}
	}
	r.clean()
}

// cross adds an edge's part within the rows from first up to last.
func (r *raster) cross(e *side, first, last int) {
	y, end := max(e.a.y, first*frac), min(e.b.y, last*frac)
	if y >= end {
		return
	}
	dx, dy := e.b.x-e.a.x, e.b.y-e.a.y
	x := e.a.x + dx*(y-e.a.y)/dy
	for y < end {
		row := y / frac
		ny := min((row+1)*frac, end)
		nx := e.a.x + dx*(ny-e.a.y)/dy
		r.span(row-first, x, nx, (ny-y)*e.dir)
		x, y = nx, ny
	}
}

// sum turns the cells of a row into coverage, clears them and returns where
// the coverage ends.
func (r *raster) sum(row int) int {
	d := &r.dirty[row]
	cells := r.cells[row*(r.w+2) : (row+1)*(r.w+2)]
	end := min(d.right+1, r.w)
	sum, k := int32(0), uint8(0)
	for x := d.left; x < end; x++ {
		if v := cells[x]; v != 0 {
			cells[x] = 0
			sum += v
			k = coverage(sum)
		}
		r.line[x] = k
	}
	clear(cells[end:min(d.right+2, r.w+2)])
	return end
}

// span adds an edge's part within one row: from x0 to x1 while it covers h
// parts of the row's height.
func (r *raster) span(row, x0, x1, h int) {
	if x0 > x1 {
		x0, x1 = x1, x0
	}
	limit := r.w * frac
	x0, x1 = min(max(x0, 0), limit), min(max(x1, 0), limit)
	d := &r.dirty[row]
	d.left, d.right = min(d.left, x0/frac), max(d.right, min(x1/frac+1, r.w))
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

func coverage(sum int32) uint8 {
	if sum < 0 {
		sum = -sum
	}
	return uint8((min(sum, full)*levels + full/2) / full)
}
