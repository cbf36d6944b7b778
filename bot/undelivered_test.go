package bot

import (
	"strings"
	"testing"
	"time"

	"engagement/account"
	"engagement/alert"
)

// undeliveredSample is the notice of an alert that was given up.
func undeliveredSample(s string) alert.Message {
	return alert.Message{
		Kind: alert.KindUndelivered, Reason: alert.GivenUp, Channel: "#ops",
		Payload: alert.Payload{Account: account.Account{ID: "A2", Name: s}, Undelivered: &alert.Undelivered{
			Kind: alert.KindActNow, Channel: "#west", Cause: "is_archived", Error: "slack chat.postMessage: is_archived; try: unarchive the channel or configure another",
		}},
	}
}

// stuckSample is what Slack does not take in two channels.
func stuckSample(s string) []alert.Stuck {
	at := time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)
	var all []alert.Trail
	for n, channel := range []string{"#west", "#west", s, "#west", "#west", "#west", "#west", "#west"} {
		all = append(all, alert.Trail{
			Settled: at, Cause: "is_archived", Record: alert.Record{
				Error:   "slack chat.postMessage: is_archived; try: unarchive the channel or configure another",
				Message: alert.Message{ID: "act_now:web:d" + string(rune('0'+n)), Kind: alert.KindActNow, Channel: channel, Payload: alert.Payload{Account: account.Account{ID: "A2", Name: s}}},
			},
		})
	}
	all[6].Cause, all[6].Error = "render", "render: no such card"
	return alert.StuckIn(all)
}

// The doctor names what Slack does not take by channel and cause: what it says, how
// many, which, and the next step.
func TestUndeliveredIsNamed(t *testing.T) {
	var all []alert.Trail
	for _, s := range stuckSample("Globex") {
		all = append(all, s.Messages...)
	}
	found := Undelivered(all, newYear, time.UTC)
	if len(found) != 3 {
		t.Fatalf("found %+v", found)
	}
	first := found[0]
	if first.OK || first.What != "undelivered to #west" || first.Try != "unarchive the channel or configure another, then engagement doctor --retry; with --to CHANNEL they go to another one" ||
		!strings.HasPrefix(first.Detail, "6 alerts since 30 Mar: slack chat.postMessage: is_archived: request of Globex (act_now:web:d0), ") || !strings.HasSuffix(first.Detail, ", 1 more") {
		t.Errorf("found %+v", first)
	}
	if last := found[2]; last.What != "undelivered to #west" || !strings.Contains(last.Detail, "render: no such card") || last.Try != "look at the log of the bot, then engagement doctor --retry" {
		t.Errorf("found %+v", last)
	}
}
