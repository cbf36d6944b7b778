package account

import (
	"encoding/json"
	"testing"
)

// What was kept before trends said their window looked at 90 days, and is not
// written any other way than it was.
func TestTrendSaysItsWindow(t *testing.T) {
	for _, tt := range []struct {
		stored string
		days   int
		words  string
	}{
		{`{"Minutes":[1,2],"Running":[1,3]}`, 90, "90 days"},
		{`{"Minutes":[1,2],"Running":[1,3],"Window":60}`, 60, "60 days"},
		{`{"Minutes":[1,2],"Running":[1,3],"Window":1}`, 1, "1 day"},
	} {
		var trend Trend
		if err := json.Unmarshal([]byte(tt.stored), &trend); err != nil {
			t.Fatal(err)
		}
		for _, one := range []Trend{trend, trend.Last(1), trend.Mark(Finding{Kind: Surge, Direction: Rising})} {
			if one.DaysCounted() != tt.days || one.Counted() != tt.words {
				t.Errorf("%s: %d days, %q; want %d, %q", tt.stored, one.DaysCounted(), one.Counted(), tt.days, tt.words)
			}
		}
	}
}
