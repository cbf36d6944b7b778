package scoring

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"time"

	"engagement/account"
)

// Standing is the whole answer about one account at the end of one day.
type Standing struct {
	Card account.Card
	// ActNow lists the live requests, oldest first, also those of people whose
	// minutes do not count and those whose sender's clock is ahead of ours.
	ActNow []account.LedgerRow
	// Open reports an open opportunity, Customer a won one.
	Open, Customer bool
}

// topPeople and topActivities are how many a card names.
const (
	topPeople     = 5
	topActivities = 5
	// TrendDays is the history that a card carries: a year and the window
	// before it.
	TrendDays = 365
)

// Compute folds the facts of one account into its standing at the end of day.
// Activities after day are ignored. The result depends on nothing else: not on
// the order of the facts, not on what was computed before.
func Compute(f Facts, p *Policy, day account.Day) Standing {
	ahead := entries(&f, p, day+aheadDays)
	rows := upTo(ahead, day)
	fd := newFold(&f, p, rows, day)
	fd.run()
	last := len(fd.days) - 1
	score := account.Score{
		AccountID: f.Account.ID, Day: day, Stage: fd.stage, StageSince: fd.since,
		MQA: fd.mqa, MQASince: fd.mqaSince,
		Minutes7: fd.sum(last, 7), Minutes30: fd.sum(last, 30), Minutes90: fd.sum(last, 90), Minutes365: fd.sum(last, 365),
		Heat: fd.heat(), Counting90: fd.counting, Engaged90: fd.engaged,
		Threshold: fd.need.Minutes, PeopleNeeded: fd.need.People,
		LastRecorded: lastRecorded(rows),
	}
	if len(rows) == 0 && len(f.Opportunities) == 0 {
		score.StageSince = 0 // nothing has happened yet
	}
	score.Grade = p.Grade.of(score, fd.broad())
	card := account.Card{
		Score: score, Known: len(f.People), Normal7: fd.normal(last), Trend: fd.trend(),
		Direction: fd.direction(last),
	}
	sum := summarise(rows, account.Window(day, 90))
	sum.fill(&card)
	card.Gaps = p.gaps(sum, fd.need.Floor)
	card.Move = p.move(&card, fd)
	card.Next = next(&card, fd)
	st := Standing{Card: card, Open: fd.hasOpportunity("open", day), Customer: fd.hasOpportunity("won", day)}
	for i := range ahead {
		e := &ahead[i]
		if e.typ != nil && e.typ.ActNow && e.activity.Live && !e.activity.Bot {
			st.ActNow = append(st.ActNow, e.ledgerRow())
		}
	}
	return st
}

// aheadDays is how far a request may lie ahead of the day and still be heard:
// clocks differ, and zones are mistaken.
const aheadDays = 2

// upTo cuts entries, which are in time order, after day.
func upTo(rows []entry, day account.Day) []entry {
	n := sort.Search(len(rows), func(i int) bool { return rows[i].day > day })
	return rows[:n]
}

func lastRecorded(rows []entry) time.Time {
	var newest time.Time
	for i := range rows {
		if at := rows[i].activity.RecordedAt; at.After(newest) {
			newest = at
		}
	}
	return newest
}

// of grades 1 to 4.
func (g Grade) of(s account.Score, broad bool) int {
	percent := account.Milli(0)
	if s.Threshold > 0 {
		percent = s.Counting90 * 100 / s.Threshold
	}
	switch {
	case s.MQA:
		return 4
	case percent >= account.Milli(g.ThreePercent) || percent >= 100 && !broad:
		return 3
	case percent >= account.Milli(g.TwoPercent) || s.Minutes90 >= g.TwoMinutes:
		return 2
	}
	return 1
}

// heat is the exponentially decayed minutes, sum of m * 2^(-age/half-life) over
// the stored days in day order.
func (fd *fold) heat() account.Milli {
	var heat float64
	last := len(fd.days) - 1
	for i := range fd.days {
		if m := fd.days[i].minutes; m != 0 {
			heat += float64(m) * math.Exp2(-float64(last-i)/float64(fd.policy.HalfLife))
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

func (fd *fold) trend() account.Trend {
	t := account.Trend{From: fd.first, Threshold: fd.need.Minutes, Running: fd.running, Crossed: fd.crossed}
	t.Minutes = make([]account.Milli, len(fd.days))
	for i := range fd.days {
		t.Minutes[i] = fd.days[i].minutes
	}
	if short := TrendDays - len(t.Minutes); short > 0 {
		// A young account starts its trend in silence, not at its first visit.
		t.From -= account.Day(short)
		t.Minutes = append(make([]account.Milli, short), t.Minutes...)
		t.Running = append(make([]account.Milli, short), t.Running...)
	}
	return t.Last(TrendDays)
}

// Series is the account's weighted minutes by day: only days with minutes.
func Series(f Facts, p *Policy, day account.Day) []DayMinutes {
	rows := entries(&f, p, day)
	var out []DayMinutes
	for i := range rows {
		if rows[i].minutes == 0 {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Day == rows[i].day {
			out[n-1].Minutes += rows[i].minutes
			continue
		}
		out = append(out, DayMinutes{rows[i].day, rows[i].minutes})
	}
	return out
}

// DayMinutes is one day of a series.
type DayMinutes struct {
	Day     account.Day
	Minutes account.Milli
}

// summary is what the last 90 days look like by person, group and activity.
type summary struct {
	day     account.Day
	groups  map[string]account.Milli
	persons map[string]*account.PersonMinutes
	unknown account.Milli
	total   account.Milli
	manual  account.Milli
	top     []account.ActivityMinutes
	reply   account.Day
	meeting account.Day
}

// Manual is the source of activities that one of us logged by hand.
const Manual = "manual"

func summarise(rows []entry, span account.Span) *summary {
	s := &summary{day: span.To, groups: map[string]account.Milli{}, persons: map[string]*account.PersonMinutes{}}
	for i := range rows {
		e := &rows[i]
		if e.typ == nil || e.activity.Bot {
			continue
		}
		switch e.typ.Signal {
		case "reply":
			s.reply = max(s.reply, e.day)
		case "meeting":
			s.meeting = max(s.meeting, e.day)
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

func (e *entry) label() string {
	if e.typ != nil && e.typ.Label != "" {
		return e.typ.Label
	}
	return e.typeName
}

func (s *summary) fill(c *account.Card) {
	c.People90 = len(s.persons)
	for _, g := range Groups {
		if m := s.groups[g]; m > 0 {
			c.Groups = append(c.Groups, account.GroupMinutes{Group: g, Minutes: m})
		}
	}
	slices.SortStableFunc(c.Groups, func(a, b account.GroupMinutes) int { return cmp.Compare(b.Minutes, a.Minutes) })
	for _, p := range s.persons {
		c.People = append(c.People, *p)
	}
	slices.SortFunc(c.People, func(a, b account.PersonMinutes) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.ContactID, b.ContactID))
	})
	if n := len(c.People); n > topPeople {
		c.MorePeople, c.People = n-topPeople, c.People[:topPeople:topPeople]
	}
	slices.SortStableFunc(s.top, func(a, b account.ActivityMinutes) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(b.Day, a.Day))
	})
	c.Activities = slices.Clone(s.top[:min(len(s.top), topActivities)])
	c.Unknown, c.LastReply, c.LastMeeting = s.unknown, s.reply, s.meeting
	if s.total > 0 {
		c.Trust.Anonymous = int((s.unknown*100 + s.total/2) / s.total)
		c.Trust.Known = 100 - c.Trust.Anonymous
		c.Trust.SelfReported = int((s.manual*100 + s.total/2) / s.total)
	}
}
