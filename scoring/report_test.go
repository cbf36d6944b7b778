package scoring

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"engagement/account"
)

// anyPast draws what an account may have been assigned to.
func anyPast(t *rapid.T) account.Assignments {
	var past account.Assignments
	at := today - 120
	for range rapid.IntRange(0, 4).Draw(t, "assignments") {
		at += account.Day(rapid.IntRange(1, 40).Draw(t, "held"))
		past = append(past, account.Assignment{
			AccountID: "A1", At: at.Start(berlin).Add(9 * time.Hour), Owner: rapid.SampledFrom([]string{"ann", "ben", ""}).Draw(t, "owner"),
			Territory: rapid.SampledFrom([]string{"West", "East", ""}).Draw(t, "territory"), Tier: rapid.SampledFrom([]string{"1", "2"}).Draw(t, "tier"),
		})
	}
	return past
}

type counted struct {
	facts Facts
	past  account.Assignments
}

func anyAccounts(t *rapid.T) []counted {
	var all []counted
	for i := range rapid.IntRange(1, 4).Draw(t, "accounts") {
		c := counted{acme(anyActivities(t)...), anyPast(t)}
		c.facts.Account.ID = fmt.Sprintf("A%d", i)
		c.facts.Account.Tier = "1"
		if n := len(c.past); n > 0 {
			c.facts.Account = c.past[n-1].Of(c.facts.Account)
		}
		all = append(all, c)
	}
	return all
}

func report(p *Policy, q account.ReportQuery, span, against account.Span, all []counted) account.Report {
	t := NewTally(p, q, span, against)
	for _, c := range all {
		t.Add(c.facts, c.past)
	}
	return t.Report()
}

// The rows sum to the total, the accounts behind a row to the row, and the
// total is the ledger, to the thousandth; no row has more engaged accounts than
// accounts.
func TestReportSums(t *testing.T) {
	p := policy()
	p.Weights.Tier = map[string]int{"2": 50}
	rapid.Check(t, func(t *rapid.T) {
		all := anyAccounts(t)
		q := account.ReportQuery{By: rapid.SampledFrom(account.Dimensions[:]).Draw(t, "by"), Then: rapid.Bool().Draw(t, "then")}
		span := account.Window(today, rapid.IntRange(1, 60).Draw(t, "days"))
		against := account.Span{From: span.From - account.Day(span.Days()), To: span.From - 1}
		r := report(p, q, span, against, all)
		var ledger, ledgerBefore, rows, rowsBefore account.Milli
		for _, c := range all {
			ledger += ledgerTotal(c.facts, p, span)
			ledgerBefore += ledgerTotal(c.facts, p, against)
		}
		for _, row := range r.Rows {
			rows += row.Minutes
			rowsBefore += row.Before
			if row.Active > row.Accounts || row.Accounts > len(all) {
				t.Fatalf("%d of %d accounts of %d in %+v", row.Active, row.Accounts, len(all), row)
			}
			q := q
			q.Drill = row.Value
			var behind, behindBefore account.Milli
			for _, a := range report(p, q, span, against, all).Accounts {
				behind += a.Minutes
				behindBefore += a.Before
			}
			if behind != row.Minutes || behindBefore != row.Before {
				t.Fatalf("behind %s: %s and %s, the row says %s and %s", row.Value, behind.Decimal(), behindBefore.Decimal(), row.Minutes.Decimal(), row.Before.Decimal())
			}
		}
		if rows != r.Total.Minutes || rows != ledger || rowsBefore != r.Total.Before || rowsBefore != ledgerBefore {
			t.Fatalf("rows %s, total %s, ledger %s; before %s, %s, %s", rows.Decimal(), r.Total.Minutes.Decimal(), ledger.Decimal(),
				rowsBefore.Decimal(), r.Total.Before.Decimal(), ledgerBefore.Decimal())
		}
		if r.Total.Accounts != len(all) {
			t.Fatalf("of %d accounts, want %d", r.Total.Accounts, len(all))
		}
	})
}

func TestReportAsAssignedThen(t *testing.T) {
	p := policy()
	f := acme(doing("form.content", "who", 20), doing("form.content", "who", 5))
	f.Account.Owner, f.Account.Tier = "ben", "1"
	past := account.Assignments{
		{AccountID: "A1", At: (today - 15).Start(berlin), Owner: "ann", Tier: "1"},
		{AccountID: "A1", At: (today - 10).Start(berlin).Add(time.Hour), Owner: "ben", Tier: "1"},
	}
	span := account.Window(today, 30)
	for then, want := range map[bool]string{false: "ben 20.000 1/1; ", true: "ann 10.000 1/1; ben 10.000 1/1; "} {
		got := ""
		for _, r := range report(p, account.ReportQuery{By: account.ByOwner, Then: then}, span, account.Span{}, []counted{{f, past}}).Rows {
			got += fmt.Sprintf("%s %s %d/%d; ", r.Value, r.Minutes.Decimal(), r.Active, r.Accounts)
		}
		if got != want {
			t.Errorf("then %v: %s, want %s", then, got, want)
		}
	}
}

func TestReportByActivity(t *testing.T) {
	p := policy()
	with := func(a account.Activity, campaign, asset string) account.Activity {
		a.Campaign, a.Asset = campaign, asset
		return a
	}
	f := acme(with(doing("form.content", "vp", 3), "spring", "Paper"), with(doing("meeting.held", "dir", 2), "", "Call"), doing("web.page_view", "", 1))
	own := p.Types["meeting.held"]
	own.Channel = "calendar"
	p.Types["meeting.held"] = own
	quiet := acme()
	for by, want := range map[account.Dimension]string{
		account.ByPersona:  "IT leader 37.500; Finance 15.000; none 0.500; ",
		account.ByCampaign: "none 38.000; spring 15.000; ",
		account.ByAsset:    "Call 37.500; Paper 15.000; none 0.500; ",
		account.ByChannel:  "calendar 37.500; form 15.000; web 0.500; ",
	} {
		got := ""
		for _, r := range report(p, account.ReportQuery{By: by}, account.Window(today, 7), account.Span{}, []counted{{f, nil}, {quiet, nil}}).Rows {
			got += fmt.Sprintf("%s %s; ", r.Value, r.Minutes.Decimal())
			if r.Accounts != 2 || r.Active != 1 {
				t.Errorf("by %s, %s: %d of %d accounts", by, r.Value, r.Active, r.Accounts)
			}
		}
		if got != want {
			t.Errorf("by %s: %s, want %s", by, got, want)
		}
	}
}

func TestTouches(t *testing.T) {
	f := won(10, doing("form.content", "vp", 9), doing("form.content", "vp", 10), doing("web.page_view", "", 12), doing("email.reply", "dir", 15), doing("meeting.scheduled", "dir", 16), doing("form.content", "ic", 30), doing("form.content", "ic", 150))
	touches := Touches(f, policy(), account.Window(today, 30), 90)
	got := ""
	for _, d := range touches {
		got += fmt.Sprintf("%s %s %s; ", d.Row.Type, d.Row.ContactID, d.Position)
	}
	if want := "form.content ic first; email.reply dir ; form.content vp last; "; got != want {
		t.Errorf("touches %s, want %s", got, want)
	}
	if one := Touches(f, policy(), account.Window(today, 30), 1); len(one) != 1 || one[0].Position != "only" {
		t.Errorf("on the day of the win: %+v", one)
	}
	if none := Touches(f, policy(), account.Window(today, 5), 90); len(none) != 0 {
		t.Errorf("of deals won before: %+v", none)
	}
}

func TestMeetingTally(t *testing.T) {
	at := func(typ, person string, ago int) account.Activity {
		return on(doing(typ, person, ago), fmt.Sprint(ago), "")
	}
	first := acme(at("meeting.held", "vp", 3), at("meeting.held", "dir", 3), at("meeting.held", "vp", 20), at("call.connected", "vp", 5), at("meeting.scheduled", "vp", 1))
	second, third := acme(at("call.connected", "vp", 25)), acme(at("meeting.held", "vp", 2))
	first.Account.Owner, second.Account.Owner = "ann", "ann"
	tally := NewMeetingTally(policy(), account.ByOwner, account.Window(today, 14), account.Window(today-14, 14))
	for _, f := range []Facts{first, second, third} {
		tally.Add(f)
	}
	got := ""
	r := tally.Report()
	for _, row := range append(r.Rows, r.Total) {
		got += fmt.Sprintf("%s %d (%d) +%d, %d calls, %d of %d; ", row.Value, row.Held, row.HeldBefore, row.Scheduled, row.Calls, row.Met, row.Accounts)
	}
	if want := "ann 1 (1) +1, 1 calls, 1 of 2; none 1 (0) +0, 0 calls, 1 of 1;  2 (1) +1, 1 calls, 2 of 3; "; got != want {
		t.Errorf("meetings %s, want %s", got, want)
	}
}
