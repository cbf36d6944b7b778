package charts

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// mark is one symbol in a cell of a timeline; its area says the value.
type mark struct {
	symbol symbol
	ink    ink
	value  float64
}

// marks draws symbols side by side in the middle of a cell, where most is the
// value of the largest one. Where they do not fit they shrink; where there is
// no room even for the smallest, those with least become one more of the look
// of all others.
func (s *sheet) marks(marks []mark, cell image.Rectangle, most float64) {
	room := max(1, (cell.Dx()-markGap)/(2*tinyMark+markGap))
	if len(marks) > room {
		other := looks[otherLook]
		rest := mark{symbol: other.symbol, ink: other.ink}
		slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(b.value, a.value) })
		kept := marks[:0:0]
		for _, m := range marks {
			if len(kept) < room-1 && m.symbol != other.symbol {
				kept = append(kept, m)
				continue
			}
			rest.value += m.value
		}
		marks = append(kept, rest)
	}
	largest := min(mostMark, cell.Dy()/2*1000/reach)
	radii, total := make([]int, len(marks)), -markGap
	for i, m := range marks {
		part := math.Sqrt(min(1, m.value/max(most, 1)))
		radii[i] = leastMark + int(part*float64(largest-leastMark)+0.5)
		total += 2*radii[i] + markGap
	}
	if wide := cell.Dx() - 2*markGap; total > wide {
		free, full := wide-markGap*(len(marks)-1), total-markGap*(len(marks)-1)
		total = -markGap
		for i := range radii {
			radii[i] = max(tinyMark, radii[i]*free/full)
			total += 2*radii[i] + markGap
		}
	}
	x, y := (cell.Min.X+cell.Max.X-total)/2, (cell.Min.Y+cell.Max.Y)/2
	for i, m := range marks {
		s.symbol(m.symbol, m.ink, x+radii[i], y, radii[i])
		x += 2*radii[i] + markGap
	}
}
