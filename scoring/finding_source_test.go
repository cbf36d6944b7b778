package scoring

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

// fed lets somebody of an account spend ten minutes through a source on every
// second day of a span.
func (s *stage) fed(accountID, source string, span account.Span) {
	for day := span.From; day <= span.To; day++ {
		if (int(day)+len(accountID))%2 == 0 {
			s.spend(accountID, "", day, 10).Source = source
		}
	}
}

func (s *stage) paused(t *testing.T, to account.Day) (found, paused []string) {
	t.Helper()
	p := s.policy()
	f, err := NewFinder(nil, p, account.Span{From: 0, To: to})
	if err != nil {
		t.Fatal(err)
	}
	all := s.days(p, to)
	for i := range all {
		f.Count(&all[i])
	}
	for i := range all {
		if err := f.Judge(&all[i]); err != nil {
			t.Fatal(err)
		}
	}
	short := func(list []account.Finding) []string {
		var out []string
		for _, n := range list {
			if n.Kind == account.Stall {
				out = append(out, fmt.Sprintf("%s %d", n.AccountID, n.Day-firstDay))
			}
		}
		return out
	}
	return short(f.Findings(nil)), short(f.Paused())
}

// What a source went silent for is no stall, but is noted once; what is still
// missing when it is back is found then; what has nothing to do with it is found
// as ever.
func TestStallsPauseWhileASourceIsSilent(t *testing.T) {
	const silent, back, end = 100, 125, 170
	s := newStage()
	days := func(from, to account.Day) account.Span {
		return account.Span{From: firstDay + from, To: firstDay + to - 1}
	}
	for i := range 20 {
		s.fed(fmt.Sprintf("web %02d", i), "web", days(0, end))
	}
	for i := range 4 {
		id := fmt.Sprintf("linkedin %d", i)
		s.fed(id, "linkedin", days(0, silent))
		s.fed(id, "linkedin", days(back, end))
	}
	s.fed("gone meanwhile", "linkedin", days(0, silent))
	s.fed("gone from the web", "web", days(0, silent))
	s.fed("half and half", "web", days(0, end))
	s.fed("half and half", "linkedin", days(0, silent))
	s.fed("alone on its source", "fax", days(0, silent))
	s.fed("mostly the web", "web", days(0, silent))
	for day := account.Day(0); day < silent; day += 10 {
		s.spend("mostly the web", "", firstDay+day, 10).Source = "linkedin"
	}
	s.fed("stalled before", "linkedin", days(0, 74))
	s.fed("stalled before", "linkedin", days(92, silent))
	found, paused := s.paused(t, firstDay+end-1)
	wantFound := []string{
		"stalled before 84", "mostly the web 110", "alone on its source 111", "gone from the web 111",
		"gone meanwhile 133", "stalled before 133", // a week of the two after it came back
	}
	wantPaused := []string{
		"gone meanwhile 111", "linkedin 0 111", "linkedin 1 111", "linkedin 2 111", "linkedin 3 111",
		"stalled before 113", // not while it was told already
	}
	if diff := cmp.Diff(wantFound, found); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantPaused, paused); diff != "" {
		t.Errorf("paused (-want +got):\n%s", diff)
	}
}

// A source that is active now and then is not silent because it brought nothing
// for two weeks, and one that was never heard of says nothing.
func TestSilenceTakesMissedDays(t *testing.T) {
	for _, tt := range []struct {
		name         string
		every, quiet account.Day
		others       int
		want         bool
	}{
		{"daily, silent for a week", 1, 7, 3, true},
		{"daily, silent for six days", 1, 6, 3, false},
		{"every second day, silent for eleven days", 2, 12, 3, true},
		{"every third day, silent for eleven days", 3, 11, 3, false},
		{"weekly, silent for two weeks", 7, 14, 3, false},
		{"weekly, silent for six weeks", 7, 42, 1, true},
		{"nobody else can tell", 1, 30, 0, false},
	} {
		all := sources{}
		const last = firstDay + 200
		for i := range tt.others + 1 {
			d := Days{Account: account.Account{ID: fmt.Sprint(i)}, sources: []string{"web"}}
			for day := firstDay; day <= last-tt.quiet; day++ {
				if (last-tt.quiet-day)%tt.every == 0 {
					d.deeds = append(d.deeds, deed{day: day, minutes: 10})
				}
			}
			all.count(&d)
		}
		own := Days{sources: []string{"web"}}
		for day := firstDay; day <= last-tt.quiet; day++ {
			if (last-tt.quiet-day)%tt.every == 0 {
				own.deeds = append(own.deeds, deed{day: day, minutes: 10})
			}
		}
		if got := all.silent("web", own.active()["web"], last); got != tt.want {
			t.Errorf("%s: silent %v, want %v", tt.name, got, tt.want)
		}
		if all.silent("fax", nil, last) {
			t.Errorf("%s: a source nobody heard of is silent", tt.name)
		}
	}
}

// Whatever sources do: what pauses on a day, and what is found, follows from that
// day and those before it.
func TestPausesDoNotKnowTomorrow(t *testing.T) {
	paused := 0
	for round := range 6 {
		rnd := rand.New(rand.NewPCG(uint64(round), 7))
		s := newStage()
		names := []string{"web", "linkedin", "events"}
		silent := map[string]account.Span{}
		for _, name := range names[1:] {
			from := firstDay + 80 + account.Day(rnd.IntN(40))
			silent[name] = account.Span{From: from, To: from + account.Day(rnd.IntN(50))}
		}
		for i := range 14 {
			id := fmt.Sprintf("A%02d", i)
			gone := firstDay + 90 + account.Day(rnd.IntN(120))
			for day := firstDay; day < firstDay+180; day++ {
				name := names[(i+rnd.IntN(4)/3)%3]
				if day < gone && rnd.IntN(2) == 0 && !(silent[name].Days() > 0 && silent[name].Contains(day)) {
					s.spend(id, "", day, account.Milli(5+rnd.IntN(20))).Source = name
				}
			}
		}
		end := firstDay + 179
		found, pauses := s.paused(t, end)
		paused += len(pauses)
		until := func(list []string, day account.Day) []string {
			return slices.DeleteFunc(slices.Clone(list), func(one string) bool {
				var on int
				if _, err := fmt.Sscanf(one[4:], "%d", &on); err != nil {
					t.Fatal(err)
				}
				return firstDay+account.Day(on) > day
			})
		}
		for day := end - 80; day < end; day += 7 {
			f, p := s.paused(t, day)
			if diff := cmp.Diff([][]string{until(found, day), until(pauses, day)}, [][]string{append([]string{}, f...), append([]string{}, p...)}, cmp.Transformer("empty", func(l []string) string { return fmt.Sprint(l) })); diff != "" {
				t.Fatalf("round %d, judged on %s (-from the end +from that day):\n%s", round, day, diff)
			}
		}
	}
	if paused == 0 {
		t.Error("nothing paused: the test says little")
	}
}
