package bot

import (
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"engagement/account"
)

// A phone shows some forty characters of a table before it scrolls: what a row is
// about, and three narrow columns.
func TestWhatMattersFitsAPhone(t *testing.T) {
	const narrow = 10
	for name, m := range map[string]Message{
		"report": reportMessage(reportSample("")), "accounts behind a row": reportMessage(reportSample("West")),
		"alerts": alertsMessage(alertsSample("#alerts")), "listed": listedMessage(listedSample("Acme", "#alerts", 3)),
		"meetings": meetingReportMessage(MeetingReportAnswer{Period: defaultPeriod, Today: newYear, Report: account.MeetingReport{
			By: account.ByOwner, Rows: []account.MeetingRow{{Value: "ann@ours.com", Held: 112, HeldBefore: 109, Scheduled: 103, Calls: 170, Met: 108, Accounts: 310}},
		}}),
	} {
		rows := 0
		for _, block := range m.Blocks {
			switch table := block.(type) {
			case *slack.TableBlock:
				for _, row := range table.Rows {
					for _, cell := range row[1:4] {
						rows++
						if text := cell.(*slack.TableRawTextCell).Text; utf8.RuneCountInString(text) > narrow {
							t.Errorf("%s: %q is wide", name, text)
						}
					}
				}
			case *slack.DataTableBlock:
				for _, row := range table.Rows {
					for _, cell := range row[1:4] {
						rows++
						if c, ok := cell.(*slack.DataTableRawTextCell); ok && utf8.RuneCountInString(c.Text) > narrow {
							t.Errorf("%s: %q is wide", name, c.Text)
						}
					}
				}
			}
		}
		if rows == 0 {
			t.Errorf("%s has no table", name)
		}
	}
}
