package demo

import (
	"fmt"
	"hash/fnv"
	"time"

	"engagement/account"
)

// diary collects what people did. It keeps only what happened by now.
type diary struct {
	today account.Day
	zone  *time.Location
	now   time.Time
	taken map[string]int // ids
	out   []account.Activity
}

// deed is what somebody did.
type deed struct {
	source, typ, url, asset, campaign, direction string
	minutes                                      float64 // exact; 0 is not known
}

// clock is a time of a day in the zone.
func (d *diary) clock(day account.Day, hour, minute, second int) time.Time {
	y, m, dd := day.Midnight().Date()
	return time.Date(y, m, dd, hour, minute, second, 0, d.zone)
}

// working is a time within the working hours of a day.
func (d *diary) working(r *dice, day account.Day) time.Time {
	return d.clock(day, 7+r.of(hours()), r.n(60), r.n(60))
}

// add writes one deed of a person, while they are there.
func (d *diary) add(at time.Time, p *person, what deed) {
	if p.until != 0 && account.DayOf(at, d.zone) > p.until {
		return
	}
	d.put(at, account.Identity{Email: p.Email}, what)
}

// visit writes one page view of somebody unknown at a company.
func (d *diary) visit(at time.Time, domain, path string) {
	d.put(at, account.Identity{Domain: domain}, deed{source: "web", typ: "web.page_view", url: site(path)})
}

// put writes one activity unless it lies ahead of now. Its id follows from its
// content, with a number where the same happened twice in a second.
func (d *diary) put(at time.Time, who account.Identity, what deed) {
	if at.After(d.now) {
		return
	}
	a := account.Activity{
		Source: what.source, OccurredAt: at.UTC(), Type: what.typ, Minutes: account.NoMinutes, Direction: what.direction,
		URL: what.url, Asset: what.asset, Campaign: what.campaign, Identity: who,
	}
	if what.minutes > 0 {
		a.Minutes = account.Milli(what.minutes * float64(account.Minute))
	}
	sum := fnv.New64a()
	fmt.Fprintf(sum, "%s|%s|%d|%s|%s|%s|%s", a.Source, a.Type, at.Unix(), who.Email, who.Domain, a.URL, a.Asset)
	a.ID = fmt.Sprintf("%s-%016x", a.Source, sum.Sum64())
	if d.taken[a.ID]++; d.taken[a.ID] > 1 {
		a.ID = fmt.Sprintf("%s-%d", a.ID, d.taken[a.ID])
	}
	d.out = append(d.out, a)
}

// workday is day, or the nearest working day where it falls on a weekend.
func workday(day account.Day) account.Day {
	switch day.Weekday() {
	case time.Saturday:
		return day - 1
	case time.Sunday:
		return day + 1
	default:
		return day
	}
}
