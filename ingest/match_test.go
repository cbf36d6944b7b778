package ingest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"engagement/account"
)

func day(t testing.TB, s string) account.Day {
	t.Helper()
	d, err := account.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestMatch(t *testing.T) {
	y25, y26 := day(t, "2025-01-01"), day(t, "2026-01-01")
	dir := account.Directory{
		Accounts: []account.Account{
			{ID: "A1", Name: "Acme", Domains: []string{"acme.com", "eu.acme.org"}},
			{ID: "A2", Name: "Globex", Domains: []string{"globex.co.uk"}},
			{ID: "A3", Name: "Mail company", Domains: []string{"gmx.de"}},
			{ID: "A4", Name: "Parent", Domains: []string{"shared.com", "crowd.com"}},
			{ID: "A0", Name: "Child", Domains: []string{"shared.com"}, ParentID: "A4"},
			{ID: "A5", Name: "Crowded", Domains: []string{"crowd.com"}},
			{ID: "A6", Name: "Pages", Domains: []string{"foo.github.io"}},
			{ID: "A7", Name: "Forge", Domains: []string{"github.com"}},
			{ID: "A8", Name: "Team at a mail host", Domains: []string{"team.fastmail.com"}},
			{ID: "A10", Name: "Called like a test", Domains: []string{"example.net", "qa.globex.co.uk"}},
		},
		Contacts: []account.Contact{
			{ID: "C1", Email: "ann@gmail.com", Links: []account.Link{{AccountID: "A1", To: y26 - 1}, {AccountID: "A2", From: y26}}},
			{ID: "C2", Email: "bob@acme.com", Links: []account.Link{{AccountID: "gone", From: y26}, {AccountID: "A2", From: y25}}},
			{ID: "C3", Email: "twice@x.com", Links: []account.Link{{AccountID: "A2"}, {AccountID: "A1"}}},
			{ID: "C4", Email: "dup@x.com", Seen: true, Links: []account.Link{{AccountID: "A1"}}},
			{ID: "C6", Email: "dup@x.com"},
			{ID: "C5", Email: "dup@x.com", Links: []account.Link{{AccountID: "A2", From: y26}}},
			{ID: "C7", Links: []account.Link{{AccountID: "A5"}}},
			{ID: "C8", Email: "eve@globex.co.uk"},
			{ID: "C9"},
			{ID: "D1", Seen: true, Email: "old@x.com", Addresses: []string{"moved@x.com"}, Links: []account.Link{{AccountID: "A1"}}},
			{ID: "D2", Email: "new@x.com", Addresses: []string{"moved@x.com", "crm@x.com", "two@x.com"}, Links: []account.Link{{AccountID: "A2"}}},
			{ID: "D3", Email: "crm@x.com"},
			{ID: "D0", Seen: true, Email: "crm@x.com"},
			{ID: "D4", Addresses: []string{"two@x.com"}},
			{ID: ContactID("met@x.com"), Seen: true, Email: "met@x.com"},
			{ID: "z_met", Seen: true, Email: "other@x.com", Addresses: []string{"met@x.com"}},
			{ID: ContactID("only@x.com"), Seen: true, Email: "only@x.com"},
		},
	}
	p := DefaultPolicy()
	p.OwnDomains = []string{"ours.com"}
	p.TestAddresses = append(p.TestAddresses, "qa@acme.com", "qa.acme.com")
	p.FreeMailAdd = []string{"club.org"}
	m := NewMatcher(dir, p)
	none := func(contact, reason string) account.Match {
		return account.Match{ContactID: contact, Method: account.Unmatched, Reason: reason}
	}
	hit := func(id, contact string, by account.Method, sure int) account.Match {
		return account.Match{AccountID: id, ContactID: contact, Method: by, Confidence: sure}
	}
	tie := func(m account.Match, second, reason string) account.Match {
		m.RunnerUp, m.Reason = second, reason
		return m
	}
	anon := ContactID
	type id = account.Identity
	for _, c := range []struct {
		name string
		id   account.Identity
		on   account.Day
		want account.Match
	}{
		{"account named", id{AccountRef: "A2", Email: "x@acme.com"}, y26, hit("A2", anon("x@acme.com"), account.ByAccountID, 100)},
		{"unknown account falls through", id{AccountRef: "A99", Email: "x@acme.com"}, y26, hit("A1", anon("x@acme.com"), account.ByDomain, 95)},
		{"unknown account alone", id{AccountRef: "A99"}, y26, none("", "account A99 is not known")},
		{"contact, old job", id{ContactRef: "C1"}, y26 - 1, hit("A1", "C1", account.ByContact, 100)},
		{"contact, new job", id{ContactRef: "C1"}, y26, hit("A2", "C1", account.ByContact, 100)},
		{"link to an unknown account is passed over", id{ContactRef: "C2"}, y26, hit("A2", "C2", account.ByContact, 100)},
		{"before any link, by the contact's domain", id{ContactRef: "C2"}, y25 - 1, hit("A1", "C2", account.ByDomain, 95)},
		{"two jobs at once", id{ContactRef: "C3"}, y26, tie(hit("A1", "C3", account.ByContact, 100), "A2", "two jobs that began together: the lowest account id")},
		{"e-mail of a contact", id{Email: "ann@gmail.com"}, y25, hit("A1", "C1", account.ByEmail, 100)},
		{"imported contact before seen one", id{Email: "dup@x.com"}, y26, hit("A2", "C5", account.ByEmail, 100)},
		{"seen one where only it worked", id{Email: "dup@x.com"}, y25, hit("A1", "C5", account.ByEmail, 100)},
		{"imported with it before imported and used it", id{Email: "crm@x.com"}, y26, hit("A2", "D3", account.ByEmail, 100)},
		{"imported and used it before seen with it", id{Email: "moved@x.com"}, y26, hit("A2", "D2", account.ByEmail, 100)},
		{"two that used it", id{Email: "two@x.com"}, y26, hit("A2", "D2", account.ByEmail, 100)},
		{"seen by an id before seen by the address", id{Email: "met@x.com"}, y26, none("z_met", "no account with domain x.com")},
		{"seen by the address alone", id{Email: "only@x.com"}, y26, none(anon("only@x.com"), "no account with domain x.com")},
		{"unknown contact with an e-mail", id{ContactRef: "C99", Email: "x@acme.com"}, y26, hit("A1", "C99", account.ByDomain, 95)},
		{"unknown contact", id{ContactRef: "C99"}, y26, none("C99", "contact C99 is not known")},
		{"contact on no account", id{ContactRef: "C9"}, y26, none("C9", "contact C9 is on no account")},
		{"subdomain", id{Email: "x@mail.eu.acme.com"}, y26, hit("A1", anon("x@mail.eu.acme.com"), account.ByDomain, 95)},
		{"registrable", id{Email: "x@us.acme.org"}, y26, hit("A1", anon("x@us.acme.org"), account.ByRegistrable, 85)},
		{"registrable itself", id{Domain: "acme.org"}, y26, hit("A1", "", account.ByRegistrable, 85)},
		{"not a public suffix", id{Domain: "other.co.uk"}, y26, none("", "no account with domain other.co.uk")},
		{"not a shared host", id{Email: "x@bar.github.io"}, y26, none(anon("x@bar.github.io"), "no account with domain bar.github.io")},
		{"page on a shared host", id{Domain: "www2.foo.github.io"}, y26, hit("A6", "", account.ByDomain, 95)},
		{"free mail", id{Email: "x@gmail.com"}, y26, none(anon("x@gmail.com"), ReasonFreeMail)},
		{"free mail of the policy", id{Email: "x@club.org"}, y26, none(anon("x@club.org"), ReasonFreeMail)},
		{"free mail, but the visit's domain", id{Email: "x@gmail.com", Domain: "acme.com"}, y26, hit("A1", anon("x@gmail.com"), account.ByDomain, 95)},
		{"free mail that is an account", id{Email: "x@gmx.de"}, y26, hit("A3", anon("x@gmx.de"), account.ByDomain, 95)},
		{"neighbour at a mail host", id{Email: "x@fastmail.com"}, y26, none(anon("x@fastmail.com"), ReasonFreeMail)},
		{"hidden address of a forge", id{Email: "x@users.noreply.github.com"}, y26, none(anon("x@users.noreply.github.com"), ReasonFreeMail)},
		{"own people", id{Email: "rep@eu.ours.com", AccountRef: "A1"}, y26, none(anon("rep@eu.ours.com"), ReasonOwnPeople)},
		{"own office", id{Domain: "ours.com"}, y26, none("", ReasonOwnPeople)},
		{"test domain", id{Email: "x@example.com"}, y26, none(anon("x@example.com"), ReasonTestAddress)},
		{"test domain, visitor", id{Domain: "www2.example.org"}, y26, none("", ReasonTestAddress)},
		{"test domain, but the account is named", id{Email: "x@example.com", AccountRef: "A1"}, y26, hit("A1", anon("x@example.com"), account.ByAccountID, 100)},
		{"test domain, and the named account is unknown", id{Email: "x@example.com", AccountRef: "A99"}, y26, none(anon("x@example.com"), ReasonTestAddress)},
		{"test domain that an account lists", id{Email: "x@example.net"}, y26, hit("A10", anon("x@example.net"), account.ByDomain, 95)},
		{"under a test domain that an account lists", id{Domain: "eu.example.net"}, y26, hit("A10", "", account.ByDomain, 95)},
		{"test domain under that of an account", id{Email: "x@qa.acme.com"}, y26, none(anon("x@qa.acme.com"), ReasonTestAddress)},
		{"test mailbox, though the account is named", id{Email: "test@example.net", AccountRef: "A1"}, y26, none(anon("test@example.net"), ReasonTestAddress)},
		{"test local part", id{Email: "test@acme.com"}, y26, none(anon("test@acme.com"), ReasonTestAddress)},
		{"test address", id{Email: "qa@acme.com"}, y26, none(anon("qa@acme.com"), ReasonTestAddress)},
		{"shared domain, person", id{Email: "x@shared.com"}, y26, tie(hit("A0", anon("x@shared.com"), account.ByDomain, 95), "A4", "shared domain: the lowest account id")},
		{"shared domain, visitor", id{Domain: "shared.com"}, y26, tie(hit("A4", "", account.ByDomain, 95), "A0", "shared domain: the parent company")},
		{"shared domain, contacts", id{Email: "x@crowd.com"}, y26, tie(hit("A5", anon("x@crowd.com"), account.ByDomain, 95), "A4", "shared domain: the most contacts")},
		{"nothing", id{IP: "10.0.0.1"}, y26, none("", ReasonNothing)},
		{"no company's domain", id{Domain: "localhost"}, y26, none("", "no account with domain localhost")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, m.Match(c.id, c.on)); diff != "" {
				t.Errorf("match (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSpansFollowJobs(t *testing.T) {
	y26 := day(t, "2026-01-01")
	m := NewMatcher(account.Directory{
		Accounts: []account.Account{{ID: "A1"}, {ID: "A2"}},
		Contacts: []account.Contact{{ID: "C1", Links: []account.Link{{AccountID: "A1", From: y26 - 365, To: y26 - 1}, {AccountID: "A2", From: y26}}}},
	}, DefaultPolicy())
	var got []string
	for _, s := range m.Spans(account.Identity{ContactRef: "C1"}) {
		got = append(got, s.From.String()+" "+s.To.String()+" "+s.AccountID)
	}
	want := []string{"0001-01-01 2024-12-31 ", "2025-01-01 2025-12-31 A1", "2026-01-01 9999-12-31 A2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
}

// directories draws small directories full of clashes.
func directories(t *rapid.T) account.Directory {
	ids := rapid.SampledFrom([]string{"A1", "A2", "A3", "A4", "A9"})
	domains := rapid.SampledFrom([]string{"acme.com", "eu.acme.com", "us.acme.com", "gmail.com", "globex.co.uk", "co.uk", "foo.github.io"})
	days := rapid.Custom(func(t *rapid.T) account.Day { return account.Day(rapid.IntRange(0, 12).Draw(t, "day")) })
	dir := account.Directory{
		Accounts: rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) account.Account {
			return account.Account{ID: ids.Draw(t, "id"), Domains: rapid.SliceOfN(domains, 0, 3).Draw(t, "domains"), ParentID: ids.Draw(t, "parent")}
		}), 0, 4, func(a account.Account) string { return a.ID }).Draw(t, "accounts"),
	}
	link := rapid.Custom(func(t *rapid.T) account.Link {
		return account.Link{AccountID: ids.Draw(t, "account"), From: days.Draw(t, "from"), To: days.Draw(t, "to")}
	})
	dir.Contacts = rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) account.Contact {
		return account.Contact{
			ID:        rapid.SampledFrom([]string{"C1", "C2", "C3", "C4", ContactID("a@acme.com"), ContactID("b@gmail.com")}).Draw(t, "id"),
			Email:     rapid.SampledFrom([]string{"", "a@acme.com", "b@gmail.com"}).Draw(t, "email"),
			Addresses: rapid.SliceOfN(rapid.SampledFrom([]string{"a@acme.com", "b@gmail.com", "c@mail.eu.acme.com"}), 0, 3).Draw(t, "addresses"),
			Seen:      rapid.Bool().Draw(t, "seen"),
			Links:     rapid.SliceOfN(link, 0, 4).Draw(t, "links"),
		}
	}), 0, 4, func(c account.Contact) string { return c.ID }).Draw(t, "contacts")
	return dir
}

func identities(t *rapid.T) account.Identity {
	pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	return account.Identity{
		AccountRef: pick("account", "", "", "A1", "A7"),
		ContactRef: pick("contact", "", "C1", "C2", "C8"),
		Email:      pick("email", "", "a@acme.com", "b@gmail.com", "c@mail.eu.acme.com", "d@bar.github.io"),
		Domain:     pick("domain", "", "acme.com", "x.globex.co.uk", "gmail.com", "foo.github.io"),
	}
}

// Law: the spans of an identity cover all days in order without gaps, differ
// from their neighbours, and say on every day what Match says.
func TestSpansAgreeWithMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := NewMatcher(directories(t), DefaultPolicy())
		id := identities(t)
		spans := m.Spans(id)
		next := FirstDay
		for i, s := range spans {
			if s.From != next || s.To < s.From || i > 0 && s.Match == spans[i-1].Match {
				t.Fatalf("span %d of %v does not follow on", i, spans)
			}
			next = s.To + 1
		}
		if next != LastDay+1 {
			t.Fatalf("spans end on %v", next-1)
		}
		for _, d := range []account.Day{FirstDay, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, LastDay} {
			i := slices.IndexFunc(spans, func(s account.MatchSpan) bool { return s.Contains(d) })
			if got := m.Match(id, d); got != spans[i].Match {
				t.Fatalf("on day %d the match is %+v and the span %+v", d, got, spans[i])
			}
		}
	})
}

// Law: the order of accounts, contacts, links and addresses does not matter.
func TestMatchDoesNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir := directories(t)
		shuffled := account.Directory{
			Accounts: rapid.Permutation(dir.Accounts).Draw(t, "accounts"),
			Contacts: slices.Clone(rapid.Permutation(dir.Contacts).Draw(t, "contacts")),
		}
		for i := range shuffled.Contacts {
			c := &shuffled.Contacts[i]
			c.Links = slices.Clone(c.Links)
			slices.Reverse(c.Links)
			c.Addresses = slices.Clone(c.Addresses)
			slices.Reverse(c.Addresses)
		}
		one, other := NewMatcher(dir, DefaultPolicy()), NewMatcher(shuffled, DefaultPolicy())
		for range 5 {
			id := identities(t)
			if diff := cmp.Diff(one.Spans(id), other.Spans(id)); diff != "" {
				t.Fatalf("spans of %+v (-one +other):\n%s", id, diff)
			}
		}
	})
}

// Law: an address belongs to the lowest id of the best known who have it, and
// else to the id made from it.
func TestAddressBelongsToTheBestKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir := directories(t)
		m := NewMatcher(dir, DefaultPolicy())
		for _, address := range []string{"a@acme.com", "b@gmail.com", "c@mail.eu.acme.com"} {
			made := ContactID(address)
			var tiers [3][]string
			for _, c := range dir.Contacts {
				other := slices.Contains(c.Addresses, address)
				switch {
				case !c.Seen && c.Email == address:
					tiers[0] = append(tiers[0], c.ID)
				case !c.Seen && other:
					tiers[1] = append(tiers[1], c.ID)
				case c.Seen && c.ID != made && (c.Email == address || other):
					tiers[2] = append(tiers[2], c.ID)
				}
			}
			want := made
			for _, tier := range tiers {
				if len(tier) > 0 {
					want = slices.Min(tier)
					break
				}
			}
			if got := m.Match(account.Identity{Email: address}, 5).ContactID; got != want {
				t.Fatalf("%s belongs to %s, want %s, of %+v", address, got, want, dir.Contacts)
			}
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	dir := account.Directory{Accounts: []account.Account{{ID: "A1", Domains: []string{"acme.com"}}}}
	m := NewMatcher(dir, DefaultPolicy())
	b.ReportAllocs()
	for b.Loop() {
		m.Match(account.Identity{Email: "x@mail.acme.com"}, 20000)
	}
}
