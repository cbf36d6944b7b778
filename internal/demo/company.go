package demo

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"engagement/account"
)

// Data is a company's year and a half: what its CRM, site and tools would
// export.
type Data struct {
	Accounts      []account.Account
	Contacts      []account.Contact
	Activities    []account.Activity // oldest first; Match is left to the importer
	Opportunities []account.Opportunity
}

// Company makes up the data of a B2B company whose today is the day of now in
// zone: 72 accounts, 640 contacts, the History days of activities up to now,
// and the stories that story.go names. It is a function of the day alone,
// except that what lies after now has not happened yet.
func Company(now time.Time, zone *time.Location) Data {
	diary := &diary{today: account.DayOf(now, zone), zone: zone, now: now, taken: map[string]int{}}
	list := firms()
	var data Data
	staff := people(list)
	for i, f := range list {
		t := newTeam(i, f, staff[i], diary)
		t.move()
		data.Accounts = append(data.Accounts, t.account)
		for _, p := range t.people {
			data.Contacts = append(data.Contacts, p.Contact)
		}
		data.Opportunities = append(data.Opportunities, t.opportunities()...)
		t.post()
		t.live(t.weekly)
		t.stories()
		t.requests()
	}
	diary.strangers()
	slices.SortFunc(diary.out, func(a, b account.Activity) int {
		return cmp.Or(a.OccurredAt.Compare(b.OccurredAt), cmp.Compare(a.ID, b.ID))
	})
	data.Activities = diary.out
	return data
}

func newTeam(i int, f firm, staff []person, d *diary) *team {
	t := &team{
		firm: f, account: accountOf(i, f), people: staff, dice: roll(2, i), diary: d, done: map[string]bool{}, until: d.today,
	}
	if t.account.ID == Stalled {
		t.until = d.today - StallDays
	}
	for k := range t.people {
		if p := &t.people[k]; !p.silent && len(t.actors) < f.people {
			t.actors = append(t.actors, p)
		}
	}
	return t
}

// open are the accounts with an open opportunity, and how many days ago it was
// opened.
func open(id string) (days account.Day, ok bool) {
	switch id {
	case Stalled:
		return 96, true
	case idOf("Corvane Energy"):
		return 61, true
	case idOf("Tamsin Retail Group"):
		return 44, true
	case idOf("Silverbirch Telecom"):
		return 120, true
	case InitechSystems:
		return 33, true
	}
	return 0, false
}

// lost are the accounts that said no, and how many days ago.
func lost(id string) (days account.Day, ok bool) {
	switch id {
	case idOf("Fernhollow Savings"), idOf("Penhallick Diagnostics"), idOf("Ironfrond Timber"):
		return 210, true
	}
	return 0, false
}

// opportunities are the deals of an account, with the talks that go with them.
func (t *team) opportunities() []account.Opportunity {
	today := t.diary.today
	deal := func(name string, opened account.Day) account.Opportunity {
		return account.Opportunity{
			ID: fmt.Sprintf("O-%s-%d", t.account.ID, opened), AccountID: t.account.ID, Name: t.account.Name + ", " + name, Stage: "Proposal",
			Amount:    account.Milli(5000*t.dice.between(4, 40)) * 1000,
			CreatedAt: t.diary.clock(workday(today-opened), 11, 0, 0).UTC(),
		}
	}
	closed := func(o account.Opportunity, ago account.Day, won bool) account.Opportunity {
		o.ClosedAt, o.Won, o.Stage = t.diary.clock(workday(today-ago), 16, 30, 0).UTC(), won, "Closed lost"
		if won {
			o.Stage = "Closed won"
		}
		return o
	}
	if days, ok := open(t.account.ID); ok {
		t.deals(today-days, min(today-2, t.until-5))
		return []account.Opportunity{deal("first licence", days)}
	}
	if days, ok := lost(t.account.ID); ok {
		t.deals(today-days-80, today-days)
		all := []account.Opportunity{closed(deal("first licence", days+80), days, false)}
		if t.name == returnedName {
			all = append(all, deal("second attempt", reopenedDays))
		}
		return all
	}
	if t.mood == customer {
		days := account.Day(t.dice.between(150, 420))
		t.deals(today-days-70, today-days)
		return []account.Opportunity{closed(deal("first licence", days+70), days, true)}
	}
	return nil
}

// requests are the demo requests of accounts that were or became ready long
// ago. There is none in the last fortnight: that is for the person who tries
// the demo.
func (t *team) requests() {
	if t.mood != ready && t.mood != customer || t.account.ID == BlindSpot {
		return
	}
	ago := account.Day(t.dice.between(200, 500))
	t.diary.add(t.diary.working(t.dice, workday(t.diary.today-ago)), t.actors[0], deed{
		source: "web", typ: "form.demo_request", url: site("/demo"), asset: "Demo request",
	})
}

// strangers are visitors of companies that are nobody's account, and readers
// with private mailboxes.
func (d *diary) strangers() {
	r := roll(3, 0)
	for range 240 {
		day := d.today - account.Day(r.n(History))
		at := d.working(r, day)
		if r.percent(70) {
			d.visit(at, fmt.Sprintf("visitor-%02d.example", r.between(1, 30)), pick(r, reading()).path)
			continue
		}
		p := person{Contact: account.Contact{Email: fmt.Sprintf("reader%02d@mailbox.example", r.between(1, 25))}}
		d.add(at, &p, deed{source: "marketing", typ: "email.open", asset: newsletter(day), campaign: "newsletter"})
	}
}
