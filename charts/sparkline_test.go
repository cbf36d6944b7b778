package charts

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"engagement/account"
)

func sparkCases() map[string]SparklineInput {
	weeks := func(values ...account.Milli) []account.Milli {
		for i := range values {
			values[i] *= account.Minute
		}
		return values
	}
	surge := SparklineInput{
		Title: "Acme Corp", Weeks: weeks(12, 18, 9, 0, 14, 21, 16, 11, 7, 15, 19, 13, 61),
		Normal: 14 * account.Minute, To: today, Today: today,
	}
	dark := surge
	dark.Theme = Dark
	stall := surge
	stall.Weeks, stall.Normal = weeks(110, 96, 132, 104, 87, 121, 140, 99, 118, 107, 92, 8, 3), 110*account.Minute
	young := SparklineInput{Title: "Globex", Weeks: weeks(4, 31), To: today, Today: today}
	year := surge
	year.Title, year.Weeks = "International Business Manufacturing of Springfield and Sons", nil
	for i := range 60 {
		year.Weeks = append(year.Weeks, account.Milli(900+i*i*37%911)*account.Minute)
	}
	year.Normal = 1_200 * account.Minute
	asian := stall
	asian.Title, asian.Theme = "東京計算機株式会社", Dark
	return map[string]SparklineInput{
		"spark-cjk":   asian,
		"spark-surge": surge, "spark-dark": dark, "spark-stall": stall, "spark-young": young, "spark-year": year,
		"spark-empty": {Title: "Initech", Weeks: weeks(0, 0, 0), Normal: 3 * account.Minute, To: today, Today: today},
	}
}

func TestSparklineRefuses(t *testing.T) {
	for name, in := range map[string]SparklineInput{
		"a week after the calendar":    {To: lastDay + 1},
		"weeks before the calendar":    {To: firstDay + 10, Weeks: make([]account.Milli, 2)},
		"no weeks, after the calendar": {To: lastDay + 7},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Sparkline(in); !errors.Is(err, account.ErrInvalid) {
				t.Errorf("error = %v, want ErrInvalid", err)
			}
		})
	}
}

// TestSparklineLaws: any weeks give a picture of the right size whose words
// keep apart.
func TestSparklineLaws(t *testing.T) {
	fonts, err := loadLarge()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := SparklineInput{
			Title: anyName().Draw(t, "title"), Weeks: rapid.SliceOfN(anyMinutes(), 0, 80).Draw(t, "weeks"),
			Normal: anyMinutes().Draw(t, "normal"), To: anyDay(t, "to"), Theme: anyTheme(t),
		}
		in.Today = in.To + account.Day(rapid.Int32Range(-400, 400).Draw(t, "today"))
		lawful(t, sparkHigh, func() ([]byte, error) { return Sparkline(in) })
		tidy(t, planSparkline(in, fonts))
	})
}
