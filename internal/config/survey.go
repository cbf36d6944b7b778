package config

import (
	"fmt"
	"time"

	"engagement/account"
	"engagement/scoring"
)

// calendar reads how the company cuts time, and notes what is wrong with it.
func (t companyTable) calendar(faults *scoring.Faults) account.Calendar {
	c := account.DefaultCalendar()
	var known bool
	if c.WeekStart, known = weekday(t.Week); !known {
		faults.Add(fmt.Sprintf("%q is not a day of the week such as monday", t.Week), "company", "week_start")
	}
	start, err := time.Parse("01-02", t.Fiscal)
	switch {
	case err != nil:
		faults.Add(fmt.Sprintf("%q is not a month and day such as 02-01", t.Fiscal), "company", "fiscal_year_start")
	case start.Day() > 28:
		faults.Add(fmt.Sprintf("%q is a day that some months lack; use 28 or less", t.Fiscal), "company", "fiscal_year_start")
	default:
		c.FiscalMonth, c.FiscalDay = start.Month(), start.Day()
	}
	return c
}

// defaultWeek and defaultYear are account.DefaultCalendar as the file writes it.
const (
	defaultWeek = "monday"
	defaultYear = "01-01"
)

// surveys reads what reports and heatmaps need; the policy judges it.
func (f *file) surveys(p *scoring.Policy) {
	for _, t := range f.Segments {
		s := scoring.Segment{Name: t.Name, Industries: t.Industries, Countries: t.Countries, Tiers: t.Tiers}
		for _, size := range t.Sizes {
			s.Sizes = append(s.Sizes, account.Size(size))
		}
		p.Segments = append(p.Segments, s)
	}
	h := f.Heatmap
	p.Heatmap = scoring.HeatmapPolicy{Ideal: account.IdealSource(h.Ideal), LeastWon: h.LeastWon, Days: h.Days, Percent: h.Percent, Floor: milli(h.Floor)}
	for _, t := range h.Wanted {
		w := scoring.WantedCells{Department: t.Department}
		for _, level := range t.Levels {
			w.Levels = append(w.Levels, account.Level(level))
		}
		p.Heatmap.Wanted = append(p.Heatmap.Wanted, w)
	}
}

// describeSurveys is the inverse of surveys.
func (f *file) describeSurveys(p scoring.Policy) {
	for _, s := range p.Segments {
		t := segmentTable{Name: s.Name, Industries: s.Industries, Countries: s.Countries, Tiers: s.Tiers}
		for _, size := range s.Sizes {
			t.Sizes = append(t.Sizes, string(size))
		}
		f.Segments = append(f.Segments, t)
	}
	h := p.Heatmap
	f.Heatmap = heatmapTable{Ideal: string(h.Ideal), LeastWon: h.LeastWon, Days: h.Days, Percent: h.Percent, Floor: minutes(h.Floor)}
	for _, w := range h.Wanted {
		t := wantedTable{Department: w.Department}
		for _, level := range w.Levels {
			t.Levels = append(t.Levels, string(level))
		}
		f.Heatmap.Wanted = append(f.Heatmap.Wanted, t)
	}
}
