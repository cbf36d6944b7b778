package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

func digestsOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	mine := account.Subscription{UserID: "U1", Channel: "U1", Scope: account.DigestScope{Kind: account.RepDigest, Mine: true}, Weekday: time.Monday, Minute: 540, Zone: "Europe/Berlin", Created: noon}
	first, was, err := s.Subscribe(ctx, mine)
	must(t, err)
	if first.ID == "" || was {
		t.Errorf("subscribed as %+v, was %v", first, was)
	}
	mine.Minute = 600
	again, was, err := s.Subscribe(ctx, mine)
	must(t, err)
	west := mine
	west.Scope = account.DigestScope{Kind: account.ManagerDigest, Group: account.Group{By: account.ByTerritory, Value: "West"}}
	other, _, err := s.Subscribe(ctx, west)
	must(t, err)
	if again.ID != first.ID || !was || other.ID == first.ID {
		t.Errorf("again %+v (%v), other %+v", again, was, other)
	}
	mine.ID, west.ID = first.ID, other.ID
	all, err := s.Subscriptions(ctx)
	must(t, err)
	if diff := cmp.Diff([]account.Subscription{mine, west}, all); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	m := alert.Message{ID: "digest:1", Key: "digest:1", Kind: alert.KindDigest, Channel: "U1", DecidedAt: noon, Payload: alert.Payload{Digest: &account.Digest{Accounts: 7}}}
	for i, want := range []bool{true, false} {
		done, err := s.WriteDigest(ctx, mine.ID, 20007, &m)
		must(t, err)
		if done != want {
			t.Errorf("time %d: %v", i+1, done)
		}
	}
	if done, err := s.WriteDigest(ctx, mine.ID, 20014, nil); err != nil || !done {
		t.Errorf("an empty one: %v, %v", done, err)
	}
	leases := deliver(t, s, noon)
	if len(leases) != 1 || leases[0].Message.Payload.Digest.Accounts != 7 {
		t.Errorf("claimed %+v", leases)
	}
	if was, err := s.Unsubscribe(ctx, mine.ID); err != nil || !was {
		t.Errorf("unsubscribed %v, %v", was, err)
	}
	if done, err := s.WriteDigest(ctx, mine.ID, 20021, &m); err != nil || done {
		t.Errorf("nobody wants it, and it is written: %v, %v", done, err)
	}
}

func silencesReplaced(t *testing.T, s *store.Store) {
	for i, silent := range [][]account.Silence{{{Source: "web", Since: 1, Noticed: 2, Usual: 3}, {Source: "crm", Since: 4}}, {{Source: "web", Since: 9}}, nil} {
		_, err := s.CommitFindings(ctx, "cfg", alert.Findings{Judged: account.Day(i), Until: account.Day(i + 1), Silences: silent})
		must(t, err)
		got, err := s.Silences(ctx)
		must(t, err)
		if len(got) != len(silent) || len(got) == 1 && got[0] != silent[0] {
			t.Errorf("night %d: %+v", i, got)
		}
	}
}
