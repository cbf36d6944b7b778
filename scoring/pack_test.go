package scoring

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// What is packed is read back as it was, in as many chapters as one likes.
func TestPackedJournalsComeBack(t *testing.T) {
	p := busy()
	rapid.Check(t, func(rt *rapid.T) {
		f := plainFacts(rt, p)
		want := JournalOf(f.Activities)
		var got Journal
		if err := got.UnpackHead(PackHead(want)); err != nil {
			rt.Fatal(err)
		}
		for rest := want.Lines; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(rt, "chapter")
			if err := got.UnpackLines(PackLines(rest[:n])); err != nil {
				rt.Fatal(err)
			}
			rest = rest[n:]
		}
		if len(want.Lines) == 0 {
			want.Lines = nil
		}
		if diff := cmp.Diff(*want, got); diff != "" {
			rt.Fatalf("journal (-written +read):\n%s", diff)
		}
		people, err := UnpackPeople(nil, PackPeople(f.People))
		if diff := cmp.Diff(f.People, people); diff != "" || err != nil {
			rt.Fatalf("people: %v\n%s", err, diff)
		}
		if got, want := NewScorer(p).Standing(Facts{Account: f.Account, Journal: &got, People: people, Opportunities: f.Opportunities}, today), Compute(f, p, today); cmp.Diff(got.Card, want.Card) != "" {
			rt.Fatalf("standing (-packed +given):\n%s", cmp.Diff(got.Card, want.Card))
		}
	})
}

// Whatever bytes come from the database, reading ends, without a panic and
// without a line that refers to nothing; what can be read is written again the
// same way.
func FuzzUnpack(f *testing.F) {
	j := JournalOf(acme(doing("web.chat", "vp", 1), lasting(on(doing("webinar.attended", "ic", 3), "W", "u"), 20)).Activities)
	head, lines, people := PackHead(j), PackLines(j.Lines), PackPeople(acme().People)
	f.Add(head, lines, people)
	f.Add(head[:len(head)-1], lines[:3], people[:5])
	f.Fuzz(func(t *testing.T, head, lines, people []byte) {
		var j Journal
		if err := j.UnpackHead(head); err != nil {
			if !errors.Is(err, ErrPacked) {
				t.Fatal(err)
			}
			return
		}
		if err := j.UnpackLines(lines); err == nil && bytes.Equal(PackLines(j.Lines), lines) {
			for _, l := range j.Lines {
				if int(l.Deed) >= len(j.Deeds) || l.Deed < 0 || int(l.Person) >= len(j.People) || l.Person < Nobody {
					t.Fatalf("line %+v refers to nothing", l)
				}
			}
		}
		if list, err := UnpackPeople(nil, people); err == nil {
			if again, err := UnpackPeople(nil, PackPeople(list)); err != nil || cmp.Diff(list, again) != "" {
				t.Fatalf("people do not come back: %v", err)
			}
		}
	})
}
