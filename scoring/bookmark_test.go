package scoring

import (
	"errors"
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"engagement/account"
)

// layAt scores a journal and lays a bookmark as late as it may, up to a day.
func layAt(t interface{ Fatal(...any) }, s *Scorer, f Facts, lay, day account.Day) *Bookmark {
	s.lay, s.laid, s.from = lay, nil, nil
	_, err := s.standing(f, day)
	if err != nil {
		t.Fatal(err)
	}
	b := s.laid
	s.lay, s.laid = 0, nil
	return b
}

// Taking up the walk at a bookmark ends where walking from the beginning ends,
// whatever has arrived since for the days after it; and a bookmark laid from a
// bookmark is the one that is laid from the beginning.
func TestBookmarkForgetsNothing(t *testing.T) {
	p := demanding()
	s := NewScorer(p)
	laid, again := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		f := plainFacts(rt, p)
		day := today + account.Day(rapid.IntRange(0, 3).Draw(rt, "later"))
		scribe, early, late := NewScribe(Journal{}), []account.Activity{}, []account.Activity{}
		lay := today - account.Day(rapid.IntRange(3, 30).Draw(rt, "lay"))
		for _, a := range f.Activities {
			if account.DayOf(a.OccurredAt, p.Zone) > lay.Monday()+6 && rapid.Bool().Draw(rt, "late") {
				late = append(late, a)
				continue
			}
			early = append(early, a)
		}
		// Numbers of people and deeds stay as they are when more arrive.
		for _, a := range append(early, late...) {
			scribe.Line(&a, 0)
		}
		numbered := func(activities []account.Activity) *Journal {
			j := JournalOf(activities)
			out := scribe.Journal
			out.Lines = nil
			for _, l := range j.Lines {
				out.Lines = append(out.Lines, scribe.Line(&activities[l.Seq], l.Seq))
			}
			return &out
		}
		whole := Facts{Account: f.Account, People: f.People, Opportunities: f.Opportunities, Journal: numbered(append(early, late...))}
		begun := whole
		begun.Journal = numbered(early)
		b := layAt(rt, s, begun, lay, day)
		if b == nil {
			return
		}
		laid++
		want := s.Standing(whole, day)
		// Only the shelves of people who did something since are read.
		all := b.Used
		b.Used = map[int32][]byte{Shelf(Nobody): all[Shelf(Nobody)]}
		for _, l := range whole.Journal.Lines {
			if account.DayOf(time.UnixMilli(l.At), p.Zone) > b.Day {
				b.Used[Shelf(l.Person)] = all[Shelf(l.Person)]
			}
		}
		maps.DeleteFunc(b.Used, func(_ int32, used []byte) bool { return used == nil })
		rest := whole
		rest.Journal = &Journal{Words: whole.Journal.Words, Deeds: whole.Journal.Deeds, People: whole.Journal.People}
		for _, l := range whole.Journal.Lines {
			if account.DayOf(time.UnixMilli(l.At), p.Zone) > b.Day {
				rest.Journal.Lines = append(rest.Journal.Lines, l)
			}
		}
		got, _, err := s.StandingFrom(rest, b, day)
		if err != nil {
			rt.Fatal(err)
		}
		// Requests before the bookmark were heard when it was laid.
		var asked []Request
		for _, r := range want.ActNow {
			if r.Day > b.Day {
				asked = append(asked, r)
			}
		}
		want.ActNow = asked
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("from %s on (-whole +taken up):\n%s", b.Day, diff)
		}
		s.from, s.lay = b, today
		if _, err := s.standing(rest, day); err != nil {
			rt.Fatal(err)
		}
		next := s.laid
		s.from, s.lay, s.laid = nil, 0, nil
		if want := layAt(rt, s, whole, today, day); want != nil && next != nil {
			again++
			if diff := cmp.Diff(want.Fold, next.Fold); diff != "" || want.Day != next.Day {
				rt.Fatalf("a bookmark of %s laid from one of %s:\n%s", want.Day, b.Day, diff)
			}
			// The other shelves stay as they were.
			joined := maps.Clone(all)
			maps.Copy(joined, next.Used)
			late := Facts{Account: f.Account, People: f.People, Opportunities: f.Opportunities, Journal: &Journal{Words: whole.Journal.Words, Deeds: whole.Journal.Deeds, People: whole.Journal.People}}
			for _, l := range whole.Journal.Lines {
				if account.DayOf(time.UnixMilli(l.At), p.Zone) > next.Day {
					late.Journal.Lines = append(late.Journal.Lines, l)
				}
			}
			got, _, err := s.StandingFrom(late, &Bookmark{Day: next.Day, Fold: next.Fold, Used: joined}, day)
			if err != nil {
				rt.Fatal(err)
			}
			got.ActNow = nil
			want := s.Standing(whole, day)
			want.ActNow = nil
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Fatalf("from the second bookmark on (-whole +taken up):\n%s", diff)
			}
		}
	})
	if laid == 0 || again == 0 {
		t.Errorf("%d bookmarks, %d of them laid again: the test says little", laid, again)
	}
}

// Damaged bookmarks are refused, never followed.
func FuzzBookmark(f *testing.F) {
	p := busy()
	var activities []account.Activity
	for i := range 60 {
		activities = append(activities, on(doing("content.download", []string{"vp", "ic"}[i%2], i), []string{"A", "B", "C"}[i%3], ""), doing("web.tool_used", "dir", i))
	}
	facts := acme(activities...)
	b := layAt(f, NewScorer(p), facts, today-10, today)
	if b == nil {
		f.Fatal("no bookmark was laid")
	}
	f.Add(b.Fold, b.Used[Shelf(0)])
	f.Add(b.Fold[:len(b.Fold)/2], []byte{packVersion, 200, 0})
	f.Fuzz(func(t *testing.T, fold, used []byte) {
		s := NewScorer(p)
		_, _, err := s.StandingFrom(facts, &Bookmark{Day: b.Day, Fold: fold, Used: map[int32][]byte{1: used}}, today)
		if err != nil && !errors.Is(err, ErrPacked) {
			t.Fatal(err)
		}
	})
}
