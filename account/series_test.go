package account

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
)

func TestSeriesComesBack(t *testing.T) {
	for _, s := range []Series{nil, {}, {0}, {1500, 0, -7, 1 << 50, 3}} {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var again Series
		if err := json.Unmarshal(text, &again); err != nil || !slices.Equal(s, again) || (s == nil) != (again == nil) {
			t.Errorf("%v is %s and comes back as %v, %v", s, text, again, err)
		}
	}
	var list Series
	if err := json.Unmarshal([]byte(`[1000, 2500]`), &list); err != nil || !slices.Equal(list, Series{1000, 2500}) {
		t.Errorf("an array is read as %v, %v", list, err)
	}
	for _, bad := range []string{`"?"`, `"gA"`, `{}`, `["x"]`, `7`} {
		if err := json.Unmarshal([]byte(bad), &list); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s is read: %v", bad, err)
		}
	}
}

func TestWeeksEndWithTheLastDay(t *testing.T) {
	s := Series{100, 1, 2, 3, 4, 5, 6, 7, 10, 20, 30, 40, 50, 60, 70}
	if got := s.Weeks(); !slices.Equal(got, Series{28, 280}) {
		t.Errorf("weeks = %v, want 28 and 280", got)
	}
	if got := s[:6].Weeks(); len(got) != 0 {
		t.Errorf("six days have the weeks %v", got)
	}
}
