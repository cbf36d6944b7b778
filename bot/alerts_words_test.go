package bot

import (
	"strings"
	"testing"
	"time"

	"engagement/account"
	"engagement/alert"
)

// alertsSample is what became of the alerts of a quarter.
func alertsSample(channel string) AlertsAnswer {
	return AlertsAnswer{
		Period: account.Period{Unit: account.Quarter}, Span: account.Span{From: newYear - 89, To: newYear}, Today: newYear,
		Rows: []alert.Worked{
			{Kind: alert.Kind(account.Surge), Channel: channel, Sent: 14, Claimed: 4, InTime: 3, Useless: 6, Opportunities: 1, WorthIt: 4},
			{Kind: alert.KindMQA, Channel: channel, Sent: 9, Claimed: 7, InTime: 6, Useful: 2, Useless: 1, Opportunities: 3, WorthIt: 7},
			{Kind: alert.KindActNow, Channel: alert.Direct("ann@ours.com"), Sent: 3, Claimed: 3, InTime: 3, Opportunities: 2, WorthIt: 3},
		},
		Lift: alert.LiftOf(nil),
	}
}

// judgedSamples are reports about alerts.
func judgedSamples() map[string]Message {
	lifted := alertsSample("#alerts")
	lifted.Lift = alert.Lift{Told: 420, ToldLed: 62, Withheld: 46, WithheldLed: 3, Points: 0.082, Low: -0.024, High: 0.138}
	return map[string]Message{
		"alerts-listed": listedMessage(listedSample("Acme <Corp>", "#alerts", 3)),
		"alerts":        alertsMessage(alertsSample("#alerts")), "alerts-lift": alertsMessage(lifted), "alerts-none": alertsMessage(AlertsAnswer{Period: account.LastDays(90), Today: newYear, Span: account.Window(newYear, 90)}),
	}
}

// listedSample has no card for n alerts.
func listedSample(name, channel string, n int) ListedAnswer {
	a := ListedAnswer{Period: account.LastDays(7), Today: newYear, Span: account.Window(newYear, 7), Zone: time.UTC}
	for i := range n {
		l := alert.InsteadOfCard{Channel: channel, Why: []alert.Reason{alert.OverBudget, alert.InLine, alert.ToldLately}[i%3], At: (newYear - account.Day(i%7)).Midnight()}
		l.Listed = alert.Listed{AccountID: "A1", Name: name, Kind: alert.Kind(account.Surge), Minutes: 61 * account.Minute, Normal: 14 * account.Minute}
		if i%3 == 1 {
			l.AccountID, l.Name, l.Kind, l.Event, l.Moved = "", "", alert.Kind(account.EventBurst), name+" Summit", 7
		}
		a.Alerts = append(a.Alerts, l)
	}
	return a
}

// What a message has no room for is counted, and where it is to be had is said.
func TestListedSaysWhatItLeavesOut(t *testing.T) {
	for n, want := range map[int]bool{3: false, 500: true} {
		m := listedMessage(listedSample("Acme Corp", "#alerts", n))
		if got := strings.Contains(m.Twin, "more: ask for fewer days"); got != want {
			t.Errorf("%d alerts: %s", n, m.Twin)
		}
		valid(t, m)
	}
}

func TestParseAlerts(t *testing.T) {
	for text, want := range map[string]account.Unit{"alerts": "", "alerts quarter": account.Quarter, "alerts 30d": account.Days, "alerts listed": "", "alerts Listed week": account.Week} {
		if q, err := Parse(text); err != nil || q.Verb != ShowAlerts || q.Period.Unit != want || q.Listed != strings.Contains(strings.ToLower(text), "listed") {
			t.Errorf("%q is %+v, %v", text, q, err)
		}
	}
	if _, err := Parse("alerts soon"); err == nil {
		t.Error("soon is a period")
	}
}
