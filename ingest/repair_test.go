package ingest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"engagement/account"
)

func said(scope account.Scope, key, accountID string, minute int) account.Repair {
	return account.Repair{Scope: scope, Key: key, AccountID: accountID, UserID: "U1", At: noon.Add(time.Duration(minute) * time.Minute)}
}

func TestRepairs(t *testing.T) {
	dir := account.Directory{
		Accounts: []account.Account{
			{ID: "A1", Name: "Acme", Domains: []string{"acme.com"}},
			{ID: "A2", Name: "Globex", Domains: []string{"globex.com", "eu.mixed.com"}},
			{ID: "A3", Name: "Initech"},
		},
		Contacts: []account.Contact{
			{ID: "C1", Email: "ann@acme.com", Addresses: []string{"ann@gmail.com"}, Links: []account.Link{{AccountID: "A1"}}},
			{ID: "C2", Email: "bob@acme.com", Links: []account.Link{{AccountID: "A1"}}},
			{ID: "C3", Links: []account.Link{{AccountID: "A1"}}},
			{ID: "C4", Email: "kim@agency.com", Links: []account.Link{{AccountID: "A1"}}},
		},
		Repairs: []account.Repair{
			said(account.OnePerson, ContactID("ann@acme.com"), "A2", 1),
			said(account.OnePerson, "C3", "A2", 1),
			said(account.OnePerson, ContactID("student@acme.com"), "", 1),
			said(account.OnePerson, ContactID("lee@gmail.com"), "A3", 1),
			said(account.OnePerson, ContactID("us@ours.com"), "A3", 1),
			said(account.OnePerson, ContactID("old@acme.com"), "gone", 1),
			said(account.OnePerson, ContactID("tester@example.com"), "A3", 1),
			said(account.WholeDomain, "agency.com", "", 1),
			said(account.WholeDomain, "mixed.com", "A3", 1),
		},
	}
	p := DefaultPolicy()
	p.OwnDomains = []string{"ours.com"}
	m := NewMatcher(dir, p)
	type id = account.Identity
	for _, c := range []struct {
		name               string
		id                 account.Identity
		account, by, which string
	}{
		{"a person", id{Email: "ann@acme.com"}, "A2", "repair", ReasonRepaired},
		{"by another address", id{Email: "ann@gmail.com"}, "A2", "repair", ReasonRepaired},
		{"by the id of the CRM", id{ContactRef: "C1"}, "A2", "repair", ReasonRepaired},
		{"against the account that the row names", id{AccountRef: "A1", Email: "ann@acme.com"}, "A2", "repair", ReasonRepaired},
		{"a colleague stays", id{Email: "bob@acme.com"}, "A1", "email", ""},
		{"somebody without an address", id{ContactRef: "C3"}, "A2", "repair", ReasonRepaired},
		{"never", id{Email: "student@acme.com"}, "", "repair", ReasonNever},
		{"never, whatever the row names", id{AccountRef: "A1", Email: "student@acme.com"}, "", "repair", ReasonNever},
		{"free mail", id{Email: "lee@gmail.com"}, "A3", "repair", ReasonRepaired},
		{"our own people are on none", id{Email: "us@ours.com"}, "", "none", ReasonOwnPeople},
		{"an account that is not there", id{Email: "old@acme.com"}, "A1", "domain", ""},
		{"a test address that is none", id{Email: "tester@example.com"}, "A3", "repair", ReasonRepaired},
		{"a domain against the CRM", id{Email: "kim@agency.com"}, "", "repair", "repaired: on no account is anybody of agency.com"},
		{"a domain below it", id{Email: "kim@mail.agency.com"}, "", "repair", "repaired: on no account is anybody of agency.com"},
		{"a domain of a visitor", id{Domain: "agency.com"}, "", "repair", "repaired: on no account is anybody of agency.com"},
		{"the account that the row names, against a domain", id{AccountRef: "A1", Email: "kim@agency.com"}, "A1", "account_id", ""},
		{"a domain", id{Email: "x@mixed.com"}, "A3", "repair", "repaired: everybody of mixed.com"},
		{"a nearer domain that an account lists", id{Email: "x@eu.mixed.com"}, "A2", "domain", ""},
		{"the domain of the row beside free mail", id{Email: "x@gmail.com", Domain: "mixed.com"}, "A3", "repair", "repaired: everybody of mixed.com"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := m.Match(c.id, 20000)
			if got.AccountID != c.account || string(got.Method) != c.by || got.Reason != c.which {
				t.Errorf("match %+v, want %q by %s: %s", got, c.account, c.by, c.which)
			}
			r, ok := m.Repaired(c.id)
			if ok != (c.by == "repair") || ok && r.AccountID != c.account {
				t.Errorf("the repair is %+v, %v", r, ok)
			}
		})
	}
	for domain, want := range map[string]bool{"gmail.com": true, "mail.gmail.com": true, "acme.com": false, "nobody.com": false} {
		if got := m.FreeMail(domain); got != want {
			t.Errorf("FreeMail(%s) = %v", domain, got)
		}
	}
	for domain, want := range map[string]bool{"acme.com": true, "mail.acme.co.uk": true, "co.uk": false, "com": false, "localhost": false, "10.0.0.1": false} {
		if got := Company(domain); got != want {
			t.Errorf("Company(%s) = %v", domain, got)
		}
	}
	if got := []string{RepairKey(account.Contact{ID: "C1", Email: "Ann+x@Acme.com"}), RepairKey(account.Contact{ID: "C3"})}; !slices.Equal(got, []string{ContactID("ann@acme.com"), "C3"}) {
		t.Errorf("keys %v", got)
	}
}

// Who is not on an account is where the other rules put them.
func TestApart(t *testing.T) {
	dir := account.Directory{
		Accounts: []account.Account{
			{ID: "A1", Name: "Acme", Domains: []string{"acme.com", "shared.com"}},
			{ID: "A2", Name: "Globex", Domains: []string{"globex.com", "shared.com"}},
			{ID: "A3", Name: "Initech"},
		},
		Contacts: []account.Contact{
			{ID: "C1", Email: "ann@globex.com", Links: []account.Link{{AccountID: "A1"}}},
			{ID: "C2", Email: "bob@acme.com", Links: []account.Link{{AccountID: "A3", From: 100}, {AccountID: "A1", From: 200}}},
			{ID: "C3", Links: []account.Link{{AccountID: "A1"}}},
		},
		Repairs: []account.Repair{said(account.WholeDomain, "moved.com", "A1", 1), said(account.WholeDomain, "never.com", "", 1)},
	}
	for _, key := range []string{ContactID("ann@globex.com"), ContactID("bob@acme.com"), "C3", ContactID("kim@acme.com"), ContactID("x@shared.com"), ContactID("y@moved.com"), ContactID("z@never.com")} {
		r := said(account.OnePerson, key, "A1", 1)
		r.Apart = true
		dir.Repairs = append(dir.Repairs, r)
	}
	m := NewMatcher(dir, DefaultPolicy())
	const apart = "repaired: this person is not on A1"
	type id = account.Identity
	for _, c := range []struct {
		name            string
		id              account.Identity
		day             account.Day
		account, by     string
		which, runnerUp string
	}{
		{"the domain, against the job", id{Email: "ann@globex.com"}, 300, "A2", "domain", apart, ""},
		{"the same named by the row", id{AccountRef: "A1", Email: "ann@globex.com"}, 300, "A2", "domain", apart, ""},
		{"another account that the row names", id{AccountRef: "A3", Email: "ann@globex.com"}, 300, "A3", "account_id", apart, ""},
		{"the job before", id{Email: "bob@acme.com"}, 300, "A3", "email", apart, ""},
		{"nobody's any more", id{ContactRef: "C3"}, 300, "", "none", apart, ""},
		{"nobody's by domain", id{Email: "kim@acme.com"}, 300, "", "none", apart, ""},
		{"the other account of a domain", id{Email: "x@shared.com"}, 300, "A2", "domain", apart, ""},
		{"a repair of the domain", id{Email: "y@moved.com"}, 300, "", "none", apart, ""},
		{"a domain that is never matched", id{Email: "z@never.com"}, 300, "", "repair", apart, ""},
		{"a colleague", id{Email: "joe@acme.com"}, 300, "A1", "domain", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := m.Match(c.id, c.day)
			if got.AccountID != c.account || string(got.Method) != c.by || got.Reason != c.which || got.RunnerUp != c.runnerUp {
				t.Errorf("match %+v, want %q by %s: %s", got, c.account, c.by, c.which)
			}
			if r, ok := m.Repaired(c.id); ok != (c.which != "") || ok && (!r.Apart || r.AccountID != "A1") {
				t.Errorf("the repair is %+v, %v", r, ok)
			}
		})
	}
}

// Law: whoever is apart from an account is on it on no day, whatever else is known
// and said of them.
func TestApartHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir := directories(t)
		r := said(account.OnePerson, ContactID("a@acme.com"), rapid.SampledFrom([]string{"A1", "A2"}).Draw(t, "from"), 5)
		r.Apart = true
		dir.Repairs = append(repairing(t), r)
		id := identities(t)
		id.Email = "a@acme.com"
		for _, span := range NewMatcher(dir, DefaultPolicy()).Spans(id) {
			if span.AccountID == r.AccountID {
				t.Fatalf("%+v is on %+v", id, span)
			}
		}
	})
}

// repairing draws what people may have said about small directories.
func repairing(t *rapid.T) []account.Repair {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) account.Repair {
		r := account.Repair{
			Scope:     rapid.SampledFrom([]account.Scope{account.OnePerson, account.WholeDomain}).Draw(t, "scope"),
			AccountID: rapid.SampledFrom([]string{"", "A1", "A2", "A3", "A9"}).Draw(t, "account"),
			At:        noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "at")) * time.Minute),
		}
		keys := []string{"C1", "C2", ContactID("a@acme.com"), ContactID("b@gmail.com"), ContactID("c@mail.eu.acme.com")}
		if r.Scope == account.WholeDomain {
			keys = []string{"acme.com", "eu.acme.com", "globex.co.uk", "gmail.com"}
		}
		r.Apart = r.Scope == account.OnePerson && r.AccountID != "" && rapid.Bool().Draw(t, "apart")
		r.Key = rapid.SampledFrom(keys).Draw(t, "key")
		return r
	}), 0, 5).Draw(t, "repairs")
}

// Law: neither the order in which repairs arrive matters, nor that of the rows
// of a directory; spans say what Match says, also where people have said
// something.
func TestRepairsDoNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir := directories(t)
		dir.Repairs = repairing(t)
		other := account.Directory{
			Accounts: rapid.Permutation(dir.Accounts).Draw(t, "accounts"), Contacts: rapid.Permutation(dir.Contacts).Draw(t, "contacts"),
			Repairs: rapid.Permutation(dir.Repairs).Draw(t, "said"),
		}
		one, two := NewMatcher(dir, DefaultPolicy()), NewMatcher(other, DefaultPolicy())
		for range 5 {
			id := identities(t)
			spans := one.Spans(id)
			if diff := cmp.Diff(spans, two.Spans(id)); diff != "" {
				t.Fatalf("spans of %+v (-one +other):\n%s", id, diff)
			}
			for _, d := range []account.Day{FirstDay, 0, 3, 6, 9, 12, LastDay} {
				i := slices.IndexFunc(spans, func(s account.MatchSpan) bool { return s.Contains(d) })
				if got := one.Match(id, d); got != spans[i].Match {
					t.Fatalf("on day %d the match is %+v and the span %+v", d, got, spans[i])
				}
			}
		}
	})
}

// Law: what somebody said about a person by an address holds for all days,
// whatever a later import says of contacts and accounts, as long as the account
// is there. What nobody has spoken of is matched as ever.
func TestRepairsSurviveImports(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := directories(t), directories(t)
		repair := said(account.OnePerson, ContactID("a@acme.com"), rapid.SampledFrom([]string{"", "A5"}).Draw(t, "to"), 5)
		for _, dir := range []account.Directory{before, after} {
			plain := NewMatcher(dir, DefaultPolicy())
			dir.Accounts = append(slices.Clone(dir.Accounts), account.Account{ID: "A5"})
			dir.Repairs = []account.Repair{repair}
			m := NewMatcher(dir, DefaultPolicy())
			id := identities(t)
			id.Email = "a@acme.com"
			spans := m.Spans(id)
			if len(spans) != 1 || spans[0].AccountID != repair.AccountID || spans[0].Method != account.ByRepair {
				t.Fatalf("%+v is on %+v", id, spans)
			}
			other := identities(t)
			if _, ok := m.Repaired(other); ok {
				continue
			}
			if diff := cmp.Diff(plain.Spans(other), m.Spans(other)); diff != "" {
				t.Fatalf("%+v was not spoken of (-without +with the repair):\n%s", other, diff)
			}
		}
	})
}
