package demo

import (
	"time"

	"engagement/account"
)

// page is one page of the company's site, with the minutes that the
// recommended policy gives for it.
type page struct {
	path    string
	minutes float64
}

func site(path string) string { return "https://www." + ownDomain + path }

// reading are the pages that cost little time, studying the ones that a buyer
// compares.
func reading() []page {
	return []page{
		{"/", 1},
		{"/product", 1},
		{"/customers", 1},
		{"/customers/lighthouse", 1},
		{"/about", 1},
		{"/blog/what-is-engagement", 1},
		{"/blog/minutes-not-points", 1},
		{"/blog/buying-groups", 1},
		{"/docs/getting-started", 1},
		{"/docs/import", 1},
		{"/docs/api", 1},
		{"/features/alerts", 3},
		{"/features/heatmap", 3},
		{"/careers", 0},
	}
}

func studying() []page {
	return []page{
		{"/pricing", 5}, {"/security", 5}, {"/integrations/crm", 5}, {"/integrations/calendar", 5}, {"/compare/spreadsheets", 5},
	}
}

func papers() []string {
	return []string{
		"Buyer's guide", "Security white paper", "ROI calculator workbook", "Account engagement primer", "Benchmark report",
		"Implementation checklist", "Finance one-pager", "Case study: Lighthouse", "Data governance brief", "Playbook: first 90 days",
	}
}

func topics() []string {
	return []string{
		"Minutes that matter", "From leads to accounts", "Reading the heatmap", "Alerts people act on", "Engagement for finance teams",
		"Buying groups in practice", "Clean data, calm reps", "Renewals before they stall", "The quarterly account review",
	}
}

// webinar is the monthly broadcast: the last Thursday on or before day.
func webinar(day account.Day) (on account.Day, name string) {
	on = day - (day-account.DayDate(2020, time.January, 2))%28 // a Thursday
	n := int((on - account.DayDate(2020, time.January, 2)) / 28)
	list := topics()
	return on, list[n%len(list)] + ", " + on.Midnight().Format("Jan 2006")
}

// newsletter is the edition of a Tuesday; no two of 18 months fall on the same
// date.
func newsletter(day account.Day) string { return "Newsletter, " + day.Midnight().Format("2 Jan") }

// The shares of the working day that activities fall on, by hour from 7 to 19,
// and of the weekdays, from Sunday.
func hours() []int    { return []int{2, 6, 10, 12, 11, 6, 8, 11, 11, 9, 5, 2, 1} }
func weekdays() []int { return []int{1, 20, 24, 24, 22, 17, 1} }
