package store

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
)

// Whoever asked first reads first; whoever gives up holds nobody up.
func TestTurnsAreInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turn := make(turns, 1)
		if err := turn.take(t.Context()); err != nil {
			t.Fatal(err)
		}
		impatient, give := context.WithCancel(t.Context())
		var had []int
		for i := range 20 {
			ctx := t.Context()
			if i%5 == 0 {
				ctx = impatient
			}
			go func() {
				if err := turn.take(ctx); err != nil {
					if !errors.Is(err, context.Canceled) {
						t.Error(err)
					}
					return
				}
				had = append(had, i)
				turn.done()
			}()
			synctest.Wait()
		}
		give()
		synctest.Wait()
		turn.done()
		synctest.Wait()
		if want := []int{1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18, 19}; !slices.Equal(had, want) {
			t.Errorf("turns went to %v", had)
		}
	})
}
