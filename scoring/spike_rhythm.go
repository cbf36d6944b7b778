package scoring

import (
	"math"
	"time"
)

// rhythm is how the hours of a day, the days of a week and the hours of a week
// differ from the level, on the scale. What the data does not show is 0.
type rhythm struct {
	hour    [24]float64
	weekday [7]float64
	slot    [7 * 24]float64 // what an hour of a week has beyond its hour and day
}

func (r *rhythm) at(t time.Time) float64 {
	hour, weekday := t.Hour(), int(t.Weekday())
	return r.hour[hour] + r.weekday[weekday] + r.slot[weekday*24+hour]
}

// fitRhythm fits hours, then days to what hours leave, then hours of the week
// to what both leave. A step of a day has no hours; a longer one no rhythm.
func fitRhythm(buckets []SpikeBucket, f spikeForecast, step time.Duration) rhythm {
	var r rhythm
	const day = 24 * time.Hour
	if step > day {
		return r
	}
	rest := make([]float64, len(buckets))
	phase := make([]int, len(buckets))
	for i, b := range buckets {
		rest[i] = f.at(b.Value)
	}
	level := median(append([]float64(nil), rest...))
	for i := range rest {
		rest[i] -= level
	}
	fit := func(effects []float64, of func(time.Time) int) {
		for i, b := range buckets {
			phase[i] = of(b.Start)
		}
		pooled(effects, phase, rest)
		for i := range rest {
			rest[i] -= effects[phase[i]]
		}
	}
	if step < day {
		fit(r.hour[:], time.Time.Hour)
	}
	fit(r.weekday[:], func(t time.Time) int { return int(t.Weekday()) })
	if step < day {
		fit(r.slot[:], func(t time.Time) int { return int(t.Weekday())*24 + t.Hour() })
	}
	return r
}

// pooled estimates the effect of every phase from rest: the phase's median m,
// drawn towards the mean of all phases by how much of the difference between
// phases is chance:
//
//	effect = (m - mean) x between / (between + error)
//	error = pi/2 x within^2 / n, between = max(0, var(m) - mean error)
//
// within is the robust spread around the phases' medians, n the phase's values
// and pi/2 the price of a median (Efron and Morris 1975, the empirical Bayes
// estimate, with medians). A phase seen less than twice says nothing, and
// nothing is said before every phase that occurs was seen twice.
func pooled(effects []float64, phase []int, rest []float64) {
	by := make([][]float64, len(effects))
	for i, k := range phase {
		by[k] = append(by[k], rest[i])
	}
	medians := make([]float64, len(effects))
	deviations := make([]float64, 0, len(rest))
	phases, mean := 0, 0.0
	for k, values := range by {
		switch len(values) {
		case 0:
			continue
		case 1:
			return
		}
		medians[k] = median(values)
		for _, v := range values {
			deviations = append(deviations, math.Abs(v-medians[k]))
		}
		phases++
		mean += medians[k]
	}
	n := len(rest)
	if phases < 2 || n == phases {
		return
	}
	mean /= float64(phases)
	within := 1.4826 * median(deviations)
	square := math.Pi / 2 * within * within * float64(n) / float64(n-phases)
	between, chance := 0.0, 0.0
	for k, values := range by {
		if len(values) > 0 {
			between += (medians[k] - mean) * (medians[k] - mean) / float64(phases-1)
			chance += square / float64(len(values)) / float64(phases)
		}
	}
	between -= chance
	if between <= 0 {
		return
	}
	for k, values := range by {
		if len(values) > 0 {
			effects[k] = (medians[k] - mean) * between / (between + square/float64(len(values)))
		}
	}
}
