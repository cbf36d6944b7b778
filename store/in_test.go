package store

import (
	"slices"
	"strings"
	"testing"
)

// Lists of many lengths are few texts, and name the same values.
func TestListsAreFewTexts(t *testing.T) {
	texts := map[string]bool{}
	for n := 1; n <= 500; n++ {
		var ids []int64
		for i := range n {
			ids = append(ids, int64(i))
		}
		before := slices.Clone(ids)
		text, args, err := in("SELECT ? WHERE seq IN (?)", "x", ids)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(text, "?") != len(args) || args[0] != "x" || !slices.Equal(ids, before) {
			t.Fatalf("%d values: %s with %d", n, text, len(args))
		}
		var named []int64
		for _, a := range args[1:] {
			named = append(named, a.(int64))
		}
		if slices.Sort(named); !slices.Equal(slices.Compact(named), ids) {
			t.Fatalf("%d values: %v", n, args)
		}
		texts[text] = true
	}
	if len(texts) != 10 {
		t.Errorf("%d texts for lists of up to 500, want 10", len(texts))
	}
	if _, _, err := in("SELECT 1 WHERE seq IN (?)", []int64{}); err == nil {
		t.Error("an empty list is no list")
	}
}

// Pieces are few lengths, largest first, and together the list.
func TestPartsAreFewLengths(t *testing.T) {
	lengths := map[int]bool{}
	for n := range 300 {
		var list, joined []int
		for i := range n {
			list = append(list, i)
		}
		last := 64
		for part := range parts(list) {
			if len(part) == 0 || len(part) > last {
				t.Fatalf("%d values: a piece of %d after one of %d", n, len(part), last)
			}
			last = len(part)
			lengths[last] = true
			joined = append(joined, part...)
		}
		if !slices.Equal(joined, list) {
			t.Fatalf("%d values: %v", n, joined)
		}
	}
	if len(lengths) != 7 {
		t.Errorf("pieces of %d lengths, want 1, 2, 4, ... 64", len(lengths))
	}
	for range parts([]int{1, 2, 3}) {
		break
	}
}
