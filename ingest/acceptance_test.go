package ingest

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"engagement/account"
)

// realData is the path of a file of the shared real data. Tests that need it
// are skipped where it was not handed out; nothing of it is in the project.
func realData(t *testing.T, path string) string {
	t.Helper()
	full := filepath.Join("..", "..", "shared", "data", filepath.FromSlash(path))
	if _, err := os.Stat(full); err != nil {
		t.Skipf("the shared real data is not here (%v); put it at ../../shared/data to run this test", err)
	}
	return full
}

func realActivities(t *testing.T) (m *memory, opt Options, files []File) {
	t.Helper()
	crm, err := os.Open(realData(t, "1_matching/accounts_dev.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer crm.Close()
	records, err := csv.NewReader(crm).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	m = newMemory()
	for _, r := range records[1:] {
		m.dir.Accounts = append(m.dir.Accounts, account.Account{ID: r[0], Name: r[1], Domains: []string{r[2]}})
	}
	files, err = Files([]string{realData(t, "2_activities/activities_dev.csv.gz")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	opt = Options{Kind: Activities, Source: "git", Map: map[string]string{"contact_id": "person"}, Policy: DefaultPolicy(), Now: clock}
	return m, opt, files
}

func TestRealActivitiesAreAllRead(t *testing.T) {
	m, opt, files := realActivities(t)
	began := time.Now()
	sum := mustRun(t, m, opt, files...)
	t.Logf("%v in %v", sum, time.Since(began))
	if sum.Read != 88193 || sum.New != 88193 || sum.Quarantined != 0 {
		t.Errorf("%v, want all of 88193 rows new", sum)
	}
	// A row is unmatched if and only if it names no account of the CRM and
	// neither its e-mail's domain nor a name above or beside it is a CRM's.
	known, names := map[string]bool{}, map[string]bool{}
	tops := map[string]bool{}
	for _, a := range m.dir.Accounts {
		known[a.ID] = true
		names[a.Domains[0]] = true
		tops[registrable(a.Domains[0])] = true
	}
	free := freeMail(opt.Policy)
	unmatched := 0
	for _, a := range m.activities {
		domain := domainOf(a.Identity.Email)
		inCRM := names[domain] || tops[registrable(domain)] && !free[domain]
		if want := known[a.Identity.AccountRef] || inCRM; want != (a.Match.AccountID != "") {
			t.Errorf("%+v is matched %+v, want matched %v", a.Identity, a.Match, want)
		}
		if !known[a.Identity.AccountRef] && !inCRM {
			unmatched++
		}
		if known[a.Identity.AccountRef] && a.Match.AccountID != a.Identity.AccountRef {
			t.Errorf("%+v is matched %+v", a.Identity, a.Match)
		}
	}
	if sum.Unmatched != unmatched {
		t.Errorf("%d unmatched, want %d", sum.Unmatched, unmatched)
	}
	if again := mustRun(t, m, opt, files...); again.New != 0 || again.Duplicate != 88193 {
		t.Errorf("again: %v, want duplicates only", again)
	}
}

func TestRealLeadsMatchPrecisely(t *testing.T) {
	m, _, _ := realActivities(t)
	file, err := os.Open(realData(t, "1_matching/leads_dev.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	matcher := NewMatcher(m.dir, DefaultPolicy())
	said, right, there := 0, 0, 0
	for _, r := range records[1:] {
		email, want, class := r[1], r[4], r[7]
		if strings.Contains(class, "domain_conflict") || strings.Contains(class, "text_") {
			continue // the label itself is uncertain
		}
		found := match(t, matcher, email)
		if want != "" {
			there++
		}
		if found != "" {
			said++
		}
		if found != "" && found == want {
			right++
		}
	}
	precision, recall := float64(right)/float64(said), float64(right)/float64(there)
	t.Logf("precision %.4f, recall %.4f of %d leads with an account", precision, recall, there)
	if precision < 0.991 || recall < 0.61 {
		t.Errorf("precision %.4f and recall %.4f, want .991 and .61 by domain alone", precision, recall)
	}
}

// match is the account that an address alone leads to.
func match(t *testing.T, m *Matcher, email string) string {
	t.Helper()
	address, ok := NormalizeEmail(email)
	if !ok {
		return ""
	}
	return m.Match(account.Identity{Email: address}, account.DayOf(noon, time.UTC)).AccountID
}
