package alert

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// Told is an alert that was told, or withheld by chance, with what came of it.
type Told struct {
	Kind      Kind
	Channel   string
	At        time.Time // it was told, or would have been
	HeldOut   bool      // withheld by chance
	ClaimedAt time.Time // zero where nobody took it on
	Useful    bool      // somebody said so
	Useless   bool      // somebody said so
	Led       bool      // an opportunity was opened within LeadDays
}

// LeadDays is how long after an alert an opportunity counts as having come of it.
const LeadDays = 90

// Worked is what became of the alerts of one kind in one channel.
type Worked struct {
	Kind          Kind
	Channel       string
	Sent          int
	Claimed       int
	InTime        int // claimed within two working days
	Useful        int // somebody said so
	Useless       int
	Opportunities int // opened within LeadDays
	WorthIt       int // claimed, found useful or led to an opportunity, and not found useless
}

// leastJudged is how many alerts tell whether a kind is worth it.
const leastJudged = 10

// Poor reports whether fewer than half of enough alerts were worth it.
func (w Worked) Poor() bool { return w.Sent >= leastJudged && 2*w.WorthIt < w.Sent }

// Advice is what to change about a kind of which fewer than half were worth it;
// empty where nothing is to be changed.
func (w Worked) Advice() string {
	if !w.Poor() || !w.Kind.budgeted() {
		return ""
	}
	if w.Kind == KindMQA || w.Kind == KindExpansion {
		return "ask for more: `engagement preview --advise` says what higher thresholds would bring"
	}
	return fmt.Sprintf("put it into the line of what else moved: [alerts.kinds] %s = \"line\"", w.Kind)
}

// Precision counts what became of alerts, by kind and channel, those of most alerts
// first. What was withheld is left out.
func (r Rules) Precision(all []Told) []Worked {
	type place struct {
		kind    Kind
		channel string
	}
	rows := map[place]*Worked{}
	for _, t := range all {
		if t.HeldOut {
			continue
		}
		key := place{t.Kind, t.Channel}
		w := rows[key]
		if w == nil {
			w = &Worked{Kind: t.Kind, Channel: t.Channel}
			rows[key] = w
		}
		w.Sent++
		claimed := !t.ClaimedAt.IsZero()
		for _, c := range []struct {
			so    bool
			count *int
		}{
			{claimed, &w.Claimed},
			{claimed && r.inTime(t.Channel, t.At, t.ClaimedAt), &w.InTime},
			{t.Useful, &w.Useful},
			{t.Useless, &w.Useless},
			{t.Led, &w.Opportunities},
			{(claimed || t.Useful || t.Led) && !t.Useless, &w.WorthIt},
		} {
			if c.so {
				*c.count++
			}
		}
	}
	out := make([]Worked, 0, len(rows))
	for _, w := range rows {
		out = append(out, *w)
	}
	slices.SortFunc(out, func(a, b Worked) int {
		return cmp.Or(cmp.Compare(b.Sent, a.Sent), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Channel, b.Channel))
	})
	return out
}

// Lift is the difference that alerts make: how many more of them led to an
// opportunity than of those that were withheld by chance.
type Lift struct {
	Told, ToldLed         int
	Withheld, WithheldLed int
	// Points is the difference of the two rates, and Low to High where it lies in
	// 95 of 100 such experiments; all between -1 and 1.
	Points, Low, High float64
}

// Known reports whether anything was withheld to compare with.
func (l Lift) Known() bool { return l.Told > 0 && l.Withheld > 0 }

// LiftOf compares the alerts that were told with those withheld by chance, of the
// kinds that can be withheld.
func LiftOf(all []Told) Lift {
	var l Lift
	for _, t := range all {
		switch {
		case !t.Kind.budgeted():
		case t.HeldOut:
			l.Withheld++
			if t.Led {
				l.WithheldLed++
			}
		default:
			l.Told++
			if t.Led {
				l.ToldLed++
			}
		}
	}
	if l.Known() {
		l.Points, l.Low, l.High = newcombe(l.ToldLed, l.Told, l.WithheldLed, l.Withheld)
	}
	return l
}

// newcombe is the difference of two proportions with its 95 % interval: the hybrid
// of two Wilson score intervals. Source: Newcombe, Interval estimation for the
// difference between independent proportions, Statistics in Medicine 17 (1998),
// method 10.
func newcombe(x1, n1, x2, n2 int) (difference, low, high float64) {
	p1, l1, u1 := wilson(x1, n1)
	p2, l2, u2 := wilson(x2, n2)
	difference = p1 - p2
	return difference, difference - math.Hypot(p1-l1, u2-p2), difference + math.Hypot(u1-p1, p2-l2)
}

// wilson is a proportion with its 95 % score interval. Source: Wilson, Probable
// inference, the law of succession, and statistical inference, Journal of the
// American Statistical Association 22 (1927).
func wilson(x, n int) (p, low, high float64) {
	const z = 1.959964
	p = float64(x) / float64(n)
	m := float64(n)
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return p, middle - half, middle + half
}
