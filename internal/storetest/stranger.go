package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/store"
)

// What is on no account is read identity by identity, and found by whose it may
// be.
func strangersRead(t *testing.T, s *store.Store) {
	acme(t, s)
	n := 0
	did := func(email, domain, contact, accountID string, after time.Duration) account.Activity {
		n++
		a := visit(n, accountID)
		a.OccurredAt = noon.Add(after)
		a.Identity = account.Identity{Email: email, Domain: domain}
		a.Match = account.Match{AccountID: accountID, ContactID: contact, Method: account.Unmatched, Reason: "why"}
		return a
	}
	_, err := s.Record(ctx, batch(t, s,
		did("kim@acme.de", "", "c_kim", "", time.Hour), did("", "acme.de", "", "", 0), did("kim@acme.de", "", "c_kim", "", time.Minute),
		did("bo@mail.acme.de", "", "c_bo", "A1", 0), did("lee@notacme.de", "", "c_lee", "", 0), did("", "", "", "", 0), did("old@acme.de", "", "c_old", "", -time.Hour),
	))
	must(t, err)

	var strays []string
	must(t, s.Strays(ctx, noon.UnixMilli(), noon.Add(2*time.Hour).UnixMilli(), func(who store.StoredIdentity, a account.Activity) error {
		strays = append(strays, fmt.Sprint(a.ID, " ", who.Identity.Email, who.Identity.Domain, " ", who.Match.ContactID, " ", who.Match.Reason))
		return nil
	}))
	want := []string{"v3 kim@acme.de c_kim why", "v1 kim@acme.de c_kim why", "v2 acme.de  why", "v5 lee@notacme.de c_lee why", "v6   why"}
	if diff := cmp.Diff(want, strays); diff != "" {
		t.Errorf("strays (-want +got):\n%s", diff)
	}

	var all []int64
	for _, ask := range []struct {
		ids, addresses []string
		domain         string
		want           []string
	}{
		{nil, nil, "", nil},
		{[]string{"c_kim"}, nil, "", []string{"kim@acme.de"}},
		{nil, []string{"bo@mail.acme.de", "nobody@acme.de"}, "", []string{"bo@mail.acme.de"}},
		{nil, nil, "acme.de", []string{"kim@acme.de", "acme.de", "bo@mail.acme.de", "old@acme.de"}},
	} {
		found, err := s.Answering(ctx, ask.ids, ask.addresses, ask.domain)
		must(t, err)
		var got []string
		all = nil
		for _, i := range found {
			got = append(got, i.Identity.Email+i.Identity.Domain)
			all = append(all, i.ID)
		}
		if diff := cmp.Diff(ask.want, got); diff != "" {
			t.Errorf("answering to %v (-want +got):\n%s", ask, diff)
		}
	}

	deeds, err := s.Elsewhere(ctx, all, "A1")
	must(t, err)
	var elsewhere []string
	for _, d := range deeds {
		elsewhere = append(elsewhere, d.ID+" "+d.AccountID+" "+d.ContactID)
	}
	if diff := cmp.Diff([]string{"v1  c_kim", "v2  ", "v3  c_kim", "v7  c_old"}, elsewhere); diff != "" {
		t.Errorf("elsewhere (-want +got):\n%s", diff)
	}

	people, err := s.ContactsAt(ctx, "kim@acme.de")
	must(t, err)
	if len(people) != 1 || people[0].ID != "c_kim" {
		t.Errorf("kim is %+v", people)
	}
}
