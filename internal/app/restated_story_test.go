package app_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
)

// A digest stays as it was published; the next one says what became of its number,
// and why, to the minute.
func TestStoryDigestsRestateTheLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &desk{stage(t, nightConfig(t, quietNights))}
		w.accounts(big("A1", "ann@ours.com"))
		w.start()
		defer w.end()
		must(t, w.app.Store.SavePreference(t.Context(), account.Preference{UserID: "U0ANN", Zone: "Europe/Berlin"}))
		until(t, 2000, 3, 4, 10, 0)
		w.said(w.ask("U0ANN", "digest weekly mon 09:00"), "Digest d1 is ordered")
		w.reading("A1", 6)
		until(t, 2000, 3, 6, 15, 0)
		w.reading("A1", 1)
		until(t, 2000, 3, 7, 10, 0)
		w.send(row("late", "content.download", "late@a1.com", time.Now().Add(-72*time.Hour)))
		digests := func(n int) string {
			t.Helper()
			got := w.fake.Messages(w.fake.DM("U0ANN"), "U0ANN")
			if len(got) != n {
				t.Fatalf("%d digests, want %d\n%s", len(got), n, w.log)
			}
			return got[n-1].Text + string(got[n-1].Blocks)
		}
		if got := digests(1); !strings.Contains(got, "60 min in 7 days") || strings.Contains(got, "when published") {
			t.Errorf("the first digest: %s", got)
		}
		until(t, 2000, 3, 10, 10, 0)
		w.reading("A1", 9)
		until(t, 2000, 3, 13, 9, 10)
		const want = "The 7 days up to 6 Mar were 60 min when published, and are 80 min as known now: +20 min (later that day +10, learned late +10)"
		if got := digests(2); !strings.Contains(got, want) {
			t.Errorf("the second digest: %s", got)
		}
		until(t, 2000, 3, 17, 10, 0)
		w.reading("A1", 15)
		until(t, 2000, 3, 20, 9, 10)
		if got := digests(3); strings.Contains(got, "when published") {
			t.Errorf("a number that stands is restated: %s", got)
		}
	})
}
