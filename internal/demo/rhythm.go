package demo

import (
	"time"

	"engagement/account"
)

// History is how many days of activities the company has: 18 months.
const History = 548

// team is one account with its people, while its diary is written.
type team struct {
	firm
	account account.Account
	people  []person
	actors  []*person // who do more than read the newsletter, busiest first
	dice    *dice
	diary   *diary
	done    map[string]bool // what a person has downloaded or attended
	carry   float64         // minutes that the weeks so far spent too little or, below 0, too much
	until   account.Day     // last day on which anybody does anything
}

// live writes the weeks of an account, oldest first. Each week spends its pace
// in sessions; what a session spends too much the next weeks save, so that
// sliding windows hold what the pace says.
func (t *team) live(pace func(week int) float64) {
	for week := (History + 6) / 7; week >= 0; week-- {
		newest := t.diary.today - account.Day(7*week)
		t.carry += pace(week)
		for rounds := 0; t.carry > 0.4 && rounds < 60; rounds++ {
			if day := t.someday(newest); day <= t.until {
				t.carry -= t.session(day, t.carry)
			}
		}
		t.carry = min(t.carry, 1)
	}
}

// someday is a day of the week that ends with newest, most likely a working
// one; never before the history begins.
func (t *team) someday(newest account.Day) account.Day {
	day := newest - account.Day(t.dice.n(7))
	for !t.dice.percent(4 * weekdays()[day.Weekday()]) {
		day = newest - account.Day(t.dice.n(7))
	}
	return max(day, t.diary.today-History+1)
}

// session is what one person, or a visitor nobody knows, does in one go. It
// returns the weighted minutes that it counts for.
func (t *team) session(day account.Day, left float64) float64 {
	at := t.diary.working(t.dice, day)
	if t.dice.percent(14) {
		return t.wander(at, left)
	}
	p := t.actor()
	weight := float64(p.weight) / 100
	room := left / weight
	switch {
	case room >= 24 && t.dice.percent(50) || room >= 12 && t.dice.percent(10):
		return weight * t.broadcast(p, day)
	case room >= 9 && t.dice.percent(45):
		return weight * t.download(p, at)
	case room >= 4.5 && t.dice.percent(50):
		return weight * t.study(p, at)
	case room >= 2 && t.dice.percent(40):
		return weight * t.click(p, at)
	default:
		return weight * t.browse(p, at, room)
	}
}

// actor is one of those who do things, the first ones more often.
func (t *team) actor() *person {
	weights := make([]int, len(t.actors))
	for i := range weights {
		weights[i] = 10 - 2*min(i, 3)
	}
	return t.actors[t.dice.of(weights)]
}

// wander is an anonymous visit; half of its minutes count.
func (t *team) wander(at time.Time, left float64) float64 {
	spent := 0.0
	for range t.dice.between(1, 3) {
		p := pick(t.dice, reading())
		if p.minutes > 1 || spent > left {
			continue
		}
		t.diary.visit(at, t.account.Domains[0], p.path)
		at = at.Add(time.Duration(t.dice.between(20, 140)) * time.Second)
		spent += p.minutes / 2
	}
	return spent
}

func (t *team) browse(p *person, at time.Time, room float64) float64 {
	spent := 0.0
	for range t.dice.between(1, 4) {
		on := pick(t.dice, reading())
		if spent+on.minutes > room+0.5 {
			break
		}
		t.view(p, at, on.path)
		at = at.Add(time.Duration(t.dice.between(25, 200)) * time.Second)
		spent += on.minutes
	}
	return spent
}

func (t *team) view(p *person, at time.Time, path string) {
	t.diary.add(at, p, deed{source: "web", typ: "web.page_view", url: site(path)})
}

func (t *team) study(p *person, at time.Time) float64 {
	on := pick(t.dice, studying())
	t.view(p, at, on.path)
	return on.minutes
}

// click is a link in a mail and the page behind it.
func (t *team) click(p *person, at time.Time) float64 {
	mail := pick(t.dice, topics()) + ", " + account.DayOf(at, t.diary.zone).Monday().Midnight().Format("2 Jan")
	if t.once(p, mail) {
		return 0
	}
	t.diary.add(at, p, deed{source: "marketing", typ: "email.click", asset: mail, campaign: "nurture"})
	t.view(p, at.Add(15*time.Second), "/blog/minutes-not-points")
	return 3
}

// download takes a paper that the person has not had yet.
func (t *team) download(p *person, at time.Time) float64 {
	paper := pick(t.dice, papers())
	if t.once(p, paper) {
		return 0
	}
	t.view(p, at, "/resources")
	if t.dice.percent(20) {
		t.diary.add(at.Add(time.Minute), p, deed{source: "marketing", typ: "form.content", asset: paper, url: site("/resources/form")})
	} else {
		t.diary.add(at.Add(time.Minute), p, deed{source: "marketing", typ: "content.download", asset: paper, url: site("/resources")})
	}
	return 11
}

// broadcast attends the webinar of the month, if it was in that week, else
// watches a recording.
func (t *team) broadcast(p *person, day account.Day) float64 {
	on, name := webinar(day)
	if on < t.diary.today-History || on > t.until || t.once(p, name) {
		return 0
	}
	t.diary.add(t.diary.working(t.dice, on-account.Day(t.dice.between(3, 8))), p, deed{source: "marketing", typ: "webinar.registered", asset: name})
	if day-on < 7 {
		spent := float64(t.dice.between(12, 44))
		t.diary.add(t.diary.clock(on, 17, t.dice.n(4), t.dice.n(60)), p, deed{source: "marketing", typ: "webinar.attended", asset: name, minutes: spent})
		return 5 + spent
	}
	spent := float64(t.dice.between(8, 25))
	t.diary.add(t.diary.working(t.dice, day), p, deed{source: "marketing", typ: "webinar.on_demand", asset: name, minutes: spent})
	return 5 + spent
}

// once reports whether the person has had the asset already, and notes it.
func (t *team) once(p *person, asset string) bool {
	key := p.ID + "|" + asset
	had := t.done[key]
	t.done[key] = true
	return had
}

// post opens the newsletter of every Tuesday, as faithfully as each person's
// temper says.
func (t *team) post() {
	faith := 46
	switch t.mood {
	case quiet:
		faith = 3
	case apart:
		faith = 20
	}
	for i := range t.people {
		p := &t.people[i]
		if p.silent {
			continue
		}
		loyal := t.dice.n(faith + 1)
		for day := t.diary.today - History + 1; day <= t.until; day++ {
			if day.Weekday() == time.Tuesday && !t.away(day) && t.dice.percent(loyal) {
				t.diary.add(t.diary.working(t.dice, day), p, deed{source: "marketing", typ: "email.open", asset: newsletter(day), campaign: "newsletter"})
			}
		}
	}
}
