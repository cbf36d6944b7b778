package scoring

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

// A persona is reached by a person who is engaged, not by one who opened a
// newsletter, nor by several who did.
func TestGapsAskForEngagement(t *testing.T) {
	p := DefaultPolicy()
	person := func(level account.Level, department string, minutes account.Milli) account.PersonMinutes {
		return account.PersonMinutes{Role: account.Role{Level: level, Department: department}, Minutes: minutes * account.Minute}
	}
	s := &summary{persons: []account.PersonMinutes{
		person(account.VP, "Finance", 10), person(account.CLevel, "IT", 9), person(account.CLevel, "Sales", 9),
		person(account.Manager, "IT", 40),
	}}
	if diff := cmp.Diff([]string{"C-level", "Procurement", "IT leader"}, p.gaps(s, 10*account.Minute)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Procurement", "IT leader"}, p.gaps(s, 0)); diff != "" {
		t.Errorf("without a floor: %s", diff)
	}
}

func TestAdvice(t *testing.T) {
	policy := DefaultPolicy()
	vp := account.PersonMinutes{Role: account.Role{Level: account.VP, Department: "Finance"}, Minutes: 48 * account.Minute, Last: account.Touch{Day: 98}}
	walked := func(quiet int, open bool) *fold {
		fd := &fold{policy: &policy, facts: &Facts{}, minutes: make([]account.Milli, 100)}
		fd.minutes[99-quiet] = account.Minute
		fd.before = make([]account.Milli, 101)
		if open {
			fd.facts.Opportunities = []account.Opportunity{{ID: "o"}}
		}
		return fd
	}
	card := func(grade, engaged int, counting account.Milli, gaps ...string) *account.Card {
		return &account.Card{
			Score: account.Score{
				Day: 100, Grade: grade, Engaged90: engaged, PeopleNeeded: 2, Counting90: counting * account.Minute, Threshold: 90 * account.Minute,
			},
			People: []account.PersonMinutes{vp}, Gaps: gaps,
			Activities: []account.ActivityMinutes{{Touch: account.Touch{Label: "Download", Asset: "Paper"}}, {Touch: account.Touch{Label: "Download", Asset: "Paper"}}, {Touch: account.Touch{Label: "Chat"}}, {Touch: account.Touch{Label: "Page view"}}},
		}
	}
	for name, tt := range map[string]struct {
		card       *account.Card
		fold       *fold
		move, next string
	}{
		"an MQA":          {card(4, 2, 95, "IT leader"), walked(0, false), "the VP in Finance spent 48 min in 90 days, last seen 2 days ago", "Talk to the VP in Finance and ask who else decides: IT leader is missing"},
		"a silent deal":   {card(4, 2, 95, "IT leader"), walked(20, true), "a deal is open, and nothing happened for 20 days", "Call the VP in Finance: a deal is open, and nothing happened for 20 days"},
		"a deal":          {card(4, 2, 95), walked(13, true), "the VP in Finance spent 48 min in 90 days, last seen 2 days ago", "Talk to the VP in Finance while the interest is there"},
		"nearly":          {card(3, 2, 68, "C-level"), walked(0, false), "nothing in 30 days: warm it up again; has seen Paper, Chat; untouched: C-level", "Keep the VP in Finance reading: 22 min short of an MQA"},
		"too few people":  {card(3, 1, 95), walked(0, false), "nothing in 30 days: warm it up again; has seen Paper, Chat", "Enough minutes, too few people: bring in 1 person more"},
		"short of both":   {card(3, 0, 68), walked(0, false), "nothing in 30 days: warm it up again; has seen Paper, Chat", "Bring in somebody new: 22 min and 2 people short of an MQA"},
		"one department":  {card(2, 1, 12, "C-level", "Finance"), walked(0, false), "nothing in 30 days: warm it up again; has seen Paper, Chat; untouched: C-level, Finance", "Invite somebody new: C-level is missing"},
		"hardly anything": {card(1, 0, 1), walked(0, false), "not enough engagement to act on", "Nothing yet: leave it to campaigns"},
	} {
		t.Run(name, func(t *testing.T) {
			tt.fold.need = Need{People: 2}
			if got := policy.move(tt.card, tt.fold).Reason; got != tt.move {
				t.Errorf("move %q, want %q", got, tt.move)
			}
			if got := next(tt.card, tt.fold); got != tt.next {
				t.Errorf("next %q, want %q", got, tt.next)
			}
		})
	}
}
