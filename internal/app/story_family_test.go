package app_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
)

// Two subsidiaries that are each too small qualify their parent, of which nothing
// was ever recorded: once, with the words for it, and it leaves when they fall
// silent. A parent that gains one qualifies too, in silence: that is no news.
func TestStoryFamilyQualifiesItsParent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := storyConfig(t, "http")
		c.Scoring.MQA.RollUp = true
		w := stage(t, c)
		child := func(id, parent string) account.Account {
			return account.Account{ID: id, Name: "Acme " + id, Domains: []string{strings.ToLower(id) + ".com"}, Tier: "1", Employees: 1200, ParentID: parent}
		}
		group := account.Account{ID: "G", Name: "Acme Group", Tier: "1", Employees: 1200, Owner: "ann@ours.com"}
		w.accounts(group, child("North", "G"), child("South", "G"), account.Account{ID: "H", Name: "Holding", Tier: "1", Employees: 1200})
		w.start()
		defer w.end()
		n := 0
		read := func(days int) {
			for range days {
				for _, who := range []string{"ann.lee@north.com", "bo.li@south.com"} {
					n++
					w.send(fmt.Sprintf(`{"id":"r%d","type":"content.download","email":%q,"asset":"paper %d","occurred_at":%q}`, n, who, n, time.Now().UTC().Format(time.RFC3339)))
				}
				time.Sleep(24 * time.Hour)
			}
		}
		time.Sleep(10 * time.Hour)
		read(4) // 40 minutes each, 80 of 90 together
		w.within(time.Second, alerts, 0)
		read(1)
		m := w.within(2*time.Second, alerts, 1)[0]
		if !strings.Contains(m.Text, "Acme Group is now an MQA with 2 subsidiaries: ") || !strings.Contains(string(m.Blocks), "engaged people in 90 days, with 2 subsidiaries") {
			t.Errorf("the card says %q: %s", m.Text, m.Blocks)
		}
		mqas := func() map[string]string {
			out := map[string]string{}
			if err := w.app.Store.Cards(t.Context(), func(c account.Card) error {
				if c.MQA {
					out[c.AccountID] = c.Together()
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return out
		}
		// South is sold to somebody else: its old parent goes on with what it has,
		// its new one starts with all of it.
		w.accounts(child("South", "H"))
		if got := mqas(); len(got) != 0 {
			t.Errorf("with one subsidiary each: %v", got)
		}
		w.accounts(child("North", "H"))
		if got := fmt.Sprint(mqas()); got != "map[H:with 2 subsidiaries]" {
			t.Errorf("both are under the holding: %v", got)
		}
		time.Sleep(160 * 24 * time.Hour) // silence
		if got := mqas(); len(got) != 0 {
			t.Errorf("after months of silence: %v", got)
		}
		w.within(time.Second, alerts, 1)
	})
}
