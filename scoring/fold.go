package scoring

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"engagement/account"
)

// fold walks the civil days of one account and knows, at the end of each, what
// its sliding windows hold. It is the only place where days follow each other.
type fold struct {
	scorer   *Scorer
	policy   *Policy
	facts    *Facts
	journal  *Journal
	need     Need
	excluded bool // its relation never qualifies

	first   account.Day
	minutes []account.Milli // of each day from first on
	before  []account.Milli // minutes of all days before an index
	starts  []int           // number of the first row of each day, and one past the last row
	asked   bool            // somebody asked to be contacted on the last day

	tally                    // of the account, or of its family while that is judged
	early    *summary        // of the days up to the eve that was taken up; nil where none was
	family   *familyFold     // nil where the account is judged alone
	window   []account.Milli // counting minutes per person in the MQA window
	perEvent []account.Milli // by word: minutes in the window of an event that is clipped
	events   []int32         // by 2 x word of an asset, 2 x word + 1 of a page: rows in the window

	mqa      bool
	mqaSince account.Day
	below    int // complete days in a row below the leaving line
	crossed  []account.Day
	running  []account.Milli
	stage    string
	since    account.Day

	centers  []centerFold
	centerAt []int // by person of the journal: index into centers, -1 for none

	lines    int
	reply    account.Day // newest two-way signs
	meeting  account.Day
	met      []account.Day // days with a meeting
	recorded int64         // newest arrival
	requests []Request
}

// foldDays walks an account up to the end of day, from the scorer's bookmark on
// where it has one. The fold is good until the scorer is asked again.
func (s *Scorer) foldDays(f *Facts, day account.Day) (*fold, error) {
	fd := &s.fold
	j := f.journal()
	*fd = fold{
		scorer: s, policy: s.policy, facts: f, journal: j, need: s.policy.MQA.Need(f.Account), first: day + 1,
		excluded: slices.Contains(s.policy.MQA.Excluded, f.Account.Relation), family: s.gather(f, day),
		minutes: fd.minutes[:0], before: append(fd.before[:0], 0), starts: append(fd.starts[:0], 0), running: fd.running[:0],
		window: zeros(fd.window, len(j.People)), perEvent: zeros(fd.perEvent, len(j.Words)), events: zeros(fd.events, 2*len(j.Words)),
	}
	// An account without activities still has stages to walk through.
	for _, o := range f.Opportunities {
		fd.first = min(fd.first, account.DayOf(o.CreatedAt, s.policy.Zone))
	}
	if fd.family != nil {
		fd.first = min(fd.first, fd.family.first)
	}
	s.keep = minDay
	s.begin(f, j)
	fd.openCenters()
	if s.from != nil {
		unpack := fd.unpack
		if s.from.Eve {
			unpack = fd.unpackEve
		}
		if err := cmp.Or(unpack(s.from.Fold, s.from.Day), s.remember(s.from.Used, len(j.People))); err != nil {
			return nil, err
		}
	}
	s.walk(j, day, fd.take)
	if s.from != nil && s.past.bad {
		return nil, fmt.Errorf("used caps: %w", ErrPacked)
	}
	if n := len(fd.minutes); s.eve != 0 && n > 0 { // nothing has happened since
		if last := fd.first + account.Day(n) - 1; last.Monday() != day.Monday() {
			s.held[aWeek].reset()
		}
		s.layEve()
	}
	fd.first = min(fd.first, day)
	fd.upTo(day)
	for i := range s.ahead {
		var e entry
		if s.open(&e, j, &s.ahead[i]); e.asks() {
			fd.requests = append(fd.requests, s.request(f, j, &e))
		}
	}
	return fd, nil
}

// span is how many days of rows are kept.
func (fd *fold) span() account.Day { return account.Day(max(fd.policy.MQA.Window, cardWindow)) }

// zeros is a list of n zeros, in the room of an old one where that is enough.
func zeros[V any](old []V, n int) []V {
	list := slices.Grow(old[:0], n)[:n]
	clear(list)
	return list
}

// take walks over the days without rows up to a day that has some, and over
// that. number is that of its first row.
func (fd *fold) take(day account.Day, rows []entry, number int) {
	if len(fd.minutes) == 0 {
		fd.first = min(fd.first, day)
	}
	fd.upTo(day - 1)
	var minutes account.Milli
	for i := range rows {
		e := &rows[i]
		minutes += e.minutes
		fd.lines++
		fd.recorded = max(fd.recorded, e.Recorded)
		k := e.read.kind
		if k == nil || e.Flags.Has(Robot) {
			continue
		}
		switch k.Signal {
		case "reply":
			fd.reply = max(fd.reply, e.day)
		case "meeting":
			fd.meeting = max(fd.meeting, e.day)
			if n := len(fd.met); n == 0 || fd.met[n-1] != e.day {
				fd.met = append(fd.met, e.day)
			}
		}
		if k.ActNow && fd.scorer.weight(e.Person).level > 0 {
			fd.asked = true
			if c := fd.centerOf(e.Person); c != nil {
				c.asked = true
			}
		}
		if e.asks() {
			fd.requests = append(fd.requests, fd.scorer.request(fd.facts, fd.journal, e))
		}
	}
	fd.end(minutes, number+len(rows))
	fd.asked = false
	fd.scorer.keep = day + 1 - fd.span()
}

// upTo walks over days without rows up to and including a day.
func (fd *fold) upTo(day account.Day) {
	for fd.first+account.Day(len(fd.minutes)) <= day {
		fd.end(0, fd.starts[len(fd.minutes)])
	}
}

// end ends the next day: it brought minutes, and rows up to, not including, the
// one with that number.
func (fd *fold) end(minutes account.Milli, number int) {
	i := len(fd.minutes)
	fd.minutes = append(fd.minutes, minutes)
	fd.before = append(fd.before, fd.before[i]+minutes)
	fd.starts = append(fd.starts, number)
	if fd.family != nil {
		fd.tally = fd.family.own
	}
	fd.enter(i, +1)
	if out := i - fd.policy.MQA.Window; out >= 0 {
		fd.enter(out, -1)
	}
	if fd.family != nil {
		fd.family.rollUp(fd, fd.first+account.Day(i))
	}
	fd.running = append(fd.running, fd.counting)
	fd.judgeMQA(i)
	fd.judgeCenters(fd.first + account.Day(i))
	fd.judgeStage(i)
	fd.pass(i)
}

// day is the rows of a day, as long as they are kept.
func (fd *fold) day(i int) []entry {
	if fd.starts[i] == fd.starts[i+1] {
		return nil
	}
	gone := fd.scorer.gone
	return fd.scorer.rows[fd.starts[i]-gone : fd.starts[i+1]-gone]
}

// counts reports whether an entry's minutes count for the MQA.
func (e *entry) counts() bool { return e.minutes != 0 && e.read.counts }

// enter adds a day to the MQA window, or with sign -1 takes it out again.
func (fd *fold) enter(i int, sign account.Milli) {
	rows, counted := fd.day(i), false
	for k := range rows {
		e := &rows[k]
		if !e.counts() {
			continue
		}
		counted = true
		fd.meet(rows, k, int(sign))
		d := &fd.journal.Deeds[e.Deed]
		if most := fd.policy.MQA.PerEvent; e.read.kind.Event && d.Asset != 0 && most > 0 {
			before := fd.perEvent[d.Asset]
			after := before + sign*e.minutes
			fd.perEvent[d.Asset] = after
			fd.counting += min(after, most) - min(before, most)
		} else {
			fd.counting += sign * e.minutes
		}
		if who := e.Person; who != Nobody {
			before := fd.window[who]
			after := before + sign*e.minutes
			fd.window[who] = after
			in := crossing(before, after, fd.need.Floor)
			fd.engaged += in
			if in != 0 && fd.scorer.demands(fd.scorer.weight(who).role) {
				fd.demanded += in
			}
			if c := fd.centerOf(who); c != nil {
				c.enter(fd, e, before, after, int(sign))
			}
			if fd.need.Senior > 0 && fd.scorer.weight(who).role.Level.Senior() {
				fd.seniors += crossing(before, after, fd.need.Senior)
			}
		}
	}
	if counted {
		fd.active += int(sign)
		fd.endCenters(int(sign))
	}
}

// meet counts the asset or event behind row k of a day into the window, or out
// of it. What names neither asset nor page is told apart by its type and day.
func (fd *fold) meet(rows []entry, k, sign int) {
	e := &rows[k]
	d := &fd.journal.Deeds[e.Deed]
	var event int32
	switch {
	case d.Asset != 0:
		event = 2 * d.Asset
	case d.URL != 0:
		event = 2*d.URL + 1
	default:
		for earlier := range rows[:k] {
			o := &rows[earlier]
			if o.counts() && o.read.kind == e.read.kind && fd.journal.Deeds[o.Deed].Asset == 0 && fd.journal.Deeds[o.Deed].URL == 0 {
				return
			}
		}
		fd.distinct += sign
		return
	}
	before := fd.events[event]
	fd.events[event] += int32(sign)
	if before == 0 || fd.events[event] == 0 {
		fd.distinct += sign
	}
}

// crossing is +1 when a value climbs to the line, -1 when it falls below.
func crossing(before, after, line account.Milli) int {
	line = max(line, 1)
	switch {
	case before < line && after >= line:
		return 1
	case before >= line && after < line:
		return -1
	}
	return 0
}

// judgeMQA applies depth, breadth and spread, act-now, and the slow way out:
// an account leaves at the start of a day after enough complete days below
// the leaving line.
func (fd *fold) judgeMQA(i int) {
	if fd.excluded {
		return
	}
	day, m := fd.first+account.Day(i), &fd.policy.MQA
	if fd.mqa && fd.below >= m.LeaveNights {
		fd.mqa, fd.mqaSince = false, 0
	}
	if fd.asked {
		fd.below = 0
	}
	if !fd.mqa && (fd.asked || fd.qualifies()) {
		fd.mqa, fd.mqaSince, fd.below = true, day, 0
		fd.crossed = append(fd.crossed, day)
	}
	if fd.counting*100 < fd.need.Minutes*account.Milli(m.LeavePercent) {
		fd.below++
	} else {
		fd.below = 0
	}
}

func (fd *fold) qualifies() bool {
	return fd.counting >= fd.need.Minutes && fd.broad() &&
		fd.distinct >= fd.policy.MQA.Events && fd.active >= fd.policy.MQA.Days && !fd.lacksPersona()
}

// lacksPersona reports whether nobody is engaged of the personas that the MQA
// asks for.
func (fd *fold) lacksPersona() bool { return len(fd.policy.MQA.Personas) > 0 && fd.demanded == 0 }

// broad reports whether enough people stand behind the minutes.
func (fd *fold) broad() bool { return fd.engaged >= fd.need.People || fd.seniors > 0 }

// judgeStage finds the stage of the day, top of the funnel last, first match
// wins.
func (fd *fold) judgeStage(i int) {
	day := fd.first + account.Day(i)
	for s := len(fd.policy.Stages) - 1; s >= 0; s-- {
		st := &fd.policy.Stages[s]
		if !fd.inStage(st, i, day) {
			continue
		}
		if st.Name != fd.stage {
			fd.stage, fd.since = st.Name, day
		}
		return
	}
}

func (fd *fold) inStage(st *Stage, i int, day account.Day) bool {
	if st.MQA && !fd.mqa || st.Relation != "" && st.Relation != fd.facts.Account.Relation {
		return false
	}
	if st.Opportunity != "" && !fd.hasOpportunity(st.Opportunity, day) {
		return false
	}
	return st.Window == 0 || fd.sum(i, st.Window) >= st.Minutes
}

func (fd *fold) hasOpportunity(kind string, day account.Day) bool {
	for _, o := range fd.facts.Opportunities {
		if kind == "won" && o.WonBy(day, fd.policy.Zone) || kind == "open" && o.OpenOn(day, fd.policy.Zone) {
			return true
		}
	}
	return kind == "won" && fd.facts.Account.Relation == customer
}

// sum is the minutes of all groups in the n days ending on day index i.
func (fd *fold) sum(i, n int) account.Milli {
	return fd.before[max(i+1, 0)] - fd.before[max(i+1-n, 0)]
}

// heat is the exponentially decayed minutes, sum of m * 2^(-age/half-life) over
// the days in order.
func (fd *fold) heat() account.Milli {
	var heat float64
	last := len(fd.minutes) - 1
	for i, m := range fd.minutes {
		if m != 0 {
			heat += float64(m) * fd.scorer.warmth(last-i)
		}
	}
	return account.Milli(math.Round(heat))
}

// normal is the mean of the twelve weeks before the last seven days, over the
// whole weeks that the account has been known.
func (fd *fold) normal(last int) account.Milli {
	weeks := min(12, (last+1-7)/7)
	if weeks < 1 {
		return 0
	}
	return fd.sum(last-7, weeks*7) / account.Milli(weeks)
}

// direction is the sign of the least-squares slope through the last four
// weeks; less than a tenth of their mean a week is flat.
func (fd *fold) direction(last int) account.Direction {
	var week [4]account.Milli
	for i := range week {
		week[i] = fd.sum(last-7*(3-i), 7)
	}
	total := week[0] + week[1] + week[2] + week[3]
	slope := 3*(week[3]-week[0]) + (week[2] - week[1]) // ten times the slope a week
	switch {
	case slope > total/4 && slope > 10*account.Minute:
		return account.Rising
	case -slope > total/4 && -slope > 10*account.Minute:
		return account.Falling
	}
	return account.Flat
}

// trend is the history that a card carries, in a memory of its own.
func (fd *fold) trend() account.Trend {
	n := min(len(fd.minutes), TrendDays)
	cut := len(fd.minutes) - n
	t := account.Trend{
		From: fd.first + account.Day(cut) - account.Day(TrendDays-n), Window: fd.policy.MQA.Window, Threshold: fd.need.Minutes,
		Minutes: make([]account.Milli, TrendDays), Running: make([]account.Milli, TrendDays),
	}
	// A young account starts its trend in silence, not at its first visit.
	copy(t.Minutes[TrendDays-n:], fd.minutes[cut:])
	copy(t.Running[TrendDays-n:], fd.running[cut:])
	for _, day := range fd.crossed {
		if day >= t.From {
			t.Crossed = append(t.Crossed, day)
		}
	}
	for _, day := range fd.met {
		if day >= t.From {
			t.Meetings = append(t.Meetings, day)
		}
	}
	return t
}
