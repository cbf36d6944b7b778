package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

// noon is the instant at which the suite lives.
var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// Run is the conformance suite.
func Run(t *testing.T, address func(t testing.TB) string) {
	tests := []struct {
		name string
		test func(*testing.T, *store.Store)
	}{
		{"record counts once", recordCountsOnce},
		{"record refuses a stale directory", recordRefusesStale},
		{"record keeps all or nothing", recordAllOrNothing},
		{"record marks what gained", recordMarks},
		{"the newest title decides", newestTitle},
		{"a running import holds its accounts back", importHolds},
		{"contacts merge and replace what was seen", contactsMerge},
		{"rematch moves activities and marks both sides", rematchMoves},
		{"facts are complete", factsComplete},
		{"commit is whole and once", commitOnce},
		{"commit leaves a newer mark", commitNewerMark},
		{"a rebuild leaves news to the worker", commitLeavesNews},
		{"an older score never replaces a newer one", commitNewest},
		{"text is ordered by its bytes", bytesOrder},
		{"a shared address asks the matcher again", sharedAddress},
		{"a channel is claimed in order, one at a time", claimInOrder},
		{"a lost lease cannot settle", leaseLost},
		{"a claim that was not settled comes back unsure", claimUnsure},
		{"the list of an import is said once", listOnce},
		{"a config is applied once", configOnce},
		{"the first claim has the alert", firstClaim},
		{"faults are kept once and resolved", faultsOnce},
		{"what is saved is read back", readBack},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, Open(t, address(t))) })
	}
}

var ctx = context.Background()

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func acme(t *testing.T, s *store.Store) {
	t.Helper()
	_, err := s.SaveAccounts(ctx, noon, "", []account.Account{
		{ID: "A1", Name: "Acme", Domains: []string{"acme.com", "acme.de"}, Tier: "1", Employees: 1200},
		{ID: "A2", Name: "Globex", Domains: []string{"globex.com"}},
	}, nil)
	must(t, err)
	clearMarks(t, s)
}

func clearMarks(t *testing.T, s *store.Store) {
	t.Helper()
	marks, err := s.Marks(ctx, noon, 1000)
	must(t, err)
	var verdicts []store.Verdict
	for _, m := range marks {
		verdicts = append(verdicts, store.Verdict{Mark: m})
	}
	_, err = s.Commit(ctx, "test", verdicts)
	must(t, err)
}

func visit(n int, accountID string) account.Activity {
	return account.Activity{
		Source: "web", ID: fmt.Sprintf("v%d", n), OccurredAt: noon.Add(time.Duration(n) * time.Second), Type: "web.page_view",
		Minutes: account.NoMinutes, URL: "https://acme.com/pricing", Live: true, Props: map[string]string{"k": "v"},
		Identity: account.Identity{Email: fmt.Sprintf("p%d@acme.com", n%3)},
		Match:    account.Match{AccountID: accountID, ContactID: fmt.Sprintf("c%d", n%3), Method: account.ByDomain, Confidence: 95},
	}
}

func batch(t *testing.T, s *store.Store, activities ...account.Activity) account.Batch {
	t.Helper()
	version, err := s.DirectoryVersion(ctx)
	must(t, err)
	return account.Batch{Directory: version, At: noon, Activities: activities}
}

func recordCountsOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	var all []account.Activity
	for i := range 250 {
		all = append(all, visit(i, "A1"))
	}
	all[7].Match, all[7].Identity = account.Match{Method: account.Unmatched}, account.Identity{Domain: "nobody.example"}
	all[100].ID = all[99].ID // twice in one batch
	got, err := s.Record(ctx, batch(t, s, all[:200]...))
	must(t, err)
	if want := (account.Recorded{New: 199, Duplicate: 1, Unmatched: 1}); got != want {
		t.Errorf("first batch: %+v, want %+v", got, want)
	}
	got, err = s.Record(ctx, batch(t, s, all...))
	must(t, err)
	if want := (account.Recorded{New: 50, Duplicate: 200}); got != want {
		t.Errorf("overlapping batch: %+v, want %+v", got, want)
	}
	facts, err := s.Facts(ctx, "A1")
	must(t, err)
	if len(facts.Activities) != 248 {
		t.Errorf("%d activities on A1, want 248", len(facts.Activities))
	}
}

func recordRefusesStale(t *testing.T, s *store.Store) {
	acme(t, s)
	b := batch(t, s, visit(1, "A1"))
	_, err := s.SaveAccounts(ctx, noon, "", []account.Account{{ID: "A3", Name: "Initech"}}, nil)
	must(t, err)
	if _, err := s.Record(ctx, b); !errors.Is(err, account.ErrStale) {
		t.Errorf("error %v, want ErrStale", err)
	}
	b = batch(t, s, visit(1, "A1"))
	_, err = s.Record(ctx, b)
	must(t, err)
	// People met by Record itself do not make the directory newer.
	if again := batch(t, s); again.Directory != b.Directory {
		t.Errorf("directory moved from %d to %d by recording", b.Directory, again.Directory)
	}
}

func recordAllOrNothing(t *testing.T, s *store.Store) {
	acme(t, s)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Record(cancelled, batch(t, s, visit(1, "A1"))); err == nil {
		t.Fatal("a cancelled record succeeded")
	}
	facts, err := s.Facts(ctx, "A1")
	must(t, err)
	if n := len(facts.Activities); n != 0 {
		t.Errorf("%d activities after a cancelled record", n)
	}
}

func recordMarks(t *testing.T, s *store.Store) {
	acme(t, s)
	old := visit(2, "A2")
	old.Live = false
	_, err := s.Record(ctx, batch(t, s, visit(1, "A1"), old))
	must(t, err)
	marks, err := s.Marks(ctx, noon, 10)
	must(t, err)
	if len(marks) != 2 || marks[0].AccountID != "A1" || !marks[0].Live || marks[1].Live {
		t.Fatalf("marks %+v, want A1 live and A2 not", marks)
	}
	clearMarks(t, s)
	_, err = s.Record(ctx, batch(t, s, visit(1, "A1")))
	must(t, err)
	if n, err := s.Waiting(ctx); err != nil || n != 0 {
		t.Errorf("%d marks (%v) after a duplicate, want none", n, err)
	}
}

func newestTitle(t *testing.T, s *store.Store) {
	acme(t, s)
	say := func(n int, title string) account.Activity {
		a := visit(n, "A1")
		a.Identity.Email, a.Identity.Title, a.Match.ContactID = "ann@acme.com", title, "ann"
		return a
	}
	// The newest arrives first, then an older one, then one without a title.
	for _, a := range []account.Activity{say(50, "VP Finance"), say(10, "Intern"), say(90, "")} {
		_, err := s.Record(ctx, batch(t, s, a))
		must(t, err)
	}
	facts, err := s.Facts(ctx, "A1")
	must(t, err)
	if len(facts.People) != 1 || facts.People[0].Title != "VP Finance" {
		t.Errorf("people %+v, want one VP Finance", facts.People)
	}
}

func importHolds(t *testing.T, s *store.Store) {
	acme(t, s)
	must(t, s.Begin(ctx, account.Import{ID: "i1", Kind: "activities", StartedAt: noon}))
	b := batch(t, s, visit(1, "A1"))
	b.ImportID = "i1"
	_, err := s.Record(ctx, b)
	must(t, err)
	count := func(now time.Time, want int, why string) {
		t.Helper()
		marks, err := s.Marks(ctx, now, 10)
		must(t, err)
		if len(marks) != want {
			t.Errorf("%d marks %s, want %d", len(marks), why, want)
		}
	}
	count(noon.Add(time.Second), 0, "while the import runs")
	count(noon.Add(time.Hour), 1, "after it gave no sign for an hour")
	// The run was killed; the next one of its kind takes its accounts over.
	must(t, s.Begin(ctx, account.Import{ID: "i2", Kind: "activities", StartedAt: noon.Add(time.Second)}))
	count(noon.Add(time.Second), 0, "while the second run goes on")
	must(t, s.Finish(ctx, "i2", noon.Add(time.Second)))
	count(noon.Add(time.Second), 1, "after it finished")
	if busy, err := s.Importing(ctx, noon.Add(time.Second)); busy || err != nil {
		t.Errorf("importing %v (%v) after the end", busy, err)
	}
}

func contactsMerge(t *testing.T, s *store.Store) {
	acme(t, s)
	a := visit(1, "A1")
	a.Identity.Title, a.Match.ContactID, a.Identity.ContactRef = "Intern", "C7", "C7"
	_, err := s.Record(ctx, batch(t, s, a))
	must(t, err)
	save := func(c account.Contact) account.Recorded {
		t.Helper()
		got, err := s.SaveContacts(ctx, noon, "", []account.Contact{c}, nil)
		must(t, err)
		return got
	}
	ann := account.Contact{ID: "C7", Email: "ann@acme.com", Title: "CFO", Links: []account.Link{{AccountID: "A1", From: 100}}}
	save(ann)
	save(account.Contact{ID: "C7", Name: "Ann", Links: []account.Link{{AccountID: "A2", From: 200}}})
	version, err := s.DirectoryVersion(ctx)
	must(t, err)
	if got := save(ann); got.Duplicate != 1 {
		t.Errorf("saved again: %+v", got)
	}
	if again, _ := s.DirectoryVersion(ctx); again != version {
		t.Error("an unchanged contact made the directory newer")
	}
	people, err := s.Contacts(ctx)
	must(t, err)
	want := []account.Contact{{
		ID: "C7", SeenAt: a.OccurredAt, Addresses: []string{"p1@acme.com"}, Email: "ann@acme.com", Name: "Ann", Title: "CFO",
		Links: []account.Link{{AccountID: "A1", From: 100}, {AccountID: "A2", From: 200}},
	}}
	if diff := cmp.Diff(want, people); diff != "" {
		t.Errorf("contacts (-want +got):\n%s", diff)
	}
}

func rematchMoves(t *testing.T, s *store.Store) {
	acme(t, s)
	_, err := s.Record(ctx, batch(t, s, visit(0, "A1"), visit(3, "A1"), visit(1, "A1")))
	must(t, err)
	clearMarks(t, s)
	var target store.StoredIdentity
	must(t, s.Identities(ctx, func(i store.StoredIdentity) error {
		if i.Identity.Email == "p0@acme.com" {
			target = i
		}
		return nil
	}))
	moved := account.Match{AccountID: "A2", ContactID: "C0", Method: account.ByEmail, Confidence: 100}
	everything := account.Span{From: -1 << 30, To: 1 << 30}
	must(t, s.Rematch(ctx, noon, time.UTC, []store.Rematched{{ID: target.ID, Match: moved, Spans: []account.MatchSpan{{Span: everything, Match: moved}}}}))
	for id, want := range map[string]int{"A1": 1, "A2": 2} {
		facts, err := s.Facts(ctx, id)
		must(t, err)
		if len(facts.Activities) != want {
			t.Errorf("%s has %d activities, want %d", id, len(facts.Activities), want)
		}
	}
	marks, err := s.Marks(ctx, noon, 10)
	must(t, err)
	if len(marks) != 2 {
		t.Errorf("marks %+v, want both accounts", marks)
	}
	people, err := s.Contacts(ctx)
	must(t, err)
	for _, p := range people {
		if p.ID == "c0" {
			t.Error("c0 is kept although nothing speaks of it any more")
		}
	}
}

func factsComplete(t *testing.T, s *store.Store) {
	acme(t, s)
	a := visit(1, "A1")
	a.Minutes, a.Asset, a.Campaign, a.Status, a.Direction, a.Bot = 1500, "asset", "campaign", "done", "inbound", true
	_, err := s.Record(ctx, batch(t, s, a))
	must(t, err)
	_, err = s.SaveContacts(ctx, noon, "", []account.Contact{{ID: "quiet", Email: "q@acme.com", Title: "CIO", Links: []account.Link{{AccountID: "A1"}}}}, nil)
	must(t, err)
	deal := account.Opportunity{ID: "O1", AccountID: "A1", Name: "Deal", CreatedAt: noon, Amount: 5000}
	_, err = s.SaveOpportunities(ctx, noon, "", []account.Opportunity{deal}, nil)
	must(t, err)
	facts, err := s.Facts(ctx, "A1")
	must(t, err)
	want := a
	want.Identity, want.Props, want.RecordedAt, want.Match.Confidence = account.Identity{}, nil, noon, 0
	if diff := cmp.Diff([]account.Activity{want}, facts.Activities); diff != "" {
		t.Errorf("activities (-want +got):\n%s", diff)
	}
	if len(facts.People) != 2 || facts.People[1].ID != "quiet" || facts.People[1].Title != "CIO" {
		t.Errorf("people %+v, want c1 and quiet", facts.People)
	}
	if diff := cmp.Diff([]account.Opportunity{deal}, facts.Opportunities); diff != "" {
		t.Errorf("opportunities (-want +got):\n%s", diff)
	}
	if _, err := s.Facts(ctx, "nobody"); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("facts of nobody: %v, want ErrNotFound", err)
	}
}

func verdict(version int64, key string) store.Verdict {
	card := &account.Card{Score: account.Score{AccountID: "A1", Day: 20000, Grade: 4, Minutes90: 146000}}
	return store.Verdict{
		Card: card,
		Decision: alert.Decision{
			State: alert.State{AccountID: "A1", Version: version, Known: true, MQA: true, MQASince: 20000, Stage: "MQA"},
			Facts: []alert.Fact{{AccountID: "A1", Kind: alert.KindMQA, Key: key, Day: 20000, At: noon, Reason: alert.Crossed, Listed: true}},
			Messages: []alert.Message{{
				Key: key, AccountID: "A1", Kind: alert.KindMQA, Reason: alert.Crossed, Channel: "#alerts", DecidedAt: noon,
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
	card, err := s.Card(ctx, "A1")
	must(t, err)
	if card.Minutes90 != 146000 || card.ConfigHash != "cfg" {
		t.Errorf("card %+v", card.Score)
	}
	if _, err := s.Card(ctx, "A2"); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("card of A2: %v, want ErrNotFound", err)
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
	card, err := s.Card(ctx, "A1")
	must(t, err)
	if card.Minutes90 != 146000 {
		t.Errorf("the card says %s min, computed from older facts", card.Minutes90)
	}
	if _, err := s.Alert(ctx, "m2"); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("a decision about older facts was kept: %v", err)
	}
}

func bytesOrder(t *testing.T, s *store.Store) {
	ids := []string{"B1", "D1", "Z", "a_none", "c_x", "ä"}
	var accounts []account.Account
	var people []account.Contact
	for _, id := range ids {
		accounts = append(accounts, account.Account{ID: id, Name: id})
		people = append(people, account.Contact{ID: id, Links: []account.Link{{AccountID: id}}})
	}
	_, err := s.SaveAccounts(ctx, noon, "", accounts, nil)
	must(t, err)
	_, err = s.SaveContacts(ctx, noon, "", people, nil)
	must(t, err)
	got, err := s.AccountIDs(ctx)
	must(t, err)
	if diff := cmp.Diff(ids, got); diff != "" {
		t.Errorf("order of accounts:\n%s", diff)
	}
	contacts, err := s.Contacts(ctx)
	must(t, err)
	if diff := cmp.Diff(people, contacts); diff != "" {
		t.Errorf("people and their links:\n%s", diff)
	}
}

func sharedAddress(t *testing.T, s *store.Store) {
	acme(t, s)
	version, needed, err := s.Unmatching(ctx)
	must(t, err)
	if !needed {
		t.Error("new accounts ask for no matching")
	}
	must(t, s.Matched(ctx, version))
	byMail, byID := visit(0, "A1"), visit(3, "A1")
	byMail.Match.ContactID = "c_hash"
	_, err = s.Record(ctx, batch(t, s, byMail))
	must(t, err)
	if _, needed, err = s.Unmatching(ctx); err != nil || needed {
		t.Errorf("one person with one address asks for matching (%v)", err)
	}
	byID.Identity.ContactRef, byID.Match.ContactID, byID.Identity.Title = "p1", "p1", "CFO"
	_, err = s.Record(ctx, batch(t, s, byID))
	must(t, err)
	if _, needed, err = s.Unmatching(ctx); err != nil || !needed {
		t.Errorf("two people with one address ask for no matching (%v)", err)
	}
	people, err := s.Contacts(ctx)
	must(t, err)
	if len(people) != 2 || people[1].ID != "p1" || people[1].Email != "p0@acme.com" || people[1].Title != "CFO" {
		t.Errorf("people %+v", people)
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

func listOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	v := verdict(0, "mqa:A1:0")
	v.Decision.Facts[0].Listed, v.Decision.Facts[0].Reason, v.Decision.Messages = false, alert.History, nil
	_, err := s.Commit(ctx, "cfg", []store.Verdict{v})
	must(t, err)
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

func configOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	for i, want := range []bool{true, false} {
		changed, err := s.ApplyConfig(ctx, "h1", "body", noon)
		must(t, err)
		if changed != want {
			t.Errorf("apply %d: changed %v", i+1, changed)
		}
	}
	if n, _ := s.Waiting(ctx); n != 2 {
		t.Errorf("%d accounts marked by a new config, want 2", n)
	}
	changed, err := s.ApplyConfig(ctx, "h2", "body2", noon.Add(time.Second))
	must(t, err)
	back, err := s.ApplyConfig(ctx, "h1", "body", noon.Add(2*time.Second))
	must(t, err)
	if !changed || !back {
		t.Error("going to another config and back must apply both")
	}
}

func firstClaim(t *testing.T, s *store.Store) {
	for _, user := range []string{"U1", "U2"} {
		claim, first, err := s.TakeOn(ctx, "m", user, noon)
		must(t, err)
		if first != (user == "U1") || claim.UserID != "U1" || !claim.At.Equal(noon) {
			t.Errorf("%s took on: %+v, want U1's", user, claim)
		}
	}
}

func faultsOnce(t *testing.T, s *store.Store) {
	bad := account.Fault{Kind: "activities", File: "a.csv", Line: 3, Reason: "no type", Row: map[string]string{"email": "x@y.z"}}
	for range 2 {
		_, err := s.Record(ctx, account.Batch{At: noon, Faults: []account.Fault{bad}})
		must(t, err)
	}
	faults, err := s.Faults(ctx)
	must(t, err)
	if len(faults) != 1 || faults[0].Line != 3 || faults[0].Row["email"] != "x@y.z" || !faults[0].At.Equal(noon) {
		t.Fatalf("faults %+v", faults)
	}
	must(t, s.Resolve(ctx, []int64{faults[0].ID, 999}))
	if faults, _ = s.Faults(ctx); len(faults) != 0 {
		t.Errorf("faults %+v after resolving", faults)
	}
}

func readBack(t *testing.T, s *store.Store) {
	acme(t, s)
	must(t, s.Ping(ctx))
	ids, err := s.AccountIDs(ctx)
	must(t, err)
	if diff := cmp.Diff([]string{"A1", "A2"}, ids); diff != "" {
		t.Error(diff)
	}
	a, err := s.Account(ctx, "A1")
	must(t, err)
	if diff := cmp.Diff(account.Account{ID: "A1", Name: "Acme", Domains: []string{"acme.com", "acme.de"}, Tier: "1", Employees: 1200}, a); diff != "" {
		t.Error(diff)
	}
	var exported int
	_, err = s.Record(ctx, batch(t, s, visit(1, "A1")))
	must(t, err)
	must(t, s.Activities(ctx, 0, noon.Add(time.Hour).UnixMilli(), "", func(a account.Activity) error {
		exported++
		if a.Identity.Email != "p1@acme.com" || a.Props["k"] != "v" {
			t.Errorf("exported %+v", a)
		}
		return nil
	}))
	if exported != 1 {
		t.Errorf("%d activities exported", exported)
	}
}
