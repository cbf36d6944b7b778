package charts

import (
	"bytes"
	"fmt"

	chart "github.com/wcharczuk/go-chart/v2"

	"engagement/account"
)

// Size of a picture in pixels.
const (
	width  = 1600
	height = 800
)

// TrendInput is what a trend picture shows.
type TrendInput struct {
	Title string        // the account's name, from outside
	Trend account.Trend // one value a day; Running may be missing
	Today account.Day   // dates of its year are written without the year
	Theme Theme
}

// Trend draws the daily minutes of an account with their mean of seven days
// and, in a panel and a unit of its own, the minutes that count for an MQA in
// its window of days beside the threshold. It returns a PNG of 1600x800 pixels, the same
// bytes for the same input. An account without minutes gets a picture that
// says so. Errors: Running has another length than Minutes, or the days lie
// outside the years 1 to 9999.
func Trend(in TrendInput) ([]byte, error) {
	if err := check(in.Trend); err != nil {
		return nil, fmt.Errorf("draw trend: %w", err)
	}
	fonts, err := loadFaces()
	if err != nil {
		return nil, fmt.Errorf("draw trend: %w", err)
	}
	p := planTrend(in, fonts)
	c := newCanvas(width, height, in.Theme, fonts)
	var out bytes.Buffer
	out.Grow(80 << 10)
	if err := p.chart(&c.well.tints).Render(func(int, int) (chart.Renderer, error) { return c, nil }, &out); err != nil {
		return nil, fmt.Errorf("draw trend: %w", err)
	}
	return out.Bytes(), nil
}

// The days that can be written as dates.
var (
	firstDay = account.DayDate(1, 1, 1)
	lastDay  = account.DayDate(9999, 12, 31)
)

func check(t account.Trend) error {
	if n := len(t.Running); n != 0 && n != len(t.Minutes) {
		return fmt.Errorf("%d days of minutes but %d of running minutes: %w", len(t.Minutes), n, account.ErrInvalid)
	}
	return inCalendar(t.From, len(t.Minutes))
}

// inCalendar refuses days that cannot be written as dates.
func inCalendar(from account.Day, days int) error {
	if from < firstDay || from > lastDay || days > int(lastDay-from) {
		return fmt.Errorf("%d days from day %d are not in the calendar: %w", days, from, account.ErrInvalid)
	}
	return nil
}
