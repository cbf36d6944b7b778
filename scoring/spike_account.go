package scoring

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"engagement/account"
)

// AccountHistory is one account's days, as surges and stalls are judged. The
// minutes are those of the groups that count for the MQA: our own meetings
// must not alert us.
type AccountHistory struct {
	From    account.Day     // first day the account was known
	Minutes []account.Milli // of each day
	// People are the distinct people of the 7 days ending on each day; nil when
	// not known, and then nobody asks.
	People []int
	// Expected is what each day was for everybody, as a multiple of the usual:
	// 0.3 on a Sunday, 0.4 between Christmas and New Year. A week is divided by
	// the mean of its days. nil is 1 everywhere.
	Expected []float64
	// Told are findings of other kinds that rose, by day: a first engagement is
	// not said again as a surge, unless it grows after its first week.
	Told      []account.Finding
	Threshold account.Milli // minutes the account needs in 90 days
	// Tier 1 and 2 may stall; so may an account with an open opportunity that
	// had no two-way contact for 14 days.
	Tier   int
	Open   []account.Span
	TwoWay []account.Day
	// Pauses tells of a day, and of how many weeks before its last 7 days are the
	// normal, whether a stall says nothing because sources were silent; nil never
	// does.
	Pauses func(day account.Day, weeks int) bool
}

// AccountFindings replays an account day by day and returns its surges and
// stalls, oldest first. A day is judged by itself and earlier days alone. With
// W the minutes of the last 7 days and B the mean week of the 12 before:
//
//	surge  W >= Ratio x B, W - B >= More, People or more of them, and the week
//	       stands out from the account's own burstiness:
//	       H >= mean + t x sd x sqrt(1 + 1/n)
//	stall  B >= max(Small, threshold / 13) and W <= Low x B, now and a week ago
//
// H is the week's sum of asinh(minutes / 2 size) over its days, size being the
// minutes of the account's usual active day: a single enormous day counts for
// little more than a large one, days on which somebody came count each. mean
// and sd are those of the n weeks before, t Student's quantile for Chance at
// n - 1 degrees of freedom: the bound of a prediction for one more week.
//
// After a finding its direction is silent for Quiet days and until a week went
// by without it, unless a surge says more than was said. For 7 days, while part
// of the week that was said is still in W, that is W doubled. Afterwards every
// day of W is new, and it must pass the first bar once more, from where the
// account has been since: with B0 the normal it was said with, and V the least
// W of any day since,
//
//	W - B0 >= Ratio x (V - B0) and W - V >= More
//
// A wave that goes on at its height, or dies away, says nothing; one that grows
// as far again, or the next one after it died away, does. B0 stands still,
// because B takes the wave in, week by week, and would shrink what was said.
//
// A stall that pauses is none, and begins no silence: it is found once sources
// bring what they do, if it is still there.
func AccountFindings(h AccountHistory, p AccountSpikePolicy) ([]account.Finding, error) {
	found, _, err := accountFindings(h, p)
	return found, err
}

// accountFindings also returns the stalls that paused, the first day of each and
// then one in Quiet days.
func accountFindings(h AccountHistory, p AccountSpikePolicy) (found, paused []account.Finding, err error) {
	if err := cmp.Or(p.Check(), h.check()); err != nil {
		return nil, nil, err
	}
	w := &accountWalk{history: h, policy: p, size: make([]float64, 0, 7*p.Weeks), quantile: map[int]float64{}}
	w.calm[0], w.calm[1] = 7, 7
	w.last[0], w.last[1], w.pausedAt = -p.Quiet-1, -p.Quiet-1, -p.Quiet-1
	w.sum()
	told := h.Told
	for i := 7 * (p.Least + 1); i <= len(h.Minutes); i++ {
		for len(told) > 0 && told[0].Day < h.From+account.Day(i) {
			w.tell(told[0])
			told = told[1:]
		}
		if f, ok := w.judge(i - 1); ok {
			found = append(found, f)
		}
	}
	return found, w.paused, nil
}

func (h *AccountHistory) check() error {
	n := len(h.Minutes)
	switch {
	case h.People != nil && len(h.People) != n, h.Expected != nil && len(h.Expected) != n:
		return fmt.Errorf("%d days of minutes, %d of people and %d of expectations do not go together: %w", n, len(h.People), len(h.Expected), account.ErrInvalid)
	}
	for i, m := range h.Minutes {
		if m < 0 {
			return fmt.Errorf("%s minutes on %s: %w", m, h.From+account.Day(i), account.ErrInvalid)
		}
	}
	for i, e := range h.Expected {
		if !(e >= 0) || math.IsInf(e, 0) {
			return fmt.Errorf("expectation %v on %s: %w", e, h.From+account.Day(i), account.ErrInvalid)
		}
	}
	return nil
}

// accountWalk is what is known of an account up to a day.
type accountWalk struct {
	history  AccountHistory
	policy   AccountSpikePolicy
	minutes  []float64 // of each day
	before   []float64 // minutes of all days before an index
	crowd    []float64 // expectations of all days before an index; nil is 1 a day
	size     []float64 // room for the days of usualDay
	quantile map[int]float64
	last     [2]int  // index of the last surge and stall
	calm     [2]int  // days in a row without its condition
	said     float64 // the week of the last surge
	told     bool    // it was no surge, but told otherwise
	usual    float64 // the normal it was said with
	least    float64 // the least week since
	paused   []account.Finding
	pausedAt int // index of the last of them
}

// sum lays the days out so that any run of them is one subtraction.
// Expectations count within a tenth and ten times: beyond that a day says
// nothing about this account.
func (w *accountWalk) sum() {
	n := len(w.history.Minutes)
	w.minutes, w.before = make([]float64, n), make([]float64, n+1)
	for i, m := range w.history.Minutes {
		w.minutes[i] = float64(m) / float64(account.Minute)
		w.before[i+1] = w.before[i] + w.minutes[i]
	}
	if w.history.Expected == nil {
		return
	}
	w.crowd = make([]float64, n+1)
	for i, e := range w.history.Expected {
		w.crowd[i+1] = w.crowd[i] + min(max(e, 0.1), 10)
	}
}

// raw is the sum of the 7 days ending on i.
func (w *accountWalk) raw(i int) float64 { return w.before[i+1] - w.before[i-6] }

// everybody is what the 7 days ending on i were for all accounts, as a multiple
// of the usual.
func (w *accountWalk) everybody(i int) float64 {
	if w.crowd == nil {
		return 1
	}
	return (w.crowd[i+1] - w.crowd[i-6]) / 7
}

// week is raw with what everybody did divided out: the week as a whole, so that
// one visit on a Sunday is not blown up to five.
func (w *accountWalk) week(i int) float64 { return w.raw(i) / w.everybody(i) }

// weeks is how many whole weeks lie before the 7 days ending on i.
func (w *accountWalk) weeks(i int) int { return min(w.policy.Weeks, (i+1)/7-1) }

// normal is B: the mean of the weeks before the 7 days ending on i.
func (w *accountWalk) normal(i int) float64 {
	n := w.weeks(i)
	var sum float64
	for k := 1; k <= n; k++ {
		sum += w.week(i - 7*k)
	}
	return sum / float64(max(n, 1))
}

// judge looks at the 7 days ending on i.
func (w *accountWalk) judge(i int) (account.Finding, bool) {
	week, normal := w.week(i), w.normal(i)
	said := w.raw(i)
	w.least = min(w.least, said)
	expected := normal * w.everybody(i)
	f := account.Finding{Day: w.history.From + account.Day(i), Minutes: milli(said), Normal: milli(expected)}
	if w.history.People != nil {
		f.People = w.history.People[i]
	}
	if w.fires(0, i, w.surges(i, week, normal, said-expected), w.again(i, said)) {
		f.Kind, f.Direction = account.Surge, account.Rising
		f.Sentence = surgeSentence(said, expected)
		w.said, w.usual, w.least, w.told = said, expected, said, false
		return f, true
	}
	stalls := w.stalls(i, week, normal)
	f.Kind, f.Direction = account.Stall, account.Falling
	if stalls && w.rested(1, i) && w.history.Pauses != nil && w.history.Pauses(f.Day, w.weeks(i)) {
		if i-w.pausedAt > w.policy.Quiet {
			w.paused, w.pausedAt = append(w.paused, f), i
		}
		return account.Finding{}, false
	}
	if w.fires(1, i, stalls, false) {
		f.Sentence = fmt.Sprintf("%s min in 7 days, normally %s (%s min), the second week running", f.Minutes, f.Normal, f.Minutes-f.Normal)
		return f, true
	}
	return account.Finding{}, false
}

// again reports whether the week ending on i says more than the surge in whose
// cool-down it lies.
func (w *accountWalk) again(i int, week float64) bool {
	if i-w.last[0] < 7 {
		return !w.told && week >= 2*w.said
	}
	return week-w.usual >= w.policy.Ratio*(w.least-w.usual) && milli(week-w.least) >= w.policy.More
}

// tell starts the cool-down of surges with what was said otherwise.
func (w *accountWalk) tell(f account.Finding) {
	w.last[0], w.calm[0], w.told = int(f.Day-w.history.From), 0, true
	w.said = float64(f.Minutes) / float64(account.Minute)
	w.usual, w.least = float64(f.Normal)/float64(account.Minute), w.said
}

// rested reports whether a direction may be told again on the day at index i.
func (w *accountWalk) rested(direction, i int) bool {
	return i-w.last[direction] > w.policy.Quiet && w.calm[direction] >= 7
}

// fires keeps the cool-down of a direction.
func (w *accountWalk) fires(direction, i int, met, again bool) bool {
	if !met {
		w.calm[direction]++
		return false
	}
	rested := w.rested(direction, i)
	if w.calm[direction] < 7 {
		w.calm[direction] = 0
	}
	if !rested && !again {
		return false
	}
	w.last[direction], w.calm[direction] = i, 0
	return true
}

func (w *accountWalk) surges(i int, week, normal, more float64) bool {
	p := w.policy
	if week < p.Ratio*normal || milli(more) < p.More {
		return false
	}
	if w.history.People != nil && w.history.People[i] < p.People {
		return false
	}
	n := w.weeks(i)
	size := w.usualDay(i, n)
	effort := func(i int) float64 {
		var sum float64
		for _, m := range w.minutes[i-6 : i+1] {
			sum += math.Asinh(m / (2 * size))
		}
		return sum / w.everybody(i)
	}
	var mean, squares float64
	for k := 1; k <= n; k++ {
		e := effort(i - 7*k)
		mean += e / float64(n)
		squares += e * e
	}
	sd := math.Sqrt(max(0, squares-float64(n)*mean*mean) / float64(n-1))
	sd = max(sd, math.Asinh(0.5)) // one day more or less is nothing
	t, ok := w.quantile[n]
	if !ok {
		t = studentQuantile(2*p.Chance, float64(n-1))
		w.quantile[n] = t
	}
	return effort(i) >= mean+t*sd*math.Sqrt(1+1/float64(n))
}

// usualDay is the median of the days with minutes in the n weeks before the 7
// days ending on i, a third of what a surge needs where there was none.
func (w *accountWalk) usualDay(i, n int) float64 {
	w.size = w.size[:0]
	for _, m := range w.minutes[i+1-7*(n+1) : i-6] {
		if m > 0 {
			w.size = append(w.size, m)
		}
	}
	if len(w.size) == 0 {
		return float64(w.policy.More) / float64(account.Minute) / 3
	}
	return median(w.size)
}

func (w *accountWalk) stalls(i int, week, normal float64) bool {
	h := &w.history
	day := h.From + account.Day(i)
	if h.Tier != 1 && h.Tier != 2 {
		open := slices.ContainsFunc(h.Open, func(s account.Span) bool { return s.Contains(day) })
		if !open || slices.ContainsFunc(h.TwoWay, account.Window(day, 14).Contains) {
			return false
		}
	}
	// Where everybody is half away, silence says nothing about one account.
	low := func(i int, week, normal float64) bool {
		return w.everybody(i) >= 0.5 && w.weeks(i) >= w.policy.Least && milli(normal) >= max(w.policy.Small, h.Threshold/13) && week <= w.policy.Low*normal
	}
	return low(i, week, normal) && low(i-7, w.week(i-7), w.normal(i-7))
}

// surgeSentence is the card's wording; never a bare percentage.
func surgeSentence(week, normal float64) string {
	minutes, usual := milli(week), milli(normal)
	if usual < 5*account.Minute {
		return fmt.Sprintf("%s min in 7 days, from almost nothing", minutes)
	}
	return fmt.Sprintf("%s min in 7 days, normally %s (x%.1f, +%s min)", minutes, usual, week/normal, minutes-usual)
}

func milli(minutes float64) account.Milli {
	return account.Milli(math.Round(minutes * float64(account.Minute)))
}
