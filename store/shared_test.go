package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// Those who wait have one answer, which is not older than any of their questions;
// whoever gives up takes nobody's answer away.
func TestSharedAnswersAreNotOlder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turn := make(turns, 1)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		var s shared[int]
		version, readings := 1, 0
		reading := make(chan struct{})
		read := func(context.Context) (int, error) {
			readings++
			seen := version
			<-reading
			return seen, nil
		}
		var answers [6]int
		ask := func(i int) {
			go func() {
				n, err := s.ask(t.Context(), turn, read)
				if err != nil {
					t.Error(err)
				}
				answers[i] = n
			}()
			synctest.Wait()
		}

		must(turn.take(t.Context()))
		impatient, give := context.WithCancel(t.Context())
		go func() {
			if _, err := s.ask(impatient, turn, read); !errors.Is(err, context.Canceled) {
				t.Errorf("who gave up was answered: %v", err)
			}
		}()
		synctest.Wait()
		for i := range 5 {
			ask(i)
		}
		version = 2
		give()
		synctest.Wait()
		turn.done()
		synctest.Wait()
		version = 3 // while somebody reads
		ask(5)
		close(reading)
		synctest.Wait()
		if readings != 2 {
			t.Errorf("%d readings for %d answers", readings, len(answers))
		}
		for i, n := range answers {
			if want := 2 + i/5; n != want {
				t.Errorf("answer %d is %d, want %d", i, n, want)
			}
		}
	})
}
