package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/alert"
	"engagement/store"
)

func givenUp(t *testing.T, s *store.Store) {
	acme(t, s)
	v := verdict(0, "request")
	v.Decision.Messages, v.Decision.Verdicts = nil, nil
	for n := range 4 {
		id := fmt.Sprint("m", n)
		v.Decision.Messages = append(v.Decision.Messages, alert.Message{ID: id, Key: id, AccountID: "A1", Kind: alert.KindActNow, Channel: []string{"#west", "#west", "#west", "#east"}[n], DecidedAt: noon})
	}
	_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
	must(t, err)
	// settle gives up what is due, each with a notice of its own, and returns what
	// that was.
	settle := func(at time.Time, cause string) (said string) {
		t.Helper()
		leases, err := s.Claim(ctx, at, time.Minute)
		must(t, err)
		for _, l := range leases {
			said += l.Message.ID + fmt.Sprint(l.Unsure, l.Attempts) + " "
			o := alert.Outcome{Status: alert.Dead, Cause: cause, Error: "slack: " + cause, At: at}
			notice := "n:" + l.Message.ID + at.String()
			o.Notices = []alert.Message{{ID: notice, Key: notice, Kind: alert.KindUndelivered, Reason: alert.GivenUp, Channel: "#ops", DecidedAt: at}}
			if l.Message.Kind == alert.KindUndelivered {
				o = alert.Outcome{Status: alert.Sent, TS: "1.1", ChannelID: "C1", At: at}
			}
			must(t, s.Settle(ctx, l, o))
		}
		return said
	}
	notices := func() (n int) {
		t.Helper()
		must(t, s.Alerts(ctx, func(r alert.Record) error {
			if r.Message.Kind == alert.KindUndelivered {
				n++
			}
			return nil
		}))
		return n
	}
	at := noon
	for i, want := range []struct {
		said, cause string
		notices     int
	}{
		{"m0false 1 m3false 1 ", "is_archived", 2}, // one a channel
		{"m1false 1 n:m0", "is_archived", 2},
		{"m2false 1 n:m3", "not_in_channel", 3}, // and a cause
	} {
		if got := settle(at, want.cause); len(got) < len(want.said) || got[:len(want.said)] != want.said || notices() != want.notices {
			t.Errorf("step %d: %q, %d notices", i, got, notices())
		}
		at = at.Add(time.Minute)
	}
	for settle(at, "") != "" { // the notices that are left
	}
	dead, err := s.Undelivered(ctx)
	must(t, err)
	if len(dead) != 4 || dead[0].Message.ID != "m0" || dead[0].Cause != "is_archived" || dead[2].Cause != "not_in_channel" || !dead[0].Settled.Equal(noon) {
		t.Errorf("given up: %+v", dead)
	}
	for _, want := range []int{3, 0} {
		if n, err := s.Revive(ctx, "#west", at); err != nil || n != want {
			t.Errorf("%d revived, %v; want %d", n, err, want)
		}
	}
	// They are looked up first, in their order, and told of again.
	if got := settle(at, "is_archived"); got != "m0true 1 " || notices() != 4 {
		t.Errorf("revived %q, %d notices", got, notices())
	}
	if n, err := s.Revive(ctx, "", at); err != nil || n != 2 {
		t.Errorf("%d revived, %v; want m0 and m3", n, err)
	}
}

// What a channel will never take goes to another one: cards by themselves, with what is
// said of them; not what is said of a card that was posted, and no brief.
func rerouted(t *testing.T, s *store.Store) {
	acme(t, s)
	v := verdict(0, "request")
	v.Decision.Messages, v.Decision.Verdicts = nil, nil
	for _, m := range []alert.Message{
		{ID: "posted", Kind: alert.KindActNow},
		{ID: "later", Kind: alert.KindActNow, Thread: "posted"},
		{ID: "note of later", Kind: alert.KindNote, Thread: "later"},
		{ID: "note of posted", Kind: alert.KindNote, Thread: "posted"},
		{ID: "brief", Kind: alert.KindBrief},
	} {
		m.Key, m.AccountID, m.Channel, m.DecidedAt = m.ID, "A1", "#west", noon
		v.Decision.Messages = append(v.Decision.Messages, m)
	}
	_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
	must(t, err)
	at := noon
	for range v.Decision.Messages {
		leases, err := s.Claim(ctx, at, time.Minute)
		must(t, err)
		for _, l := range leases {
			o := alert.Outcome{Status: alert.Dead, Cause: "is_archived", ChannelID: "C1", At: at}
			if l.Message.ID == "posted" {
				o.Status, o.TS = alert.Sent, "1.1"
			}
			must(t, s.Settle(ctx, l, o))
		}
		at = at.Add(time.Second)
	}
	for _, want := range []int{2, 0} {
		if n, err := s.Reroute(ctx, "#west", "#east", at); err != nil || n != want {
			t.Errorf("%d rerouted, %v; want %d", n, err, want)
		}
	}
	var got []string
	for range 2 {
		leases, err := s.Claim(ctx, at, time.Minute)
		must(t, err)
		for _, l := range leases {
			got = append(got, fmt.Sprint(l.Message.ID, " ", l.Message.Channel, " ", l.Message.Thread, " ", l.Unsure, " ", l.ChannelID))
			must(t, s.Settle(ctx, l, alert.Outcome{Status: alert.Sent, ChannelID: "C2", TS: "2.2", At: at}))
		}
	}
	if diff := cmp.Diff([]string{"later #east  true C1", "note of later #east later true C1"}, got); diff != "" {
		t.Errorf("rerouted (-want +got):\n%s", diff)
	}
}
