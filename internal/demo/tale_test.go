package demo

import (
	"slices"
	"testing"
	"time"

	"engagement/account"
	"engagement/scoring"
)

// standings scores every account the way the importer would have matched it.
func standings(data Data, zone *time.Location, day account.Day) map[string]scoring.Standing {
	policy := scoring.DefaultPolicy()
	policy.Zone = zone
	facts, byDomain, byEmail := map[string]*scoring.Facts{}, map[string]string{}, map[string]account.Contact{}
	for _, a := range data.Accounts {
		facts[a.ID] = &scoring.Facts{Account: a}
		for _, d := range a.Domains {
			byDomain[d] = a.ID
		}
	}
	for _, c := range data.Contacts {
		byEmail[c.Email] = c
		f := facts[c.Links[0].AccountID]
		f.People = append(f.People, scoring.Person{ID: c.ID, Title: c.Title})
	}
	for _, a := range data.Activities {
		c := byEmail[a.Identity.Email]
		switch id := byDomain[a.Identity.Domain]; {
		case c.ID != "":
			a.Match = account.Match{AccountID: c.Links[0].AccountID, ContactID: c.ID, Method: account.ByEmail}
		case id != "":
			a.Match = account.Match{AccountID: id, Method: account.ByDomain}
		default:
			continue
		}
		facts[a.Match.AccountID].Activities = append(facts[a.Match.AccountID].Activities, a)
	}
	for _, o := range data.Opportunities {
		facts[o.AccountID].Opportunities = append(facts[o.AccountID].Opportunities, o)
	}
	out := map[string]scoring.Standing{}
	for id, f := range facts {
		out[id] = scoring.Compute(*f, &policy, day)
	}
	return out
}

// TestStories scores the company under the recommended policy and reads every
// story off the cards.
func TestStories(t *testing.T) {
	each(t, func(t *testing.T, data Data, zone *time.Location, now time.Time) {
		today := account.DayOf(now, zone)
		scored := standings(data, zone, today)
		mqas, calm := 0, 0
		for _, a := range data.Accounts {
			c := scored[a.ID].Card
			if c.MQA {
				mqas++
			}
			if c.Stage == "target" || c.Stage == "aware" {
				calm++
			}
			if relation := a.Relation; c.MQA && relation != "" && relation != "customer" {
				t.Errorf("%s is an MQA, though a %s", a.Name, relation)
			}
			if (a.Relation == "customer") != scored[a.ID].Customer {
				t.Errorf("%s: relation %q and customer %v do not agree", a.Name, a.Relation, scored[a.ID].Customer)
			}
		}
		if mqas < 8 || mqas > 12 {
			t.Errorf("%d MQAs, want 8 to 12", mqas)
		}
		if calm*2 < len(data.Accounts) {
			t.Errorf("%d of %d accounts are quiet or aware, want most", calm, len(data.Accounts))
		}
		t.Run("Acme", func(t *testing.T) { acmeIsRising(t, scored[Acme], today) })
		t.Run("surge", func(t *testing.T) { globexSurges(t, scored[Globex]) })
		t.Run("stall", func(t *testing.T) { hartwellStalls(t, scored[Stalled], today) })
		t.Run("fresh", func(t *testing.T) { pellworthIsFresh(t, scored[Fresh].Card, today) })
		t.Run("blind spot", func(t *testing.T) { vantrellIsBlind(t, data, scored[BlindSpot].Card) })
		t.Run("summit", func(t *testing.T) { summitMovedSix(t, data, scored, zone, today) })
		t.Run("demo request", func(t *testing.T) { oneRequestIsEnough(t, data, zone, now) })
	})
}

func acmeIsRising(t *testing.T, s scoring.Standing, today account.Day) {
	c := s.Card
	switch {
	case c.Grade != 3 || c.MQA || len(c.Trend.Crossed) > 0:
		t.Errorf("grade %d, MQA %v, crossed %v; want grade 3 and never an MQA", c.Grade, c.MQA, c.Trend.Crossed)
	case c.Direction != account.Rising:
		t.Errorf("direction %s", c.Direction)
	case c.Counting90*100 < c.Threshold*50 || c.Counting90*100 > c.Threshold*85:
		t.Errorf("%s of %s min", c.Counting90, c.Threshold)
	case c.Engaged90 < 2 || c.Engaged90 > 4:
		t.Errorf("%d engaged people", c.Engaged90)
	case c.LastReply < today-7 || c.LastMeeting < today-9:
		t.Errorf("last reply %s, last meeting %s", c.LastReply, c.LastMeeting)
	case s.Open || s.Customer:
		t.Error("has an opportunity")
	}
}

// globexSurges by the floor of the specification: 2.5 times its normal and 30
// minutes more, from two people or more, in counting minutes.
func globexSurges(t *testing.T, s scoring.Standing) {
	c, week := s.Card, account.Milli(0)
	people := 0
	for _, p := range c.People {
		if p.Last.Day > c.Day-7 && p.Minutes >= 5*account.Minute {
			people++
		}
	}
	for _, m := range c.Trend.Last(7).Minutes {
		week += m
	}
	if week*2 < c.Normal7*5 || week < c.Normal7+30*account.Minute || people < 2 {
		t.Errorf("%s min in 7 days, normally %s, %d people", week, c.Normal7, people)
	}
	if c.MQA || c.Grade != 3 || len(c.Trend.Crossed) > 0 || s.Open {
		t.Errorf("grade %d, MQA %v, open %v", c.Grade, c.MQA, s.Open)
	}
	for i, m := range c.Trend.Minutes[:len(c.Trend.Minutes)-SurgeDays] {
		if m > 15*account.Minute {
			t.Errorf("%s min on %s, before the surge", m, c.Trend.From+account.Day(i))
		}
	}
}

func hartwellStalls(t *testing.T, s scoring.Standing, today account.Day) {
	c := s.Card
	if !s.Open || c.Stage != "opportunity" {
		t.Errorf("open %v, stage %s", s.Open, c.Stage)
	}
	for i, m := range c.Trend.Last(StallDays).Minutes {
		if m != 0 {
			t.Errorf("%s min %d days before today", m, StallDays-1-i)
		}
	}
	if c.Normal7 < max(5*account.Minute, c.Threshold/13) {
		t.Errorf("normally %s min a week: nothing to fall from", c.Normal7)
	}
	if last := max(c.LastReply, c.LastMeeting); last == 0 || last > today-StallDays {
		t.Errorf("last two-way contact on %s", last)
	}
}

func pellworthIsFresh(t *testing.T, c account.Card, today account.Day) {
	if !c.MQA || c.MQASince != today-1 || len(c.Trend.Crossed) != 1 {
		t.Errorf("MQA %v since %s (today is %s), crossed %v", c.MQA, c.MQASince, today, c.Trend.Crossed)
	}
	running := c.Trend.Running
	if n := len(running); running[n-3] >= c.Threshold || running[n-2] < c.Threshold {
		t.Errorf("%s then %s of %s min", running[n-3], running[n-2], c.Threshold)
	}
}

func vantrellIsBlind(t *testing.T, data Data, c account.Card) {
	if !c.MQA || c.Grade != 4 {
		t.Errorf("MQA %v, grade %d", c.MQA, c.Grade)
	}
	gaps := map[string]bool{}
	for _, g := range c.Gaps {
		gaps[g] = true
	}
	if !gaps["Finance"] || !gaps["Procurement"] {
		t.Errorf("gaps %v", c.Gaps)
	}
	active, absent := map[string]bool{}, map[string]int{}
	for _, a := range data.Activities {
		active[a.Identity.Email] = true
	}
	for _, p := range data.Contacts {
		if dept := scoring.RoleOf(p.Title, "", "").Department; p.Links[0].AccountID == BlindSpot && (dept == "Finance" || dept == "Procurement") {
			absent[dept]++
			if active[p.Email] {
				t.Errorf("%s did something", p.Title)
			}
		}
	}
	if absent["Finance"] == 0 || absent["Procurement"] == 0 {
		t.Errorf("known but silent: %v", absent)
	}
}

func summitMovedSix(t *testing.T, data Data, scored map[string]scoring.Standing, zone *time.Location, today account.Day) {
	on := SummitDay(today)
	if off := today - on; off < SummitDays-1 || off > SummitDays+1 || on != workday(on) {
		t.Errorf("the summit is %d days ago, on a %s", off, on.Weekday())
	}
	at, people := map[string]int{}, map[string]string{}
	for _, c := range data.Contacts {
		people[c.Email] = c.Links[0].AccountID
	}
	for _, a := range data.Activities {
		if a.Asset == Summit && a.Type == "event.session" {
			at[people[a.Identity.Email]]++
			if account.DayOf(a.OccurredAt, zone) != on {
				t.Errorf("a session at %s", a.OccurredAt)
			}
		}
	}
	if len(at) != len(SummitAccounts()) {
		t.Errorf("people of %d accounts attended, want %d", len(at), len(SummitAccounts()))
	}
	for _, id := range SummitAccounts() {
		if c := scored[id].Card; at[id] < 3 || c.Minutes30 < 60*account.Minute || c.MQA {
			t.Errorf("account %s: %d attended, %s min in 30 days, MQA %v", id, at[id], c.Minutes30, c.MQA)
		}
	}
}

// oneRequestIsEnough: a demo request makes Acme an MQA on the spot.
func oneRequestIsEnough(t *testing.T, data Data, zone *time.Location, now time.Time) {
	acme := Data{Accounts: data.Accounts[:1]}
	for _, c := range data.Contacts {
		if c.Links[0].AccountID == Acme {
			acme.Contacts = append(acme.Contacts, c)
		}
	}
	acme.Activities = append(slices.Clone(data.Activities), account.Activity{
		Source: "web", ID: "try", OccurredAt: now, Type: "form.demo_request", Minutes: account.NoMinutes, Live: true,
		Identity: account.Identity{Email: acme.Contacts[0].Email},
	})
	s := standings(acme, zone, account.DayOf(now, zone))[Acme]
	if !s.Card.MQA || s.Card.MQASince != s.Card.Day || len(s.ActNow) != 1 {
		t.Errorf("MQA %v since %s, %d act-now", s.Card.MQA, s.Card.MQASince, len(s.ActNow))
	}
}
