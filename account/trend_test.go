package account

import (
	"reflect"
	"testing"
)

// The end of a trend keeps everything that lies in it, whatever a trend has.
func TestLastKeepsWhatLiesInIt(t *testing.T) {
	day := Day(20000)
	whole := Trend{
		From: day - 9, Minutes: make(Series, 10), Running: make(Series, 10), Threshold: Minute, Window: 60,
		Crossed: []Day{day - 8, day - 1}, Configs: []Day{day - 8, day - 1}, Meetings: []Day{day - 8, day - 1},
		Stages:    []StageDay{{day - 8, "aware"}, {day - 1, "engaged"}},
		Stretches: []Stretch{{Span: Span{From: day - 9, To: day - 8}}, {Span: Span{From: day - 1, To: day}}},
	}
	got := reflect.ValueOf(whole.Last(3))
	for i := range got.NumField() {
		name, field := got.Type().Field(i).Name, got.Field(i)
		if field.IsZero() {
			t.Errorf("%s is lost", name)
		}
		if field.Kind() == reflect.Slice && name != "Minutes" && name != "Running" && field.Len() != 1 {
			t.Errorf("%s has %d, want the one that lies in it", name, field.Len())
		}
	}
}
