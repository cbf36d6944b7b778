package account

import (
	"reflect"
	"testing"
)

func TestMarkTheDaysOfAFinding(t *testing.T) {
	trend := Trend{From: 100, Minutes: make([]Milli, 60)}
	trend.Minutes[43] = 10 * Minute
	for i := 30; i < 40; i++ {
		trend.Minutes[i] = 10 * Minute
	}
	surge := Finding{Kind: Surge, Day: 134, Direction: Rising, Minutes: 50 * Minute, Normal: 4 * Minute}
	stall := Finding{Kind: Stall, Day: 154, Direction: Falling, Normal: 20 * Minute}
	tests := []struct {
		name string
		f    Finding
		want []Stretch
	}{
		{"a surge lasts while its week is more than half of it", surge, []Stretch{{Surge, Rising, Span{130, 144}}}},
		{"a stall lasts to the end", stall, []Stretch{{Stall, Falling, Span{144, 159}}}},
		{"an event is its week", Finding{Kind: EventBurst, Day: 134, Direction: Rising, Minutes: 9000 * Minute}, []Stretch{{EventBurst, Rising, Span{130, 134}}}},
		{"a person is no stretch", Finding{Kind: NewSenior, Day: 134, Direction: Rising}, nil},
		{"before the trend", Finding{Kind: Surge, Day: 90, Direction: Rising, Minutes: 50 * Minute}, nil},
		{"after the trend", Finding{Kind: Surge, Day: 190, Direction: Rising, Minutes: 50 * Minute}, nil},
	}
	for _, tt := range tests {
		if got := trend.Mark(tt.f).Stretches; !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
	trend.Running = make([]Milli, 60)
	both := trend.Mark(surge).Mark(stall)
	if last := both.Last(10); len(both.Stretches) != 2 || len(last.Stretches) != 1 || last.Stretches[0].Kind != Stall {
		t.Errorf("of %+v the last ten days keep %+v", both.Stretches, last.Stretches)
	}
	if empty := (Trend{From: 100}).Mark(surge); len(empty.Stretches) > 0 {
		t.Errorf("a trend of no days has %+v", empty.Stretches)
	}
}
