package scoring

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"engagement/account"
)

// reason says a spike in one sentence: "61 on Tuesday 3 March 2026, normally
// 12 to 18 on a Tuesday (5.2 times the usual spread)".
func (w *spikeWalk) reason(i int, s Spike) string {
	start := w.buckets[i].Start
	const day = 24 * time.Hour
	when := "on " + start.Format("Monday 2 January 2006")
	if w.usual < day {
		when += " at " + start.Format("15:04")
	}
	return fmt.Sprintf("%s %s, normally %s%s (%.1f times the usual spread)", number(w.buckets[i].Value), when, between(s.Low, s.High), w.rhythm.period(start), s.Score)
}

// period says which rhythm the normal follows, and nothing where there is none.
func (r *rhythm) period(t time.Time) string {
	hour, weekday := t.Hour(), int(t.Weekday())
	daily := r.hour != [24]float64{}
	weekly := r.weekday != [7]float64{} || r.slot[weekday*24+hour] != 0
	switch clock := fmt.Sprintf("%02d:00", hour); {
	case daily && weekly:
		return " on a " + t.Weekday().String() + " at " + clock
	case daily:
		return " at " + clock
	case weekly:
		return " on a " + t.Weekday().String()
	default:
		return ""
	}
}

// between writes a range, as one number where both ends read the same.
func between(low, high float64) string {
	l, h := number(low), number(high)
	if l == h {
		return l
	}
	return l + " to " + h
}

// number writes a value for people: three digits that matter, all digits of
// whole numbers below a million in full, with separators.
func number(v float64) string {
	size := math.Abs(v)
	switch {
	case v == 0:
		return "0"
	case size >= 1e15 || size < 1e-4:
		return strconv.FormatFloat(v, 'g', 3, 64)
	case size >= 100:
		return account.Thousands(int64(math.Round(v)))
	}
	digits := 2 - int(math.Floor(math.Log10(size)))
	text := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" {
		return "0"
	}
	return text
}
