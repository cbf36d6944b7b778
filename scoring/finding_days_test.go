package scoring

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"engagement/account"
)

// The days of findings are those of the ledger: the same minutes, of the groups
// that count, by the same people.
func TestDaysAreTheLedger(t *testing.T) {
	types := []string{"content.download", "form.content", "web.page_view", "webinar.attended", "meeting.held", "email.reply", "no.such_type"}
	rapid.Check(t, func(t *rapid.T) {
		s := newStage()
		s.person("c1", "A", "VP Sales")
		s.person("c2", "A", "Student")
		for range rapid.IntRange(1, 60).Draw(t, "activities") {
			day := firstDay + account.Day(rapid.IntRange(0, 12).Draw(t, "day"))
			a := s.spend("A", rapid.SampledFrom([]string{"", "c1", "c2", "c3"}).Draw(t, "contact"), day, 0)
			a.Type, a.Minutes = rapid.SampledFrom(types).Draw(t, "type"), account.NoMinutes
			a.Asset = rapid.SampledFrom([]string{"", "One", "Two"}).Draw(t, "asset")
			a.OccurredAt = a.OccurredAt.Add(time.Duration(rapid.IntRange(0, 800).Draw(t, "minute")) * time.Minute)
			a.Bot = rapid.IntRange(0, 9).Draw(t, "bot") == 0
			a.Live = rapid.Bool().Draw(t, "live")
		}
		p := s.policy()
		to := firstDay + 12
		d := Daily(*s.facts["A"], p, to)
		minutes, late, known := map[account.Day]account.Milli{}, map[account.Day]account.Milli{}, map[account.Day]account.Milli{}
		people := map[account.Day]map[string]bool{}
		for _, r := range Ledger(*s.facts["A"], p, account.Span{From: firstDay, To: to}) {
			if r.Minutes == 0 || !slices.Contains(p.MQA.Groups, r.Group) {
				continue
			}
			minutes[r.Day] += r.Minutes
			if !r.Live {
				late[r.Day] += r.Minutes
			}
			if r.ContactID == "" {
				continue
			}
			known[r.Day] += r.Minutes
			for day := r.Day; day < r.Day+7; day++ {
				if people[day] == nil {
					people[day] = map[string]bool{}
				}
				people[day][r.ContactID] = true
			}
		}
		for i := range d.Minutes {
			day := d.From + account.Day(i)
			got := fmt.Sprint(d.Minutes[i], d.Late[i], d.Known[i], d.People[i])
			if want := fmt.Sprint(minutes[day], late[day], known[day], len(people[day])); got != want {
				t.Fatalf("day %d: %s, want %s", i, got, want)
			}
			delete(minutes, day)
		}
		if len(minutes) > 0 {
			t.Fatalf("days without a place: %v", minutes)
		}
	})
}
