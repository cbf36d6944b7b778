package app_test

import (
	"testing"
	"time"

	"engagement/account"
	"engagement/bot"
	"engagement/ingest"
	"engagement/internal/app"
	"engagement/internal/storetest"
)

// A name means whoever has it now, also where the names were read before.
func TestNamedKnowsNewNames(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, address string) {
		a := at(t, address, "", time.Date(2026, 4, 5, 12, 0, 0, 0, time.UTC))
		defer func() {
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		}()
		reader := a.Reader(0)
		means := func(name, want string) {
			t.Helper()
			for range 2 { // the second time from what the first one read
				found, answer, err := reader.Named(t.Context(), name, bot.Operator())
				if err != nil {
					t.Fatal(err)
				}
				got := ""
				if found.Account != nil {
					got = found.Account.ID
				}
				if got != want || answer.Account.ID != want {
					t.Errorf("%s is %q, with a card of %q; want %q", name, got, answer.Account.ID, want)
				}
			}
		}
		delivery{ingest.Accounts, "id,name,domains\nA1,Acme,acme.com\nA2,Globex,globex.com\n"}.to(t, a)
		means("acme", "A1")
		means("globex", "A2")
		means("initech", "")
		delivery{ingest.Accounts, "id,name,domains\nA1,Globex,acme.com\nA2,Acme,globex.com\n"}.to(t, a)
		means("acme", "A2")
		means("globex", "A1")
		delivery{ingest.Accounts, "id,name\nA3,Initech\nA4,Acme\n"}.to(t, a)
		means("initech", "A3")
		means("acme", "") // two are called so: they are choices
	})
}

// News that comes in faster than it is judged keeps nobody waiting, and nothing from
// being told.
func TestCeaselessNewsIsTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, address string) {
		noon := time.Date(2026, 4, 8, 12, 0, 0, 0, time.UTC)
		a := at(t, address, "", noon)
		defer func() {
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		}()
		delivery{ingest.Accounts, "id,name,domains,tier,employees\nA1,Acme,acme.com,1,1200\nA2,Globex,globex.com,1,1200\n"}.to(t, a)
		record := func(acts ...account.Activity) {
			t.Helper()
			directory, err := a.Store.DirectoryVersion(t.Context())
			if err == nil {
				_, err = a.Store.Record(t.Context(), account.Batch{Directory: directory, At: noon, Activities: acts})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		news := func(id, accountID, who, kind string, ago time.Duration) account.Activity {
			return account.Activity{
				Source: "live", ID: id, OccurredAt: noon.Add(-ago), Type: kind, Minutes: account.NoMinutes, Live: true, Asset: id,
				Identity: account.Identity{Email: who}, Match: account.Match{AccountID: accountID, ContactID: who, Method: account.ByContact, Confidence: 95},
			}
		}
		record(
			news("1", "A1", "ann@acme.com", "event.workshop", 26*time.Hour), news("2", "A1", "bob@acme.com", "event.workshop", 50*time.Hour),
			news("3", "A1", "eve@acme.com", "event.workshop", 80*time.Hour),
		)
		rounds := 0
		_, err := a.ScoreWaiting(t.Context(), func(int, int) {
			if rounds++; rounds < 20 {
				record(news(time.Duration(rounds).String(), "A2", "joe@globex.com", "web.page_view", time.Duration(rounds)*time.Minute))
			}
		})
		if err != nil || rounds > 3 {
			t.Errorf("it went on for %d rounds: %v", rounds, err)
		}
		due, _, err := a.Store.NextDispatch(t.Context(), noon)
		if alerts := export(t, a, app.ExportOptions{Kind: "alerts"}); err != nil || due || len(alerts) != 1 {
			t.Errorf("alerts %q, one waits: %v (%v)", alerts, due, err)
		}
		if waiting, err := a.Store.Waiting(t.Context()); err != nil || waiting != 1 {
			t.Errorf("%d accounts wait, want the one with later news: %v", waiting, err)
		}
	})
}
