package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/storetest"
)

// export is a table as lines, without its header.
func export(t *testing.T, a *app.App, o app.ExportOptions) []string {
	t.Helper()
	var out strings.Builder
	if err := a.Export(t.Context(), &out, o); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	return lines[1:]
}

// at opens a database under a config at an instant.
func at(t *testing.T, address, text string, now time.Time) *app.App {
	t.Helper()
	c, err := config.Parse("test", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), app.Options{Database: address, Config: c, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// What happened stays as it happened: another config changes numbers and states,
// says nothing, and leaves every fact with the config it was decided under.
func TestAnotherConfigInventsNoAlert(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, address string) {
		noon := time.Date(2026, 4, 5, 12, 0, 0, 0, time.UTC)
		a := at(t, address, "", noon)
		delivery{ingest.Accounts, "id,name,domains,tier,employees\nA1,Acme,acme.com,1,1200\nA2,Globex,globex.com,1,1200\n"}.to(t, a)
		delivery{ingest.Activities, `id,occurred_at,type,email,asset
1,2026-04-01T10:00:00Z,event.workshop,ann@acme.com,W1
2,2026-04-02T10:00:00Z,event.workshop,bob@acme.com,W2
3,2026-04-03T10:00:00Z,event.workshop,eve@globex.com,W2
`}.to(t, a)
		alerts, stages := export(t, a, app.ExportOptions{Kind: "alerts"}), export(t, a, app.ExportOptions{Kind: "stages"})
		if len(alerts) != 1 || len(stages) == 0 {
			t.Fatalf("alerts %q, stages %q", alerts, stages)
		}
		old := a.Config.Hash
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		later := at(t, address, "[[mqa.thresholds]]\nfunnel = \"\"\nminutes = [1, 1, 1, 1]\npeople = [1, 1, 1, 1]\nfloor = 1\n[mqa]\nevents = 1\ndays = 1\n", noon.AddDate(0, 0, 1))
		defer func() {
			if err := later.Close(); err != nil {
				t.Error(err)
			}
		}()
		if _, err := later.ScoreWaiting(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if _, err := later.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(alerts, export(t, later, app.ExportOptions{Kind: "alerts"})); diff != "" {
			t.Errorf("another config told something (-before +after):\n%s", diff)
		}
		var globex []string
		for _, line := range export(t, later, app.ExportOptions{Kind: "stages"}) {
			if strings.HasPrefix(line, "A1,") && !strings.HasSuffix(line, ","+old) {
				t.Errorf("a fact of A1 was decided under another config than it is stamped with: %s", line)
			}
			if strings.HasPrefix(line, "A2,MQA,") {
				globex = append(globex, line)
			}
		}
		if len(globex) != 1 || !strings.Contains(globex[0], ",backfill,"+later.Config.Hash) {
			t.Errorf("stays of A2 in MQA: %q, want one of reason backfill under %s", globex, later.Config.Hash)
		}
	})
}

// A parent's card adds up its family, each account once; the parent qualifies by
// its own minutes alone.
func TestFamiliesRollUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, address string) {
		noon := time.Date(2026, 4, 5, 12, 0, 0, 0, time.UTC)
		a := at(t, address, "", noon)
		defer func() {
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		}()
		delivery{ingest.Accounts, "id,name,domains,parent_id\nP,Parent,parent.com,B2\nB1,Below one,one.com,P\nB2,Below two,two.com,B1\n"}.to(t, a)
		delivery{ingest.Activities, `id,occurred_at,type,email,asset
1,2026-04-01T10:00:00Z,event.meetup,ann@parent.com,M
2,2026-04-02T10:00:00Z,event.workshop,bob@one.com,W
3,2026-04-02T10:00:00Z,event.dinner,eve@two.com,D
4,2026-04-03T10:00:00Z,event.dinner,joe@two.com,D
`}.to(t, a)
		for _, asOf := range []account.Day{0, account.DayOf(noon, time.UTC)} {
			answer, err := a.Reader(asOf).Card(t.Context(), "P")
			if err != nil {
				t.Fatal(err)
			}
			want := account.Family{Subsidiaries: 2, Minutes: (45 + 60 + 240) * account.Minute}
			if answer.Family != want || answer.Card.MQA {
				t.Errorf("as of %d: family %+v, MQA %v; want %+v and none", asOf, answer.Family, answer.Card.MQA, want)
			}
		}
		before, err := a.Reader(account.DayDate(2026, time.April, 2)).Card(t.Context(), "P")
		if err != nil || before.Family.Minutes != (45+60+120)*account.Minute {
			t.Errorf("a day earlier: %+v, %v", before.Family, err)
		}
	})
}

// At a customer, the buying center that has no deal of its own raises an
// expansion; the one that has says nothing. Both are in the audit.
func TestExpansion(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, address string) {
		noon := time.Date(2026, 4, 5, 12, 0, 0, 0, time.UTC)
		a := at(t, address, "[[centers]]\nname = \"Technology\"\ndepartments = [\"IT\"]\nminutes = 30\npeople = 1\n[[centers]]\nname = \"Money\"\ndepartments = [\"Finance\"]\nminutes = 30\npeople = 1\n", noon)
		defer func() {
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		}()
		delivery{ingest.Accounts, "id,name,domains,relation\nA1,Acme,acme.com,customer\n"}.to(t, a)
		delivery{ingest.Opportunities, "id,account_id,created_at,center\nO1,A1,2026-02-01T10:00:00Z,money\n"}.to(t, a)
		delivery{ingest.Activities, `id,occurred_at,type,email,title,asset
1,2026-04-01T10:00:00Z,event.workshop,ann@acme.com,Director IT,W1
2,2026-04-02T10:00:00Z,content.download,ann@acme.com,Director IT,Paper
3,2026-04-01T10:00:00Z,event.workshop,bob@acme.com,CFO,W1
4,2026-04-02T10:00:00Z,content.download,bob@acme.com,CFO,Paper
`}.to(t, a)
		alerts := export(t, a, app.ExportOptions{Kind: "alerts"})
		if len(alerts) != 1 || !strings.Contains(alerts[0], ",A1,expansion,crossed,") {
			t.Errorf("alerts %q, want one expansion", alerts)
		}
		var audit []string
		for _, line := range export(t, a, app.ExportOptions{Kind: "decisions"}) {
			if strings.Contains(line, ",expansion,") {
				audit = append(audit, line)
			}
		}
		if len(audit) != 2 || !strings.Contains(audit[1], "true,crossed") || !strings.HasSuffix(audit[1], ",Technology,enough minutes from enough people") ||
			!strings.Contains(audit[0], "false,open_opportunity") || !strings.HasSuffix(audit[0], ",Money,an opportunity is open already") {
			t.Errorf("audit %q", audit)
		}
		answer, err := a.Reader(0).Card(t.Context(), "A1")
		if err != nil || len(answer.Card.Centers) != 2 || !answer.Card.Centers[0].MQA {
			t.Errorf("centers on the card: %+v, %v", answer.Card.Centers, err)
		}
	})
}
