package scoring

import (
	"errors"
	"slices"
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
	laid := s.laid
	s.lay, s.laid = 0, nil
	if len(laid) == 0 {
		return nil
	}
	return laid[0]
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
		relaid := s.laid
		s.from, s.lay, s.laid = nil, 0, nil
		if want := layAt(rt, s, whole, today, day); want != nil && len(relaid) > 0 {
			next := relaid[0]
			again++
			if diff := cmp.Diff(want.Fold, next.Fold); diff != "" || want.Day != next.Day {
				rt.Fatalf("a bookmark of %s laid from one of %s:\n%s", want.Day, b.Day, diff)
			}
			late := Facts{Account: f.Account, People: f.People, Opportunities: f.Opportunities, Journal: &Journal{Words: whole.Journal.Words, Deeds: whole.Journal.Deeds, People: whole.Journal.People}}
			for _, l := range whole.Journal.Lines {
				if account.DayOf(time.UnixMilli(l.At), p.Zone) > next.Day {
					late.Journal.Lines = append(late.Journal.Lines, l)
				}
			}
			got, _, err := s.StandingFrom(late, next, day)
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

// The updates of a day end where walking from the beginning ends, whether their
// eve was laid from there or from a Sunday's bookmark.
func TestEveForgetsNothing(t *testing.T) {
	p := demanding()
	s := NewScorer(p)
	laid, again := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		f := plainFacts(rt, p)
		day := today - account.Day(rapid.IntRange(0, 15).Draw(rt, "earlier"))
		sunday := (day - 1 - account.Day(rapid.IntRange(0, 6).Draw(rt, "weeks")*7)).Monday() - 1
		f.Journal = JournalOf(f.Activities)
		// What is known of a day is all that was known of it when its eve was laid.
		after := func(b *Bookmark, j *Journal) Facts {
			rest := f
			rest.Journal = &Journal{Words: j.Words, Deeds: j.Deeds, People: j.People}
			for _, l := range j.Lines {
				if account.DayOf(time.UnixMilli(l.At), p.Zone) > b.Day {
					rest.Journal.Lines = append(rest.Journal.Lines, l)
				}
			}
			return rest
		}
		lay := func(from *Bookmark, f Facts) (eve *Bookmark) {
			s.from, s.eve, s.laid = from, day-1, nil
			if _, err := s.standing(f, day); err != nil {
				rt.Fatal(err)
			}
			if len(s.laid) > 0 {
				eve = s.laid[0]
			}
			s.from, s.eve, s.laid = nil, 0, nil
			return eve
		}
		// Half of the day comes after its eve was laid.
		known := f
		known.Journal = &Journal{Words: f.Journal.Words, Deeds: f.Journal.Deeds, People: f.Journal.People}
		for i, l := range f.Journal.Lines {
			if account.DayOf(time.UnixMilli(l.At), p.Zone) < day || i%2 == 0 {
				known.Journal.Lines = append(known.Journal.Lines, l)
			}
		}
		eve := lay(nil, known)
		if eve == nil {
			return
		}
		laid++
		want := s.Standing(f, day)
		check := func(eve *Bookmark) {
			got, more, err := s.StandingFrom(after(eve, f.Journal), eve, day)
			if err != nil || more != nil {
				rt.Fatal(err, more)
			}
			asked := want
			asked.ActNow = nil
			for _, r := range want.ActNow {
				if r.Day > eve.Day {
					asked.ActNow = append(asked.ActNow, r)
				} else if r.Day == eve.Day {
					rt.Fatalf("an eve forgets a request of %s", r.Day)
				}
			}
			got.ActNow = slices.Clip(got.ActNow)
			for i := range got.ActNow {
				got.ActNow[i].Seq, got.ActNow[i].ActivityID = 0, ""
			}
			for i := range asked.ActNow {
				asked.ActNow[i].Seq, asked.ActNow[i].ActivityID = 0, ""
			}
			if diff := cmp.Diff(asked, got); diff != "" {
				rt.Fatalf("on %s (-whole +from its eve):\n%s", day, diff)
			}
		}
		check(eve)
		if _, _, err := s.StandingFrom(f, eve, day+1); !errors.Is(err, ErrPacked) {
			rt.Fatalf("an eve was taken up on a later day: %v", err)
		}
		week := layAt(rt, s, known, sunday, day)
		if week == nil {
			return
		}
		again++
		later := lay(week, after(week, known.Journal))
		if later == nil {
			rt.Fatal("no eve was laid from a bookmark, but one from the beginning")
		}
		if diff := cmp.Diff(eve.Fold, later.Fold); diff != "" {
			rt.Fatalf("an eve of %s laid from %s:\n%s", later.Day, week.Day, diff)
		}
		check(later)
	})
	if laid < 20 || again < 20 {
		t.Errorf("%d eves, %d of them from bookmarks: the test says little", laid, again)
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
	s := NewScorer(p)
	b := layAt(f, s, facts, today-10, today)
	if b == nil {
		f.Fatal("no bookmark was laid")
	}
	s.eve = b.Day
	if _, err := s.standing(facts, b.Day+1); err != nil || len(s.laid) != 1 {
		f.Fatal("no eve was laid", err)
	}
	eve := s.laid[0]
	f.Add(false, b.Fold, b.Used)
	f.Add(false, b.Fold[:len(b.Fold)/2], []byte{packVersion, 200, 0})
	f.Add(true, eve.Fold, eve.Used)
	f.Add(true, eve.Fold[:len(eve.Fold)-3], eve.Used[:len(eve.Used)-1])
	f.Fuzz(func(t *testing.T, eve bool, fold, used []byte) {
		s := NewScorer(p)
		_, _, err := s.StandingFrom(facts, &Bookmark{Day: b.Day, Eve: eve, Fold: fold, Used: used}, b.Day+1)
		if err != nil && !errors.Is(err, ErrPacked) {
			t.Fatal(err)
		}
	})
}
