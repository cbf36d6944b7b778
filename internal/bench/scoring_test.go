package bench

import (
	"testing"

	"engagement/scoring"
)

// BenchmarkStanding scores an account of a thousand activities from its packed
// journal.
func BenchmarkStanding(b *testing.B) {
	c := Full()
	f := c.Facts(3000, 20, 1000)
	p := scoring.DefaultPolicy()
	j := scoring.JournalOf(f.Activities)
	head, lines, people := scoring.PackHead(j), scoring.PackLines(j.Lines), scoring.PackPeople(f.People)
	b.Logf("head %d B, lines %d B, people %d B, %d deeds", len(head), len(lines), len(people), len(j.Deeds))
	scorer := scoring.NewScorer(&p)
	b.ReportAllocs()
	var again scoring.Journal
	var known []scoring.Person
	for b.Loop() {
		again.Lines = again.Lines[:0]
		if err := again.UnpackHead(head); err != nil {
			b.Fatal(err)
		}
		if err := again.UnpackLines(lines); err != nil {
			b.Fatal(err)
		}
		var err error
		if known, err = scoring.UnpackPeople(known[:0], people); err != nil {
			b.Fatal(err)
		}
		if scorer.Standing(scoring.Facts{Account: f.Account, Journal: &again, People: known}, c.Last()).Card.Minutes90 == 0 {
			b.Fatal("nothing happened")
		}
	}
}
