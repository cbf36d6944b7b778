package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
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
		{"identities are found wherever they have been", identitiesFound},
		{"facts are complete", factsComplete},
		{"a journal keeps up with its rows", journalKeepsUp},
		{"a stale journal is not stored", journalNotStale},
		{"a case is of one instant", casesAreWhole},
		{"commit is whole and once", commitOnce},
		{"names are kept while nobody has changed", namesKept},
		{"buying centers keep their state", centersKept},
		{"families are read from the top down", families},
		{"families are read at one instant", familiesAtOnce},
		{"what happens to an account marks those above it", marksAbove},
		{"stages are read as they were decided", stages},
		{"commit leaves a newer mark", commitNewerMark},
		{"a rebuild leaves news to the worker", commitLeavesNews},
		{"an older score never replaces a newer one", commitNewest},
		{"text is ordered by its bytes", bytesOrder},
		{"a shared address asks the matcher again", sharedAddress},
		{"a channel is claimed in order, one at a time", claimInOrder},
		{"a lost lease cannot settle", leaseLost},
		{"a clock that is set back makes nothing wait", clockSetBack},
		{"a claim that was not settled comes back unsure", claimUnsure},
		{"the list of an import is said once", listOnce},
		{"a config is applied once", configOnce},
		{"the first claim has the alert", firstClaim},
		{"faults are kept once and resolved", faultsOnce},
		{"assignments are kept for good", assignmentsKept},
		{"a frozen report never changes", frozenOnce},
		{"what is saved is read back", readBack},
		{"a finding is kept once, as it was", findingsOnce},
		{"many findings are kept at once", manyFindings},
		{"dated links are read without names", linksRead},
		{"a run is kept beside what happened", runsKept},
		{"a run that was cut short says so", runsCutShort},
		{"facts and strangers are read in order", factsInOrder},
		{"what people do twice is done once", deskOnce},
		{"a held message waits for its dispatch", dispatchOnce},
		{"a line is told once", linesOnce},
		{"an event that waits is named", eventNamed},
		{"what was given up is told once, and revived in its place", givenUp},
		{"what was given up goes to another channel by itself", rerouted},
		{"the trail of an account is read backwards", trailsBackwards},
		{"what the night found is told with it", findingsTold},
		{"what was told is counted with what came of it", toldCounted},
		{"a play is begun once, and each step taken once", playsOnce},
		{"what became of an alert is said once", sequelsOnce},
		{"a digest is written once", digestsOnce},
		{"silences are those of the last night", silencesReplaced},
		{"alerts that wait are listed until somebody was told", reminders},
		{"a mute is part of a case", mutesJudged},
		{"the newest activity is the one recorded last", latestActivity},
		{"an alert waits until somebody answers it", alertsWait},
		{"lists say what cards say", standingsRead},
		{"the newest word of a repair counts", repairsKept},
		{"what a repair moves is no news", repairsAreNoNews},
		{"a request is told at one account", requestsToldOnce},
		{"strangers are read by whose they may be", strangersRead},
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

func latestActivity(t *testing.T, s *store.Store) {
	acme(t, s)
	for i, at := range []time.Time{noon, noon.Add(time.Hour)} {
		b := batch(t, s, visit(9-2*i, "A1"), visit(8-2*i, "A1"), visit(20+i, "A2"))
		b.At = at
		_, err := s.Record(ctx, b)
		must(t, err)
	}
	for at, want := range map[time.Time]string{noon.Add(-time.Minute): " ", noon: "web v8", noon.Add(time.Minute): "web v8", noon.Add(2 * time.Hour): "web v6"} {
		source, id, err := s.Latest(ctx, "A1", at)
		must(t, err)
		if got := source + " " + id; got != want {
			t.Errorf("the newest up to %s is %q, want %q", at, got, want)
		}
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
	// Alerts wait for a run of live activities alone, while it gives signs.
	streaming := func(now time.Time, want bool) {
		t.Helper()
		if got, err := s.Streaming(ctx, now); got != want || err != nil {
			t.Errorf("streaming %v (%v) at %s", got, err, now)
		}
	}
	must(t, s.Begin(ctx, account.Import{ID: "i3", Kind: "contacts", StartedAt: noon}))
	streaming(noon, false)
	must(t, s.Begin(ctx, account.Import{ID: "i4", Kind: "activities", Live: true, StartedAt: noon}))
	streaming(noon.Add(9*time.Second), true)
	streaming(noon.Add(10*time.Second), false)
	must(t, s.Finish(ctx, "i4", noon))
	streaming(noon, false)
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
	// What somebody is called is what was given, else what activities said.
	_, err = s.Record(ctx, batch(t, s, visit(2, "A1")))
	must(t, err)
	names, err := s.Names(ctx, []string{"C7", "c2", "C9"})
	must(t, err)
	called := map[string]account.Contact{"C7": {ID: "C7", Email: "ann@acme.com", Name: "Ann", Title: "CFO"}, "c2": {ID: "c2", Email: "p2@acme.com"}}
	if diff := cmp.Diff(called, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
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
	a.Minutes, a.Asset, a.Campaign, a.Status, a.Direction, a.Bot, a.Sign, a.Tagged = 1500, "asset", "campaign", "done", "inbound", true, account.DataCentre, true
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
	all, err := s.Configs(ctx)
	must(t, err)
	if len(all) != 2 || all[0].Hash != "h1" || all[1].Body != "body2" {
		t.Errorf("configs %+v, want the one in force first", all)
	}
	changes, err := s.ConfigChanges(ctx)
	must(t, err)
	if diff := cmp.Diff([]store.Applied{{Hash: "h1", At: noon.Add(2 * time.Second)}, {Hash: "h2", At: noon.Add(time.Second)}, {Hash: "h1", At: noon}}, changes); diff != "" {
		t.Errorf("changes of config (-want +got):\n%s", diff)
	}
	if one, err := s.Config(ctx, "h2"); err != nil || one.Body != "body2" {
		t.Errorf("config h2: %+v, %v", one, err)
	}
	for _, prefix := range []string{"h", "x"} {
		if _, err := s.Config(ctx, prefix); !errors.Is(err, account.ErrNotFound) {
			t.Errorf("config %s: %v, want ErrNotFound", prefix, err)
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
