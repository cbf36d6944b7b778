package charts

import (
	"bytes"
	"fmt"

	chart "github.com/wcharczuk/go-chart/v2"

	"engagement/account"
)

// Pace is what the lines of a comparison add up.
type Pace int

// The paces. Weekly lines are daily ones where the period has less than two
// weeks.
const (
	Weekly     Pace = iota // minutes of each run of seven days, the last one ending with the period
	Cumulative             // minutes since the start of the period
)

// ComparisonInput is what a comparison shows.
type ComparisonInput struct {
	Title    string            // from outside: "Acme and Globex"
	Accounts []ComparedAccount // two to four
	From     account.Day       // of the first minutes
	Pace     Pace
	Today    account.Day // dates of its year are written without the year
	Theme    Theme
}

// ComparedAccount is one line.
type ComparedAccount struct {
	Name    string         // from outside; one that cannot be written is "account 2", by its place
	Minutes account.Series // of each day from From on
}

// Comparison draws the minutes of accounts over one period as lines on one
// scale. Each has an ink, a dash and an end of its own, and its name and its sum
// beside that end. It returns a PNG of 1600x800 pixels, the same bytes for the
// same input. Accounts without minutes get a picture that says so. Errors: there
// are fewer than two or more than four accounts, they have different numbers of
// days, or the days lie outside the years 1 to 9999.
func Comparison(in ComparisonInput) ([]byte, error) {
	if err := in.check(); err != nil {
		return nil, fmt.Errorf("draw comparison: %w", err)
	}
	fonts, err := loadFaces()
	if err != nil {
		return nil, fmt.Errorf("draw comparison: %w", err)
	}
	p := planComparison(in, fonts)
	c := canvasOf(width, height, hueWell(in.Theme), fonts)
	var out bytes.Buffer
	if err := p.chart(c).Render(func(int, int) (chart.Renderer, error) { return c, nil }, &out); err != nil {
		return nil, fmt.Errorf("draw comparison: %w", err)
	}
	return out.Bytes(), nil
}

func (in ComparisonInput) check() error {
	if n := len(in.Accounts); n < 2 || n > len(hues) {
		return fmt.Errorf("%d accounts are not 2 to %d: %w", n, len(hues), account.ErrInvalid)
	}
	days := len(in.Accounts[0].Minutes)
	for _, a := range in.Accounts {
		if len(a.Minutes) != days {
			return fmt.Errorf("%d days of one account but %d of another: %w", days, len(a.Minutes), account.ErrInvalid)
		}
	}
	return inCalendar(in.From, days)
}
