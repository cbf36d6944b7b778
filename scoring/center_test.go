package scoring

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

// Two days of two things from a VP and a Director of Acme: an MQA, unless
// somebody is asked for who is not there.
func TestMQAAsksForPersonas(t *testing.T) {
	f := acme(
		on(doing("event.workshop", "vp", 5), "W1", ""), on(doing("event.workshop", "dir", 3), "W2", ""),
	)
	for _, c := range []struct {
		personas []string
		want     bool
	}{
		{nil, true}, {[]string{"IT leader"}, true}, {[]string{"Procurement", "Finance"}, true}, {[]string{"Procurement"}, false},
	} {
		p := policy()
		p.MQA.Personas = c.personas
		card := Compute(f, p, today).Card
		if card.MQA != c.want {
			t.Errorf("asking for %q: MQA %v, want %v", c.personas, card.MQA, c.want)
		}
		if lacks := WhyNot(f, p, today).Personas; (len(lacks) > 0) == c.want || (len(card.Demands) > 0) == c.want {
			t.Errorf("asking for %q: lacks %q, the card says %q", c.personas, lacks, card.Demands)
		}
	}
	p := policy()
	p.MQA.Personas = []string{"IT leader"}
	short := WhyNot(acme(on(doing("event.workshop", "vp", 5), "W1", ""), on(doing("event.workshop", "vp", 3), "W2", "")), p, today)
	if len(short.Steps) != 1 || short.Steps[0].ContactID != "dir" || short.Steps[0].More < 10*account.Minute {
		t.Errorf("the way to an IT leader is %+v", short)
	}
	asking := f
	asking.Activities = append(asking.Activities, doing("form.demo_request", "ic", 0))
	asking.Journal = nil
	p.MQA.Personas = []string{"Procurement"}
	if !Compute(asking, p, today).Card.MQA {
		t.Error("a request does not override the personas")
	}
}

// A buying center is judged by its own people, against its own need.
func TestCentersAreJudgedOnTheirOwn(t *testing.T) {
	p := policy()
	p.Centers = []Center{
		{Name: "Technology", Departments: []string{"IT", "Engineering"}, Minutes: 60 * account.Minute, People: 1},
		{Name: "Austria", Countries: []string{"AT"}},
		{Name: "Everybody else"},
	}
	f := acme(
		on(doing("event.workshop", "dir", 5), "W1", ""), on(doing("content.download", "dir", 3), "Paper", ""),
		on(doing("content.download", "vp", 3), "Paper", ""), on(doing("content.download", "who", 3), "Paper", ""),
		doing("web.page_view", "", 2),
	)
	f.People[3].Country = "at"
	f.Opportunities = []account.Opportunity{{ID: "O", AccountID: "A1", CreatedAt: (today - 9).Start(berlin), Props: map[string]string{"center": "technology"}}}
	st := Compute(f, p, today)
	want := []account.CenterScore{
		{Name: "Technology", Counting: 87_500, Engaged: 1, Threshold: 60_000, PeopleNeeded: 1, MQA: true, MQASince: today - 3},
		{Name: "Austria", Counting: 10_000, Engaged: 1, Threshold: 90_000, PeopleNeeded: 2},
		{Name: "Everybody else", Counting: 15_000, Engaged: 1, Threshold: 90_000, PeopleNeeded: 2},
	}
	for i, c := range st.Centers {
		people := c.People
		if c.People = nil; !cmp.Equal(c.CenterScore, want[i]) {
			t.Errorf("%+v, want %+v", c.CenterScore, want[i])
		}
		if len(people) != 1 || people[0].ContactID != []string{"dir", "who", "vp"}[i] {
			t.Errorf("people of %s: %+v", c.Name, people)
		}
		if c.Open != (i == 0) || c.Customer {
			t.Errorf("%s: open %v, customer %v", c.Name, c.Open, c.Customer)
		}
	}
	if len(st.Card.Centers) != 3 {
		t.Errorf("the card has %d centers", len(st.Card.Centers))
	}
}
