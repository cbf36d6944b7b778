package scoring

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// labelled is a series and what somebody else calls unusual in it.
type labelled struct {
	buckets []SpikeBucket
	windows [][2]time.Time
}

func labelledSeries(t *testing.T, kind string) map[string]*labelled {
	t.Helper()
	const folder = "../../shared/data/3_spikes/"
	read := func(name string) [][]string {
		file, err := os.Open(folder + name)
		if err != nil {
			t.Skipf("no shared data here: %v", err)
		}
		defer file.Close()
		return rowsOf(t, csv.NewReader(file))
	}
	at := func(text string) time.Time {
		for _, layout := range []string{time.DateOnly, "2006-01-02T15:04", time.DateTime} {
			if start, err := time.Parse(layout, text); err == nil {
				return start
			}
		}
		t.Fatalf("time %q", text)
		return time.Time{}
	}
	all := map[string]*labelled{}
	for _, row := range read("nab_" + kind + "_dev.csv") {
		value, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		if all[row[0]] == nil {
			all[row[0]] = &labelled{}
		}
		all[row[0]].buckets = append(all[row[0]].buckets, SpikeBucket{at(row[1]), value})
	}
	for _, row := range read("nab_windows_dev.csv") {
		if s := all[row[0]]; s != nil && !at(row[2]).Before(s.buckets[0].Start) {
			s.windows = append(s.windows, [2]time.Time{at(row[1]), at(row[2])})
		}
	}
	return all
}

// TestLabelledSpikes holds one set of defaults against series that somebody
// else labelled. Alarms less than a gap apart are one; it is right when it
// touches a window.
func TestLabelledSpikes(t *testing.T) {
	for _, tt := range []struct {
		kind                    string
		step, gap               time.Duration
		precision, recall, rate float64 // false alarms a series and year
	}{
		{"daily", day, 2 * day, 0.75, 0.40, 1.5},
		{"hourly", time.Hour, day, 0.45, 0.55, 13},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			right, wrong, hit, windows, days := 0, 0, 0, 0, 0.0
			for name, s := range labelledSeries(t, tt.kind) {
				days += s.buckets[len(s.buckets)-1].Start.Sub(s.buckets[0].Start).Hours()/24 + 1
				windows += len(s.windows)
				seen := map[int]bool{}
				var last time.Time
				touched, open := false, false
				end := func() {
					switch {
					case open && touched:
						right++
					case open:
						wrong++
					}
					touched = false
				}
				for _, spike := range found(t, s.buckets) {
					start := s.buckets[spike.Bucket].Start
					if start.Sub(last) > tt.gap {
						end()
					}
					open, last = true, start
					for i, w := range s.windows {
						if w[0].Before(start.Add(tt.step)) && !w[1].Before(start) {
							touched, seen[i] = true, true
						}
					}
					if !strings.Contains(spike.Reason, "normally") {
						t.Errorf("%s: reason %q", name, spike.Reason)
					}
				}
				end()
				hit += len(seen)
			}
			precision, recall := float64(right)/float64(right+wrong), float64(hit)/float64(windows)
			rate := float64(wrong) / days * 365.25
			t.Logf("%d alarms, %d windows: precision %.3f, recall %.3f, %.1f false alarms a series and year", right+wrong, windows, precision, recall, rate)
			if precision < tt.precision || recall < tt.recall || rate > tt.rate {
				t.Errorf("want precision %v, recall %v, at most %v false alarms a series and year", tt.precision, tt.recall, tt.rate)
			}
		})
	}
}
