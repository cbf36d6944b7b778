package scoring

import (
	"math"
	"slices"

	"engagement/account"
)

// plainFold walks the civil days of one account and knows, at the end of each, what
// its sliding windows hold. It is the only place where days follow each other.
type plainFold struct {
	policy *Policy
	facts  *Facts
	need   Need
	first  account.Day
	days   []plainDay      // from first on
	before []account.Milli // minutes of all days before an index
	people map[string]int
	roles  []account.Role // by person index

	window   []account.Milli // counting minutes per person in the MQA window
	engaged  int
	seniors  int // Directors and above at or above need.Senior
	counting account.Milli
	perEvent map[string]account.Milli // minutes in the window of events that are clipped
	events   map[string]int           // counting events in the window -> days they appear on
	active   int                      // days with counting minutes in the window

	mqa      bool
	mqaSince account.Day
	below    int // complete days in a row below the leaving line
	crossed  []account.Day
	running  []account.Milli
	stage    string
	since    account.Day
}

// plainDay is what one civil day brought.
type plainDay struct {
	minutes  account.Milli   // all groups
	counting account.Milli   // groups that count for the MQA, without clipped events
	clipped  []plainEventDay // events that count for so much at most
	actNow   bool
	persons  []plainPersonDay
	events   []string
}

type plainPersonDay struct {
	person  int // index; -1 is the unknown person
	minutes account.Milli
}

type plainEventDay struct {
	asset   string
	minutes account.Milli
}

// newPlainFold groups plainEntries (in time order) by day.
func newPlainFold(f *Facts, p *Policy, rows []plainEntry, day account.Day) *plainFold {
	fd := &plainFold{policy: p, facts: f, need: p.MQA.Need(f.Account), people: map[string]int{}, events: map[string]int{}, perEvent: map[string]account.Milli{}, first: day}
	if len(rows) > 0 {
		fd.first = rows[0].day
	}
	// An account without activities still has stages to walk through.
	for _, o := range f.Opportunities {
		fd.first = min(fd.first, account.DayOf(o.CreatedAt, p.Zone))
	}
	fd.days = make([]plainDay, int(day-fd.first)+1)
	for i := range rows {
		e := &rows[i]
		if e.typ == nil {
			continue
		}
		d := &fd.days[e.day-fd.first]
		d.minutes += e.minutes
		d.actNow = d.actNow || (e.typ.ActNow && !e.robot && e.weight.level > 0)
		if e.minutes == 0 || !slices.Contains(p.MQA.Groups, e.typ.Group) {
			continue
		}
		if e.typ.Event && e.activity.Asset != "" && p.MQA.PerEvent > 0 {
			d.clipped = append(d.clipped, plainEventDay{e.activity.Asset, e.minutes})
		} else {
			d.counting += e.minutes
		}
		d.events = plainAppend(d.events, plainEvent(e))
		fd.credit(d, e, e.minutes)
	}
	fd.before = make([]account.Milli, len(fd.days)+1)
	for i := range fd.days {
		fd.before[i+1] = fd.before[i] + fd.days[i].minutes
	}
	fd.window = make([]account.Milli, len(fd.roles))
	fd.running = make([]account.Milli, len(fd.days))
	return fd
}

// plainEvent names the asset or event behind an activity. One that names
// neither asset nor page is told apart by its type and day.
func plainEvent(e *plainEntry) string {
	switch {
	case e.activity.Asset != "":
		return "asset " + e.activity.Asset
	case e.activity.URL != "":
		return "url " + e.activity.URL
	default:
		return e.typeName + " " + e.day.String()
	}
}

func (fd *plainFold) credit(d *plainDay, e *plainEntry, counts account.Milli) {
	person := -1
	if id := e.activity.Match.ContactID; id != "" {
		index, ok := fd.people[id]
		if !ok {
			index = len(fd.roles)
			fd.people[id] = index
			fd.roles = append(fd.roles, e.weight.role)
		}
		person = index
	}
	for i := range d.persons {
		if d.persons[i].person == person {
			d.persons[i].minutes += counts
			return
		}
	}
	d.persons = append(d.persons, plainPersonDay{person, counts})
}

func plainAppend(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// run walks every day in order.
func (fd *plainFold) run() {
	for i := range fd.days {
		fd.enter(i, +1)
		if out := i - fd.policy.MQA.Window; out >= 0 {
			fd.enter(out, -1)
		}
		fd.running[i] = fd.counting
		fd.judgeMQA(i)
		fd.judgeStage(i)
	}
}

// enter adds a day to the MQA window, or with sign -1 takes it out again.
func (fd *plainFold) enter(i int, sign account.Milli) {
	d := &fd.days[i]
	if len(d.persons) == 0 {
		return
	}
	fd.counting += sign * d.counting
	for _, c := range d.clipped {
		before := fd.perEvent[c.asset]
		after := before + sign*c.minutes
		fd.perEvent[c.asset] = after
		fd.counting += min(after, fd.policy.MQA.PerEvent) - min(before, fd.policy.MQA.PerEvent)
	}
	fd.active += int(sign)
	for _, e := range d.events {
		if fd.events[e] += int(sign); fd.events[e] == 0 {
			delete(fd.events, e)
		}
	}
	for _, pd := range d.persons {
		if pd.person < 0 {
			continue
		}
		before := fd.window[pd.person]
		after := before + sign*pd.minutes
		fd.window[pd.person] = after
		fd.engaged += plainCrossing(before, after, fd.need.Floor)
		if fd.need.Senior > 0 && fd.roles[pd.person].Level.Senior() {
			fd.seniors += plainCrossing(before, after, fd.need.Senior)
		}
	}
}

// plainCrossing is +1 when a value climbs to the line, -1 when it falls below.
func plainCrossing(before, after, line account.Milli) int {
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
func (fd *plainFold) judgeMQA(i int) {
	day, m := fd.first+account.Day(i), &fd.policy.MQA
	if slices.Contains(m.Excluded, fd.facts.Account.Relation) {
		return
	}
	if fd.mqa && fd.below >= m.LeaveNights {
		fd.mqa, fd.mqaSince = false, 0
	}
	if fd.days[i].actNow {
		fd.below = 0
	}
	if !fd.mqa && (fd.days[i].actNow || fd.qualifies()) {
		fd.mqa, fd.mqaSince, fd.below = true, day, 0
		fd.crossed = append(fd.crossed, day)
	}
	if fd.counting*100 < fd.need.Minutes*account.Milli(m.LeavePercent) {
		fd.below++
	} else {
		fd.below = 0
	}
}

func (fd *plainFold) qualifies() bool {
	return fd.counting >= fd.need.Minutes && fd.broad() &&
		len(fd.events) >= fd.policy.MQA.Events && fd.active >= fd.policy.MQA.Days && fd.demanded()
}

// demanded reports whether somebody is engaged of the personas that the MQA asks
// for.
func (fd *plainFold) demanded() bool {
	for person, minutes := range fd.window {
		if minutes >= max(fd.need.Floor, 1) && slices.Contains(fd.policy.MQA.Personas, fd.policy.PersonaOf(fd.roles[person])) {
			return true
		}
	}
	return len(fd.policy.MQA.Personas) == 0
}

// broad reports whether enough people stand behind the minutes.
func (fd *plainFold) broad() bool { return fd.engaged >= fd.need.People || fd.seniors > 0 }

// judgeStage finds the stage of the day, top of the funnel last, first match
// wins.
func (fd *plainFold) judgeStage(i int) {
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

func (fd *plainFold) inStage(st *Stage, i int, day account.Day) bool {
	if st.MQA && !fd.mqa || st.Relation != "" && st.Relation != fd.facts.Account.Relation {
		return false
	}
	if st.Opportunity != "" && !fd.hasOpportunity(st.Opportunity, day) {
		return false
	}
	return st.Window == 0 || fd.sum(i, st.Window) >= st.Minutes
}

func (fd *plainFold) hasOpportunity(kind string, day account.Day) bool {
	for _, o := range fd.facts.Opportunities {
		if kind == "won" && o.WonBy(day, fd.policy.Zone) || kind == "open" && o.OpenOn(day, fd.policy.Zone) {
			return true
		}
	}
	return kind == "won" && fd.facts.Account.Relation == "customer"
}

// sum is the minutes of all groups in the n days ending on day index i.
func (fd *plainFold) sum(i, n int) account.Milli {
	return fd.before[max(i+1, 0)] - fd.before[max(i+1-n, 0)]
}

// heat is the exponentially decayed minutes, sum of m * 2^(-age/half-life) over
// the stored days in day order.
func (fd *plainFold) heat() account.Milli {
	var heat float64
	last := len(fd.days) - 1
	for i := range fd.days {
		if m := fd.days[i].minutes; m != 0 {
			heat += float64(m) * math.Exp2(-float64(last-i)/float64(fd.policy.HalfLife))
		}
	}
	return account.Milli(math.Round(heat))
}

// plainSummary is what the last 90 days look like by person, group and activity.
type plainSummary struct {
	day     account.Day
	groups  map[string]account.Milli
	persons map[string]*account.PersonMinutes
	unknown account.Milli
	total   account.Milli
	manual  account.Milli
	top     []account.ActivityMinutes
	reply   account.Day
	meeting account.Day
	met     []account.Day
}

func plainSummarise(rows []plainEntry, span account.Span) *plainSummary {
	s := &plainSummary{day: span.To, groups: map[string]account.Milli{}, persons: map[string]*account.PersonMinutes{}}
	for i := range rows {
		e := &rows[i]
		if e.typ == nil || e.robot {
			continue
		}
		switch e.typ.Signal {
		case "reply":
			s.reply = max(s.reply, e.day)
		case "meeting":
			s.meeting = max(s.meeting, e.day)
			if e.day > span.To-TrendDays && !slices.Contains(s.met, e.day) {
				s.met = append(s.met, e.day)
			}
		}
		if !span.Contains(e.day) || e.minutes == 0 {
			continue
		}
		touch := account.Touch{Label: e.label(), Asset: e.activity.Asset, Day: e.day}
		id := e.activity.Match.ContactID
		s.total += e.minutes
		s.groups[e.typ.Group] += e.minutes
		s.top = append(s.top, account.ActivityMinutes{Touch: touch, ContactID: id, Role: e.weight.role, Minutes: e.minutes})
		if e.activity.Source == Manual {
			s.manual += e.minutes
		}
		if id == "" {
			s.unknown += e.minutes
			continue
		}
		person, ok := s.persons[id]
		if !ok {
			person = &account.PersonMinutes{ContactID: id, Role: e.weight.role}
			s.persons[id] = person
		}
		person.Minutes += e.minutes
		person.Last = touch
	}
	return s
}

func (e *plainEntry) label() string {
	if e.typ != nil && e.typ.Label != "" {
		return e.typ.Label
	}
	return e.typeName
}
