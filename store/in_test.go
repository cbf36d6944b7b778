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
