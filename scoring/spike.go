package scoring

import (
	"fmt"
	"math"
	"slices"
	"time"

	"engagement/account"
)

// SpikeBucket is one value of a series.
type SpikeBucket struct {
	// Start is when the bucket begins, in the zone whose clock its rhythm
	// follows.
	Start time.Time
	Value float64
}

// Spike is a bucket far from its normal.
type Spike struct {
	Bucket    int // index into the buckets given
	Direction account.Direction
	Score     float64 // distance from normal, in spreads
	Normal    float64
	Low, High float64 // one spread around Normal
	Reason    string  // one sentence
}

// SpikePolicy is what a series is judged by. One set of defaults serves every
// step: what depends on the step follows from the budget.
type SpikePolicy struct {
	// Budget is how many false alarms a series may give in a year.
	Budget float64
	// Tail is the degrees of freedom of the Student distribution that stands
	// for the noise: the smaller, the more often large values come by chance.
	Tail float64
	// Level is what the level is the median of. A new level is normal when it
	// has lasted half as long.
	Level time.Duration
	// Memory is how far rhythm and spread look back.
	Memory time.Duration
	// Warm is what must have been seen before anything is judged; also as many
	// buckets as it has days.
	Warm time.Duration
	// Quiet is the cool-down of a direction; a distance of Again times the
	// last one breaks it.
	Quiet time.Duration
	Again float64
	// Floor is the smallest spread that is believed, as a part of the usual
	// size of the values.
	Floor float64
}

const week = 7 * 24 * time.Hour

// DefaultSpikePolicy is the one set of defaults.
//
// Three a year is a choice: what a reader of many charts puts up with. Five
// degrees of freedom have tails far heavier than normal ones. Both lie in the
// middle of a plateau: on labelled series, hourly and daily, everything from
// two to four a year, five and six degrees and a floor of 3 to 5 % stays within
// the numbers of TestLabelledSpikes but for the recall of daily series, which
// goes from 0.31 to 0.42. Two weeks of level hold every weekday twice, eight
// weeks of memory eight times.
func DefaultSpikePolicy() SpikePolicy {
	return SpikePolicy{
		Budget: 3, Tail: 5, Level: 2 * week, Memory: 8 * week, Warm: 5 * 24 * time.Hour,
		Quiet: week, Again: 2, Floor: 0.05,
	}
}

// Check finds numbers that no series can be judged by.
func (p SpikePolicy) Check() error {
	switch {
	case !(p.Budget > 0) || !(p.Tail >= 1) || !(p.Floor > 0) || !(p.Again >= 1) || math.IsInf(p.Budget+p.Tail+p.Floor+p.Again, 0):
		return fmt.Errorf("budget %v and floor %v must be above 0, tail %v and again %v at least 1: %w", p.Budget, p.Floor, p.Tail, p.Again, account.ErrInvalid)
	case p.Level <= 0 || p.Memory < p.Level || p.Warm < 0 || p.Quiet < 0:
		return fmt.Errorf("level %v must be above 0 and within memory %v, warm-up %v and quiet %v not below 0: %w", p.Level, p.Memory, p.Warm, p.Quiet, account.ErrInvalid)
	}
	return nil
}

// BucketError is a bucket that cannot be judged.
type BucketError struct {
	Bucket int
	Reason string
}

// Error names the bucket, counted from 1, and the reason.
func (e *BucketError) Error() string { return fmt.Sprintf("bucket %d: %s", e.Bucket+1, e.Reason) }

// Unwrap makes it account.ErrInvalid.
func (*BucketError) Unwrap() error { return account.ErrInvalid }

// Spikes judges every bucket of one series, oldest first, by the ones before
// it: a bucket's verdict never changes when later ones arrive. Values may have
// any sign and unit (multiplying them by a constant changes nothing), buckets
// may be missing.
//
// On the scale of [spikeScale] a bucket's normal is level + rhythm; the spread
// is that of the errors which this very forecast made before. It is a spike
// when
//
//	|value - normal| / spread >= t(p, df), p = Budget x step / year
//
// with t the two-sided quantile of Student's distribution at
// df = min(Tail, errors seen - 1): the rarer an alarm has to be, and the less
// is known, the further out it lies. Where half the values and more are one and
// the same, mostly zero, it must also be beyond all that was ever seen: there a
// spread says little, and the n-th value is the largest once in n times.
func Spikes(buckets []SpikeBucket, p SpikePolicy) ([]Spike, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	for i, b := range buckets {
		switch {
		case math.IsNaN(b.Value) || math.Abs(b.Value) > math.MaxFloat64/4:
			return nil, &BucketError{i, fmt.Sprintf("%v is not a value that can be compared", b.Value)}
		case i > 0 && !b.Start.After(buckets[i-1].Start):
			return nil, &BucketError{i, "it does not begin after the one before"}
		}
	}
	w := &spikeWalk{policy: p, buckets: buckets, steps: map[time.Duration]int{}, quantiles: map[quantileKey]float64{}}
	var out []Spike
	for i, b := range buckets {
		w.step(i)
		if f, ok := w.forecast(i); ok {
			if spike, ok := w.judge(i, f); ok {
				out = append(out, spike)
			}
			w.errors = append(w.errors, pastError{i, f.at(b.Value) - f.normal})
		}
		if i == 0 {
			w.lowest, w.highest = b.Value, b.Value
		}
		w.lowest, w.highest = min(w.lowest, b.Value), max(w.highest, b.Value)
	}
	return out, nil
}

// spikeWalk is what is known of a series up to a bucket.
type spikeWalk struct {
	policy  SpikePolicy
	buckets []SpikeBucket
	steps   map[time.Duration]int
	usual   time.Duration // the most common distance so far
	errors  []pastError
	last    [2]lastSpike // up, down
	lowest  float64
	highest float64
	// What changes slowly is found once a day.
	fitted time.Time // that day
	size   float64
	rhythm rhythm
	spread float64
	known  int  // errors behind spread
	same   bool // half the values are one and the same
	// quantiles remembers Student's, which depend on few values.
	quantiles map[quantileKey]float64
}

// pastError is how far a bucket lay from its forecast, on the scale.
type pastError struct {
	bucket int
	error  float64
}

type lastSpike struct {
	at       time.Time
	distance float64 // |value - normal|, in the values' own unit
}

// spikeRounding is how far apart, as a part of them, two distances may lie that are the
// same: in another unit the last digits differ.
const spikeRounding = 1e-9

type quantileKey struct{ p, df float64 }

// step learns the distance of bucket i to the one before; of equally common
// distances the shorter is the step.
func (w *spikeWalk) step(i int) {
	if i == 0 {
		return
	}
	d := w.buckets[i].Start.Sub(w.buckets[i-1].Start)
	w.steps[d]++
	if n, most := w.steps[d], w.steps[w.usual]; n > most || n == most && d < w.usual {
		w.usual = d
	}
}

// span is a policy's duration, at least as many buckets as it has days.
func (w *spikeWalk) span(d time.Duration) time.Duration {
	const day = 24 * time.Hour
	if w.usual <= day {
		return d
	}
	return time.Duration(float64(d) * float64(w.usual) / float64(day))
}

// from is the first bucket at most d before bucket i.
func (w *spikeWalk) from(i int, d time.Duration) int {
	start := w.buckets[i].Start.Add(-d)
	n, _ := slices.BinarySearchFunc(w.buckets[:i], start, func(b SpikeBucket, t time.Time) int { return b.Start.Compare(t) })
	return n
}

// judge compares bucket i with its forecast and its direction's last spike.
func (w *spikeWalk) judge(i int, f spikeForecast) (Spike, bool) {
	b := w.buckets[i]
	if w.known < 2 || b.Start.Sub(w.buckets[0].Start) < w.span(w.policy.Warm) {
		return Spike{}, false
	}
	score := w.score(i, f)
	const year = 365.25 * 24 * float64(time.Hour)
	if math.Abs(score) < w.student(min(1, w.policy.Budget*float64(w.usual)/year), min(w.policy.Tail, float64(w.known-1))) {
		return Spike{}, false
	}
	if w.same && b.Value <= w.highest && b.Value >= w.lowest {
		return Spike{}, false
	}
	s := Spike{
		Bucket: i, Direction: account.Rising, Score: math.Abs(score),
		Normal: f.value(f.normal), Low: f.value(f.normal - f.spread), High: f.value(f.normal + f.spread),
	}
	if w.lowest >= 0 {
		s.Low = max(0, s.Low)
	}
	if w.same {
		s.Low, s.High = s.Normal, s.Normal
	}
	last := &w.last[0]
	if score < 0 {
		s.Direction, last = account.Falling, &w.last[1]
	}
	distance := math.Abs(b.Value - s.Normal)
	if !last.at.IsZero() && b.Start.Sub(last.at) <= w.span(w.policy.Quiet) && distance < w.policy.Again*last.distance*(1-spikeRounding) {
		return Spike{}, false
	}
	*last = lastSpike{b.Start, distance}
	s.Reason = w.reason(i, s)
	return s, true
}

// score is how many spreads bucket i lies from its forecast. In the first two
// weeks no weekday has a rhythm yet: a bucket is then as unusual as it is
// against the same time a week before, where that is less, and a fall on a
// Saturday or Sunday that has none before it is not unusual at all.
func (w *spikeWalk) score(i int, f spikeForecast) float64 {
	b := w.buckets[i]
	at := f.at(b.Value)
	score := (at - f.normal) / f.spread
	if w.usual > 24*time.Hour || b.Start.Sub(w.buckets[w.from(i, w.policy.Memory)].Start) >= 2*week {
		return score
	}
	ago := w.from(i, week)
	if w.buckets[ago].Start.Equal(b.Start.Add(-week)) {
		before := (at - f.at(w.buckets[ago].Value)) / f.spread
		if score > 0 {
			return max(0, min(score, before))
		}
		return min(0, max(score, before))
	}
	if weekday := b.Start.Weekday(); score < 0 && (weekday == time.Saturday || weekday == time.Sunday) {
		return 0
	}
	return score
}

// firstError is the first past error of bucket from or later.
func (w *spikeWalk) firstError(from int) int {
	n, _ := slices.BinarySearchFunc(w.errors, from, func(e pastError, from int) int { return e.bucket - from })
	return n
}

func (w *spikeWalk) student(p, df float64) float64 {
	key := quantileKey{p, df}
	t, ok := w.quantiles[key]
	if !ok {
		t = studentQuantile(p, df)
		w.quantiles[key] = t
	}
	return t
}
