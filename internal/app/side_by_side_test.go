package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"engagement/internal/config"
	"engagement/scoring"
	"engagement/store"
)

// Every account is worked on once, several at a time, but
// never more lines than fit; an account that alone has more is alone.
func TestSideBySideHoldsFewLines(t *testing.T) {
	t.Parallel()
	cfg, err := config.Parse("defaults", nil)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		a := &App{Config: cfg}
		rnd := rand.New(rand.NewPCG(3, 3))
		lines, seen := map[string]int{}, map[string]int{}
		var batches []store.Batch
		for i := range 200 {
			b := store.Batch{IDs: []string{fmt.Sprint("A", i)}, Lines: rnd.IntN([]int{100, readLines, 4 * heldLines}[rnd.IntN(3)])}
			lines[b.IDs[0]] = b.Lines
			batches = append(batches, b)
		}
		var mu sync.Mutex
		held, working, most := 0, 0, 0
		n, err := a.sideBySide(t.Context(), batches, nil, func(_ context.Context, _ *scoring.Scorer, ids []string) error {
			mu.Lock()
			seen[ids[0]]++
			held, working = held+lines[ids[0]], working+1
			most = max(most, working)
			if held > heldLines && working > 1 {
				t.Errorf("%d accounts with %d lines at a time", working, held)
			}
			mu.Unlock()
			time.Sleep(time.Duration(1+lines[ids[0]]) * time.Microsecond)
			mu.Lock()
			defer mu.Unlock()
			held, working = held-lines[ids[0]], working-1
			return nil
		})
		if err != nil || n != len(batches) || len(seen) != n || most < 2 {
			t.Errorf("%d accounts, %d of %d seen, %d at a time at most: %v", n, len(seen), len(batches), most, err)
		}
		for id, times := range seen {
			if times != 1 {
				t.Errorf("%s was worked on %d times", id, times)
			}
		}
	})
}
