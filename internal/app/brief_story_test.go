package app_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
)

// invited is a row of a meeting that is to come.
func invited(id, email, meeting string, at time.Time) string {
	return fmt.Sprintf(`{"id":%q,"type":"meeting.scheduled","email":%q,"asset":%q,"occurred_at":%q}`, id, email, meeting, at.UTC().Format(time.RFC3339))
}

// Half an hour before a meeting its account's owner, and nobody else, learns who
// is coming and what they read: once, not of what was cancelled, and not in quiet
// hours.
func TestStoryBriefs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{stage(t, storyConfig(t, "http"))}
		d.accounts(acmeAccount, account.Account{ID: "A2", Name: "Nobody's", Domains: []string{"nobodys.com"}})
		d.start()
		defer d.end()
		now := time.Now()
		d.send(row("p1", "content.download", "jane@acme.com", now), row("p2", "web.page_pricing", "jane@acme.com", now.Add(time.Second)))
		tomorrow := now.Truncate(24 * time.Hour).Add(24 * time.Hour)
		first, late := tomorrow.Add(10*time.Hour), tomorrow.Add(21*time.Hour)
		d.send(invited("m1", "jane@acme.com", "Kick-off", first), invited("m2", "new@acme.com", "Kick-off", first),
			invited("m3", "jane@acme.com", "Called off", first), invited("m4", "jane@acme.com", "Dinner", late), invited("m5", "x@nobodys.com", "Other", first))
		d.send(strings.Replace(invited("m3-off", "jane@acme.com", "Called off", first), "meeting.scheduled", "meeting.cancelled", 1))
		must(t, d.app.Store.SavePreference(t.Context(), account.Preference{UserID: "U0ANN", QuietFrom: 20 * 60, QuietTo: 22 * 60}))
		dm := d.fake.DM("U0ANN")
		time.Sleep(time.Until(first.Add(-31 * time.Minute)))
		if got := d.fake.Messages(dm, "U0ANN"); len(got) != 0 {
			t.Fatalf("too early: %s", got[0].Blocks)
		}
		time.Sleep(6 * time.Minute)
		got := d.fake.Messages(dm, "U0ANN")
		if len(got) != 1 {
			t.Fatalf("%d briefs\n%s", len(got), d.log)
		}
		for _, want := range []string{"at 10:00: “Kick-off”", "jane", "15 min in 90 days", "Pricing page", "nothing seen of them yet", "Missing"} {
			d.said(got[0], want)
		}
		time.Sleep(time.Until(late.Add(time.Hour)))
		if n := len(d.fake.Messages(dm, "U0ANN")); n != 1 {
			t.Errorf("%d briefs in the end, want one", n)
		}
		if n := len(d.fake.Messages(d.fake.DM("U0BEN"), "U0BEN")); n != 0 {
			t.Errorf("%d briefs to somebody else", n)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
