package account

import (
	"testing"

	"pgregory.net/rapid"
)

// What a channel sees names nobody alone: neither in a cell, nor by what is
// left when the others are taken from the total.
func TestSharedHidesSinglePeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h Heatmap
		for range rapid.IntRange(0, 8).Draw(t, "cells") {
			c := h.Cell(Role{Level: rapid.SampledFrom(Levels[:]).Draw(t, "level"), Department: rapid.SampledFrom([]string{"IT", "Finance", "Sales"}).Draw(t, "department")})
			if c.People == 0 {
				c.People = rapid.IntRange(0, 4).Draw(t, "people")
				c.Minutes = Milli(c.People) * Milli(rapid.Int64Range(1, 90_000).Draw(t, "minutes"))
				h.Total += c.Minutes
			}
		}
		before := h.Total
		s := h.Shared()
		rest, hidden := s.Total, 0
		for i, c := range s.Cells {
			switch {
			case c.Hidden:
				hidden++
				if c.Minutes != 0 || c.People != 0 {
					t.Fatalf("hidden, and still says %+v", c)
				}
			case h.Cells[i].People == 1:
				t.Fatalf("one person is shown: %+v", h.Cells[i])
			}
			rest -= c.Minutes
		}
		if hidden != s.Withheld || hidden == 0 && s.Total != before {
			t.Fatalf("%d hidden, %d said; total %d of %d", hidden, s.Withheld, s.Total, before)
		}
		if hidden == 1 && rest != 0 {
			t.Fatalf("the one hidden cell is what is left of the total: %d", rest)
		}
		if h.Total != before {
			t.Fatal("the map itself was changed")
		}
	})
}

func TestHeatmapAdds(t *testing.T) {
	var sum Heatmap
	vp := Role{Level: VP, Department: "IT"}
	for i := range 3 {
		one := Heatmap{Accounts: 1, Active: 1, Total: 5, Anonymous: 2}
		c := one.Cell(vp)
		c.Minutes, c.People = 3, 1
		if i == 2 {
			one.Cell(Role{Level: CLevel, Department: "IT"}).People = 1
		}
		sum.Add(one)
	}
	if c := sum.At(vp); c.Minutes != 9 || c.People != 3 || sum.Total != 15 || sum.Anonymous != 6 || sum.Accounts != 3 || sum.People() != 4 {
		t.Errorf("sum %+v", sum)
	}
	if rows := sum.Rows(); len(rows) != 1 || rows[0].Minutes != 9 || sum.Cells[0].Role.Level != CLevel {
		t.Errorf("rows %+v of %+v", sum.Rows(), sum.Cells)
	}
}
