package storetest

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/scoring"
	"engagement/store"
)

// spoken is a line of a journal in full, to compare with another journal's.
type spoken struct {
	At, Recorded                                       int64
	Minutes                                            account.Milli
	Person, Source, Type, URL, Asset, Campaign, Status string
	Flags                                              scoring.Flags
}

func speak(t *testing.T, j *scoring.Journal) []spoken {
	t.Helper()
	var out []spoken
	newest := j.Lines
	j.Lines = nil
	for _, packed := range j.Packed {
		must(t, j.UnpackLines(packed))
	}
	j.Packed, j.Lines = nil, append(j.Lines, newest...)
	for _, l := range j.Lines {
		d := j.Deeds[l.Deed]
		s := spoken{
			At: l.At, Recorded: l.Recorded, Minutes: l.Minutes, Flags: l.Flags, Source: j.Words[d.Source], Type: j.Words[d.Type],
			URL: j.Words[d.URL], Asset: j.Words[d.Asset], Campaign: j.Words[d.Campaign], Status: j.Words[d.Status],
		}
		if l.Person != scoring.Nobody {
			s.Person = j.People[l.Person]
		}
		out = append(out, s)
	}
	return out
}

// sameAsRows holds the journals of accounts against their rows, and commits what
// they lacked.
func sameAsRows(t *testing.T, s *store.Store, ids ...string) {
	t.Helper()
	cases, err := s.Cases(ctx, noon, "", ids)
	must(t, err)
	var verdicts []store.Verdict
	for i, c := range cases {
		facts, err := s.Facts(ctx, ids[i])
		must(t, err)
		if diff := cmp.Diff(speak(t, scoring.JournalOf(facts.Activities)), speak(t, c.Facts.Journal)); diff != "" {
			t.Fatalf("journal of %s (-rows +journal):\n%.2000s", ids[i], diff)
		}
		if diff := cmp.Diff(facts.People, c.Facts.People); diff != "" {
			t.Fatalf("people of %s (-rows +journal):\n%s", ids[i], diff)
		}
		verdicts = append(verdicts, answerOf(c))
	}
	_, err = s.Commit(ctx, "test", verdicts)
	must(t, err)
}

// answerOf is a verdict that stores the journal of a case.
func answerOf(c store.Case) store.Verdict {
	v := store.Verdict{Mark: c.Mark, Read: c.Read, Journal: c.Journal}
	v.Decision.State = c.State
	return v
}

// A journal says what the rows say, however they arrive: in order, late, at one
// instant, by the thousand, under new titles, or moved to another account.
func journalKeepsUp(t *testing.T, s *store.Store) {
	acme(t, s)
	rnd := rand.New(rand.NewPCG(7, 7))
	n := 0
	for round := range 40 {
		var all []account.Activity
		for range []int{1, 3, 40, 700}[rnd.IntN(4)] {
			n++
			v := visit(n, []string{"A1", "A1", "A2"}[rnd.IntN(3)])
			v.ID = fmt.Sprintf("v%d-%d", rnd.IntN(1000), n) // not in the order of arrival
			v.OccurredAt = noon.Add(time.Duration(rnd.IntN(100*(round+1))) * time.Hour)
			v.URL, v.Asset = fmt.Sprint("/", rnd.IntN(9)), []string{"", "Paper"}[rnd.IntN(2)]
			v.Bot, v.Live = rnd.IntN(9) == 0, rnd.IntN(3) > 0
			v.Tagged = rnd.IntN(5) == 0
			if v.Bot {
				v.Sign = account.Sign(rnd.IntN(4))
			}
			if rnd.IntN(4) == 0 {
				v.Minutes = account.Milli(rnd.IntN(90_000))
			}
			switch rnd.IntN(6) {
			case 0:
				v.Identity, v.Match.ContactID = account.Identity{Domain: "acme.com"}, ""
			case 1:
				v.Identity.Email, v.Match.ContactID = fmt.Sprintf("new%d@acme.com", n), fmt.Sprintf("new%d", n)
			}
			all = append(all, v)
		}
		_, err := s.Record(ctx, batch(t, s, all...))
		must(t, err)
		switch rnd.IntN(5) {
		case 0:
			_, err = s.SaveContacts(ctx, noon, "", []account.Contact{{ID: fmt.Sprintf("c%d", rnd.IntN(5)), Title: fmt.Sprintf("Title %d", round), Links: []account.Link{{AccountID: []string{"A1", "A2"}[rnd.IntN(2)]}}}}, nil)
		case 1:
			err = moveSomebody(s, []string{"A1", "A2"}[rnd.IntN(2)])
		}
		must(t, err)
		if rnd.IntN(3) > 0 {
			sameAsRows(t, s, "A1", "A2")
		}
	}
	sameAsRows(t, s, "A2", "A1")
	cases, err := s.Cases(ctx, noon, "", []string{"A1"})
	must(t, err)
	if cases[0].Journal != nil {
		t.Error("a journal that lacks nothing is stored again")
	}
	if lines := cases[0].Facts.Journal.Len(); lines < 2000 {
		t.Errorf("%d lines: the test says little about chapters", lines)
	}
}

// moveSomebody matches the first identity to an account.
func moveSomebody(s *store.Store, accountID string) error {
	var moved []store.Rematched
	if err := s.Identities(ctx, func(i store.StoredIdentity) error {
		if len(moved) == 0 && i.Match.ContactID != "" {
			match := i.Match
			match.AccountID = accountID
			moved = append(moved, store.Rematched{ID: i.ID, Match: match, Spans: []account.MatchSpan{{Span: account.Span{From: -200_000, To: 200_000}, Match: match}}})
		}
		return nil
	}); err != nil {
		return err
	}
	return s.Rematch(ctx, noon, time.UTC, moved)
}

// A journal that was read before activities moved away is not stored after.
func journalNotStale(t *testing.T, s *store.Store) {
	acme(t, s)
	_, err := s.Record(ctx, batch(t, s, visit(1, "A1"), visit(2, "A1"), visit(3, "A1")))
	must(t, err)
	for _, stored := range []bool{false, true} {
		if stored {
			sameAsRows(t, s, "A1", "A2")
			_, err := s.Record(ctx, batch(t, s, visit(4, "A1")))
			must(t, err)
		}
		before, err := s.Cases(ctx, noon, "", []string{"A1", "A2"})
		must(t, err)
		must(t, moveSomebody(s, []string{"A2", "A1"}[before[1].Facts.Journal.Len()%2]))
		if stored {
			// Somebody else has answered what the move marked.
			sameAsRows(t, s, "A1", "A2")
		}
		_, err = s.Commit(ctx, "test", []store.Verdict{answerOf(before[0]), answerOf(before[1])})
		must(t, err)
		sameAsRows(t, s, "A1", "A2")
	}
}

// A case is of one instant: the mark in it is of the activities in it.
func casesAreWhole(t *testing.T, s *store.Store) {
	acme(t, s)
	must(t, s.Begin(ctx, account.Import{ID: "I1", Kind: "activities", StartedAt: noon}))
	_, err := s.Record(ctx, account.Batch{ImportID: "I1", Directory: batch(t, s).Directory, At: noon, Activities: []account.Activity{visit(1, "A1")}})
	must(t, err)
	_, err = s.Record(ctx, batch(t, s, visit(2, "A2")))
	must(t, err)
	cases, err := s.Cases(ctx, noon, "", []string{"A2", "A1", "A9"})
	must(t, err)
	for i, want := range []struct {
		id         string
		lines      int
		live, held bool
	}{{"A2", 1, true, false}, {"A1", 1, true, true}, {"", 0, false, false}} {
		c := cases[i]
		if c.Facts.Account.ID != want.id || c.Facts.Journal.Len() != want.lines || c.Mark.Live != want.live || c.Held != want.held || c.Read < c.Mark.Version {
			t.Errorf("case %d: account %q, %d lines, mark %+v, held %v, read %d; want %+v", i, c.Facts.Account.ID, c.Facts.Journal.Len(), c.Mark, c.Held, c.Read, want)
		}
	}
}
