package scoring

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"engagement/account"
)

var berlin = mustZone("Europe/Berlin")

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

func policy() *Policy {
	p := DefaultPolicy()
	p.Zone = berlin
	return &p
}

// today is a Tuesday, two days after the clocks went forward in Berlin.
var today = account.DayDate(2026, time.March, 31)

// doing is one activity, days before today at noon.
func doing(typ, person string, daysAgo int) account.Activity {
	at := (today - account.Day(daysAgo)).Start(berlin).Add(12 * time.Hour).UTC()
	method := account.ByContact
	if person == "" {
		method = account.ByDomain
	}
	return account.Activity{
		Source: "test", ID: fmt.Sprintf("%s/%s/%d", typ, person, daysAgo), OccurredAt: at, RecordedAt: at, Type: typ,
		Minutes: account.NoMinutes, Live: true, Match: account.Match{AccountID: "A1", ContactID: person, Method: method},
	}
}

// acme is tier 1 with 1,200 employees: 90 minutes from 2 people.
func acme(activities ...account.Activity) Facts {
	for i := range activities {
		activities[i].ID = fmt.Sprintf("%s#%03d", activities[i].ID, i)
	}
	return Facts{
		Account:    account.Account{ID: "A1", Name: "Acme", Tier: "1", Employees: 1200},
		Activities: activities,
		People: []Person{
			{ID: "vp", Title: "VP Finance"},
			{ID: "dir", Title: "Director IT"},
			{ID: "ic", Title: "Software Engineer"},
			{ID: "who"},
			{ID: "intern", Title: "Intern"},
		},
	}
}

func on(a account.Activity, asset, url string) account.Activity {
	a.Asset, a.URL = asset, url
	return a
}

func lasting(a account.Activity, minutes account.Milli) account.Activity {
	a.Minutes = minutes * account.Minute
	return a
}

func tagged(a account.Activity) account.Activity {
	a.Tagged = true
	return a
}

func later(a account.Activity, d time.Duration) account.Activity {
	a.OccurredAt = a.OccurredAt.Add(d)
	return a
}

func TestMinutesOfOneDay(t *testing.T) {
	page := func(person, url string) account.Activity {
		return on(doing("web.page_view", person, 0), "", "https://ours.com"+url)
	}
	robot := doing("form.content", "who", 0)
	robot.Bot = true
	tests := []struct {
		name string
		do   []account.Activity
		want string
	}{
		{"base", []account.Activity{doing("form.content", "who", 0)}, "10.000"},
		{"vp weighs 150 %", []account.Activity{doing("form.content", "vp", 0)}, "15.000"},
		{"contributor weighs 75 %", []account.Activity{doing("form.content", "ic", 0)}, "7.500"},
		{"excluded weighs nothing", []account.Activity{doing("form.content", "intern", 0)}, "0.000"},
		{"robot", []account.Activity{robot}, "0.000"},
		{"unknown type", []account.Activity{doing("fax.received", "who", 0)}, "0.000"},
		{"pricing page by its address", []account.Activity{page("who", "/pricing?x=1")}, "5.000"},
		{"two views of a page count, the third does not", []account.Activity{page("who", "/pricing"), page("who", "/pricing"), page("who", "/pricing")}, "10.000"},
		{"another page has its own cap", []account.Activity{page("who", "/pricing"), page("who", "/pricing"), page("who", "/compare/x")}, "15.000"},
		{"careers page", []account.Activity{page("who", "/careers")}, "0.000"},
		{"anonymous page is half certain", []account.Activity{page("", "/")}, "0.500"},
		{"a tagged link is nine tenths certain", []account.Activity{tagged(doing("form.content", "who", 0))}, "9.000"},
		{"a tagged link to nobody known is no more certain than the company", []account.Activity{tagged(page("", "/"))}, "0.500"},
		{"exact duration", []account.Activity{lasting(on(doing("webinar.attended", "who", 0), "W", ""), 42)}, "42.000"},
		{"exact duration under a cap", []account.Activity{lasting(on(doing("webinar.attended", "who", 0), "W", ""), 90)}, "60.000"},
		{"no duration known", []account.Activity{on(doing("webinar.attended", "who", 0), "W", "")}, "30.000"},
		{"product use counts a tenth", []account.Activity{lasting(doing("product.active_minutes", "who", 0), 47)}, "4.700"},
		{"pages share a pool of 20 minutes a day", []account.Activity{
			page("who", "/pricing"), page("who", "/compare"), page("who", "/security"), page("who", "/integrations"), page("who", "/features"),
		}, "20.000"},
		{"a form and its download count once, the higher", []account.Activity{
			on(doing("form.content", "who", 0), "Paper", ""), on(doing("content.premium", "who", 0), "Paper", ""),
		}, "15.000"},
		{"of another asset both", []account.Activity{
			on(doing("form.content", "who", 0), "Paper", ""), on(doing("content.premium", "who", 0), "Other paper", ""),
		}, "25.000"},
		{"without an asset both", []account.Activity{doing("form.content", "who", 0), doing("content.premium", "who", 0)}, "25.000"},
		{"of two people both", []account.Activity{
			on(doing("form.content", "who", 0), "Paper", ""), on(doing("content.premium", "dir", 0), "Paper", ""),
		}, "28.750"},
		{"a repeat of one type is real", []account.Activity{
			on(doing("form.content", "who", 0), "Paper", ""), on(doing("form.content", "who", 0), "Paper", ""),
		}, "20.000"},
		{"an hour apart both", []account.Activity{
			on(doing("form.content", "who", 0), "Paper", ""), later(on(doing("content.download", "who", 0), "Paper", ""), time.Hour),
		}, "20.000"},
		{"a mail opened twice", []account.Activity{on(doing("email.open", "who", 0), "mail 1", ""), on(doing("email.open", "who", 0), "mail 1", "")}, "0.100"},
		{"the daily ceiling", []account.Activity{
			doing("event.dinner", "who", 0), doing("event.briefing", "who", 0), on(doing("event.dinner", "who", 0), "b", ""),
			on(doing("event.dinner", "who", 0), "c", ""), on(doing("event.dinner", "who", 0), "d", ""),
		}, "480.000"},
		{"account cap on anonymous pages", func() []account.Activity {
			var all []account.Activity
			for i := range 40 {
				all = append(all, page("", fmt.Sprintf("/p%d", i)))
			}
			return all
		}(), "7.500"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := acme(tt.do...)
			card := Compute(f, policy(), today).Card
			if got := card.Minutes7.Decimal(); got != tt.want {
				t.Errorf("%s minutes, want %s\n%s", got, tt.want, ledgerText(f))
			}
		})
	}
}

func ledgerText(f Facts) string {
	text := ""
	for _, r := range Ledger(f, policy(), account.Window(today, 365)) {
		text += fmt.Sprintf("%s %s %s base %s, %s, weights %q, cap %q = %s\n", r.Day, r.Type, r.ContactID, r.Base.Decimal(), r.Rule, r.Weights, r.Cap, r.Minutes.Decimal())
	}
	return text
}

// Days are the company's: half past midnight in Berlin is yesterday in UTC,
// and the short day of the clock change has its own date.
func TestDaysAreCivil(t *testing.T) {
	a := doing("form.content", "who", 0)
	a.OccurredAt = time.Date(2026, 3, 28, 23, 30, 0, 0, time.UTC) // 29 March, 00:30 in Berlin
	b := doing("form.content", "who", 0)
	b.OccurredAt = time.Date(2026, 3, 29, 22, 30, 0, 0, time.UTC) // 30 March, 00:30 in Berlin, an hour less away
	got := Series(acme(a, b), policy(), today)
	want := []DayMinutes{{account.DayDate(2026, 3, 29), 10000}, {account.DayDate(2026, 3, 30), 10000}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMQA(t *testing.T) {
	// Ten minutes each, on different days and assets.
	read := func(person string, n, ago int) []account.Activity {
		var all []account.Activity
		for i := range n {
			all = append(all, on(doing("content.download", person, ago+i), fmt.Sprintf("asset %d", i), ""))
		}
		return all
	}
	join := func(parts ...[]account.Activity) []account.Activity {
		var all []account.Activity
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	crowd := func(event string, people, ago int) []account.Activity {
		var all []account.Activity
		for i := range people {
			all = append(all, on(doing("event.session", fmt.Sprintf("guest %d", i), ago), event, ""))
		}
		return all
	}
	manual := func(parts ...[]account.Activity) []account.Activity {
		all := join(parts...)
		for i := range all {
			all[i].Source = Manual
		}
		return all
	}
	oneEvent := func(people ...string) []account.Activity {
		var all []account.Activity
		for _, p := range people {
			all = append(all, on(doing("event.dinner", p, 1), "Dinner", ""))
		}
		return all
	}
	tests := []struct {
		name  string
		do    []account.Activity
		mqa   bool
		since int // days ago
		grade int
	}{
		{"nothing", nil, false, 0, 1},
		{"depth and breadth", join(read("who", 5, 1), read("dir", 4, 1)), true, 1, 4},
		{"depth without breadth", read("ic", 18, 1), false, 0, 3},
		{"one Director with an hour is breadth enough", read("dir", 8, 1), true, 1, 4},
		{"half of the threshold", read("who", 5, 1), false, 0, 3},
		{"ten minutes", read("who", 1, 1), false, 0, 2},
		{"one dinner is one event", oneEvent("who", "ic"), false, 0, 3},
		{"a demo request overrides", []account.Activity{doing("form.demo_request", "ic", 2)}, true, 2, 4},
		{"a demo request of an intern does not", []account.Activity{doing("form.demo_request", "intern", 2)}, false, 0, 1},
		{"our own meetings do not qualify an account", []account.Activity{
			lasting(on(doing("meeting.held", "who", 3), "m1", ""), 100), lasting(on(doing("meeting.held", "dir", 2), "m2", ""), 100),
		}, false, 0, 2},
		{"it stays for 14 nights below 70 %", []account.Activity{doing("form.demo_request", "ic", 13)}, true, 13, 4},
		{"and leaves after them", []account.Activity{doing("form.demo_request", "ic", 14)}, false, 0, 2},
		{"asking again keeps it in", []account.Activity{doing("form.demo_request", "ic", 25), doing("form.demo_request", "who", 12)}, true, 25, 4},
		{"a big event counts for 240 minutes, its guests all", crowd("Summit", 12, 1), false, 0, 3},
		{"last year's event of the same name does not use it up", join(crowd("Summit", 12, 200), crowd("Summit", 4, 2), read("who", 2, 1)), true, 1, 4},
		{"what a rep logs by hand does not qualify", manual(read("who", 6, 1), read("dir", 6, 1)), false, 0, 2},
		{"old minutes are gone", join(read("who", 5, 150), read("dir", 5, 150)), false, 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Compute(acme(tt.do...), policy(), today).Card
			if c.MQA != tt.mqa || c.Grade != tt.grade {
				t.Fatalf("MQA %v, grade %d, want %v, %d (%s counting, %d engaged)", c.MQA, c.Grade, tt.mqa, tt.grade, c.Counting90, c.Engaged90)
			}
			if tt.mqa && c.MQASince != today-account.Day(tt.since) {
				t.Errorf("MQA since %s, want %s", c.MQASince, today-account.Day(tt.since))
			}
		})
	}
}

func TestThresholdByFunnelAndSize(t *testing.T) {
	m := DefaultPolicy().MQA
	tests := []struct {
		a       account.Account
		minutes account.Milli
		people  int
	}{
		{account.Account{Tier: "1", Employees: 50}, 40, 1},
		{account.Account{Tier: "1", Employees: 20000}, 120, 2},
		{account.Account{Tier: "2", Employees: 999}, 100, 2},
		{account.Account{Employees: 999}, 140, 2},
		{account.Account{}, 140, 2},
		{account.Account{Tier: "9", Employees: 10000}, 280, 4},
		{account.Account{Tier: "3", Funnel: "1", Employees: 1000}, 90, 2},
	}
	for _, tt := range tests {
		if need := m.Need(tt.a); need.Minutes != tt.minutes*account.Minute || need.People != tt.people {
			t.Errorf("%+v needs %s min from %d, want %d from %d", tt.a, need.Minutes, need.People, tt.minutes, tt.people)
		}
	}
}

func TestStages(t *testing.T) {
	const sinceNever = -1
	at := func(ago int) time.Time { return (today - account.Day(ago)).Start(berlin).Add(time.Hour) }
	tests := []struct {
		name  string
		do    []account.Activity
		deals []account.Opportunity
		want  string
		since int
	}{
		{"target", nil, nil, "target", sinceNever},
		{"aware", []account.Activity{doing("web.page_view", "who", 3)}, nil, "aware", 3},
		{"engaged", []account.Activity{doing("form.content", "who", 3)}, nil, "engaged", 3},
		{"engaged outlasts aware", []account.Activity{doing("form.content", "who", 60)}, nil, "engaged", 60},
		{"MQA", []account.Activity{doing("form.demo_request", "who", 3)}, nil, "MQA", 3},
		{"opportunity", []account.Activity{doing("form.demo_request", "who", 3)}, []account.Opportunity{{CreatedAt: at(2)}}, "opportunity", 2},
		{"lost", nil, []account.Opportunity{{CreatedAt: at(9), ClosedAt: at(2)}}, "target", 2},
		{"customer", nil, []account.Opportunity{{CreatedAt: at(9), ClosedAt: at(2), Won: true}}, "customer", 2},
		{"not yet", nil, []account.Opportunity{{CreatedAt: at(-5)}}, "target", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := acme(tt.do...)
			f.Opportunities = tt.deals
			c := Compute(f, policy(), today).Card
			since := today - account.Day(tt.since)
			if tt.since == sinceNever {
				since = 0
			}
			if c.Stage != tt.want || c.StageSince != since {
				t.Errorf("stage %q since %s, want %q since %s", c.Stage, c.StageSince, tt.want, since)
			}
		})
	}
}

// A request reaches somebody also when the asker's minutes do not count, and
// when the asker's clock is ahead of ours.
func TestActNowIsHeard(t *testing.T) {
	history := doing("form.demo_request", "who", 3)
	history.Live = false
	robot := doing("form.demo_request", "who", 2)
	robot.Bot = true
	f := acme(doing("form.demo_request", "intern", 0), doing("form.demo_request", "who", -1), doing("form.demo_request", "who", -9), history, robot)
	var got []string
	for _, r := range Compute(f, policy(), today).ActNow {
		got = append(got, r.ContactID+" "+r.Day.String())
	}
	if diff := cmp.Diff([]string{"intern 2026-03-31", "who 2026-04-01"}, got); diff != "" {
		t.Error(diff)
	}
}

// anyFacts draws a busy account.
func anyFacts(t *rapid.T) Facts {
	types := []string{"web.page_view", "email.open", "content.download", "webinar.attended", "meeting.held", "product.active_minutes", "form.demo_request", "intent.surge", "nobody.knows"}
	people := []string{"vp", "dir", "ic", "who", "intern", ""}
	var all []account.Activity
	for range rapid.IntRange(0, 120).Draw(t, "n") {
		a := doing(rapid.SampledFrom(types).Draw(t, "type"), rapid.SampledFrom(people).Draw(t, "person"), rapid.IntRange(-3, 420).Draw(t, "ago"))
		a.OccurredAt = a.OccurredAt.Add(time.Duration(rapid.IntRange(-12*3600, 12*3600).Draw(t, "seconds")) * time.Second)
		a.Asset = rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "asset")
		a.URL = rapid.SampledFrom([]string{"", "https://x/pricing", "https://x/docs/1"}).Draw(t, "url")
		if rapid.Bool().Draw(t, "exact") {
			a.Minutes = account.Milli(rapid.Int64Range(0, 200_000).Draw(t, "minutes"))
		}
		a.Bot = rapid.IntRange(0, 9).Draw(t, "bot") == 0
		all = append(all, a)
	}
	return acme(all...)
}

// The ledger sums to the series, the series to the windows, and nothing
// depends on the order of the facts.
func TestLedgerSeriesAndWindowsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, p := anyFacts(t), policy()
		first := Compute(f, p, today)
		byDay := map[account.Day]account.Milli{}
		for _, r := range Ledger(f, p, account.Span{From: today - 1000, To: today}) {
			if r.Minutes < 0 {
				t.Fatalf("negative minutes: %+v", r)
			}
			byDay[r.Day] += r.Minutes
		}
		windows := map[int]account.Milli{}
		for _, d := range Series(f, p, today) {
			if byDay[d.Day] != d.Minutes {
				t.Fatalf("%s: ledger %s, series %s", d.Day, byDay[d.Day], d.Minutes)
			}
			delete(byDay, d.Day)
			for _, n := range []int{7, 30, 90, 365} {
				if account.Window(today, n).Contains(d.Day) {
					windows[n] += d.Minutes
				}
			}
		}
		for day, m := range byDay {
			if m != 0 {
				t.Fatalf("%s: %s minutes in the ledger, none in the series", day, m)
			}
		}
		c := first.Card
		for n, got := range map[int]account.Milli{7: c.Minutes7, 30: c.Minutes30, 90: c.Minutes90, 365: c.Minutes365} {
			if windows[n] != got {
				t.Fatalf("window of %d days: %s, the series says %s", n, got, windows[n])
			}
		}
		shuffled := f
		shuffled.Activities = rapid.Permutation(f.Activities).Draw(t, "order")
		if diff := cmp.Diff(first, Compute(shuffled, p, today)); diff != "" {
			t.Fatalf("another order of arrival:\n%s", diff)
		}
	})
}

// What is known as of a day does not change when later activities arrive, and
// the fold that walks on arrives where a fresh one would.
func TestAsOfIgnoresTheFuture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, p := anyFacts(t), policy()
		day := today - account.Day(rapid.IntRange(0, 300).Draw(t, "back"))
		past := f
		past.Activities = nil
		for _, a := range f.Activities {
			if account.DayOf(a.OccurredAt, p.Zone) <= day {
				past.Activities = append(past.Activities, a)
			}
		}
		want := Compute(past, p, day)
		got := Compute(f, p, day)
		if diff := cmp.Diff(want.Card, got.Card); diff != "" {
			t.Fatalf("as of %s:\n%s", day, diff)
		}
	})
}

func TestParseCap(t *testing.T) {
	for _, text := range []string{"3x/day", "2x/day/url", "1x/asset", "20min/day", "30min/week", "2x/30d", "15min/day/account", "0.5min/day", "1x/campaign"} {
		c, err := ParseCap(text)
		if err != nil || c.String() != text {
			t.Errorf("ParseCap(%q) = %v, %v", text, c, err)
		}
	}
	for _, text := range []string{"", "3", "3x", "x/day", "0x/day", "-1min/day", "3x/fortnight", "3x/0d", "min/day", "3x/999d"} {
		if c, err := ParseCap(text); err == nil {
			t.Errorf("ParseCap(%q) = %+v, want an error", text, c)
		}
	}
}

func FuzzParseCap(f *testing.F) {
	for _, seed := range []string{"3x/day/url", "20min/day", "1x/asset", "2x/30d", "/", "x", "min/day"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCap(text)
		if err != nil {
			return
		}
		if (c.Count > 0) == (c.Minutes > 0) {
			t.Errorf("ParseCap(%q) = %+v: a cap is a count or minutes", text, c)
		}
		again, err := ParseCap(c.String())
		if err != nil || again != c {
			t.Errorf("ParseCap(%q) reads back as %+v, %v", text, again, err)
		}
	})
}

func TestGlob(t *testing.T) {
	tests := []struct {
		pattern, s string
		want       bool
	}{
		{"", "anything", true},
		{"a", "A", true},
		{"a", "ab", false},
		{"*/pricing*", "https://x.com/Pricing/eu", true},
		{"*/pricing*", "https://x.com/prices", false},
		{"a*b*c", "axxbyyc", true},
		{"a*b", "ab", true},
		{"a*a", "a", false},
		{"*", "", true},
	}
	for _, tt := range tests {
		if got := glob(tt.pattern, tt.s); got != tt.want {
			t.Errorf("glob(%q, %q) = %v", tt.pattern, tt.s, got)
		}
	}
}
