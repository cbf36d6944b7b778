package scoring

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"engagement/account"
)

// BenchmarkFindings judges a year of a thousand accounts.
func BenchmarkFindings(b *testing.B) {
	s, chance := newStage(), rand.New(rand.NewPCG(1, 1))
	for k := range 1000 {
		id := fmt.Sprintf("A%04d", k)
		for c := range 5 {
			contact := fmt.Sprintf("%s-%d", id, c)
			s.person(contact, id, "")
			for day := account.Day(0); day < 365; day++ {
				if chance.IntN(12) == 0 {
					s.spend(id, contact, firstDay+day, account.Milli(1+chance.IntN(20)))
				}
			}
		}
	}
	p := s.policy()
	all := s.days(p, firstDay+364)
	for b.Loop() {
		if _, err := Findings(all, s.links, p, account.Window(firstDay+364, 365)); err != nil {
			b.Fatal(err)
		}
	}
}
