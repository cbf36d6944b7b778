package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	cmp "github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/store"
)

// identitiesFound: whatever accounts the activities of somebody arrive at, and
// wherever they are moved, every one of them is found again, and is on the account
// that it was moved to last. Whoever somebody is taken for has their address.
func identitiesFound(t *testing.T, s *store.Store) {
	acme(t, s)
	_, err := s.SaveAccounts(ctx, noon, "", []account.Account{{ID: "A3", Name: "Initech"}}, nil)
	must(t, err)
	_, err = s.SaveContacts(ctx, noon, "", []account.Contact{{ID: "c0", Name: "Ann"}, {ID: "c1x", Name: "Bob"}}, nil)
	must(t, err)
	rnd := rand.New(rand.NewPCG(3, 1))
	places := []string{"", "A1", "A2", "A3"}
	match := func(who int) account.Match {
		id := places[rnd.IntN(len(places))]
		m := account.Match{AccountID: id, Method: account.ByEmail, Confidence: 95}
		if id != "" {
			m.ContactID = fmt.Sprintf("c%d%s", who, []string{"", "x"}[rnd.IntN(2)])
		}
		return m
	}
	type known struct {
		who   int
		at    time.Time
		match account.Match
	}
	all := map[string]known{}
	for n := range 60 {
		batch := batch(t, s)
		for i := range 1 + rnd.IntN(4) {
			k := known{who: rnd.IntN(5), at: noon.AddDate(0, 0, rnd.IntN(9))}
			k.match = match(k.who)
			v := visit(10*n+i, "")
			v.OccurredAt, v.Identity.Email, v.Match = k.at, fmt.Sprintf("p%d@acme.com", k.who), k.match
			batch.Activities = append(batch.Activities, v)
			all[v.ID] = k
		}
		_, err := s.Record(ctx, batch)
		must(t, err)

		ids := map[int]int64{}
		must(t, s.Identities(ctx, func(i store.StoredIdentity) error {
			ids[int(i.Identity.Email[1]-'0')] = i.ID
			return nil
		}))
		var changed []store.Rematched
		for who, id := range ids {
			if rnd.IntN(3) > 0 {
				continue
			}
			first, until := match(who), account.DayOf(noon, time.UTC)+account.Day(rnd.IntN(9))
			second := match(who)
			changed = append(changed, store.Rematched{ID: id, Match: second, Spans: []account.MatchSpan{
				{Span: account.Span{From: -1 << 30, To: until - 1}, Match: first}, {Span: account.Span{From: until, To: 1 << 30}, Match: second},
			}})
			for v, k := range all {
				if k.who != who {
					continue
				}
				k.match = second
				if account.DayOf(k.at, time.UTC) < until {
					k.match = first
				}
				all[v] = k
			}
		}
		must(t, s.Rematch(ctx, noon, time.UTC, changed))
		if n%5 != 0 {
			continue
		}
		must(t, s.Identities(ctx, func(i store.StoredIdentity) error {
			if i.Match.ContactID == "" {
				return nil
			}
			people, err := s.ContactsByID(ctx, []string{i.Match.ContactID})
			if who := people[i.Match.ContactID]; err == nil && who.Email != i.Identity.Email {
				t.Errorf("round %d: %s is taken for %q with the address %q", n, i.Identity.Email, i.Match.ContactID, who.Email)
			}
			return err
		}))

		where := func(v, accountID, contactID string) string { return v + " " + accountID + " " + contactID }
		check := func(what string, got []string, there func(accountID string) bool) {
			t.Helper()
			var want []string
			for v, k := range all {
				if there(k.match.AccountID) {
					want = append(want, where(v, k.match.AccountID, k.match.ContactID))
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("round %d, %s (-want +got):\n%s", n, what, diff)
			}
		}
		for _, but := range append(places, "nowhere") {
			found, err := s.Elsewhere(ctx, slices.Collect(maps.Values(ids)), but)
			must(t, err)
			var got []string
			for _, d := range found {
				got = append(got, where(d.ID, d.AccountID, d.ContactID))
			}
			check("elsewhere than "+but, got, func(id string) bool { return id != but })
		}
		for _, on := range places[1:] {
			facts, err := s.Facts(ctx, on)
			must(t, err)
			var got []string
			for _, a := range facts.Activities {
				got = append(got, where(a.ID, on, a.Match.ContactID))
			}
			check("on "+on, got, func(id string) bool { return id == on })
		}
	}
}
