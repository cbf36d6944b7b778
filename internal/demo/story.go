package demo

import (
	"fmt"
	"slices"
	"time"

	"engagement/account"
)

// Ids of the accounts in the stories.
const (
	// Acme is healthy and rising: grade 3, not an MQA yet, four people who
	// read, replies and a meeting. One demo request makes it an MQA.
	Acme = "A001"
	// Globex surges in the last SurgeDays days, and stays below its threshold.
	Globex = "A002"
	// InitechSystems and InitechSoftware are two accounts that "initech" finds.
	InitechSystems  = "A003"
	InitechSoftware = "A004"
	// Stalled has an open opportunity and fell silent StallDays days ago.
	Stalled = "A005"
	// Fresh became an MQA yesterday.
	Fresh = "A006"
	// BlindSpot is a tier 1 MQA of whose finance, procurement and legal people
	// nobody ever did anything.
	BlindSpot = "A007"
)

// The stories in days before today, and the event that moved six accounts.
const (
	SurgeDays  = 10
	StallDays  = 21
	SummitDays = 12
	Summit     = "Data Summit"
)

// Returned is an account that lost a deal, fell silent for half a year, and came
// back ReturnDays days ago: a meeting and a new opportunity follow.
func Returned() string { return idOf(returnedName) }

const returnedName = "Penhallick Diagnostics"

// Newcomer is a small account that engaged for the first time NewcomerDays days
// ago.
func Newcomer() string { return idOf(newcomerName) }

const newcomerName = "Vesper Lane Studios"

// The days before today of what an alert led to, and since when nobody of
// Returned had done anything.
const (
	ReturnDays   = 9
	kickOffDays  = 5
	reopenedDays = 2
	awayDays     = 224
	NewcomerDays = 5
)

// away reports whether nobody of the account does anything of their own accord on
// a day.
func (t *team) away(day account.Day) bool {
	return t.name == returnedName && day > t.diary.today-awayDays
}

// SummitDay is the day of the event: SummitDays ago, or the nearest working
// day.
func SummitDay(today account.Day) account.Day { return workday(today - SummitDays) }

// SummitAccounts are the accounts whose people attended the event.
func SummitAccounts() []string {
	return []string{
		idOf("Castellane Assurances"), idOf("Wattlebird Mining"), idOf("Bellcourt Hotels"), idOf("Hinode Logistics"),
		idOf("Quarrystone Cement"), idOf("Orrin Aerospace"),
	}
}

// weekly is what an account's people spend in a week, by weeks before today:
// their pace, more in some months than in others, and never two weeks alike.
func (t *team) weekly(week int) float64 {
	season := []float64{1, 1.3, 0.8, 1.1, 0.7, 1.2, 0.9}[(week/4+len(t.name))%7]
	mood := season * float64(t.dice.between(55, 145)) / 100
	switch {
	case t.account.ID == Acme:
		return acmeWeek(week, mood)
	case t.account.ID == Globex:
		if week < 2 {
			return 0 // the surge is written by itself
		}
		return 4 * mood
	case t.account.ID == Fresh:
		return t.pace // just below its threshold, until yesterday
	case t.mood == quiet, t.away(t.diary.today - account.Day(7*week)):
		return 0
	case t.mood == ready && week > t.readyFor():
		return t.pace * 0.4 * mood // they have not always been ready
	case t.mood == engaged && week > 40:
		return t.pace * 0.5 * mood
	}
	return t.pace * mood
}

// acmeWeek is a first interest in spring, a lull, and a rise up to today.
func acmeWeek(week int, mood float64) float64 {
	rise := []float64{5, 4, 3, 2.5, 2, 1.5}
	switch {
	case week < len(rise):
		return rise[week]
	case week >= 17 && week < 28:
		return 3.4 * mood
	default:
		return 1.2 * mood
	}
}

// readyFor is how many weeks an MQA has had its pace. The stalled one must have
// a long normal to fall from.
func (t *team) readyFor() int {
	if t.account.ID == Stalled {
		return 40
	}
	return 16 + 7*len(t.name)%30
}

// stories writes what an account does beside its rhythm.
func (t *team) stories() {
	switch t.account.ID {
	case Acme:
		t.acme()
	case Globex:
		t.surge()
	case Fresh:
		t.crossing()
	}
	switch t.name {
	case returnedName:
		t.comeback()
	case newcomerName:
		t.begin()
	case leftName:
		t.settleIn()
	}
	switch attends := slices.Contains(SummitAccounts(), t.account.ID); {
	case attends && t.mood == engaged:
		t.summit(3)
	case attends:
		t.summit(4)
	}
	if t.mood == customer {
		t.use()
	}
}

// comeback is a paper that was read while there was a deal, and what begins after
// the long silence.
func (t *team) comeback() {
	today := t.diary.today
	read := func(ago account.Day, p *person, paper string) {
		at := t.diary.working(t.dice, workday(today-ago))
		t.diary.add(at, p, deed{source: "marketing", typ: "content.download", asset: paper, url: site("/resources")})
	}
	read(260, t.actors[0], "Security overview")
	for i, p := range t.actors[:2] {
		read(ReturnDays, p, []string{"Evaluation guide", "Migration handbook"}[i])
	}
	day := workday(today - kickOffDays)
	t.diary.add(t.diary.clock(day, 14, 0, 0), t.actors[0], deed{source: "sales", typ: "meeting.scheduled", asset: "Kick-off"})
	t.meet(day, "Kick-off", 30, t.actors[:1])
}

// begin is the first thing that anybody of an account ever did.
func (t *team) begin() {
	at := t.diary.working(t.dice, workday(t.diary.today-NewcomerDays))
	t.diary.add(at, t.actors[0], deed{source: "marketing", typ: "content.download", asset: "Evaluation guide", url: site("/resources")})
}

// acme reads an evaluation guide, one person a week, answers mails and meets.
func (t *team) acme() {
	today := t.diary.today
	for i, ago := range []account.Day{5, 12, 19} {
		at := t.diary.working(t.dice, workday(today-ago))
		t.diary.add(at, t.actors[i], deed{source: "marketing", typ: "content.download", asset: "Evaluation guide", url: site("/resources")})
	}
	for i, ago := range []account.Day{3, 9, 16, 24} {
		p := t.actors[i%2]
		t.diary.add(t.diary.working(t.dice, workday(today-ago)), p, deed{source: "sales", typ: "email.reply", direction: "inbound", asset: "Re: next steps"})
	}
	t.meet(workday(today-6), "Discovery call", 25, t.actors[:1])
}

// week is the ISO week of a day.
func week(day account.Day) int {
	_, n := day.Midnight().ISOWeek()
	return n
}

// meet holds a meeting at 14:00.
func (t *team) meet(day account.Day, subject string, minutes float64, who []*person) {
	for _, p := range who {
		t.diary.add(t.diary.clock(day, 14, 0, 0), p, deed{
			source: "sales", typ: "meeting.held", asset: subject, minutes: minutes,
		})
	}
}

// surge is about 100 weighted minutes of four people on the working days of
// the last SurgeDays days, yesterday being the latest.
func (t *team) surge() {
	var days []account.Day
	for day := t.diary.today - SurgeDays + 1; day < t.diary.today; day++ {
		if day == workday(day) {
			days = append(days, day)
		}
	}
	const whole = 96.0
	t.carry = 0
	for i, day := range days {
		t.carry += whole / float64(len(days))
		studied := map[*person]int{} // pages have caps
		for rounds := 0; t.carry > 1 && rounds < 40; rounds++ {
			p := t.actors[(i+rounds)%4]
			room := t.carry / float64(p.weight) * 100
			at := t.diary.working(t.dice, day)
			spent := 0.0
			switch {
			case room >= 10:
				spent = t.download(p, at)
			case room >= 4 && studied[p] < 3:
				spent = t.study(p, at)
				studied[p]++
			default:
				spent = t.browse(p, at, room)
			}
			t.carry -= spent * float64(p.weight) / 100
		}
	}
}

// crossing takes the account over its threshold, yesterday evening.
func (t *team) crossing() {
	day := t.diary.today - 1
	_, name := webinar(t.diary.today - 20)
	p := t.actors[0]
	t.diary.add(t.diary.clock(day, 18, 40, 11), p, deed{source: "marketing", typ: "webinar.on_demand", asset: name, minutes: 24})
	t.view(p, t.diary.clock(day, 19, 11, 5), "/pricing")
	t.view(t.actors[1], t.diary.clock(day, 19, 25, 40), "/security")
}

// summit sends n people to the event: those who work, not those who decide.
func (t *team) summit(n int) {
	day := SummitDay(t.diary.today)
	for i := range t.people {
		p := &t.people[i]
		if n == 0 || p.silent || p.weight > 125 {
			continue
		}
		n--
		registered := workday(day - account.Day(20+t.dice.n(10)))
		t.diary.add(t.diary.working(t.dice, registered), p, deed{source: "events", typ: "event.registered", asset: Summit})
		t.diary.add(t.diary.clock(day, 10, 5*n, 0), p, deed{source: "events", typ: "event.session", asset: Summit})
	}
}

// deals talks to accounts that have, or had, an opportunity: a meeting every
// third week and answers between them, from the day it was opened.
func (t *team) deals(from, until account.Day) {
	for day := from; day <= until; day += 7 {
		on := workday(day + account.Day(t.dice.n(5)))
		if on > until {
			return
		}
		if (day-from)/7%3 == 0 {
			t.meet(on, fmt.Sprintf("Review, week %d", week(on)), float64(5*t.dice.between(4, 8)), t.actors[:t.dice.between(1, min(2, len(t.actors)))])
		} else if t.dice.percent(60) {
			t.diary.add(t.diary.working(t.dice, on), t.actors[0], deed{source: "sales", typ: "email.reply", direction: "inbound", asset: "Re: proposal"})
		}
	}
}

// use is what customers do with the product: they log in on working days and
// spend a few minutes.
func (t *team) use() {
	for i := range min(6, len(t.people)) {
		p := &t.people[i]
		if p.silent {
			continue
		}
		for day := t.diary.today - History + 1; day <= t.until; day++ {
			if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday || !t.dice.percent(58) {
				continue
			}
			at := t.diary.working(t.dice, day)
			t.view(p, at, "/login")
			if i < 2 && t.dice.percent(25) {
				t.diary.add(at.Add(time.Minute), p, deed{source: "product", typ: "product.active_minutes", minutes: float64(t.dice.between(4, 14))})
			}
			if t.dice.n(220) == 0 {
				t.diary.add(at.Add(5*time.Minute), p, deed{source: "product", typ: "product.support_ticket", asset: "Ticket " + day.String()})
			}
		}
	}
}
