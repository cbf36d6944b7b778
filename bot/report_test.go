package bot

import (
	"fmt"
	"strings"
	"testing"

	"engagement/account"
)

func reportSample(drill string) ReportAnswer {
	quarter := account.Period{Unit: account.Quarter}
	r := account.Report{
		By: account.ByTerritory, Span: quarter.Span(newYear, account.DefaultCalendar()), Against: quarter.Against(newYear, account.DefaultCalendar()),
		Config: "0123456789ab", Drill: drill,
		Rows: []account.ReportRow{
			{Value: "West", Minutes: 4289400, Before: 1932 * account.Minute, People: 88, Active: 31, ActiveBefore: 20, Accounts: 120},
			{Value: "North <America>", Minutes: 12 * account.Minute, Before: 82500, People: 1, Active: 1, ActiveBefore: 4, Accounts: 40},
			{Value: account.None, Accounts: 7},
		},
		Total: account.ReportRow{Minutes: 4301400, Before: 2014500, People: 89, Active: 32, ActiveBefore: 24, Accounts: 167},
	}
	if drill != "" {
		r.Accounts = []account.ReportAccount{
			{AccountID: "A1", Name: "Acme *Corp*", Owner: "ann@ours.com", Minutes: 4200 * account.Minute, Before: 1932 * account.Minute, People: 80},
			{AccountID: "A2", Name: "Globex", Minutes: 89400, People: 8},
		}
	}
	return ReportAnswer{Report: r, Query: account.ReportQuery{By: account.ByTerritory, Period: quarter, Drill: drill}, Today: newYear}
}

func hostileReport(s string, m account.Milli, drill string, rows int) Message {
	r := reportSample(drill)
	for i := range min(max(rows, 0), 400) {
		r.Report.Rows = append(r.Report.Rows, account.ReportRow{Value: s + fmt.Sprint(i), Minutes: m, Before: m / 2})
		r.Report.Accounts = append(r.Report.Accounts, account.ReportAccount{Name: s, Owner: s, Minutes: m})
	}
	whole, err := withBars(reportMessage(r), r)
	if err != nil {
		panic(err) // no input is refused
	}
	return whole
}

// A long report is cut in Slack and whole as text.
func TestLongReports(t *testing.T) {
	for _, drill := range []string{"", "West"} {
		m := hostileReport(strings.Repeat("名", 300), account.Minute, drill, 300)
		valid(t, m)
		if n := strings.Count(m.Twin, "\n"); n < 300 {
			t.Errorf("%d lines of text", n)
		}
	}
}
