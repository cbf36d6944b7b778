package scoring

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"engagement/account"
)

// Doing what is advised makes the MQA: whoever is named spends the minutes
// named, on two assets and two days, and strangers the rest.
func TestWhyNotIsEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, p := anyFacts(t), policy()
		// What happens tomorrow would hide that somebody engaged today is not any
		// more.
		f.Activities = slices.DeleteFunc(f.Activities, func(a account.Activity) bool { return account.DayOf(a.OccurredAt, p.Zone) > today })
		f.Account.Tier = rapid.SampledFrom([]string{"1", "2", ""}).Draw(t, "tier")
		f.Account.Employees = rapid.SampledFrom([]int64{10, 500, 5000, 50000}).Draw(t, "employees")
		// The advice is about tomorrow: what is done today has its caps.
		s := WhyNot(f, p, today)
		if s.Is {
			if !Compute(f, p, today).Card.MQA {
				t.Fatal("nothing is said to be missing, and it is no MQA")
			}
			return
		}
		if s.Minutes == 0 && s.People <= 0 && s.Events == 0 && s.Days == 0 {
			t.Fatalf("nothing is missing, and it is no MQA: %+v", s)
		}
		do := func(who string, minutes account.Milli) {
			for i := range 2 {
				for left, n := minutes/2+1, 0; left > 0; left, n = left-20*account.Minute, n+1 {
					// Uncapped minutes of a group that counts, weighted back to raw.
					a := doing("test.attention", who, -1-i)
					a.ID, a.Asset, a.Minutes = fmt.Sprintf("advice %s %d %d", who, i, n), fmt.Sprintf("asset %d", i), min(left, 20*account.Minute)*100/75+1
					a.OccurredAt = a.OccurredAt.Add(time.Duration(n) * time.Minute)
					f.Activities = append(f.Activities, a)
				}
			}
		}
		p.Types["test.attention"] = Type{Group: "marketing", Exact: true}
		p.Ceiling = 0
		for _, step := range s.Steps {
			do(step.ContactID, step.More)
		}
		for i := range s.Strangers {
			id := fmt.Sprintf("stranger %d", i)
			f.People = append(f.People, Person{ID: id})
			do(id, max(s.Floor, s.Minutes))
		}
		// Two days later nothing that carried the account has left the window in
		// this test: the oldest activities are dropped from it first.
		if c := Compute(f, p, today+2).Card; !c.MQA {
			old := Compute(f, p, today).Card
			now := Compute(Facts{Account: f.Account, Activities: f.Activities[:len(f.Activities)-countAdvice(f)], People: f.People}, p, today+2).Card
			if now.Counting90 < old.Counting90 || now.Engaged90 < old.Engaged90 {
				return // minutes left the window meanwhile: the advice was for today
			}
			t.Fatalf("the advice %+v was followed and it is no MQA: %s of %s min, %d of %d people", s, c.Counting90, c.Threshold, c.Engaged90, c.PeopleNeeded)
		}
	})
}

func countAdvice(f Facts) int {
	n := 0
	for _, a := range f.Activities {
		if a.Type == "test.attention" {
			n++
		}
	}
	return n
}

func TestWhyNot(t *testing.T) {
	none := WhyNot(acme(), policy(), today)
	if none.Minutes != 90*account.Minute || none.People != 2 || none.Events != 2 || none.Days != 2 {
		t.Errorf("an account nobody visited lacks %+v", none)
	}
	if len(none.Steps) != 2 || total(none.Steps) != 90*account.Minute {
		t.Errorf("two people with 90 minutes between them are enough: %+v", none.Steps)
	}
	// One Director at 50 minutes is nearer than two people at the floor.
	senior := WhyNot(acme(lasting(on(doing("webinar.attended", "dir", 3), "W", ""), 40), on(doing("content.download", "dir", 4), "Paper", ""), on(doing("form.content", "dir", 5), "", "")), policy(), today)
	if len(senior.Steps) != 1 || senior.Steps[0].ContactID != "dir" {
		t.Errorf("the Director has %s min already, and the way is %+v", senior.Steps[0].Has, senior.Steps)
	}
	rival := acme()
	rival.Account.Relation = "competitor"
	if s := WhyNot(rival, policy(), today); s.Never != "competitor" || len(s.Steps) != 0 {
		t.Errorf("a competitor lacks %+v", s)
	}
	nobody := acme()
	nobody.People = nil
	if s := WhyNot(nobody, policy(), today); s.Strangers != 2 || len(s.Steps) != 0 {
		t.Errorf("with nobody known it lacks %+v", s)
	}
}
