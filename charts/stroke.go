package charts

import "math"

// stroke adds a line of half the given width on each side, with round joins
// and ends; dashes have square ends. Every polygon turns the same way round, so
// that overlaps do not cancel.
func stroke(r *raster, path []point, half int, dashes []float64) {
	if len(dashes) > 1 {
		for _, d := range dashed(path, dashes) {
			quad(r, d[0], d[1], half)
		}
		return
	}
	for i := 1; i < len(path); i++ {
		quad(r, path[i-1], path[i], half)
	}
	if half <= 2*frac {
		return
	}
	for _, p := range path {
		r.polygon(disc(p, half))
	}
}

// quad adds the straight line from a to b.
func quad(r *raster, a, b point, half int) {
	dx, dy := b.x-a.x, b.y-a.y
	if dx == 0 && dy == 0 {
		return
	}
	length := math.Sqrt(float64(dx*dx + dy*dy))
	nx := int(math.Round(float64(-dy*half) / length))
	ny := int(math.Round(float64(dx*half) / length))
	r.polygon([]point{{a.x - nx, a.y - ny}, {b.x - nx, b.y - ny}, {b.x + nx, b.y + ny}, {a.x + nx, a.y + ny}})
}

// turn is a circle of radius 1024 in sixteenths of a turn, in the direction in
// which quad goes round.
var turn = [16]point{
	{1024, 0},
	{946, 392},
	{724, 724},
	{392, 946},
	{0, 1024},
	{-392, 946},
	{-724, 724},
	{-946, 392},
	{-1024, 0},
	{-946, -392},
	{-724, -724},
	{-392, -946},
	{0, -1024},
	{392, -946},
	{724, -724},
	{946, -392},
}

// disc is the outline of a circle.
func disc(centre point, radius int) []point {
	out := make([]point, len(turn))
	for i, t := range turn {
		out[i] = point{centre.x + t.x*radius/1024, centre.y + t.y*radius/1024}
	}
	return out
}

// dashed cuts a path into the pieces that are drawn. Lengths are in quarters
// of a pixel; the first is a dash, the second a gap, and so on.
func dashed(path []point, lengths []float64) [][2]point {
	var out [][2]point
	k, left := 0, lengths[0]*frac/unit
	for i := 1; i < len(path); i++ {
		a, b := path[i-1], path[i]
		dx, dy := b.x-a.x, b.y-a.y
		length := math.Sqrt(float64(dx*dx + dy*dy))
		for done := 0.0; done < length; {
			step := math.Min(left, length-done)
			if step < 1 {
				step = 1
			}
			if k%2 == 0 {
				out = append(out, [2]point{along(a, dx, dy, done/length), along(a, dx, dy, math.Min(1, (done+step)/length))})
			}
			done += step
			if left -= step; left < 1 {
				k++
				left = lengths[k%len(lengths)] * frac / unit
			}
		}
	}
	return out
}

func along(a point, dx, dy int, t float64) point {
	return point{a.x + int(math.Round(float64(dx)*t)), a.y + int(math.Round(float64(dy)*t))}
}
