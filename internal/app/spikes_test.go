package app_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"engagement/account"
	"engagement/internal/app"
)

// A file written back to front, with two series mixed, is judged the same.
func TestSpikesOrderOfRows(t *testing.T) {
	t.Parallel()
	header, rows := "series,bucket_start,value\n", []string{}
	for i, d := range []string{"14", "15", "13", "16", "14", "12", "15", "17", "14", "15", "13", "15", "16", "90", "14"} {
		start := "2026-01-" + string([]byte{'0' + byte((i+1)/10), '0' + byte((i+1)%10)})
		rows = append(rows, "a,"+start+","+d+"\n", "b,"+start+"T00:00:00+02:00,"+d+"\n")
	}
	forward := header + strings.Join(rows, "")
	backward := header
	for i := range rows {
		backward += rows[len(rows)-1-i]
	}
	var one, other bytes.Buffer
	sum, err := app.Spikes("forward.csv", strings.NewReader(forward), &one)
	if err != nil || sum.Alarms != 2 || sum.Series != 2 {
		t.Fatalf("%v, %v; want an alarm in each of two series:\n%s", sum, err, one.String())
	}
	if !strings.Contains(one.String(), "\nb,2026-01-14T00:00:00+02:00,up,") {
		t.Errorf("the start is not as the file has it:\n%s", one.String())
	}
	if !strings.Contains(one.String(), "Wednesday 14 January 2026") {
		t.Errorf("the day is not that of the clock there:\n%s", one.String())
	}
	if _, err := app.Spikes("backward.csv", strings.NewReader(backward), &other); err != nil {
		t.Fatal(err)
	}
	lines := func(b bytes.Buffer) map[string]bool {
		set := map[string]bool{}
		for line := range strings.Lines(b.String()) {
			set[line] = true
		}
		return set
	}
	want, got := lines(one), lines(other)
	for line := range want {
		if !got[line] {
			t.Errorf("back to front lacks %q", line)
		}
	}
	if len(got) != len(want) {
		t.Errorf("back to front: %d lines, want %d", len(got), len(want))
	}
}

// Any file is judged or refused with the fault named; the alarms are buckets of
// the file.
func FuzzSpikes(f *testing.F) {
	f.Add("series,bucket_start,value\na,2026-01-01,1\na,2026-01-02,-1e308\na,2026-01-03,1e308\n")
	f.Add("series,bucket_start,value\na,2026-01-01T00:00:00+02:00,NaN\n")
	f.Add("{\"series\":\"a\",\"bucket_start\":\"2026-01-01\",\"value\":5}\n")
	f.Add("series;bucket_start;value\n\"a\nb\";46000;0,5\n")
	f.Add("series,bucket_start,value\n" + strings.Repeat("a,2026-01-01,5\n", 2))
	f.Fuzz(func(t *testing.T, text string) {
		var out bytes.Buffer
		sum, err := app.Spikes("fuzz.csv", strings.NewReader(text), &out)
		if err != nil {
			if !errors.Is(err, account.ErrInvalid) || !strings.Contains(err.Error(), "fuzz.csv") {
				t.Errorf("refused without the file or the fault: %v", err)
			}
			return
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(rows) != sum.Alarms+1 {
			t.Errorf("%d rows for %d alarms: %v", len(rows), sum.Alarms, err)
		}
	})
}
