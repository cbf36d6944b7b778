package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

func playsOnce(t *testing.T, s *store.Store) {
	acme(t, s)
	p := account.Play{Name: "Follow-up", AccountID: "A1", UserID: "U1", Begun: noon, Steps: []account.PlayStep{{Do: "Call", Through: "phone", Mail: "ann@ours.com", Due: 20000}, {Do: "Write", Due: 20001}}}
	tell := func(p account.Play) alert.Message {
		return alert.Message{ID: "play:" + p.ID, Key: "play:" + p.ID, AccountID: p.AccountID, Kind: alert.KindPlay, Channel: "#alerts", DecidedAt: noon, Payload: alert.Payload{Play: &p}}
	}
	begun, first, err := s.BeginPlay(ctx, p, tell)
	must(t, err)
	again, second, err := s.BeginPlay(ctx, p, tell)
	must(t, err)
	if !first || second || begun.ID == "" || again.ID != begun.ID || len(again.Steps) != 2 {
		t.Errorf("begun %+v (%v), again %+v (%v)", begun, first, again, second)
	}
	if leases := deliver(t, s, noon); len(leases) != 1 || leases[0].Message.Payload.Play.ID != begun.ID {
		t.Errorf("claimed %+v", leases)
	}
	for i, want := range []bool{true, false} {
		_, took, err := s.TakeStep(ctx, begun.ID, 0, []account.StepState{account.StepDone, account.StepSkipped}[i], "U2", noon, saidOf("step", i))
		must(t, err)
		if took != want {
			t.Errorf("time %d: %v", i+1, took)
		}
	}
	onlyFirstSaid(t, s, "step")
	open, err := s.OpenPlays(ctx)
	must(t, err)
	want := begun
	want.Steps = []account.PlayStep{{Do: "Call", Through: "phone", Mail: "ann@ours.com", Due: 20000, State: account.StepDone, By: "U2", At: noon}, {Do: "Write", Due: 20001}}
	if diff := cmp.Diff([]account.Play{want}, open); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	over, _, err := s.TakeStep(ctx, begun.ID, 1, account.StepSkipped, "U2", noon.Add(time.Hour))
	must(t, err)
	if over.Open() != 0 || !over.Ended.Equal(noon.Add(time.Hour)) {
		t.Errorf("over %+v", over)
	}
	if open, err := s.OpenPlays(ctx); err != nil || len(open) > 0 {
		t.Errorf("open %+v, %v", open, err)
	}
	record, err := s.Alert(ctx, "play:"+begun.ID)
	must(t, err)
	if record.Play == nil || record.Play.Open() != 0 {
		t.Errorf("its message shows %+v", record.Play)
	}
	if _, first, err := s.BeginPlay(ctx, p, tell); err != nil || !first {
		t.Errorf("after its end it cannot be begun again: %v, %v", first, err)
	}
	if _, _, err := s.TakeStep(ctx, "p99", 0, account.StepDone, "U1", noon); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("a step of no play: %v", err)
	}
}
