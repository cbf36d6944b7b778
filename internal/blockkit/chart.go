package blockkit

// Limits of data_visualization blocks.
const (
	maxCharts      = 2
	maxChartTitle  = 50
	maxChartLabel  = 20
	maxChartSeries = 6
	maxChartPoints = 20
)

func (n node) chart() {
	n.only("type", "block_id", "title", "chart")
	n.c.charts++
	n.shownStr("title", required, 1, maxChartTitle)
	ch, ok := n.child("chart", required)
	if !ok {
		return
	}
	switch ch.oneOf("type", required, "line", "bar", "area", "pie") {
	case "pie":
		ch.only("type", "segments")
		ch.segments()
	case "line", "bar", "area":
		ch.only("type", "series", "axis_config")
		ch.seriesOver(ch.categories())
	}
}

func (n node) segments() {
	for i, v := range n.list("segments", required, 1, maxChartSeries, "segments") {
		s, ok := n.c.object(index(n.at("segments"), i), v)
		if !ok {
			continue
		}
		s.only("label", "value")
		s.shownStr("label", required, 1, maxChartLabel)
		if f, ok := s.number("value", required); ok && f <= 0 {
			n.c.invalid(s.at("value"), "must be more than 0")
		}
	}
}

// categories checks the axis and gives the set of its categories.
func (n node) categories() map[string]bool {
	set := map[string]bool{}
	axis, ok := n.child("axis_config", required)
	if !ok {
		return set
	}
	axis.only("categories", "x_label", "y_label")
	axis.shownStr("x_label", optional, 1, maxChartTitle)
	axis.shownStr("y_label", optional, 1, maxChartTitle)
	for i, v := range axis.list("categories", required, 1, maxChartPoints, "categories") {
		path := index(axis.at("categories"), i)
		s, ok := v.(string)
		if !ok {
			n.c.invalid(path, "must be a string")
			continue
		}
		n.c.length(path, s, 1, maxChartLabel)
		if set[s] {
			n.c.invalid(path, "category %q is there twice", s)
		}
		set[s] = true
	}
	return set
}

func (n node) seriesOver(categories map[string]bool) {
	names := map[string]bool{}
	for i, v := range n.list("series", required, 1, maxChartSeries, "series") {
		s, ok := n.c.object(index(n.at("series"), i), v)
		if !ok {
			continue
		}
		s.only("name", "data")
		name := s.shownStr("name", required, 1, maxChartLabel)
		if names[name] {
			n.c.invalid(s.at("name"), "series %q is there twice", name)
		}
		names[name] = true
		s.points(categories)
	}
}

func (n node) points(categories map[string]bool) {
	seen := map[string]bool{}
	list := n.list("data", required, 1, maxChartPoints, "points")
	for i, v := range list {
		p, ok := n.c.object(index(n.at("data"), i), v)
		if !ok {
			continue
		}
		p.only("label", "value")
		label := p.str("label", required, 1, maxChartLabel)
		p.number("value", required)
		if !categories[label] {
			n.c.invalid(p.at("label"), "%q is not one of the categories", label)
		}
		if seen[label] {
			n.c.invalid(p.at("label"), "point %q is there twice", label)
		}
		seen[label] = true
	}
	if len(list) > 0 && len(list) != len(categories) {
		n.c.invalid(n.at("data"), "%d points for %d categories: a chart has no gaps", len(list), len(categories))
	}
}
