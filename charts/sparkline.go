package charts

import (
	"fmt"
	"image"

	"engagement/account"
)

// A sparkline is half as high as other pictures, and its text larger, because
// it stands beside words and is looked at on phones.
const (
	sparkHigh   = 400
	sparkLabel  = 58
	sparkTitle  = 72
	sparkBase   = 82 // of the title
	sparkTop    = 124
	sparkEnd    = 308
	sparkDates  = 378
	sparkWeeks  = 53 // most that are drawn
	sparkFew    = 8  // weeks below which columns grow no wider
	sparkBeside = 40 // between the columns and the words beside them
)

// SparklineInput is what a sparkline shows.
type SparklineInput struct {
	Title  string          // the account's name, from outside
	Weeks  []account.Milli // minutes of each run of seven days, oldest first; see [account.Series.Weeks]
	Normal account.Milli   // minutes of a usual week; 0 draws none
	To     account.Day     // the last day of the last week
	Today  account.Day     // dates of its year are written without the year
	Theme  Theme
}

// Sparkline draws the last 53 weeks at most as columns, the newest one in a
// stronger ink and with its minutes beside it, and what is normal as a dashed
// line. It returns a PNG of 1600x400 pixels, the same bytes for the same input.
// Weeks without minutes get a picture that says so. Errors: the weeks lie
// outside the years 1 to 9999.
func Sparkline(in SparklineInput) ([]byte, error) {
	if n := account.Day(min(len(in.Weeks), sparkWeeks)); in.To > lastDay || in.To-7*n < firstDay {
		return nil, fmt.Errorf("draw sparkline: %d weeks up to day %d are not in the calendar: %w", n, in.To, account.ErrInvalid)
	}
	fonts, err := loadLarge()
	if err != nil {
		return nil, fmt.Errorf("draw sparkline: %w", err)
	}
	out, err := planSparkline(in, fonts).png(wellOf(in.Theme))
	if err != nil {
		return nil, fmt.Errorf("draw sparkline: %w", err)
	}
	return out, nil
}

func planSparkline(in SparklineInput, fonts *faces) *sheet {
	s := &sheet{layout: layout{fonts: fonts}, wide: width, high: sparkHigh}
	s.titled(in.Title, caption{" – minutes a week", " – minutes", "Minutes a week"}, sparkBase)
	weeks := minutesOf(in.Weeks[max(0, len(in.Weeks)-sparkWeeks):])
	if largest(weeks) == 0 {
		s.centredIn(nothing, image.Rect(0, sparkTop, width, sparkEnd), mutedInk)
		return s
	}
	plot := image.Rect(edge, sparkTop, s.beside(weeks, minutes(in.Normal)), sparkEnd)
	s.columns(plot, weeks, minutes(in.Normal))
	s.weekDates(plot, in.To-account.Day(7*len(weeks))+1, in.To, in.Today)
	return s
}

// beside writes the last week's minutes and the normal ones right of the
// columns, and returns where those end.
func (s *sheet) beside(weeks []float64, normal float64) int {
	value, usual := tickLabel(weeks[len(weeks)-1])+" min", ""
	w := s.fonts.title.measure(value).Dx()
	if normal > 0 {
		usual = "normally " + tickLabel(normal)
		w = max(w, s.fonts.label.measure(usual).Dx())
	}
	end := width - edge - w - sparkBeside
	if n := len(weeks); n < sparkFew {
		end = edge + (end-edge)*n/sparkFew
	}
	x, base := end+sparkBeside, (sparkTop+sparkEnd+sparkTitle)/2
	if usual != "" {
		base -= sparkLabel / 2
		s.put(usual, x, base+sparkLabel+22, markInk)
	}
	l := label{text: value, x: x, y: base, ink: lineInk, title: true}
	l.box = s.fonts.title.measure(value).Add(image.Pt(x, base))
	s.labels = append(s.labels, l)
	return end
}

// columns draws the weeks and the normal.
func (s *sheet) columns(plot image.Rectangle, weeks []float64, normal float64) {
	const least = 5 // minutes: a mail opened must not look like a surge
	scale := panel{box: plot, top: max(largest(weeks), normal*1.05, least)}
	at := func(i int) int { return plot.Min.X + i*plot.Dx()/len(weeks) }
	gap := max(2, min(14, plot.Dx()/len(weeks)/5))
	for i, m := range weeks {
		colour := barInk
		if i == len(weeks)-1 {
			colour = lineInk
		}
		if m > 0 {
			s.block(image.Rect(at(i), min(scale.y(m), plot.Max.Y-levelWidth), at(i+1)-gap, plot.Max.Y), colour)
		}
	}
	ends := [2]int{plot.Min.X, plot.Max.X - gap}
	s.rule(mutedInk, gridWidth, nil, image.Pt(ends[0], plot.Max.Y+1), image.Pt(ends[1], plot.Max.Y+1))
	if normal > 0 {
		s.rule(markInk, levelWidth+1, dashes(), image.Pt(ends[0], scale.y(normal)), image.Pt(plot.Max.X+sparkBeside/2, scale.y(normal)))
	}
}

// weekDates puts the first and the last day below the columns; the first gives
// way.
func (s *sheet) weekDates(plot image.Rectangle, from, to, today account.Day) {
	end := to.Short(today)
	last := s.put(end, max(plot.Min.X, plot.Max.X-s.fonts.label.measure(end).Max.X), sparkDates, mutedInk)
	start := from.Short(today)
	if plot.Min.X+s.fonts.label.measure(start).Dx()+labelGap <= last.box.Min.X {
		s.put(start, plot.Min.X, sparkDates, mutedInk)
	}
}
