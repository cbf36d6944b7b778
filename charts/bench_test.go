package charts

import (
	"io"
	"testing"

	chart "github.com/wcharczuk/go-chart/v2"
)

func BenchmarkTrend(b *testing.B) {
	in := pictureCases()[1].in
	benchmark(b, func() ([]byte, error) { return Trend(in) })
}

// BenchmarkGoChartAsItComes draws the same series with go-chart's own renderer
// and defaults, as the peer.
func BenchmarkGoChartAsItComes(b *testing.B) {
	in := pictureCases()[1].in
	days, running := minutesOf(in.Trend.Minutes), minutesOf(in.Trend.Running)
	var xs, level []float64
	for i := range days {
		xs, level = append(xs, float64(i)), append(level, minutes(in.Trend.Threshold))
	}
	mean := meanOf7(days)
	c := chart.Chart{
		Title: in.Title, Width: width, Height: height,
		Series: []chart.Series{
			chart.ContinuousSeries{Name: "minutes a day", XValues: xs, YValues: days, Style: chart.Style{
				StrokeColor: chart.ColorBlue, FillColor: chart.ColorBlue.WithAlpha(64), StrokeWidth: 4,
			}},
			chart.ContinuousSeries{Name: "mean of 7 days", XValues: xs[6:], YValues: mean, Style: chart.Style{StrokeWidth: 4}},
			chart.ContinuousSeries{Name: "running", XValues: xs, YValues: running, YAxis: chart.YAxisSecondary, Style: chart.Style{
				StrokeColor: chart.ColorBlue, FillColor: chart.ColorBlue.WithAlpha(64), StrokeWidth: 4,
			}},
			chart.ContinuousSeries{Name: "threshold", XValues: xs, YValues: level, YAxis: chart.YAxisSecondary, Style: chart.Style{
				StrokeColor: chart.ColorRed, StrokeWidth: 4, StrokeDashArray: []float64{8, 8},
			}},
		},
	}
	c.Elements = []chart.Renderable{chart.Legend(&c)}
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Render(chart.PNG, io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHeatmap(b *testing.B) {
	in := heatCases()["heat-group"]
	benchmark(b, func() ([]byte, error) { return Heatmap(in) })
}

func BenchmarkTimeline(b *testing.B) {
	in := timelineCases()["time-busy"]
	benchmark(b, func() ([]byte, error) { return Timeline(in) })
}

func BenchmarkSparkline(b *testing.B) {
	in := sparkCases()["spark-surge"]
	benchmark(b, func() ([]byte, error) { return Sparkline(in) })
}

func BenchmarkBars(b *testing.B) {
	in := barsCases()["bars-owners"]
	benchmark(b, func() ([]byte, error) { return Bars(in) })
}

func BenchmarkComparison(b *testing.B) {
	in := comparisonCases()["compare-weekly"]
	benchmark(b, func() ([]byte, error) { return Comparison(in) })
}

func benchmark(b *testing.B, draw func() ([]byte, error)) {
	b.ReportAllocs()
	var size int
	for b.Loop() {
		out, err := draw()
		if err != nil {
			b.Fatal(err)
		}
		size = len(out)
	}
	b.ReportMetric(float64(size), "B/picture")
}
