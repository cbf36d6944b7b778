package demo

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/scoring"
)

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// days are the days on which every story must hold.
func days() map[string]account.Day {
	return map[string]account.Day{
		"a Monday":    account.DayDate(2026, time.November, 16),
		"a Tuesday":   account.DayDate(2026, time.March, 31),
		"a Wednesday": account.DayDate(2026, time.July, 15),
		"a Thursday":  account.DayDate(2026, time.October, 29),
		"a Friday":    account.DayDate(2026, time.May, 8),
		"a Saturday":  account.DayDate(2026, time.November, 21),
		"a Sunday":    account.DayDate(2026, time.November, 22),
		"New Year":    account.DayDate(2027, time.January, 1),
		"a leap day":  account.DayDate(2028, time.February, 29),
	}
}

// each runs a test for every day, in two zones and at four times of the day.
func each(t *testing.T, test func(t *testing.T, data Data, zone *time.Location, now time.Time)) {
	t.Helper()
	zones := []*time.Location{zoneOf(t, "Europe/Berlin"), zoneOf(t, "America/Los_Angeles")}
	clocks := []time.Duration{10 * time.Minute, 9 * time.Hour, 15 * time.Hour, 23*time.Hour + 59*time.Minute}
	for i, name := range slices.Sorted(maps.Keys(days())) {
		t.Run(name, func(t *testing.T) {
			zone := zones[i%len(zones)]
			now := days()[name].Start(zone).Add(clocks[i%len(clocks)])
			test(t, Company(now, zone), zone, now)
		})
	}
}

func TestCompany(t *testing.T) {
	policy := scoring.DefaultPolicy()
	each(t, func(t *testing.T, data Data, zone *time.Location, now time.Time) {
		if len(data.Accounts) != 72 || len(data.Contacts) != headcount {
			t.Fatalf("%d accounts and %d contacts", len(data.Accounts), len(data.Contacts))
		}
		if n := len(data.Activities); n < 25_000 || n > 35_000 {
			t.Errorf("%d activities", n)
		}
		seen := map[string]bool{}
		unique := func(kind, id string, err error) {
			t.Helper()
			if err != nil {
				t.Errorf("%s %s: %v", kind, id, err)
			}
			if seen[kind+id] {
				t.Errorf("%s %s twice", kind, id)
			}
			seen[kind+id] = true
		}
		for _, a := range data.Accounts {
			unique("account", a.ID, a.Validate())
			unique("name", a.Name, nil)
			unique("domain", a.Domains[0], nil)
			if !slices.Contains(Owners(), a.Owner) {
				t.Errorf("%s has the owner %s", a.Name, a.Owner)
			}
		}
		for _, c := range data.Contacts {
			unique("contact", c.ID, c.Validate())
			unique("mailbox", c.Email, nil)
		}
		for _, o := range data.Opportunities {
			unique("opportunity", o.ID, o.Validate())
		}
		first, fortnight := account.DayOf(now, zone)-History+1, now.Add(-account.HistoryAge)
		for _, a := range data.Activities {
			unique("activity", a.Source+a.ID, a.Validate(now))
			switch {
			case a.OccurredAt.After(now) || account.DayOf(a.OccurredAt, zone) < first-8:
				t.Fatalf("activity at %s", a.OccurredAt)
			case a.Match != account.Match{}:
				t.Fatalf("activity %s is matched already", a.ID)
			case !scoring.Understands(&policy, a.Source, a.Type):
				t.Fatalf("type %s is not in the policy", a.Type)
			case policy.Types[a.Type].ActNow && a.OccurredAt.After(fortnight):
				t.Errorf("%s at %s would alert", a.Type, a.OccurredAt)
			}
		}
	})
}

// TestRangeOfAccounts: every tier, size and territory is there, and the names
// that the tour types find what they should.
func TestRangeOfAccounts(t *testing.T) {
	have, named := map[string]int{}, map[string]int{}
	for i, f := range firms() {
		a := accountOf(i, f)
		have["tier "+a.Tier]++
		have[string(account.SizeOf(a.Employees))]++
		have[a.Territory]++
		have[a.Owner]++
		have["relation "+a.Relation]++
		for _, word := range []string{"acme", "globex", "initech"} {
			if strings.Contains(strings.ToLower(a.Name), word) {
				named[word]++
			}
		}
	}
	for _, want := range []string{
		"tier 1", "tier 2", "tier 3", "tier ", "small", "mid", "large", "enterprise", "West", "East", "Central", "EMEA", "APAC",
		"relation ", "relation customer", "relation partner", "relation competitor", "relation agency",
	} {
		if have[want] == 0 {
			t.Errorf("no account with %s", want)
		}
	}
	if diff := cmp.Diff(map[string]int{"acme": 1, "globex": 1, "initech": 2}, named); diff != "" {
		t.Error(diff)
	}
	acme := accountOf(0, firms()[0])
	want := account.Account{
		ID: Acme, Name: "Acme Corp", Domains: []string{"acme.com"}, Aliases: []string{"Acme Corporation"}, Tier: "1", Industry: "Manufacturing",
		Employees: 1200, Country: "US", Territory: "West", Owner: "ann@northwind-demo.com", CRMURL: "https://crm.northwind-demo.com/accounts/A001",
	}
	if diff := cmp.Diff(want, acme); diff != "" {
		t.Error(diff)
	}
	for _, id := range append(SummitAccounts(), idOf("Corvane Energy")) {
		if id == accountID(-1) {
			t.Error("a story names an account that is not there")
		}
	}
}

// TestJobs: the weights that the rhythm reckons with are the policy's, and all
// levels and departments occur.
func TestJobs(t *testing.T) {
	policy := scoring.DefaultPolicy()
	levels, departments := map[account.Level]bool{}, map[string]bool{}
	all := jobs()
	for _, id := range []string{Acme, Globex, Fresh, BlindSpot} {
		all = append(all, cast(id)...)
	}
	for _, j := range all {
		role := scoring.RoleOf(j.title, "", "")
		levels[role.Level], departments[role.Department] = true, true
		if got := policy.Weights.Level[role.Level]; got != j.weight {
			t.Errorf("%q weighs %d, the policy says %d", j.title, j.weight, got)
		}
	}
	for _, l := range account.Levels {
		if !levels[l] {
			t.Errorf("nobody of level %s", l)
		}
	}
	for _, d := range []string{
		"Marketing", "Sales", "Customer", "IT", "Engineering", "Product", "Finance", "Procurement", "Legal", "HR", "Operations", "Executive", "Other",
	} {
		if !departments[d] {
			t.Errorf("nobody in %s", d)
		}
	}
}

// TestSameDaySameData: the data is a function of the day; an earlier hour only
// knows less.
func TestSameDaySameData(t *testing.T) {
	zone := zoneOf(t, "Europe/Berlin")
	now := days()["a Monday"].Start(zone).Add(15 * time.Hour)
	encode := func(d Data) []byte {
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	data := Company(now, zone)
	if !bytes.Equal(encode(data), encode(Company(now, zone))) {
		t.Error("the same day gave other bytes")
	}
	late := Company(now.Add(8*time.Hour), zone)
	late.Activities = slices.DeleteFunc(late.Activities, func(a account.Activity) bool { return a.OccurredAt.After(now) })
	if !bytes.Equal(encode(data), encode(late)) {
		t.Error("a later hour of the same day gave another past")
	}
	if again := Company(now.AddDate(0, 0, 1), zone); bytes.Equal(encode(data), encode(again)) {
		t.Error("another day gave the same bytes")
	}
}
