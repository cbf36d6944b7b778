package scoring

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"engagement/account"
)

const firstDay account.Day = 20000

// visits is n days with minutes on every third.
func visits(n int, minutes account.Milli) []account.Milli {
	days := make([]account.Milli, n)
	for i := 0; i < n; i += 3 {
		days[i] = minutes
	}
	return days
}

func findings(t interface {
	Helper()
	Fatal(...any)
}, h AccountHistory,
) []account.Finding {
	t.Helper()
	h.From = firstDay
	got, err := AccountFindings(h, DefaultAccountSpikePolicy())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAccountSurge(t *testing.T) {
	minutes := visits(120, 6*account.Minute)
	for i := 100; i < 107; i++ {
		minutes[i] = 12 * account.Minute
	}
	got := findings(t, AccountHistory{Minutes: minutes})
	if len(got) != 1 {
		t.Fatalf("found %+v, want one surge", got)
	}
	f := got[0]
	if f.Kind != account.Surge || f.Direction != account.Rising || f.Day < firstDay+100 || f.Day >= firstDay+107 {
		t.Errorf("found %+v", f)
	}
	if want := "48 min in 7 days, normally 14 (x3.4, +34 min)"; f.Sentence != want {
		t.Errorf("sentence %q, want %q", f.Sentence, want)
	}

	people := make([]int, len(minutes))
	for i := range people {
		people[i] = 1
	}
	if got := findings(t, AccountHistory{Minutes: minutes, People: people}); len(got) > 0 {
		t.Errorf("one person alone: %+v", got)
	}
	people[int(f.Day-firstDay)] = 2
	if got := findings(t, AccountHistory{Minutes: minutes, People: people}); len(got) != 1 || got[0].People != 2 {
		t.Errorf("two people: %+v", got)
	}
	// What everybody did that week is no surge of one account.
	expected := make([]float64, len(minutes))
	for i := range expected {
		expected[i] = 1
		if i >= 100 && i < 107 {
			expected[i] = 5
		}
	}
	if got := findings(t, AccountHistory{Minutes: minutes, Expected: expected}); len(got) > 0 {
		t.Errorf("a week that moved everybody: %+v", got)
	}
}

func TestAccountSurgeFromAlmostNothing(t *testing.T) {
	minutes := make([]account.Milli, 100)
	minutes[90], minutes[92], minutes[93] = 20*account.Minute, 20*account.Minute, 21*account.Minute
	got := findings(t, AccountHistory{Minutes: minutes})
	if len(got) != 1 || got[0].Sentence != "40 min in 7 days, from almost nothing" {
		t.Errorf("found %+v", got)
	}
	if got := findings(t, AccountHistory{Minutes: minutes[66:]}); len(got) > 0 {
		t.Errorf("less than four weeks of history: %+v", got)
	}
}

// A surge that lasts is said once, or again when it doubles.
func TestAccountSurgeIsSaidOnce(t *testing.T) {
	minutes := visits(300, 6*account.Minute)
	for i := 100; i < len(minutes); i++ {
		minutes[i] *= 5
	}
	if got := findings(t, AccountHistory{Minutes: minutes}); len(got) != 1 {
		t.Errorf("a new normal: %+v", got)
	}
	for i := 110; i < 120; i++ {
		minutes[i] = 60 * account.Minute
	}
	if got := findings(t, AccountHistory{Minutes: minutes}); len(got) < 2 || got[1].Minutes < 2*got[0].Minutes || got[1].Day > firstDay+120 {
		t.Errorf("twice that within the cool-down: %+v", got)
	}
}

// Within the cool-down a surge is heard when it says more than was said.
func TestAccountSurgeWithinTheCoolDown(t *testing.T) {
	wave := func(minutes []account.Milli, from, n int, a account.Milli) []account.Milli {
		for i := from; i < from+n; i++ {
			minutes[i] = a * account.Minute
		}
		return minutes
	}
	base := func() []account.Milli { return visits(200, 6*account.Minute) }
	tests := []struct {
		name string
		days []account.Milli
		told []account.Finding
		want []int
	}{
		{"one wave", wave(base(), 100, 7, 12), nil, []int{102}},
		{"a wave that goes on: once more when its week is full", wave(base(), 100, 25, 12), nil, []int{102, 109}},
		{"a wave that doubles in its first week", wave(wave(base(), 100, 7, 12), 104, 3, 30), nil, []int{102, 105}},
		{"the next wave, as high", wave(wave(base(), 100, 7, 12), 115, 7, 12), nil, []int{102, 118}},
		{"the next wave, after two quiet days", wave(wave(base(), 100, 7, 12), 109, 7, 12), nil, []int{102, 114}},
		{"a wave that doubles, then dies away slowly", wave(wave(wave(base(), 100, 7, 20), 107, 7, 14), 114, 7, 8), nil, []int{101, 104}},
		{"a wave that was told as something else", wave(base(), 100, 7, 12), []account.Finding{{Day: firstDay + 100, Minutes: 20 * account.Minute}}, []int{107}},
	}
	for _, tt := range tests {
		var got []int
		for _, f := range findings(t, AccountHistory{Minutes: tt.days, Told: tt.told}) {
			got = append(got, int(f.Day-firstDay))
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: found on days %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestAccountStall(t *testing.T) {
	minutes := visits(140, 18*account.Minute)
	for i := 100; i < len(minutes); i++ {
		minutes[i] = 0
	}
	quiet := AccountHistory{Minutes: minutes}
	if got := findings(t, quiet); len(got) > 0 {
		t.Errorf("neither tier 1 or 2 nor an open opportunity: %+v", got)
	}
	tiered := quiet
	tiered.Tier = 1
	got := findings(t, tiered)
	if len(got) != 1 || got[0].Kind != account.Stall || got[0].Direction != account.Falling || got[0].Day < firstDay+110 || got[0].Day > firstDay+115 {
		t.Fatalf("found %+v, want one stall two weeks after day 100", got)
	}
	if want := "0 min in 7 days, normally "; !strings.HasPrefix(got[0].Sentence, want) || !strings.HasSuffix(got[0].Sentence, " min), the second week running") {
		t.Errorf("sentence %q", got[0].Sentence)
	}
	large := tiered
	large.Threshold = 2000 * account.Minute
	if got := findings(t, large); len(got) > 0 {
		t.Errorf("a normal far below the account's threshold: %+v", got)
	}
	deal := quiet
	deal.Open = []account.Span{{From: firstDay + 50, To: firstDay + 200}}
	if got := findings(t, deal); len(got) != 1 {
		t.Errorf("an open opportunity: %+v", got)
	}
	for d := firstDay + 95; d < firstDay+140; d += 10 {
		deal.TwoWay = append(deal.TwoWay, d)
	}
	if got := findings(t, deal); len(got) > 0 {
		t.Errorf("we are talking: %+v", got)
	}
	away := tiered
	away.Expected = make([]float64, len(minutes))
	for i := range away.Expected {
		away.Expected[i] = 1
		if i >= 100 {
			away.Expected[i] = 0.2
		}
	}
	if got := findings(t, away); len(got) > 0 {
		t.Errorf("everybody is away: %+v", got)
	}
}

// A day's findings do not change when later days come.
func TestAccountFindingsAreCausal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 250).Draw(t, "n")
		h := AccountHistory{Minutes: make([]account.Milli, n), Expected: make([]float64, n), Tier: rapid.IntRange(1, 3).Draw(t, "tier")}
		for i := range h.Minutes {
			h.Minutes[i] = account.Milli(rapid.IntRange(0, 4).Draw(t, "visits")/3*rapid.IntRange(1, 60).Draw(t, "minutes")) * account.Minute
			h.Expected[i] = rapid.SampledFrom([]float64{1, 1, 1, 0, 0.3, 4}).Draw(t, "expected")
		}
		all := findings(t, h)
		cut := rapid.IntRange(0, n).Draw(t, "cut")
		var want []account.Finding
		for _, f := range all {
			if f.Day < firstDay+account.Day(cut) {
				want = append(want, f)
			}
		}
		h.Minutes, h.Expected = h.Minutes[:cut], h.Expected[:cut]
		if got := findings(t, h); !reflect.DeepEqual(got, want) {
			t.Fatalf("the first %d days alone: %+v, want %+v", cut, got, want)
		}
	})
}

func TestAccountFindingsRefuses(t *testing.T) {
	p := DefaultAccountSpikePolicy()
	for name, h := range map[string]AccountHistory{
		"days missing": {Minutes: make([]account.Milli, 3), People: make([]int, 2)},
		"negative":     {Minutes: []account.Milli{-1}},
		"expectation":  {Minutes: []account.Milli{1}, Expected: []float64{-1}},
	} {
		if _, err := AccountFindings(h, p); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	p.Chance = 0.7
	if _, err := AccountFindings(AccountHistory{}, p); err == nil {
		t.Error("chance 0.7 was taken")
	}
}
