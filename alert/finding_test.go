package alert

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

func surgeOn(day account.Day) account.Finding {
	return account.Finding{AccountID: "A1", Kind: account.Surge, Day: day, Direction: account.Rising, Minutes: 61000, Normal: 14000, Learned: day + 1}
}

func TestDecideFindings(t *testing.T) {
	late := func(f account.Finding, learned account.Day, minutes account.Milli) account.Finding {
		f.Learned, f.Late = learned, minutes
		return f
	}
	burst := account.Finding{Kind: account.EventBurst, Day: today, Subject: "Data Summit", Accounts: []string{"A1", "A2"}}
	tests := []struct {
		name   string
		judged account.Day
		found  []account.Finding
		said   []account.Finding
		want   []string
	}{
		{"the night after", today - 1, []account.Finding{surgeOn(today)}, nil, []string{"0 found"}},
		{"the first judgement is history", 0, []account.Finding{surgeOn(today - 100), surgeOn(today)}, nil, []string{"-100 history", "0 history"}},
		{"kept before", today - 1, []account.Finding{surgeOn(today)}, []account.Finding{surgeOn(today)}, nil},
		{"after days without a judgement", today - 20, []account.Finding{surgeOn(today - 14), surgeOn(today - 13)}, nil, []string{"-14 backfill", "-13 found"}},
		{"learned nine days later", today - 1, []account.Finding{late(surgeOn(today-9), today+1, 0)}, nil, []string{"-9 learned_late"}},
		{"found by another config", today - 1, []account.Finding{surgeOn(today - 9)}, nil, nil},
		{"an import of old days", today - 1, []account.Finding{late(surgeOn(today-90), today, 61000)}, nil, []string{"-90 history"}},
		{"old days by live rows", today - 1, []account.Finding{late(surgeOn(today-14), today, 0)}, nil, []string{"-14 backfill"}},
		{"imported history", today - 1, []account.Finding{late(surgeOn(today), today+1, 24000)}, nil, []string{"0 history"}},
		{"a little imported history", today - 1, []account.Finding{late(surgeOn(today), today+1, 23000)}, nil, []string{"0 found"}},
		{"what was said and is not found any more holds its cool-down", today - 1, []account.Finding{surgeOn(today)}, []account.Finding{surgeOn(today - 28)}, nil},
		{"but no longer", today - 1, []account.Finding{surgeOn(today)}, []account.Finding{surgeOn(today - 29)}, []string{"0 found"}},
		{"what is said before what was said", today - 1, []account.Finding{late(surgeOn(today-5), today+1, 0)}, []account.Finding{surgeOn(today - 3)}, nil},
		{"what grew", today - 1, []account.Finding{surgeOn(today - 5), surgeOn(today)}, []account.Finding{surgeOn(today - 5)}, []string{"0 found"}},
		{"an event", today - 1, []account.Finding{burst}, nil, []string{"0 found"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := FindingSnapshot{Found: tt.found, Said: tt.said, Judged: tt.judged, Until: today, Quiet: 28}
			d := DecideFindings(s, DefaultRules(), now, today)
			var got []string
			for _, f := range d.Facts {
				got = append(got, fmt.Sprintf("%d %s", f.Day-today, f.Reason))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("kept (-want +got):\n%s", diff)
			}
			for _, f := range d.Facts {
				if len(f.Verdicts) != len(f.About()) {
					t.Errorf("%d verdicts for %d accounts", len(f.Verdicts), len(f.About()))
				}
			}
			if d.Judged != tt.judged || d.Until != today {
				t.Errorf("judged days %d to %d", d.Judged, d.Until)
			}
			for _, f := range d.Facts {
				s.Said = append(s.Said, f.Finding)
			}
			s.Judged = today
			if again := DecideFindings(s, DefaultRules(), now, today); len(again.Facts) > 0 {
				t.Errorf("decided again: %+v", again.Facts)
			}
		})
	}
}

func TestFindingKeysStayShort(t *testing.T) {
	one := account.Finding{Kind: account.EventBurst, Day: today, Subject: strings.Repeat("é", 5000)}
	other := one
	other.Subject += "!"
	if a, b := FindingKey(one), FindingKey(other); a == b || len(a) > 250 {
		t.Errorf("keys %s and %s", a, b)
	}
}

// A stall that pauses is a row of the audit, on the night after its day and no
// other, and never a fact.
func TestDecidePausedStalls(t *testing.T) {
	paused := account.Finding{AccountID: "A1", Kind: account.Stall, Day: today, Minutes: 1000, Normal: 61000, Learned: today + 3}
	s := FindingSnapshot{Paused: []account.Finding{paused}, Judged: today - 1, Until: today}
	d := DecideFindings(s, DefaultRules(), now, today)
	want := []Verdict{{AccountID: "A1", Kind: "stall", Reason: SourceSilent, Value: 1000, Threshold: 61000, At: now}}
	if diff := cmp.Diff(want, d.Suppressed); diff != "" || len(d.Facts) > 0 {
		t.Errorf("kept %+v, suppressed (-want +got):\n%s", d.Facts, diff)
	}
	s.Judged = today
	if d := DecideFindings(s, DefaultRules(), now, today); len(d.Suppressed) > 0 {
		t.Errorf("suppressed again: %+v", d.Suppressed)
	}
}
