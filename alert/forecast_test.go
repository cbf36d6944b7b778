package alert

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

// A forecast counts what was told by place, and what was not by reason: five
// surges and five stalls of a Monday night meet a budget of three on Tuesday.
func TestForecast(t *testing.T) {
	rules := DefaultRules()
	rules.Routes = []Route{{Kinds: []Kind{Kind(account.Stall)}, To: ToOwner}}
	span := account.Window(today, 7)
	monday := today - 1
	var found []account.Finding
	subjects := map[string]Subject{}
	for _, id := range []string{"A1", "A2", "A3", "A4", "A5"} {
		owner := "ann@ours.com"
		if id > "A3" {
			owner = "ben@ours.com"
		}
		subjects["S"+id] = Subject{Account: account.Account{ID: "S" + id, Owner: owner}}
		found = append(found,
			account.Finding{AccountID: id, Kind: account.Surge, Day: monday, Minutes: 60, Normal: 10},
			account.Finding{AccountID: "S" + id, Kind: account.Stall, Day: monday, Minutes: 1, Normal: 20})
	}
	r := ReplayFindings(found, nil, subjects, rules, time.UTC)
	r.Add(ReplayAccount(Subject{Account: account.Account{ID: "B1"}}, "target", []Night{night(3, "target", false, request("r", "ann", 72*time.Hour))}, span, rules, time.UTC))
	r.Sort()
	r.Deliver(rules, nil, span)
	got := r.Forecast(rules, span)
	want := Forecast{
		Days: 7, Budget: 3,
		Places: []Place{
			{Cards: 5, Busiest: today, Most: 3}, // of Ann alone
			{Channel: "#alerts", Cards: 3, Requests: 1, Named: 2, Lines: 1, Busiest: today, Most: 3},
		},
		Suppressed: []Suppressed{{OverBudget, 2}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.Weekly(3) != 3 || got.At("#alerts").Named != 2 || got.At("#none") != (Place{Channel: "#none"}) {
		t.Errorf("a week of %+v", got)
	}
	for _, n := range r.Named {
		if n.Kind != Kind(account.Surge) || n.Counted || n.Channel != "#alerts" || n.AccountID == "" {
			t.Errorf("named %+v", n)
		}
	}
}
