package app_test

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/storetest"
)

// The real stream: git history of two projects standing in for engagement.
const (
	shared       = "../../../shared/data/"
	realAccounts = shared + "1_matching/accounts_dev.csv"
	realStream   = shared + "2_activities/activities_dev.csv.gz"
	realRules    = shared + "2_activities/rules.toml"
)

func needShared(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(realStream); err != nil {
		t.Skipf("no shared data here: %v", err)
	}
}

func realConfig(t *testing.T) *config.Config {
	t.Helper()
	c, err := config.Load(realRules)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// opened opens an App on an address, at a time after the stream has ended.
func opened(t *testing.T, address string, c *config.Config) *app.App {
	t.Helper()
	a, err := app.Open(context.Background(), app.Options{Database: address, Config: c, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func imports(t *testing.T, a *app.App, opt ingest.Options, path string) ingest.Summary {
	t.Helper()
	files, err := ingest.Files([]string{path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := a.Import(t.Context(), opt, files, nil, nil)
	if err != nil {
		t.Fatalf("import %s: %v", path, err)
	}
	return sum
}

var (
	accountsOptions = ingest.Options{Kind: ingest.Accounts, Map: map[string]string{"id": "account_id", "domains": "website_domain"}}
	streamOptions   = ingest.Options{Kind: ingest.Activities, Map: map[string]string{"contact_id": "person"}, Source: "git"}
)

type streamRow struct {
	at              time.Time
	person, account string
	typ             string
	bot             bool
}

func readStream(t *testing.T) []streamRow {
	t.Helper()
	file, err := os.Open(realStream)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(unzipped).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]streamRow, 0, len(rows)-1)
	for _, r := range rows[1:] {
		at, err := time.Parse(time.RFC3339, r[0])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, streamRow{at: at.UTC(), person: r[1], typ: r[4], account: r[5], bot: r[9] == "1"})
	}
	return out
}

// handQuery recomputes the minutes of an account by person over the 90 days
// that end on day, from the file alone: base minutes by type, the caps of
// rules.toml, the ceiling, and nothing else.
func handQuery(rows []streamRow, accountID string, day time.Time) map[string]int {
	base := map[string]int{"commit": 10, "review": 10, "test": 5, "report": 5, "suggest": 5, "coauthor": 5, "ack": 2, "signoff": 1, "merge": 1}
	first := day.AddDate(0, 0, -89)
	type cell struct {
		person, date, typ string
	}
	cells := map[cell]int{}
	for _, r := range rows {
		if r.account != accountID || r.bot || r.at.Before(first) || !r.at.Before(day.AddDate(0, 0, 1)) {
			continue
		}
		c := cell{r.person, r.at.Format(time.DateOnly), r.typ}
		limit := map[string]int{"commit": 120, "review": 120, "ack": 40, "signoff": 20}[r.typ]
		if limit == 0 || cells[c] < limit {
			cells[c] += base[r.typ]
		}
	}
	days := map[[2]string]int{}
	for c, m := range cells {
		days[[2]string{c.person, c.date}] += m
	}
	people := map[string]int{}
	for k, m := range days {
		people[k[0]] += min(m, 480)
	}
	return people
}

func TestRealStream(t *testing.T) {
	t.Parallel()
	needShared(t)
	storetest.Each(t, func(t *testing.T, address string) {
		a := opened(t, address, realConfig(t))
		if got := imports(t, a, accountsOptions, realAccounts); got.New != 520 || got.Quarantined != 0 {
			t.Fatalf("accounts: %s", got)
		}
		began := time.Now()
		first := imports(t, a, streamOptions, realStream)
		took := time.Since(began)
		if first.Read != 88193 || first.New != 88193 || first.Duplicate != 0 || first.Quarantined != 0 {
			t.Errorf("first import: %s", first)
		}
		began = time.Now()
		second := imports(t, a, streamOptions, realStream)
		t.Logf("%s in %s, again in %s", first, took, time.Since(began))
		if second.New != 0 || second.Duplicate != 88193 {
			t.Errorf("second import: %s", second)
		}
		rows := readStream(t)
		earning(t, a)
		agreesWithHandQuery(t, a, rows)
	})
}

// earning checks that nearly every matched human row has a base.
func earning(t *testing.T, a *app.App) {
	t.Helper()
	var out strings.Builder
	if err := a.Export(t.Context(), &out, app.ExportOptions{Kind: "ledger"}); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	human, earned := 0, 0
	for _, r := range records[1:] {
		if r[7] == "robot" {
			continue
		}
		human++
		if r[6] != "0.000" {
			earned++
		}
	}
	t.Logf("%d of %d matched human rows earn minutes before caps", earned, human)
	if human < 60000 || earned*100 < human*95 {
		t.Errorf("%d of %d matched human rows earn minutes, want 95 %%", earned, human)
	}
}

func agreesWithHandQuery(t *testing.T, a *app.App, rows []streamRow) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(1, 2))
	ids, err := a.Store.AccountIDs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, id := range ids {
		known[id] = true
	}
	busy := 0
	for checked := 0; checked < 20; {
		r := rows[rnd.IntN(len(rows))]
		if !known[r.account] {
			continue
		}
		checked++
		day := account.DayOf(r.at, time.UTC) + account.Day(rnd.IntN(60))
		people := handQuery(rows, r.account, day.Midnight())
		total := 0
		for _, m := range people {
			total += m
		}
		answer, err := a.Reader(day).Card(t.Context(), r.account)
		if err != nil {
			t.Fatal(err)
		}
		c := answer.Card
		if c.Minutes90 != account.Milli(total)*account.Minute || c.People90 != len(people) {
			t.Errorf("%s on %s: %s min of %d people, by hand %d of %d", r.account, day, c.Minutes90.Decimal(), c.People90, total, len(people))
		}
		for _, p := range c.People {
			if p.Minutes != account.Milli(people[p.ContactID])*account.Minute {
				t.Errorf("%s on %s: %s has %s min, by hand %d", r.account, day, p.ContactID, p.Minutes, people[p.ContactID])
			}
		}
		if len(people) >= 3 {
			busy++
		}
	}
	if busy < 5 {
		t.Errorf("only %d of 20 draws had three people: the check says little", busy)
	}
}

// Without account_id the same rows match by e-mail and domain. The share that
// lands on the labelled account is reported; what has a known account's domain
// must agree.
func TestRealStreamWithoutAccountID(t *testing.T) {
	t.Parallel()
	needShared(t)
	path := filepath.Join(t.TempDir(), "activities.csv")
	truth := cutAccountColumn(t, path)
	a := opened(t, storetest.SQLite(t), realConfig(t))
	imports(t, a, accountsOptions, realAccounts)
	sum := imports(t, a, streamOptions, path)
	agree, other, none := 0, 0, 0
	// Rows are compared as multisets of (time, person, type, account).
	want := map[string]int{}
	for _, row := range truth {
		want[row]++
	}
	if err := a.Store.Activities(t.Context(), 0, time.Now().UnixMilli(), "", func(v account.Activity) error {
		if v.Match.AccountID == "" {
			none++
			return nil
		}
		key := fmt.Sprintf("%d %s %s %s", v.OccurredAt.Unix(), v.Match.ContactID, v.Type, v.Match.AccountID)
		if want[key] > 0 {
			want[key]--
			agree++
		} else {
			other++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s; of the matched %d, %d (%.2f %%) are on the labelled account; %d unmatched", sum, agree+other, agree, 100*float64(agree)/float64(agree+other), none)
	if agree+other < 60000 || agree*1000 < (agree+other)*990 {
		t.Errorf("%d agree, %d do not", agree, other)
	}
}

// cutAccountColumn writes the stream without account_id and account_name and
// returns the labels.
func cutAccountColumn(t *testing.T, path string) []string {
	t.Helper()
	file, err := os.Open(realStream)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	in, cut := csv.NewReader(unzipped), csv.NewWriter(out)
	var truth []string
	for {
		r, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if at, err := time.Parse(time.RFC3339, r[0]); err == nil {
			truth = append(truth, fmt.Sprintf("%d %s %s %s", at.Unix(), r[1], r[4], r[5]))
		}
		if err := cut.Write([]string{r[0], r[1], r[2], r[3], r[4], r[8], r[9]}); err != nil {
			t.Fatal(err)
		}
	}
	cut.Flush()
	if err := cut.Error(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return truth
}
