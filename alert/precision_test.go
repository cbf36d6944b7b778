package alert

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

func TestPrecisionIsAHandCount(t *testing.T) {
	r := DefaultRules()
	friday := time.Date(2026, 3, 27, 15, 0, 0, 0, time.UTC)
	surge := Kind(account.Surge)
	in := func(kind Kind, channel string, change func(*Told)) Told {
		w := Told{Kind: kind, Channel: channel, At: friday}
		if change != nil {
			change(&w)
		}
		return w
	}
	all := []Told{
		in(KindMQA, "#a", func(w *Told) { w.ClaimedAt = friday.Add(4 * 24 * time.Hour) }),           // Tuesday, two working days later
		in(KindMQA, "#a", func(w *Told) { w.ClaimedAt = friday.Add(4*24*time.Hour + time.Second) }), // a second too late
		in(KindMQA, "#a", func(w *Told) { w.ClaimedAt, w.Useless = friday.Add(time.Hour), true }),   // taken on, and no use
		in(KindMQA, "#a", func(w *Told) { w.Led = true }),                                           // by itself
		in(KindMQA, "#a", nil),                                                                                      // nobody cared
		in(KindMQA, "#b", func(w *Told) { w.Useful = true }),                                                        //
		in(KindMQA, "#a", func(w *Told) { w.HeldOut, w.Led = true, true }),                                          // not told
		in(surge, "#a", func(w *Told) { w.ClaimedAt, w.Led, w.Useful = friday.Add(time.Minute), true, true }),       //
		in(KindActNow, "#a", func(w *Told) { w.ClaimedAt, w.Led, w.Useless = friday.Add(time.Minute), true, true }), // nonsense
	}
	want := []Worked{
		{Kind: KindMQA, Channel: "#a", Sent: 5, Claimed: 3, InTime: 2, Useless: 1, Opportunities: 1, WorthIt: 3},
		{Kind: KindActNow, Channel: "#a", Sent: 1, Claimed: 1, InTime: 1, Useless: 1, Opportunities: 1},
		{Kind: KindMQA, Channel: "#b", Sent: 1, Useful: 1, WorthIt: 1},
		{Kind: surge, Channel: "#a", Sent: 1, Claimed: 1, InTime: 1, Useful: 1, Opportunities: 1, WorthIt: 1},
	}
	if diff := cmp.Diff(want, r.Precision(all)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, tt := range []struct {
		sent, worth int
		kind        Kind
		advised     bool
	}{{9, 0, surge, false}, {10, 4, surge, true}, {10, 5, surge, false}, {100, 0, KindActNow, false}, {10, 1, KindMQA, true}} {
		w := Worked{Kind: tt.kind, Sent: tt.sent, WorthIt: tt.worth}
		if (w.Advice() != "") != tt.advised {
			t.Errorf("%+v: advice %q", w, w.Advice())
		}
	}
}

// The example of Newcombe's paper: 56 of 70 against 48 of 80.
func TestNewcombe(t *testing.T) {
	d, low, high := newcombe(56, 70, 48, 80)
	for _, tt := range [][2]float64{{d, 0.2}, {low, 0.0524}, {high, 0.3339}} {
		if math.Abs(tt[0]-tt[1]) > 0.0001 {
			t.Errorf("%.4f, want %.4f", tt[0], tt[1])
		}
	}
}

// A lift that was put into the world is found in it: the interval holds it about as
// often as it says, and lies right of zero where the lift is large.
func TestLiftIsRecovered(t *testing.T) {
	r := DefaultRules()
	r.HoldOut = 10
	const runs, alerts, base, lift = 200, 4000, 0.05, 0.10
	rnd := rand.New(rand.NewPCG(5, 5))
	covered, above := 0, 0
	var sum float64
	for run := range runs {
		var all []Told
		for i := range alerts {
			out := r.heldOut(fmt.Sprintf("mqa:A%d:%d", i, run))
			rate := base
			if !out {
				rate += lift
			}
			all = append(all, Told{Kind: KindMQA, HeldOut: out, Led: rnd.Float64() < rate})
		}
		all = append(all, Told{Kind: KindActNow, Led: true}) // requests cannot be withheld, and do not count
		l := LiftOf(all)
		if !l.Known() || l.Told+l.Withheld != alerts {
			t.Fatalf("%+v", l)
		}
		if l.Low <= lift && lift <= l.High {
			covered++
		}
		if l.Low > 0 {
			above++
		}
		sum += l.Points
	}
	if covered < runs*92/100 || covered == runs && above == 0 {
		t.Errorf("the interval holds the lift in %d of %d runs", covered, runs)
	}
	if above < runs*95/100 {
		t.Errorf("a lift of ten points is seen in %d of %d runs", above, runs)
	}
	if mean := sum / runs; math.Abs(mean-lift) > 0.005 {
		t.Errorf("the mean lift is %.3f, want %.3f", mean, lift)
	}
	if LiftOf([]Told{{Kind: KindMQA}}).Known() {
		t.Error("nothing was withheld, and the lift is known")
	}
}
