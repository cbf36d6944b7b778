package scoring

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"engagement/account"
)

var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// stepped is a series of values that are step apart.
func stepped(step time.Duration, values ...float64) []SpikeBucket {
	buckets := make([]SpikeBucket, len(values))
	for i, v := range values {
		buckets[i] = SpikeBucket{monday.Add(time.Duration(i) * step), v}
	}
	return buckets
}

func found(t interface {
	Helper()
	Fatal(...any)
}, buckets []SpikeBucket,
) []Spike {
	t.Helper()
	spikes, err := Spikes(buckets, DefaultSpikePolicy())
	if err != nil {
		t.Fatal(err)
	}
	return spikes
}

const day = 24 * time.Hour

// noisy is weeks of quiet days around 100, without chance.
func noisy(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = 100 + 8*math.Sin(float64(i)*2.3) + 4*math.Cos(float64(i)*5.1)
	}
	return values
}

func TestSpikesFindsBothDirections(t *testing.T) {
	values := noisy(60)
	values[30], values[45] = 400, 5
	got := found(t, stepped(day, values...))
	if len(got) != 2 {
		t.Fatalf("%d spikes, want 2: %+v", len(got), got)
	}
	if got[0].Bucket != 30 || got[0].Direction != account.Rising || got[1].Bucket != 45 || got[1].Direction != account.Falling {
		t.Errorf("found %+v", got)
	}
	if want := "400 on Wednesday 1 April 2026, normally "; !strings.HasPrefix(got[0].Reason, want) || !strings.HasSuffix(got[0].Reason, " times the usual spread)") {
		t.Errorf("reason %q, want it to begin %q", got[0].Reason, want)
	}
}

// What is low on a weekday is usual on a Sunday.
func TestSpikesKnowsWeekdays(t *testing.T) {
	values := noisy(70)
	for i := range values {
		if i%7 >= 5 {
			values[i] /= 10
		}
	}
	if got := found(t, stepped(day, values...)); len(got) > 0 {
		t.Errorf("weekends are spikes: %+v", got)
	}
	values[7*9+2] /= 10
	got := found(t, stepped(day, values...))
	if len(got) != 1 || got[0].Bucket != 7*9+2 || !strings.Contains(got[0].Reason, " on a Wednesday (") {
		t.Errorf("a Wednesday like a Sunday: %+v", got)
	}
}

func TestSpikesKnowsHours(t *testing.T) {
	values := noisy(24 * 28)
	for i := range values {
		if i%24 < 8 {
			values[i] /= 20
		}
	}
	at := 24*25 + 3
	values[at] = 100
	got := found(t, stepped(time.Hour, values...))
	if len(got) != 1 || got[0].Bucket != at || !strings.Contains(got[0].Reason, " at 03:00 (") {
		t.Errorf("office hours at night: %+v", got)
	}
}

// A new level alarms once and is normal after a week.
func TestSpikesAdaptsToALevel(t *testing.T) {
	values := noisy(120)
	for i := 60; i < len(values); i++ {
		values[i] *= 3
	}
	got := found(t, stepped(day, values...))
	if len(got) != 1 || got[0].Bucket != 60 {
		t.Errorf("a level that lasts: %+v", got)
	}
}

func TestSpikesCoolsDown(t *testing.T) {
	values := noisy(60)
	values[40], values[42], values[44] = 400, 420, 1200
	got := found(t, stepped(day, values...))
	if len(got) != 2 || got[0].Bucket != 40 || got[1].Bucket != 44 {
		t.Errorf("400, 420 and 1200 within a week: %+v", got)
	}
}

// A day of the usual size among many days of nothing is nothing unusual.
func TestSpikesOfASparseSeries(t *testing.T) {
	values := make([]float64, 200)
	for i := 5; i < len(values); i += 11 {
		values[i] = 10
	}
	if got := found(t, stepped(day, values...)); len(got) > 0 {
		t.Errorf("every visit is a spike: %+v", got)
	}
	values[150] = 70
	if got := found(t, stepped(day, values...)); len(got) != 1 || got[0].Bucket != 150 || !strings.Contains(got[0].Reason, ", normally 0 (") {
		t.Errorf("seven times as much as ever: %+v", got)
	}
}

// drawn is a series of counts with a rhythm, bursts and gaps.
func drawn(t *rapid.T) []SpikeBucket {
	step := rapid.SampledFrom([]time.Duration{time.Hour, day, 7 * day}).Draw(t, "step")
	n := rapid.IntRange(0, 150).Draw(t, "n")
	var buckets []SpikeBucket
	at := monday
	quiet := rapid.IntRange(0, 2*n).Draw(t, "quiet") - n
	for i := range n {
		v := float64(rapid.IntRange(0, 40).Draw(t, "value"))
		if i < quiet {
			v = 0
		} else if rapid.IntRange(0, 20).Draw(t, "burst") == 0 {
			v *= 30
		}
		buckets = append(buckets, SpikeBucket{at, v})
		at = at.Add(step * time.Duration(1+rapid.IntRange(0, 11).Draw(t, "gap")/11))
	}
	return buckets
}

// The verdict on a bucket uses it and earlier ones only.
func TestSpikesAreCausal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		buckets := drawn(t)
		all := found(t, buckets)
		cut := rapid.IntRange(0, len(buckets)).Draw(t, "cut")
		var want []Spike
		for _, s := range all {
			if s.Bucket < cut {
				want = append(want, s)
			}
		}
		if got := found(t, buckets[:cut]); !reflect.DeepEqual(got, want) {
			t.Fatalf("the first %d buckets alone: %+v, want %+v", cut, got, want)
		}
	})
}

// Seconds or hours, cents or euros: the same alarms.
func TestSpikesDoNotDependOnTheUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		buckets := drawn(t)
		unit := rapid.Float64Range(1e-6, 1e6).Draw(t, "unit")
		scaled := make([]SpikeBucket, len(buckets))
		for i, b := range buckets {
			scaled[i] = SpikeBucket{b.Start, b.Value * unit}
		}
		want, got := found(t, buckets), found(t, scaled)
		if len(got) != len(want) {
			t.Fatalf("%d alarms, want %d", len(got), len(want))
		}
		for i := range got {
			if got[i].Bucket != want[i].Bucket || got[i].Direction != want[i].Direction || math.Abs(got[i].Score-want[i].Score) > 1e-6*want[i].Score {
				t.Fatalf("alarm %d is %+v, want %+v", i, got[i], want[i])
			}
		}
	})
}

// One exactly twice as far out as the last breaks the quiet in every unit, although
// in some of them twice the distance is the next smaller number.
func TestSpikesTwiceAsFarInAnyUnit(t *testing.T) {
	for unit := 0.1; unit < 100; unit += 0.7 {
		values := make([]float64, 90)
		for i := range values {
			values[i] = 6 * unit
		}
		values[70], values[73] = 23*unit, 40*unit
		var at []int
		for _, s := range found(t, stepped(day, values...)) {
			at = append(at, s.Bucket)
		}
		if !slices.Equal(at, []int{70, 73}) {
			t.Errorf("in units of %v: alarms at %v", unit, at)
		}
	}
}

func TestSpikesOfAConstantSeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Float64Range(-1e9, 1e9).Draw(t, "value")
		values := make([]float64, rapid.IntRange(0, 200).Draw(t, "n"))
		for i := range values {
			values[i] = value
		}
		step := rapid.SampledFrom([]time.Duration{time.Minute, time.Hour, day, 30 * day}).Draw(t, "step")
		if got := found(t, stepped(step, values...)); len(got) > 0 {
			t.Fatalf("constant %v: %+v", value, got)
		}
	})
}

// Any numbers are judged or refused; never a panic, never a score that is none.
func TestSpikesOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, -1, math.MaxFloat64, 5e-324})), 0, 60).Draw(t, "values")
		spikes, err := Spikes(stepped(day, values...), DefaultSpikePolicy())
		for _, v := range values {
			if (math.IsNaN(v) || math.IsInf(v, 0)) && err == nil {
				t.Fatalf("%v was judged", v)
			}
		}
		for _, s := range spikes {
			if math.IsNaN(s.Score+s.Low+s.High) || math.IsInf(s.Score, 0) || s.Reason == "" {
				t.Fatalf("spike %+v", s)
			}
		}
	})
}

func TestSpikesRefuses(t *testing.T) {
	buckets := stepped(day, 1, 2, 3)
	buckets[2].Start = buckets[1].Start
	if _, err := Spikes(buckets, DefaultSpikePolicy()); err == nil || !strings.Contains(err.Error(), "bucket 3: it does not begin after") {
		t.Errorf("a bucket given twice: %v", err)
	}
	p := DefaultSpikePolicy()
	p.Budget = math.NaN()
	if _, err := Spikes(nil, p); err == nil {
		t.Error("a budget that is no number was taken")
	}
}

// Quantiles of Student's distribution, from the tables (two-sided).
func TestStudentQuantile(t *testing.T) {
	for _, tt := range []struct{ p, df, want float64 }{
		{0.05, 1, 12.7062}, {0.05, 5, 2.5706}, {0.01, 5, 4.0321}, {0.001, 5, 6.8688}, {0.001, 30, 3.6460}, {1, 5, 0},
	} {
		if got := studentQuantile(tt.p, tt.df); math.Abs(got-tt.want) > 1e-4*max(1, tt.want) {
			t.Errorf("t(%v, %v) = %v, want %v", tt.p, tt.df, got, tt.want)
		}
	}
}

func TestNumberForPeople(t *testing.T) {
	for want, v := range map[string]float64{
		"0": 0, "61": 61, "1,234": 1234.4, "12.3": 12.34, "0.191": 0.1913, "-5": -5, "5": 4.999, "1.2e-07": 1.2e-7, "1e+20": 1e20, "99.9": 99.94,
	} {
		if got := number(v); got != want {
			t.Errorf("number(%v) = %q, want %q", v, got, want)
		}
	}
}
