package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"engagement/account"
	"engagement/alert"
)

// strangerSample is who is on no account: a domain, a person, visitors of a
// domain, and those who say nothing.
func strangerSample() StrangersAnswer {
	return StrangersAnswer{
		Strangers: []account.Stranger{
			{Scope: account.WholeDomain, Key: "acme.de", People: 3, Activities: 1200, Minutes: 340500, Last: account.Touch{Label: "Webinar attended", Asset: "Line 4", Day: newYear - 1}, Reason: "no account with domain acme.de"},
			{Scope: account.OnePerson, Key: "c_1", ContactID: "c_1", People: 1, Activities: 2, Minutes: 15000, Last: account.Touch{Label: "Pricing page", Day: newYear}, Reason: "free mail"},
			{Scope: account.WholeDomain, Key: "visits.com", Activities: 1, Minutes: 500, Last: account.Touch{Label: "Anonymous page view", Day: newYear - 3}, Reason: "no account with domain visits.com"},
		},
		People: map[string]account.Contact{"c_1": {ID: "c_1", Name: "Lee <b>", Email: "lee@gmail.com"}},
		Silent: account.Stranger{Activities: 7, Minutes: 3500}, Today: newYear, Config: "0123456789ab",
	}
}

func weighedSample(o Order) Weighed {
	w := Weighed{
		Subject: Subject{Scope: o.Scope, Key: "c_2", Contact: account.Contact{ID: "c_2", Name: "Jane Doe", Email: "jane@acme.de", Title: "CFO"}, Domain: "acme.de", Accounts: []account.Account{{ID: "A1", Name: "Acme Corp"}}},
		Repair:  account.Repair{Scope: o.Scope, Key: "c_2", AccountID: o.AccountID}, From: []account.Account{{ID: "A1", Name: "Acme Corp"}}, People: 1, Activities: 12,
	}
	if o.Scope == account.WholeDomain {
		w.Key, w.Repair.Key, w.People, w.Contact = "acme.de", "acme.de", 3, account.Contact{}
	}
	if o.AccountID != "" {
		w.To = account.Account{ID: o.AccountID, Name: "Globex & Co"}
	}
	return w
}

func matchSamples() map[string]Message {
	person := Order{About: account.OnePerson, Who: "c_2", Scope: account.OnePerson, AccountID: "A2"}
	domain, never := person, person
	domain.Scope, never.AccountID = account.WholeDomain, ""
	all := domain
	all.About, all.Who = account.WholeDomain, "acme.de"
	one := weighedSample(person).Subject
	other := Subject{Scope: account.OnePerson, Key: "c_3", Contact: account.Contact{ID: "c_3", Email: "bob@gmail.com"}}
	return map[string]Message{
		"match":               strangersMessage(strangerSample()),
		"match-none":          strangersMessage(StrangersAnswer{Today: newYear}),
		"form-assign":         whispered(assignView(person, []Subject{one})),
		"form-assign-several": whispered(assignView(person, []Subject{one, other})),
		"form-assign-domain":  whispered(assignView(all, []Subject{weighedSample(all).Subject})),
		"form-confirm":        whispered(confirmView(domain, weighedSample(domain))),
		"form-never":          whispered(confirmView(never, weighedSample(never))),
		"confirm":             confirmMessage(domain, weighedSample(domain)),
		"repaired":            repairedMessage(Repaired{Weighed: weighedSample(person), Changed: true, Minutes: 34000}),
		"repaired-apart": repairedMessage(func() Repaired {
			o := person
			o.AccountID, o.Apart = "A1", true
			w := weighedSample(o)
			w.Repair.Apart, w.To, w.Onto = true, w.From[0], []account.Account{{ID: "A2", Name: "Globex & Co"}}
			return Repaired{Weighed: w, Changed: true}
		}()),
		"repaired-again": repairedMessage(Repaired{Weighed: weighedSample(person)}),
		"repaired-later": repairedMessage(Repaired{Weighed: weighedSample(domain), Changed: true, Pending: true}),
		"repaired-never": repairedMessage(Repaired{Weighed: weighedSample(never), Changed: true}),
	}
}

// hostileMatch are the messages of matching with hostile names in them.
func hostileMatch(s string, milli account.Milli, count int) []Message {
	all := strangerSample()
	for n := range count % 30 {
		all.Strangers = append(all.Strangers, account.Stranger{Scope: account.WholeDomain, Key: s, Minutes: milli, Activities: n, People: n, Reason: s, Last: account.Touch{Label: s, Asset: s, Day: newYear}})
		all.Strangers = append(all.Strangers, account.Stranger{Scope: account.OnePerson, Key: "c_9", ContactID: "c_9", Reason: s})
	}
	all.People["c_9"] = account.Contact{Name: s, Email: s}
	o := Order{About: account.OnePerson, Who: "c_9", Scope: account.WholeDomain, AccountID: "A2"}
	w := weighedSample(o)
	w.Key, w.Domain, w.To.Name, w.From[0].Name = s, s, s, s
	person := w
	person.Scope, person.Contact, person.Accounts = account.OnePerson, account.Contact{ID: "c_9", Name: s, Email: s, Title: s}, []account.Account{{ID: "A1", Name: s}}
	again := person.Subject
	again.Contact.ID = "c_10"
	return []Message{
		strangersMessage(all),
		whispered(assignView(Order{Scope: account.OnePerson}, []Subject{person.Subject})),
		whispered(assignView(Order{Scope: account.OnePerson}, []Subject{person.Subject, again})),
		whispered(confirmView(o, w)), confirmMessage(o, w),
		repairedMessage(Repaired{Weighed: w, Changed: true, Minutes: milli}), repairedMessage(Repaired{Weighed: person, Changed: true}),
	}
}

func TestMatchIsRead(t *testing.T) {
	for text, want := range map[string]Query{
		"match":                                {Verb: ShowMatch},
		"match jane@acme.com to globex":        {Verb: ShowMatch, Who: "jane@acme.com", Name: "globex"},
		"match ACME.de TO “Globex Corp”":       {Verb: ShowMatch, Who: "ACME.de", Name: "Globex Corp"},
		"match acme.de never":                  {Verb: ShowMatch, Who: "acme.de"},
		"match point":                          {Verb: ShowCard, Name: "match point"},
		"match group trend":                    {Verb: ShowTrend, Name: "match group"},
		"match <mailto:j@a.com|j@a.com> never": {Verb: ShowMatch, Who: "j@a.com"},
	} {
		got, err := Parse(text)
		if err != nil || got.Verb != want.Verb || got.Who != want.Who || got.Name != want.Name {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"match acme.de", "match jane@acme.com globex", "match acme.de to"} {
		if _, err := Parse(text); !errors.Is(err, account.ErrInvalid) || !strings.Contains(err.Error(), "where does it belong") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// An order comes back with a form as it was, whatever is in it.
func TestOrdersComeBack(t *testing.T) {
	for _, want := range []Order{
		{About: account.OnePerson, Who: "c_1&who=x \"%\n", Scope: account.WholeDomain, AccountID: "A 1;2", Alert: "mqa:A1:3"},
		{},
	} {
		if got, err := orderOf(want.text()); err != nil || got != want {
			t.Errorf("%+v came back as %+v, %v", want, got, err)
		}
	}
	if _, err := orderOf("%zz"); err == nil {
		t.Error("nonsense was read as an order")
	}
}

// The people behind an alert are whoever asked, or those with most minutes.
func TestPeopleBehindAnAlert(t *testing.T) {
	request := sampleAlert(func(m *alert.Message) { m.Payload.Request = demoRequest(newYear) })
	nobody := sampleAlert(func(m *alert.Message) { m.Payload.Card.People = []account.PersonMinutes{{}} })
	for _, c := range []struct {
		p    alert.Payload
		want string
	}{
		{request.Payload, "[c1]"},
		{sampleAlert(nil).Payload, "[c1 c2]"},
		{sampleAlert(func(m *alert.Message) { m.Payload.Card = judgedTogether(sample()).Card }).Payload, "[c9 c2]"},
		{nobody.Payload, "[]"},
	} {
		if got := fmt.Sprint(behind(c.p)); got != c.want {
			t.Errorf("behind are %s, want %s", got, c.want)
		}
	}
}

// A menu whose value Slack would not take is left out.
func TestMenusFitSlack(t *testing.T) {
	long := strings.Repeat("a", 200) + ".com"
	for _, one := range []account.Stranger{{Scope: account.WholeDomain, Key: long}, {Scope: account.OnePerson, Key: "c", ContactID: long}, {}} {
		if menu := strangerMenu(one); menu != nil {
			t.Errorf("%+v has a menu", one)
		}
	}
}
