package charts

import "image"

// symbol is a shape that a mark or the end of a line has, so that it is told
// apart without its colour.
type symbol int

// The symbols.
const (
	bead symbol = iota
	square
	triangle
	wedge // a triangle on its tip
	diamond
	plus
	cross
	star
	ring
	frame  // a hollow square
	hollow // a hollow diamond
)

// Outlines on a circle of radius 1000, clockwise on the screen. Where a shape
// would look smaller than a bead it reaches beyond.
var (
	squarePath   = []image.Point{{-860, -860}, {860, -860}, {860, 860}, {-860, 860}}
	trianglePath = []image.Point{{0, -1050}, {1080, 850}, {-1080, 850}}
	wedgePath    = []image.Point{{-1080, -850}, {1080, -850}, {0, 1050}}
	diamondPath  = []image.Point{{0, -1180}, {1180, 0}, {0, 1180}, {-1180, 0}}
	plusPath     = []image.Point{
		{-370, -1080},
		{370, -1080},
		{370, -370},
		{1080, -370},
		{1080, 370},
		{370, 370},
		{370, 1080},
		{-370, 1080},
		{-370, 370},
		{-1080, 370},
		{-1080, -370},
		{-370, -370},
	}
	crossPath = []image.Point{
		{-502, -1025},
		{0, -523},
		{502, -1025},
		{1025, -502},
		{523, 0},
		{1025, 502},
		{502, 1025},
		{0, 523},
		{-502, 1025},
		{-1025, 502},
		{-523, 0},
		{-1025, -502},
	}
	starPath = []image.Point{
		{0, -1250},
		{323, -444},
		{1189, -386},
		{522, 170},
		{735, 1011},
		{0, 549},
		{-735, 1011},
		{-522, 170},
		{-1189, -386},
		{-323, -444},
	}
)

// reach is the largest distance, in thousandths of the radius, that a symbol
// goes sideways or upwards.
const reach = 1250

// symbol draws a symbol around a place, in pixels.
func (s *sheet) symbol(k symbol, i ink, x, y, radius int) {
	line := 0
	var path []image.Point
	switch k {
	case square:
		path = squarePath
	case triangle:
		path = trianglePath
	case wedge:
		path = wedgePath
	case diamond:
		path = diamondPath
	case plus:
		path = plusPath
	case cross:
		path = crossPath
	case star:
		path = starPath
	case frame:
		path, line = squarePath, max(3, radius/4)
	case hollow:
		path, line = diamondPath, max(3, radius/4)
	case ring:
		line = max(3, radius/4)
	}
	sh := shape{ink: i, width: line}
	if path == nil {
		for _, t := range turn {
			sh.path = append(sh.path, image.Pt(x*unit+t.x*(radius-line/2)*unit/1024, y*unit+t.y*(radius-line/2)*unit/1024))
		}
	}
	for _, p := range path {
		sh.path = append(sh.path, image.Pt(x*unit+p.X*(radius-line/2)*unit/1000, y*unit+p.Y*(radius-line/2)*unit/1000))
	}
	if line > 0 {
		sh.path = append(sh.path, sh.path[0])
	}
	s.shapes = append(s.shapes, sh)
}
