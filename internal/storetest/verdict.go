package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

func verdict(version int64, key string) store.Verdict {
	card := &account.Card{Score: account.Score{AccountID: "A1", Day: 20000, Grade: 4, Minutes90: 146000}}
	return store.Verdict{
		Card: card,
		Decision: alert.Decision{
			State: alert.State{AccountID: "A1", Version: version, Known: true, MQA: true, MQASince: 20000, Stage: "MQA"},
			Facts: []alert.Fact{{AccountID: "A1", Kind: alert.KindMQA, Key: key, Day: 20000, At: noon, Reason: alert.Crossed, Listed: true}},
			Messages: []alert.Message{{
				Key: key, AccountID: "A1", Kind: alert.KindActNow, Reason: alert.Requested, Channel: "#alerts", DecidedAt: noon,
				Payload: alert.Payload{Account: account.Account{ID: "A1", Name: "Acme"}, Card: *card},
			}},
			Verdicts: []alert.Verdict{{AccountID: "A1", Kind: alert.KindMQA, Sent: true, Reason: alert.Crossed, At: noon}},
		},
	}
}

func commitOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	for i, want := range []int{1, 0} {
		// The second time somebody else answered the same state.
		n, err := s.Commit(ctx, "cfg", []store.Verdict{verdict(0, "mqa:A1:0")})
		must(t, err)
		if n != want {
			t.Errorf("commit %d: %d messages, want %d", i+1, n, want)
		}
	}
	state, seen, err := s.State(ctx, "A1")
	must(t, err)
	if !state.Known || !state.MQA || state.Version != 1 || len(seen) != 0 {
		t.Errorf("state %+v, seen %v", state, seen)
	}
	shown, err := s.Shown(ctx, "A1")
	must(t, err)
	if shown.Card.Minutes90 != 146000 || shown.Card.ConfigHash != "cfg" || shown.Account.Name != "Acme" || shown.Parent || shown.Found != 0 {
		t.Errorf("shown %+v", shown)
	}
	if shown, err := s.Shown(ctx, "A2"); err != nil || shown.Account.Name != "Globex" || shown.Card.AccountID != "" {
		t.Errorf("shown of A2, which was never scored: %+v, %v", shown, err)
	}
	if _, err := s.Shown(ctx, "A3"); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("shown of A3: %v, want ErrNotFound", err)
	}
}

func commitNewerMark(t *testing.T, s *store.Store) {
	acme(t, s)
	_, err := s.Record(ctx, batch(t, s, visit(1, "A1")))
	must(t, err)
	marks, err := s.Marks(ctx, noon, 10)
	must(t, err)
	_, err = s.Record(ctx, batch(t, s, visit(2, "A1")))
	must(t, err)
	v := verdict(0, "mqa:A1:0")
	v.Mark = marks[0]
	_, err = s.Commit(ctx, "cfg", []store.Verdict{v})
	must(t, err)
	if n, _ := s.Waiting(ctx); n != 1 {
		t.Errorf("%d marks, want 1: what arrived while the score was computed must be scored", n)
	}
	clearMarks(t, s)
	if n, _ := s.Waiting(ctx); n != 0 {
		t.Errorf("%d marks after answering the newest", n)
	}
}

func commitLeavesNews(t *testing.T, s *store.Store) {
	acme(t, s)
	_, err := s.Record(ctx, batch(t, s, visit(1, "A1")))
	must(t, err)
	if n, err := s.Commit(ctx, "cfg", []store.Verdict{verdict(0, "m")}); err != nil || n != 0 {
		t.Errorf("a verdict that answers no mark made %d messages (%v) although news waits", n, err)
	}
	if state, _, err := s.State(ctx, "A1"); err != nil || state.Known {
		t.Errorf("state %+v (%v), want none yet", state, err)
	}
	clearMarks(t, s)
	if n, err := s.Commit(ctx, "cfg", []store.Verdict{verdict(0, "m")}); err != nil || n != 1 {
		t.Errorf("%d messages (%v) with no news waiting, want 1", n, err)
	}
}

func commitNewest(t *testing.T, s *store.Store) {
	acme(t, s)
	newer, older := verdict(0, "m1"), verdict(1, "m2")
	newer.Read, older.Read = 9, 8
	older.Card.Minutes90 = 1
	for _, v := range []store.Verdict{newer, older} {
		_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
		must(t, err)
	}
	shown, err := s.Shown(ctx, "A1")
	must(t, err)
	if shown.Card.Minutes90 != 146000 {
		t.Errorf("the card says %s min, computed from older facts", shown.Card.Minutes90)
	}
	if _, err := s.Alert(ctx, "m2"); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("a decision about older facts was kept: %v", err)
	}
}

func claimInOrder(t *testing.T, s *store.Store) {
	acme(t, s)
	for i := range 3 {
		_, err := s.Commit(ctx, "cfg", []store.Verdict{verdict(int64(i), fmt.Sprintf("m%d", i))})
		must(t, err)
	}
	for i := range 3 {
		now := noon.Add(time.Duration(i) * time.Second)
		leases, err := s.Claim(ctx, now, time.Minute)
		must(t, err)
		if len(leases) != 1 || leases[0].Message.ID != fmt.Sprintf("m%d", i) || leases[0].Unsure {
			t.Fatalf("claim %d: %+v", i, leases)
		}
		again, err := s.Claim(ctx, now, time.Minute)
		must(t, err)
		if len(again) != 0 {
			t.Fatalf("claimed twice: %+v", again)
		}
		must(t, s.Settle(ctx, leases[0], alert.Outcome{Status: alert.Sent, ChannelID: "C1", TS: "1.2", At: now}))
	}
	if _, open, err := s.NextDue(ctx); open || err != nil {
		t.Errorf("something is due (%v) after everything was sent", err)
	}
	a, err := s.Alert(ctx, "m1")
	must(t, err)
	if a.Status != alert.Sent || a.ChannelID != "C1" || a.TS != "1.2" || a.Message.Payload.Card.Minutes90 != 146000 {
		t.Errorf("alert %+v", a)
	}
}

func leaseLost(t *testing.T, s *store.Store) {
	acme(t, s)
	_, err := s.Commit(ctx, "cfg", []store.Verdict{verdict(0, "m")})
	must(t, err)
	first, err := s.Claim(ctx, noon, time.Minute)
	must(t, err)
	must(t, s.Renew(ctx, first[0], noon.Add(90*time.Second)))
	if early, err := s.Claim(ctx, noon.Add(80*time.Second), time.Minute); err != nil || len(early) != 0 {
		t.Fatalf("claimed in spite of a renewed lease: %+v, %v", early, err)
	}
	second, err := s.Claim(ctx, noon.Add(2*time.Minute), time.Minute)
	must(t, err)
	if err := s.Renew(ctx, first[0], noon.Add(time.Hour)); !errors.Is(err, account.ErrLeaseLost) {
		t.Errorf("renewing with the old token: %v, want ErrLeaseLost", err)
	}
	if len(second) != 1 || !second[0].Unsure || second[0].Attempts != 2 {
		t.Fatalf("second claim %+v, want the message, unsure", second)
	}
	if err := s.Settle(ctx, first[0], alert.Outcome{Status: alert.Sent, At: noon}); !errors.Is(err, account.ErrLeaseLost) {
		t.Errorf("settling with the old token: %v, want ErrLeaseLost", err)
	}
	must(t, s.Settle(ctx, second[0], alert.Outcome{Status: alert.Sent, At: noon}))
}

func claimUnsure(t *testing.T, s *store.Store) {
	acme(t, s)
	_, err := s.Commit(ctx, "cfg", []store.Verdict{verdict(0, "m")})
	must(t, err)
	leases, err := s.Claim(ctx, noon, time.Minute)
	must(t, err)
	must(t, s.Settle(ctx, leases[0], alert.Outcome{Status: alert.Unsure, ChannelID: "C1", NextAt: noon.Add(3 * time.Second), At: noon}))
	if due, open, err := s.NextDue(ctx); err != nil || !open || !due.Equal(noon.Add(3*time.Second)) {
		t.Errorf("due %v %v %v", due, open, err)
	}
	if early, err := s.Claim(ctx, noon.Add(time.Second), time.Minute); err != nil || len(early) != 0 {
		t.Errorf("claimed before it was due: %+v %v", early, err)
	}
	leases, err = s.Claim(ctx, noon.Add(3*time.Second), time.Minute)
	must(t, err)
	if len(leases) != 1 || !leases[0].Unsure || leases[0].ChannelID != "C1" {
		t.Errorf("claim %+v, want unsure with its channel", leases)
	}
}

// After the clock has been set back by an hour, a message waits no longer than it would
// have: not for a lease that nobody renews, nor for a pause. A lease that is renewed
// stays its holder's.
func clockSetBack(t *testing.T, s *store.Store) {
	acme(t, s)
	_, err := s.Commit(ctx, "cfg", []store.Verdict{verdict(0, "m")})
	must(t, err)
	claim := func(at time.Time, want int) []alert.Lease {
		t.Helper()
		leases, err := s.Claim(ctx, at, 5*time.Second)
		must(t, err)
		if len(leases) != want {
			t.Errorf("at %s: claimed %+v, want %d", at, leases, want)
		}
		return leases
	}
	back := noon.Add(-time.Hour)
	claim(back, 1) // decided by a fast clock, and never tried
	claim(noon.Add(-time.Minute), 1)
	claim(back, 0)
	claim(back.Add(4*time.Second), 0)
	last := claim(back.Add(5*time.Second), 1) // nobody renewed it
	if len(last) == 1 {
		must(t, s.Renew(ctx, last[0], noon)) // by a fast clock
		claim(back.Add(6*time.Second), 0)
		must(t, s.Renew(ctx, last[0], back.Add(15*time.Second)))
		claim(back.Add(14*time.Second), 0)
		must(t, s.Settle(ctx, last[0], alert.Outcome{Status: alert.Unsure, NextAt: noon.Add(8 * time.Second), At: noon}))
	}
	claim(back.Add(20*time.Second), 0)
	claim(back.Add(27*time.Second), 0)
	claim(back.Add(28*time.Second), 1)
}

func listOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	v := verdict(0, "mqa:A1:0")
	v.Decision.Facts[0].Listed, v.Decision.Facts[0].Reason, v.Decision.Messages = false, alert.History, nil
	_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
	must(t, err)
	old := visit(1, "A2")
	old.Live = false
	history := batch(t, s, old)
	history.ImportID = "i1"
	_, err = s.Record(ctx, history)
	must(t, err)
	if found, _, err := s.Unlisted(ctx); err != nil || len(found) != 0 {
		t.Errorf("unlisted while history waits: %+v, %v", found, err)
	}
	clearMarks(t, s)
	found, sequence, err := s.Unlisted(ctx)
	must(t, err)
	if len(found) != 1 || found[0].Name != "Acme" || sequence != 0 {
		t.Fatalf("unlisted %+v, sequence %d", found, sequence)
	}
	for range 2 {
		must(t, s.CommitList(ctx, sequence, alert.DayOne(found, sequence, alert.DefaultRules(), noon, 20000), found))
	}
	leases, err := s.Claim(ctx, noon, time.Minute)
	must(t, err)
	if len(leases) != 1 || leases[0].Message.Kind != alert.KindDayOne || leases[0].Message.Payload.Count != 1 {
		t.Errorf("leases %+v, want one list", leases)
	}
	if found, _, _ := s.Unlisted(ctx); len(found) != 0 {
		t.Errorf("still unlisted: %+v", found)
	}
}

func firstClaim(t *testing.T, s *store.Store) {
	for n, user := range []string{"U1", "U2", "U1"} {
		said := alert.Message{ID: "note:" + user, Key: "note:" + user, Kind: alert.KindNote, Channel: "#alerts", Thread: "m", DecidedAt: noon}
		claim, first, err := s.TakeOn(ctx, "m", user, noon, said)
		must(t, err)
		if first != (n == 0) || claim.UserID != "U1" || !claim.At.Equal(noon) {
			t.Errorf("%s took on: %+v, want U1's", user, claim)
		}
	}
	var said []string
	must(t, s.Alerts(ctx, func(r alert.Record) error {
		said = append(said, r.Message.ID)
		return nil
	}))
	if diff := cmp.Diff([]string{"note:U1"}, said); diff != "" {
		t.Errorf("what is said of a claim (-want +got):\n%s", diff)
	}
}

// saidOf is what is said when something is done for the nth time.
func saidOf(what string, n int) alert.Message {
	id := fmt.Sprintf("%s:%d", what, n)
	return alert.Message{ID: id, Key: id, Kind: alert.KindEdit, Channel: "#" + what, Thread: "m", DecidedAt: noon}
}

// onlyFirstSaid fails where anything but what came with the first time, and with what
// changed something again, was kept.
func onlyFirstSaid(t *testing.T, s *store.Store, what string, again ...string) {
	t.Helper()
	var said []string
	must(t, s.Alerts(ctx, func(r alert.Record) error {
		if r.Message.Channel == "#"+what {
			said = append(said, r.Message.ID)
		}
		return nil
	}))
	if diff := cmp.Diff(append([]string{what + ":0"}, again...), said); diff != "" {
		t.Errorf("what is said of it (-want +got):\n%s", diff)
	}
}

// What became of a buying center is kept with the account's state, under its
// version, and its fact names it.
func centersKept(t *testing.T, s *store.Store) {
	acme(t, s)
	v := verdict(0, "mqa:A1:0")
	v.Decision.State.Centers = map[string]alert.CenterState{"IT": {MQA: true, MQASince: 20000}, "Finance": {MQAOut: 19990}}
	v.Decision.Facts[0].Center, v.Decision.Verdicts[0].Center = "IT", "IT"
	_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
	must(t, err)
	must(t, s.Decisions(ctx, func(d store.DecisionRecord) error {
		if d.Center != "IT" || d.AccountID != "A1" {
			t.Errorf("decision %+v", d)
		}
		return nil
	}))
	again := verdict(1, "mqa_off:IT:A1:1")
	again.Decision.State.Centers = map[string]alert.CenterState{"IT": {MQAOut: 20030}, "Finance": {MQAOut: 19990}}
	late := verdict(0, "mqa:IT:A1:0")
	late.Decision.State.Centers = map[string]alert.CenterState{"IT": {MQA: true, MQASince: 1}}
	_, err = s.Commit(ctx, "cfg", []store.Verdict{again, late})
	must(t, err)
	cases, err := s.Cases(ctx, noon, "", []string{"A1", "A2"})
	must(t, err)
	want := map[string]alert.CenterState{"IT": {MQAOut: 20030}, "Finance": {MQAOut: 19990}}
	if diff := cmp.Diff(want, cases[0].State.Centers); diff != "" || cases[1].State.Centers != nil {
		t.Errorf("centers of A1 (-want +got):\n%s\nof A2: %v", diff, cases[1].State.Centers)
	}
}

// namesKept holds what people are called beside their card for as long as nobody at
// the account has changed, whoever changes them, and however late a verdict comes.
func namesKept(t *testing.T, s *store.Store) {
	acme(t, s)
	said := visit(1, "A1")
	said.Match.ContactID = "C7"
	_, err := s.Record(ctx, batch(t, s, said))
	must(t, err)
	judged := func() store.Verdict {
		t.Helper()
		cases, err := s.Cases(ctx, noon, "", []string{"A1"})
		must(t, err)
		v := answerOf(cases[0])
		v.Card = &account.Card{Score: account.Score{AccountID: "A1"}}
		names, err := s.Called(ctx, []string{"C7"})
		must(t, err)
		v.Names = []account.Contact{names["C7"]}
		return v
	}
	commit := func(v store.Verdict) {
		t.Helper()
		_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
		must(t, err)
	}
	kept := func(when, want string) {
		t.Helper()
		shown, err := s.Shown(ctx, "A1")
		must(t, err)
		if got := shown.Names["C7"].Name; got != want || (shown.Names == nil) != (want == "") {
			t.Errorf("%s the card says %q, want %q (%v)", when, got, want, shown.Names)
		}
	}
	called := func(name string) {
		t.Helper()
		_, err := s.SaveContacts(ctx, noon, "", []account.Contact{{ID: "C7", Name: name, Links: []account.Link{{AccountID: "A1"}}}}, nil)
		must(t, err)
	}
	kept("before any verdict", "")
	called("Ann")
	commit(judged())
	kept("when judged", "Ann")
	late := judged()
	called("Anna")
	kept("after a new name", "")
	commit(late)
	kept("after a verdict that did not know it", "")
	commit(judged())
	kept("when judged again", "Anna")
	news := judged()
	news.Names = nil
	commit(news)
	kept("after news that asked nobody", "Anna")
	news = judged()
	news.Names = nil
	called("Annie")
	commit(news)
	kept("after news that is older than a name", "")
	called("Anna")
	commit(judged())

	// Somebody who is only known from what activities say.
	who := visit(2, "A1")
	who.Match.ContactID = "C8"
	_, err = s.Record(ctx, batch(t, s, who))
	must(t, err)
	commit(judged())
	kept("with somebody new", "Anna")
	who.ID, who.Identity.Name = "v9", "Bob"
	_, err = s.Record(ctx, batch(t, s, who))
	must(t, err)
	kept("after an activity that names somebody", "")
}
