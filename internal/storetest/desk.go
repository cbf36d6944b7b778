package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

// What people do twice is done once, and what was never said is the zero value.
func deskOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	for n, want := range []bool{true, false} {
		first, err := s.Watch(ctx, account.Watch{UserID: "U1", AccountID: "A2", At: noon})
		must(t, err)
		if first != want {
			t.Errorf("watch %d: first %v", n, first)
		}
	}
	_, err := s.Watch(ctx, account.Watch{UserID: "U1", AccountID: "A1", At: noon})
	must(t, err)
	ids, err := s.Watches(ctx, "U1")
	must(t, err)
	if !slices.Equal(ids, []string{"A1", "A2"}) {
		t.Errorf("watches %v", ids)
	}
	for n, want := range []bool{true, false} {
		was, err := s.Unwatch(ctx, "U1", "A2")
		must(t, err)
		if was != want {
			t.Errorf("unwatch %d: was %v", n, was)
		}
	}
	for n, want := range []bool{true, false} {
		first, err := s.First(ctx, "Ev1", noon)
		must(t, err)
		if first != want {
			t.Errorf("event %d: first %v", n, first)
		}
	}
	if first, err := s.First(ctx, "Ev1", noon.Add(25*time.Hour)); err != nil || !first {
		t.Errorf("an event of yesterday: first %v, %v", first, err)
	}
	none, err := s.Preference(ctx, "U1")
	must(t, err)
	want := account.Preference{UserID: "U1", Zone: "Europe/Berlin", QuietFrom: 1140, QuietTo: 480, NoBriefs: true}
	must(t, s.SavePreference(ctx, account.Preference{UserID: "U1"}))
	must(t, s.SavePreference(ctx, want))
	got, err := s.Preference(ctx, "U1")
	must(t, err)
	if none != (account.Preference{UserID: "U1"}) || got != want {
		t.Errorf("preference %+v, then %+v", none, got)
	}
	asked := []account.Asked{{UserID: "U2", What: "card", Outcome: "answered", At: noon}, {UserID: "U1", What: "mute", AccountID: "A1", Outcome: "not allowed", At: noon}}
	for _, a := range asked {
		must(t, s.Audit(ctx, a))
	}
	var audited []account.Asked
	must(t, s.Audited(ctx, func(a account.Asked) error { audited = append(audited, a); return nil }))
	if diff := cmp.Diff(asked, audited); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

// A mute is part of what an account is judged by; the newest word counts.
func mutesJudged(t *testing.T, s *store.Store) {
	acme(t, s)
	for _, until := range []account.Day{20010, 20003} {
		must(t, s.Mute(ctx, account.Mute{AccountID: "A1", Until: until, UserID: "U1", At: noon}))
	}
	must(t, s.Mute(ctx, account.Mute{AccountID: "A1", Kind: "stall", Until: 20030, UserID: "U2", At: noon}))
	must(t, s.Mute(ctx, account.Mute{AccountID: "A2", Kind: "surge", Until: 20030, UserID: "U2", At: noon}))
	m, err := s.Muted(ctx, "A1")
	must(t, err)
	all, err := s.Mutes(ctx, "A1")
	must(t, err)
	if len(all) != 2 || all[0] != m || all[1] != (account.Mute{AccountID: "A1", Kind: "stall", Until: 20030, UserID: "U2", At: noon}) {
		t.Errorf("mutes %+v", all)
	}
	if of, err := s.Muted(ctx, "A2"); err != nil || of != (account.Mute{}) {
		t.Errorf("a mute of a kind is one of all: %+v, %v", of, err)
	}
	cases, err := s.Cases(ctx, noon, "", []string{"A1", "A2"})
	must(t, err)
	if m.Until != 20003 || m.UserID != "U1" || cases[0].Muted != 20003 || cases[1].Muted != 0 {
		t.Errorf("muted %+v; cases say %d and %d", m, cases[0].Muted, cases[1].Muted)
	}
}

// An alert waits until somebody takes it on, puts it off or says that it was not
// worth it.
func alertsWait(t *testing.T, s *store.Store) {
	acme(t, s)
	for n, id := range []string{"m1", "m2", "m3", "m4", "m5"} {
		_, err := s.Commit(ctx, "cfg", []store.Verdict{verdict(int64(n), id)})
		must(t, err)
		leases, err := s.Claim(ctx, noon, time.Minute)
		must(t, err)
		if id == "m5" {
			continue // never posted
		}
		for _, l := range leases {
			must(t, s.Settle(ctx, l, alert.Outcome{Status: alert.Sent, ChannelID: "C1", TS: id}))
		}
	}
	_, _, err := s.TakeOn(ctx, "m1", "U1", noon)
	must(t, err)
	for n, want := range []bool{true, false, true} {
		first, err := s.SnoozeAlert(ctx, account.Snooze{MessageID: "m2", UserID: "U1", Until: account.Day(20000 + n/2), At: noon}, saidOf("snooze", n))
		must(t, err)
		if first != want {
			t.Errorf("snooze %d: first %v", n, first)
		}
	}
	for n, want := range []bool{true, false} {
		first, err := s.SaveOpinion(ctx, account.Opinion{MessageID: "m3", UserID: "U1", Reason: []string{"noise", "known"}[n], At: noon}, saidOf("opinion", n))
		must(t, err)
		if first != want {
			t.Errorf("opinion %d: first %v", n, first)
		}
	}
	onlyFirstSaid(t, s, "snooze", "snooze:2")
	onlyFirstSaid(t, s, "opinion")
	waiting, err := s.Unclaimed(ctx, noon.Add(-time.Hour))
	must(t, err)
	if len(waiting) != 1 || waiting[0].Message.ID != "m4" {
		t.Errorf("waiting: %+v", waiting)
	}
	if later, err := s.Unclaimed(ctx, noon.Add(time.Hour)); err != nil || len(later) != 0 {
		t.Errorf("waiting of later: %d, %v", len(later), err)
	}
	r, err := s.Alert(ctx, "m3")
	must(t, err)
	if r.Opinion == nil || r.Opinion.Reason != "noise" || r.Snooze != nil {
		t.Errorf("opinion %+v, snooze %+v", r.Opinion, r.Snooze)
	}
	if r, err = s.Alert(ctx, "m2"); err != nil || r.Snooze == nil || r.Snooze.Until != 20001 {
		t.Errorf("snooze %+v, %v", r.Snooze, err)
	}
}

// Lists say of every account what its card says, and who was never scored.
func standingsRead(t *testing.T, s *store.Store) {
	acme(t, s)
	v := verdict(0, "")
	v.Decision.Messages = nil
	v.Card.Normal7, v.Card.Direction, v.Card.Move.Who, v.Card.Minutes30 = 7000, account.Falling, "Wait", 9000
	_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
	must(t, err)
	var got []account.Ranked
	var configs []string
	must(t, s.Standings(ctx, func(r account.Ranked, about account.Account, config string) error {
		if about.ID != r.AccountID {
			t.Errorf("%s beside %s", about.ID, r.AccountID)
		}
		got, configs = append(got, r), append(configs, config)
		return nil
	}))
	if len(got) != 2 || got[0].Normal7 != 7000 || got[0].Direction != account.Falling || got[0].Move != "Wait" || got[0].Minutes30 != 9000 ||
		got[0].Minutes90 != 146000 || got[0].Name != "Acme" || configs[0] != "cfg" {
		t.Errorf("%+v of %v", got, configs)
	}
	if diff := cmp.Diff(account.Ranked{AccountID: "A2", Name: "Globex"}, got[1]); diff != "" || configs[1] != "" {
		t.Errorf("never scored (-want +got):\n%s", diff)
	}
}
