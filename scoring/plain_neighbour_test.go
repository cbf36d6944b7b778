package scoring

import (
	"fmt"
	"slices"
	"time"

	"engagement/account"
)

// plainNeighbours looks, for one row after the other, at all rows of its day
// before it.
func (p *Policy) plainNeighbours(rows []plainEntry) {
	for i := range rows {
		if rows[i].typ == nil {
			continue
		}
		p.plainOpened(rows, i)
		p.plainFollowed(rows, i)
		p.plainSession(rows, i)
		p.plainDouble(rows, i)
	}
}

func anyGlob(globs []string, name string) bool {
	return slices.ContainsFunc(globs, func(g string) bool { return glob(g, name) })
}

// mailTo is the mail that a row is about, and to whom; empty where it is none.
func mailTo(e *plainEntry) string {
	if e.typ == nil || e.activity.Asset == "" || e.activity.Match.ContactID == "" {
		return ""
	}
	return e.activity.Match.ContactID + " " + e.activity.Asset
}

func (e *plainEntry) giveAway(rule string) {
	if !e.robot {
		e.robot, e.rule, e.base, e.double = true, rule, 0, ""
	}
}

// plainOpened: who opens a mail the moment it is delivered is no person.
func (p *Policy) plainOpened(rows []plainEntry, i int) {
	e := &rows[i]
	if mailTo(e) == "" || p.Robots.OpenWithin < 0 {
		return
	}
	for k := i - 1; k >= 0; k-- {
		other := &rows[k]
		if mailTo(other) != mailTo(e) || other.day != e.day || e.activity.OccurredAt.Sub(other.activity.OccurredAt) > p.Robots.OpenWithin {
			continue
		}
		after := e.activity.OccurredAt.Sub(other.activity.OccurredAt).Milliseconds()
		if anyGlob(p.Robots.Opens, e.typeName) && anyGlob(p.Robots.Deliveries, other.typeName) {
			e.giveAway(openedReason(after))
		}
		if anyGlob(p.Robots.Deliveries, e.typeName) && anyGlob(p.Robots.Opens, other.typeName) {
			other.giveAway(openedReason(-after))
		}
	}
}

// plainFollowed: who follows many links of a mail at once is no person.
func (p *Policy) plainFollowed(rows []plainEntry, i int) {
	e := &rows[i]
	if mailTo(e) == "" || p.Robots.Links == 0 || !anyGlob(p.Robots.Clicks, e.typeName) {
		return
	}
	var together []*plainEntry
	links := map[string]bool{}
	for k := range rows[:i+1] {
		other := &rows[k]
		if mailTo(other) == mailTo(e) && other.day == e.day && anyGlob(p.Robots.Clicks, other.typeName) && e.activity.OccurredAt.Sub(other.activity.OccurredAt) <= p.Robots.LinksWithin {
			together = append(together, other)
			if other.activity.URL != "" {
				links[other.activity.URL] = true
			}
		}
	}
	if len(links) >= p.Robots.Links {
		for _, other := range together {
			other.giveAway(fmt.Sprintf("robot: %d links of one mail or more within %d s", p.Robots.Links, int(p.Robots.LinksWithin.Seconds())))
		}
	}
}

// plainSession: a view belongs to the newest session of the same person if that
// was not over. Row i is a view, or a session.
func (p *Policy) plainSession(rows []plainEntry, i int) {
	e := &rows[i]
	who := func(e *plainEntry) string {
		if e.activity.Match.ContactID == "" {
			return " " + e.activity.Asset
		}
		return e.activity.Match.ContactID
	}
	session := func(e *plainEntry) bool { return e.typ != nil && len(e.typ.Replaces) > 0 && e.exact && !e.robot }
	replaces := func(one, view *plainEntry) bool {
		return one.typeName != view.typeName && anyGlob(one.typ.Replaces, view.typeName)
	}
	if who(e) == " " {
		return
	}
	if e.base != 0 && !e.robot {
		for k := i - 1; k >= 0; k-- {
			one := &rows[k]
			if !session(one) || who(one) != who(e) {
				continue
			}
			// It goes on from view to view.
			long := min(one.activity.Minutes, 12*60*account.Minute)
			until := one.activity.OccurredAt.Add(time.Duration(long) * time.Minute / 1000).Add(p.SessionGap)
			for _, view := range rows[k+1 : i] {
				if view.double == one.activity.ID && replaces(one, &view) && who(&view) == who(one) {
					until = later2(until, view.activity.OccurredAt.Add(p.SessionGap))
				}
			}
			if one.day == e.day && replaces(one, e) && !e.activity.OccurredAt.After(until) {
				e.double = one.activity.ID
			}
			break
		}
	}
	if session(e) {
		for k := i - 1; k >= 0 && rows[k].activity.OccurredAt.Equal(e.activity.OccurredAt); k-- {
			view := &rows[k]
			if view.base != 0 && view.double == "" && who(view) == who(e) && replaces(e, view) {
				view.double = e.activity.ID
			}
		}
	}
}

func later2(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// plainDouble: of two activities of one person with the same asset whose types
// are a named pair, the one that is worth less is not counted, or the later one
// where they are worth the same. Activities of one type are real repeats, and
// where no asset is named nothing says that the two belong together.
func (p *Policy) plainDouble(rows []plainEntry, i int) {
	e := &rows[i]
	if e.base == 0 || e.double != "" || mailTo(e) == "" {
		return
	}
	for k := range rows[:i] {
		other := &rows[k]
		if mailTo(other) != mailTo(e) || other.day != e.day || other.base == 0 || other.double != "" ||
			e.activity.OccurredAt.Sub(other.activity.OccurredAt) > p.Doubles.Within || !p.pair(e.typeName, other.typeName) {
			continue
		}
		if e.base > other.base {
			other.double = e.activity.ID
			continue
		}
		e.double = other.activity.ID
		return
	}
}
