package scoring

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// spikeForecast is what a bucket is expected to be. Numbers without a unit are
// on the scale asinh(value / 2 size), with size the usual size of a value: it
// is nearly linear around the usual, logarithmic far above it, defined for
// zero and for negative values, and does not depend on the unit (Johnson 1949;
// Burbidge, Magee and Robb 1988).
type spikeForecast struct {
	size   float64
	level  float64
	normal float64 // level and rhythm
	spread float64
}

func (f spikeForecast) at(value float64) float64 {
	ratio := value / (2 * f.size)
	if math.IsInf(ratio, 0) { // asinh(x) is log(2x) out there
		return math.Copysign(math.Log(math.Abs(value))-math.Log(f.size), value)
	}
	return math.Asinh(ratio)
}

func (f spikeForecast) value(at float64) float64 { return math.Sinh(at) * 2 * f.size }

// forecast says what bucket i is expected to be from those before it; not
// before there are three.
func (w *spikeWalk) forecast(i int) (spikeForecast, bool) {
	from := w.from(i, w.span(w.policy.Memory))
	if i-from < 3 {
		return spikeForecast{}, false
	}
	year, month, date := w.buckets[i].Start.Date()
	if today := time.Date(year, month, date, 0, 0, 0, 0, time.UTC); !today.Equal(w.fitted) {
		w.fitted = today
		w.fit(from, i)
	}
	f := spikeForecast{size: w.size, spread: w.spread}
	if f.size == 0 { // nothing but zeros so far: whatever comes is of the usual size
		f.size = cmp.Or(math.Abs(w.buckets[i].Value), 1)
	}
	recent := w.buckets[min(w.from(i, w.span(w.policy.Level)), i-3):i]
	values := make([]float64, len(recent))
	for k, b := range recent {
		values[k] = f.at(b.Value) - w.rhythm.at(b.Start)
	}
	f.level = median(values)
	f.normal = f.level + w.rhythm.at(w.buckets[i].Start)
	return f, true
}

// fit finds size, rhythm and spread of the buckets from..i-1.
func (w *spikeWalk) fit(from, i int) {
	w.size = cmp.Or(usualSize(w.buckets[from:i]), w.size)
	w.rhythm = fitRhythm(w.buckets[from:i], spikeForecast{size: cmp.Or(w.size, 1)}, w.usual)
	w.same = monotone(w.buckets[from:i])
	past := w.errors[w.firstError(from):]
	if w.known = len(past); w.known == 0 {
		return
	}
	w.spread = spreadOf(past, w.same)
	// The scale's slope at the usual size turns a part of it into the scale.
	w.spread = max(w.spread, w.policy.Floor/(2*math.Sqrt(1.25)))
}

// usualSize is the median of the absolute values, without zeros where they are
// half or more; 0 of zeros alone.
func usualSize(buckets []SpikeBucket) float64 {
	values := make([]float64, 0, len(buckets))
	for _, b := range buckets {
		values = append(values, math.Abs(b.Value))
	}
	if size := median(values); size > 0 {
		return size
	}
	values = slices.DeleteFunc(values, func(v float64) bool { return v == 0 })
	return median(values)
}

// spreadOf is 1.4826 times the median absolute error of past forecasts around
// their median (Hampel 1974; the factor makes it the standard deviation of
// normal errors). Where half the values and more are one and the same that
// says nothing, and the root of the mean square stands in, which overstates
// rather than understates.
func spreadOf(past []pastError, same bool) float64 {
	errors := make([]float64, len(past))
	var squares float64
	for k, e := range past {
		errors[k] = e.error
		squares += e.error * e.error / float64(len(past))
	}
	middle := median(errors)
	for k, e := range errors {
		errors[k] = math.Abs(e - middle)
	}
	spread := 1.4826 * median(errors)
	if same {
		spread = max(spread, math.Sqrt(squares))
	}
	return spread
}

// monotone reports whether half the values or more are the same.
func monotone(buckets []SpikeBucket) bool {
	values := make([]float64, len(buckets))
	for i, b := range buckets {
		values[i] = b.Value
	}
	slices.Sort(values)
	half := (len(values) + 1) / 2
	for i := 0; i+half <= len(values); i++ {
		if values[i] == values[i+half-1] {
			return true
		}
	}
	return false
}

// median of values, which it reorders; 0 of none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
