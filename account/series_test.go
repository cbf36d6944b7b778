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
