package alert

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
)

func TestStays(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	got := Stays([]Fact{
		{AccountID: "A1", Detail: " -> target", At: at, Reason: Backfill, Config: "c1"},
		{AccountID: "A1", Detail: "target -> engaged", Day: 20520, At: at, Reason: Crossed, Config: "c1"},
		{AccountID: "A1", Detail: "engaged -> MQA", Day: 20530, At: at, Reason: Crossed, Config: "c2"},
		{AccountID: "A1", Detail: "MQA -> opportunity", Day: 20510, At: at, Reason: Backfill, Config: "c2"},
	}, time.UTC)
	want := []Stay{
		{"A1", "target", 20513, 20520, Backfill, "c1"},
		{"A1", "engaged", 20520, 20530, Crossed, "c1"},
		{"A1", "MQA", 20530, 20530, Crossed, "c2"},
		{"A1", "opportunity", 20530, 0, Backfill, "c2"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stays (-want +got):\n%s", diff)
	}
	for i, days := range []int{7, 10, 0, 12} {
		if got := want[i].Days(20542); got != days {
			t.Errorf("%s: %d days, want %d", want[i].Stage, got, days)
		}
	}
}

func TestPassages(t *testing.T) {
	stays := []Stay{
		{AccountID: "A1", Stage: "target", From: 100, To: 110},
		{AccountID: "A1", Stage: "engaged", From: 110, To: 130},
		{AccountID: "A1", Stage: "MQA", From: 130},
		{AccountID: "A2", Stage: "target", From: 90, To: 100},
		{AccountID: "A2", Stage: "engaged", From: 105, To: 115},
		{AccountID: "A2", Stage: "target", From: 115, To: 160},
		{AccountID: "A3", Stage: "gone", From: 101, To: 102},
		{AccountID: "A3", Stage: "engaged", From: 102},
	}
	want := []Passage{
		{Stage: "target", Entered: 2, Onward: 1, Staying: 1, Median: 10},
		{Stage: "engaged", Entered: 3, Onward: 1, Back: 1, Staying: 1, Median: 15},
		{Stage: "MQA", Entered: 1, Staying: 1},
	}
	got := Passages(stays, []string{"target", "engaged", "MQA"}, account.Span{From: 100, To: 150})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("passages (-want +got):\n%s", diff)
	}
}
