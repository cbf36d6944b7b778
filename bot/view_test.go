package bot

import (
	"fmt"

	"engagement/account"
)

func viewSample(a Answer) ViewAnswer {
	quarter := account.Period{Unit: account.Quarter}
	c := account.DefaultCalendar()
	a.Lasting, a.Account.Fit = account.Hot, "A"
	v := account.View{
		Span: quarter.Span(newYear, c), Against: quarter.Against(newYear, c), Minutes: 146 * account.Minute, Before: 60500,
		Groups:    []account.Part{{Name: "marketing", Minutes: 118 * account.Minute, People: 4}, {Name: "sales", Minutes: 28 * account.Minute, People: 1}},
		Channels:  []account.Part{{Name: "event", Minutes: 90 * account.Minute, People: 2}, {Name: "web", Minutes: 56 * account.Minute, People: 4}},
		Campaigns: []account.Part{{Name: account.None, Minutes: 146 * account.Minute, People: 4}},
		Assets: []account.Part{
			{Name: "Spring dinner", Minutes: 48 * account.Minute, People: 1},
			{Name: account.None, Minutes: 40 * account.Minute, People: 2},
			{Name: "A", Minutes: 20 * account.Minute},
			{Name: "B", Minutes: 18 * account.Minute, People: 1},
			{Name: "C", Minutes: 10 * account.Minute, People: 1},
			{Name: "D", Minutes: 6 * account.Minute},
			{Name: "E", Minutes: 4 * account.Minute},
		},
		Personas: []account.PersonaReach{{Part: account.Part{Name: "Finance", Minutes: 48 * account.Minute, People: 1}, Wanted: true}, {Part: account.Part{Name: account.None, Minutes: 12 * account.Minute}}, {Part: account.Part{Name: "Procurement"}, Wanted: true}},
		People: []account.PersonView{
			{ContactID: "c1", Role: a.Card.People[0].Role, Persona: "Finance", Minutes: 48 * account.Minute, Before: 20 * account.Minute, Months: 4, Champion: true, Last: a.Card.People[0].Last},
			{ContactID: "c2", Role: a.Card.People[1].Role, Persona: "IT leader", Before: 5 * account.Minute, Months: 1},
		},
		Unknown: 12 * account.Minute, Bottom: []account.Part{{Name: "Pricing page", Minutes: 7500, People: 2}, {Name: "Deal document", Minutes: 500}}, BottomPeople: 2,
		LastReply: newYear - 3, LastMeeting: newYear - 9, Held: 1, Scheduled: 1,
	}
	return ViewAnswer{Answer: a, View: v, Quarter: v, Period: quarter}
}

func meetingSample(a Answer) MeetingsAnswer {
	return MeetingsAnswer{ViewAnswer: viewSample(a), Meetings: []account.Meeting{
		{Day: newYear - 30, State: account.Held, Call: true, Label: "Call", Minutes: 5 * account.Minute, Unknown: 1},
		{Day: newYear - 9, State: account.Held, Label: "Meeting", Asset: "Kick-off", Minutes: 90 * account.Minute, People: []account.PersonMinutes{{ContactID: "c1", Role: a.Card.People[0].Role}, {ContactID: "c2", Role: a.Card.People[1].Role}}},
		{Day: newYear - 2, State: account.Scheduled, Label: "Meeting scheduled", People: []account.PersonMinutes{{ContactID: "c2", Role: a.Card.People[1].Role}}},
		{Day: newYear + 6, State: account.Scheduled, Label: "Meeting scheduled", Asset: "Pricing", Unknown: 2},
	}}
}

func hostileView(a Answer, s string, m account.Milli, rows int) ViewAnswer {
	v := viewSample(a)
	v.Account.Fit = s
	for i := range min(max(rows, 0), 60) {
		name := s + fmt.Sprint(i)
		part := account.Part{Name: name, Minutes: m, People: 1}
		v.View.Channels, v.View.Assets, v.View.Bottom = append(v.View.Channels, part), append(v.View.Assets, part), append(v.View.Bottom, part)
		v.View.Personas = append(v.View.Personas, account.PersonaReach{Part: account.Part{Name: name}, Wanted: true})
		v.View.People = append(v.View.People, account.PersonView{ContactID: name, Role: account.Role{Department: s}, Minutes: m, Champion: true, Last: account.Touch{Label: s, Asset: s, Day: 1}})
	}
	return v
}

func hostileMeetings(a Answer, s string, m account.Milli, rows int) MeetingsAnswer {
	out := meetingSample(a)
	rows = min(max(rows, 0), 60)
	for i := range rows {
		one := account.Meeting{Day: newYear + account.Day(i%2), State: account.Held, Label: s, Asset: s, Minutes: m}
		for range rows {
			one.People = append(one.People, account.PersonMinutes{ContactID: "c1", Role: account.Role{Department: s}})
		}
		out.Meetings = append(out.Meetings, one)
	}
	return out
}
