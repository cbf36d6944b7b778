package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/alert"
	"engagement/store"
)

// replay is a run with one of everything, and more scores than one statement
// carries.
func replay() ([]account.Score, *alert.Replay) {
	var scores []account.Score
	for i := range 1200 {
		scores = append(scores, account.Score{
			AccountID: fmt.Sprintf("A%04d", i), Day: 20001, Grade: 4, Stage: "MQA", MQA: true, MQASince: 20000, Minutes7: 1, Minutes30: 2, Minutes90: 3, Minutes365: 4,
			Heat: 5, People90: 6, Threshold: 7, Counting90: 8, Engaged90: 9, PeopleNeeded: 10,
		})
	}
	night := noon.Add(time.Hour)
	return scores, &alert.Replay{
		States:   []alert.State{{AccountID: "A1", Version: 3, Known: true, MQA: true, MQASince: 20000, MQAOut: 19000, Stage: "MQA", StageSince: 20000, Centers: map[string]alert.CenterState{"IT": {MQA: true, MQASince: 19998}, "Außen, <x>": {MQAOut: 19990}}}, {AccountID: "A2", Version: 1, Known: true, Stage: "aware"}},
		Facts:    []alert.Fact{{AccountID: "A1", Kind: alert.KindStage, Key: "stage:A1:0", Day: 19999, At: noon, Reason: alert.Crossed, Detail: "aware -> MQA"}, {AccountID: "A1", Kind: alert.KindMQA, Key: "mqa:A1:1", Day: 20000, At: night, Reason: alert.Crossed}},
		Messages: []alert.Message{{ID: "mqa:A1:1", Key: "mqa:A1:1", AccountID: "A1", Kind: alert.KindMQA, Reason: alert.Crossed, Channel: "#alerts", DecidedAt: night}},
		Verdicts: []alert.Verdict{{AccountID: "A1", Kind: alert.KindMQA, Sent: true, Reason: alert.Crossed, Value: 8, Threshold: 7, At: night}},
		Findings: []alert.FoundFact{{Key: "event_burst::20001:Summit", Reason: alert.Found, At: night, Finding: account.Finding{
			Kind: account.EventBurst, Day: 20001, Direction: account.Rising, Minutes: 61000, Normal: 14000, People: 4, Sentence: "moved", Subject: "Summit", Accounts: []string{"A1", "A;2"},
		}}},
	}
}

func read[V any](t *testing.T, each func(func(V) error) error) []V {
	t.Helper()
	var out []V
	must(t, each(func(v V) error { out = append(out, v); return nil }))
	return out
}

func runsKept(t *testing.T, s *store.Store) {
	acme(t, s)
	scores, decided := replay()
	run := store.Run{
		ID: "20260310-120000-AB", Span: account.Span{From: 19990, To: 20001}, Config: "cfg", Body: "[company]\n", BegunAt: noon, FinishedAt: noon.Add(time.Minute),
		Accounts: 1200, Evaluated: 1, Sent: 1, MQAs: 1, Findings: 1,
	}
	must(t, s.SaveRun(ctx, run, scores, decided))
	other := run
	other.ID, other.BegunAt = "20260310-120000-AC", noon.Add(time.Hour)
	must(t, s.SaveRun(ctx, other, nil, &alert.Replay{}))

	got, err := s.Run(ctx, "20260310-120000-AB")
	must(t, err)
	if diff := cmp.Diff(run, got); diff != "" {
		t.Errorf("run (-saved +read):\n%s", diff)
	}
	for _, prefix := range []string{"20260310", "", "nothing", "20260310_120000-AB"} {
		if _, err := s.Run(ctx, prefix); !errors.Is(err, account.ErrNotFound) {
			t.Errorf("run %q: %v, want ErrNotFound", prefix, err)
		}
	}
	all, err := s.Runs(ctx)
	must(t, err)
	if len(all) != 2 || all[0].ID != other.ID {
		t.Errorf("runs %v, want both, the newest first", all)
	}
	read := &alert.Replay{
		States:   read(t, func(do func(alert.State) error) error { return s.RunStates(ctx, run.ID, do) }),
		Facts:    read(t, func(do func(alert.Fact) error) error { return s.RunFacts(ctx, run.ID, do) }),
		Messages: read(t, func(do func(alert.Message) error) error { return s.RunAlerts(ctx, run.ID, do) }),
	}
	var back []account.Score
	must(t, s.RunScores(ctx, run.ID, func(c account.Score) error { back = append(back, c); return nil }))
	must(t, s.RunDecisions(ctx, run.ID, func(d store.DecisionRecord) error {
		if d.Config != "cfg" {
			t.Errorf("a decision under config %q", d.Config)
		}
		read.Verdicts = append(read.Verdicts, d.Verdict)
		return nil
	}))
	must(t, s.RunFindings(ctx, run.ID, func(f store.FindingRecord) error {
		read.Findings = append(read.Findings, f.FoundFact)
		return nil
	}))
	if diff := cmp.Diff(decided, read); diff != "" {
		t.Errorf("what was decided (-saved +read):\n%s", diff)
	}
	if diff := cmp.Diff(scores, back); diff != "" {
		t.Errorf("scores (-saved +read):\n%.2000s", diff)
	}

	// Nothing of it is anything that happened.
	for name, n := range map[string]int{
		"facts":     len(readFacts(t, s)),
		"decisions": countDecisions(t, s),
	} {
		if n != 0 {
			t.Errorf("a run left %d %s", n, name)
		}
	}
	if _, ok, err := s.NextDue(ctx); ok || err != nil {
		t.Errorf("a run left a message to deliver (%v)", err)
	}

	must(t, s.DropRun(ctx, run.ID))
	if _, err := s.Run(ctx, run.ID); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("dropped run: %v, want ErrNotFound", err)
	}
	must(t, s.RunScores(ctx, run.ID, func(account.Score) error { return errors.New("a score is left") }))
	must(t, s.RunFacts(ctx, run.ID, func(alert.Fact) error { return errors.New("a fact is left") }))
	must(t, s.RunStates(ctx, run.ID, func(alert.State) error { return errors.New("a state is left") }))
	if _, err := s.Run(ctx, "20260310"); err != nil {
		t.Errorf("the other run: %v", err)
	}
	must(t, s.DropRun(ctx, run.ID))
}

// A run that was cut short is listed as that.
func runsCutShort(t *testing.T, s *store.Store) {
	scores, decided := replay()
	twice := append(scores[:1:1], scores[0]) // refused by the database
	if err := s.SaveRun(ctx, store.Run{ID: "cut", BegunAt: noon, FinishedAt: noon}, twice, decided); err == nil {
		t.Fatal("two scores of one account were saved")
	}
	run, err := s.Run(ctx, "cut")
	must(t, err)
	if !run.FinishedAt.IsZero() {
		t.Errorf("run %+v is said to be finished", run)
	}
	must(t, s.DropRun(ctx, "cut"))
}

func readFacts(t *testing.T, s *store.Store) []alert.Fact {
	return read(t, func(do func(alert.Fact) error) error { return s.EachFact(ctx, do) })
}

func countDecisions(t *testing.T, s *store.Store) int {
	return len(read(t, func(do func(store.DecisionRecord) error) error { return s.Decisions(ctx, do) }))
}

// Facts are read in the order in which they happened; activities on no account
// by when they did.
func factsInOrder(t *testing.T, s *store.Store) {
	acme(t, s)
	_, err := s.Commit(ctx, "cfg", []store.Verdict{verdict(0, "mqa:A1:0")})
	must(t, err)
	states := read(t, func(do func(alert.State) error) error { return s.EachState(ctx, do) })
	if len(states) != 1 || states[0].AccountID != "A1" || states[0].Version != 1 || !states[0].Known {
		t.Errorf("states %+v", states)
	}
	facts := readFacts(t, s)
	if len(facts) != 1 || facts[0].Key != "mqa:A1:0" || facts[0].Day != 20000 || !facts[0].At.Equal(noon) {
		t.Errorf("facts %+v", facts)
	}
	lost := visit(10, "")
	lost.Match, lost.Identity = account.Match{Method: account.Unmatched, Reason: "nobody"}, account.Identity{Domain: "nobody.example"}
	_, err = s.Record(ctx, batch(t, s, visit(1, "A1"), lost))
	must(t, err)
	for _, tt := range []struct {
		from, to time.Time
		want     int
	}{{noon, noon.Add(11 * time.Second), 1}, {noon, noon.Add(10 * time.Second), 0}, {noon.Add(10 * time.Second), noon.Add(time.Hour), 1}} {
		got := read(t, func(do func(account.Activity) error) error {
			return s.UnmatchedBetween(ctx, tt.from.UnixMilli(), tt.to.UnixMilli(), do)
		})
		if len(got) != tt.want || tt.want == 1 && (got[0].ID != "v10" || got[0].Match.Reason != "nobody") {
			t.Errorf("from %s to %s: %+v, want %d", tt.from, tt.to, got, tt.want)
		}
	}
}
