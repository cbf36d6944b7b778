// Package charts draws series as PNG pictures for Slack.
package charts

import (
	"bytes"
	"fmt"

	chart "github.com/wcharczuk/go-chart/v2"

	"engagement/account"
)

// Theme is the set of colours of a picture. The zero value is Light.
type Theme int

// The themes.
const (
	Light Theme = iota
	Dark
)

// TrendInput is what a trend picture shows.
type TrendInput struct {
	Title string // the account's name
	Trend account.Trend
	Today account.Day // dates of its year are written without the year
	Theme Theme
}

// Trend draws the daily minutes of an account and its way to the MQA
// threshold as a PNG of 1600x800 pixels.
func Trend(in TrendInput) ([]byte, error) {
	xs, ys := []float64{0}, []float64{0}
	for i, m := range in.Trend.Minutes {
		xs, ys = append(xs, float64(i+1)), append(ys, float64(m)/float64(account.Minute))
	}
	if len(xs) == 1 {
		xs, ys = append(xs, 1), append(ys, 0)
	}
	c := chart.Chart{
		Title: in.Title, Width: 1600, Height: 800,
		YAxis:  chart.YAxis{Range: &chart.ContinuousRange{Min: 0, Max: 1}},
		Series: []chart.Series{chart.ContinuousSeries{XValues: xs, YValues: ys}},
	}
	for _, y := range ys {
		c.YAxis.Range.SetMax(max(y, c.YAxis.Range.GetMax()))
	}
	var out bytes.Buffer
	if err := c.Render(chart.PNG, &out); err != nil {
		return nil, fmt.Errorf("draw trend: %w", err)
	}
	return out.Bytes(), nil
}
