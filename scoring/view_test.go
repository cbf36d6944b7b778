package scoring

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"engagement/account"
)

// Every list of a view sums to its minutes, and those are the ledger's, to the
// thousandth.
func TestViewSums(t *testing.T) {
	p := policy()
	rapid.Check(t, func(t *rapid.T) {
		f := acme(anyActivities(t)...)
		span := account.Window(today, rapid.IntRange(1, 90).Draw(t, "days"))
		against := account.Span{From: span.From - account.Day(span.Days()), To: span.From - 1}
		v := View(f, p, span, against)
		if want := ledgerTotal(f, p, span); v.Minutes != want {
			t.Fatalf("%s, ledger %s", v.Minutes.Decimal(), want.Decimal())
		}
		if want := ledgerTotal(f, p, against); v.Before != want {
			t.Fatalf("before %s, ledger %s", v.Before.Decimal(), want.Decimal())
		}
		people := v.Unknown
		for _, one := range v.People {
			people += one.Minutes
		}
		personas := account.Milli(0)
		for _, one := range v.Personas {
			personas += one.Minutes
		}
		sums := map[string]account.Milli{"people": people, "personas": personas}
		for name, list := range map[string][]account.Part{"groups": v.Groups, "channels": v.Channels, "campaigns": v.Campaigns, "assets": v.Assets} {
			for _, one := range list {
				sums[name] += one.Minutes
			}
		}
		for name, sum := range sums {
			if sum != v.Minutes {
				t.Fatalf("%s sum to %s of %s", name, sum.Decimal(), v.Minutes.Decimal())
			}
		}
		if len(sums) != 6 && v.Minutes > 0 {
			t.Fatalf("lists %v", sums)
		}
	})
}

func TestChampions(t *testing.T) {
	p := policy()
	f := acme(
		doing("form.content", "vp", 3), doing("form.content", "vp", 40), // sustained
		doing("form.demo_request", "dir", 3), doing("form.content", "dir", 5), // much, but once
		doing("email.open", "ic", 3), doing("email.open", "ic", 100), // sustained, but next to nothing
		doing("form.content", "who", 70), doing("form.content", "who", 100), // sustained, and silent since
	)
	got := ""
	for _, one := range View(f, p, account.Window(today, 30), account.Window(today-30, 90)).People {
		if one.Champion {
			got += fmt.Sprintf("%s %s %s in %d months; ", one.ContactID, one.Minutes, one.Before, one.Months)
		}
	}
	if want := "vp 15 15 in 2 months; who 0 20 in 2 months; "; got != want {
		t.Errorf("champions %s, want %s", got, want)
	}
}

func TestViewSignals(t *testing.T) {
	at := func(typ, person string, ago int, asset string) account.Activity {
		return on(doing(typ, person, ago), asset, "")
	}
	pricing := on(doing("web.page_view", "vp", 4), "", "https://ours.com/pricing")
	robot := on(doing("web.page_view", "dir", 4), "", "https://ours.com/pricing")
	robot.Bot = true
	f := acme(at("email.reply", "vp", 50, ""), at("meeting.held", "vp", 20, "M1"), at("meeting.held", "dir", 20, "M1"), at("meeting.held", "", 20, "M1"),
		at("meeting.held", "vp", 10, "M1"), at("call.connected", "dir", 5, ""), at("meeting.scheduled", "vp", 10, "M1"), at("meeting.scheduled", "vp", 2, "M9"),
		pricing, robot, at("form.demo_request", "dir", 6, ""), at("meeting.scheduled", "dir", -9, "M2"))
	for i := range f.Activities { // known before the day
		f.Activities[i].RecordedAt = f.Activities[i].RecordedAt.AddDate(0, 0, -30)
	}
	v := View(f, policy(), account.Window(today, 30), account.Span{})
	if v.LastReply != today-50 || v.LastMeeting != today-10 || v.LastCall != today-5 {
		t.Errorf("reply %s, meeting %s, call %s", v.LastReply, v.LastMeeting, v.LastCall)
	}
	if v.Held != 2 || v.Scheduled != 1 {
		t.Errorf("%d held, %d scheduled; want 2 and 1", v.Held, v.Scheduled)
	}
	got := ""
	for _, m := range NewScorer(policy()).Meetings(f, account.Window(today, 30)) {
		got += fmt.Sprintf("%d %s %s %v %d+%d; ", m.Day-today, m.State, m.Asset, m.Call, len(m.People), m.Unknown)
	}
	if want := "-20 held M1 false 2+1; -10 held M1 false 1+0; -5 held  true 1+0; -2 scheduled M9 false 1+0; 9 scheduled M2 false 1+0; "; got != want {
		t.Errorf("meetings\n%s, want\n%s", got, want)
	}
	var bottom []string
	for _, one := range v.Bottom {
		bottom = append(bottom, fmt.Sprintf("%s by %d", one.Name, one.People))
	}
	if got := strings.Join(bottom, ", "); got != "Demo request by 1, Pricing page by 1" || v.BottomPeople != 2 {
		t.Errorf("about to buy: %s (%d)", got, v.BottomPeople)
	}
}

func TestTemperature(t *testing.T) {
	p := policy()
	request := func(ago int) account.Activity { return doing("form.demo_request", "vp", ago) }
	steady := func() []account.Activity {
		var all []account.Activity
		for ago := range 60 {
			all = append(all, on(doing("form.content", "dir", ago), fmt.Sprint(ago), ""), on(doing("form.content", "vp", ago), fmt.Sprint(ago), ""))
		}
		return all
	}
	for _, tt := range []struct {
		name string
		do   []account.Activity
		want account.Temperature
	}{
		{"nothing ever", nil, ""},
		{"an MQA for weeks", steady(), account.Hot},
		{"an MQA since today", []account.Activity{request(0)}, ""},
		{"silent for half a year", []account.Activity{doing("form.content", "vp", 200)}, account.Cold},
		{"a little within the quarter", []account.Activity{doing("form.content", "vp", 200), doing("email.open", "vp", 20)}, account.Cold},
		{"grade 2 within the quarter", []account.Activity{doing("form.content", "vp", 200), doing("form.content", "vp", 20)}, ""},
		{"still in the window of the first day", []account.Activity{doing("form.content", "vp", 120)}, ""},
		{"an MQA that ended before", []account.Activity{request(250)}, account.Cold},
		{"known for a month", []account.Activity{doing("email.open", "vp", 30)}, ""},
	} {
		st := Compute(acme(tt.do...), p, today)
		if got := p.Temperature(st.Card); got != tt.want {
			t.Errorf("%s: %q (grade %d), want %q", tt.name, got, st.Card.Grade, tt.want)
		}
	}
}

// A cold account had grade 1 on every day of the quarter, a hot one grade 4 on
// every day of four weeks.
func TestTemperatureIsTheGrade(t *testing.T) {
	p := policy()
	rapid.Check(t, func(t *rapid.T) {
		var all []account.Activity
		for i := range rapid.IntRange(0, 12).Draw(t, "activities") {
			a := doing(rapid.SampledFrom([]string{"email.open", "form.content", "form.demo_request", "web.page_view"}).Draw(t, "type"), rapid.SampledFrom([]string{"vp", "dir", ""}).Draw(t, "person"), rapid.IntRange(0, 330).Draw(t, "ago"))
			a.ID, a.Asset = fmt.Sprint(i), fmt.Sprint(i)
			all = append(all, a)
		}
		f := acme(all...)
		days, grade := 0, 0
		switch p.Temperature(Compute(f, p, today).Card) {
		case account.Hot:
			days, grade = hotDays, 4
		case account.Cold:
			days, grade = coldDays, 1
		}
		for i := range days {
			if got := Compute(f, p, today-account.Day(i)).Card.Grade; got != grade {
				t.Fatalf("grade %d %d days ago, want %d", got, i, grade)
			}
		}
	})
}
