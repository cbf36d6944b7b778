package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/internal/storetest"
	"engagement/store"
)

// visits are activities of one source by their ids.
func visits(ids ...int) account.Batch {
	batch := account.Batch{At: at}
	for _, id := range ids {
		batch.Activities = append(batch.Activities, account.Activity{
			Source: fmt.Sprintf("source %d", id%3), ID: fmt.Sprint(id / 3), OccurredAt: at, Type: "web_visit", Minutes: account.NoMinutes,
			Identity: account.Identity{Email: "ann@acme.com"},
		})
	}
	return batch
}

// names counts the activities of a store by source and id.
func names(t *testing.T, s *store.Store) map[[2]string]int {
	t.Helper()
	found := map[[2]string]int{}
	err := s.Activities(t.Context(), 0, at.AddDate(1, 0, 0).UnixMilli(), "", func(a account.Activity) error {
		found[[2]string{a.Source, a.ID}]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestOnceWhateverTheFingerprints: an activity counts once, and none is taken for
// another, though fingerprints are few, are added at any time and more than once, by
// one of several stores over the same database, which come and go.
func TestOnceWhateverTheFingerprints(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		rnd := rand.New(rand.NewPCG(7, 1))
		few := func(source, id string) int64 { return store.Fingerprint(source, id) % 10 }
		open := func() *store.Store {
			s := storetest.Open(t, address)
			s.KnowBy(few, 30)
			return s
		}
		stores := []*store.Store{open(), open()}
		there := map[int]bool{}
		for range 150 {
			k := rnd.IntN(len(stores))
			switch rnd.IntN(10) {
			case 0:
				if err := stores[k].AddFingerprints(t.Context()); err != nil {
					t.Fatal(err)
				}
			case 1:
				if err := stores[k].ForgetAdding(t.Context()); err != nil {
					t.Fatal(err)
				}
			case 2:
				stores[k] = open()
			default:
				var ids []int
				want := account.Recorded{}
				for range rnd.IntN(12) {
					id := rnd.IntN(400)
					ids = append(ids, id)
					if there[id] {
						want.Duplicate++
						continue
					}
					there[id] = true
					want.New++
				}
				done, err := stores[k].Record(t.Context(), visits(ids...))
				if err != nil {
					t.Fatal(err)
				}
				if done.New != want.New || done.Duplicate != want.Duplicate {
					t.Fatalf("of %v %d are new and %d there already, want %d and %d", ids, done.New, done.Duplicate, want.New, want.Duplicate)
				}
			}
		}
		for _, s := range stores {
			if err := s.AddFingerprints(t.Context()); err != nil {
				t.Fatal(err)
			}
			if done, err := s.Record(t.Context(), visits(0)); err != nil || s.Recent() > done.New {
				t.Errorf("%d fingerprints are in memory that are in the table, too; %v", s.Recent()-done.New, err)
			}
			there[0] = true
		}
		found := names(t, stores[0])
		if len(found) != len(there) {
			t.Errorf("%d activities are there, want %d", len(found), len(there))
		}
		for name, n := range found {
			if n != 1 {
				t.Errorf("%v is there %d times", name, n)
			}
		}
	})
}

// TestOnceAtTheSameTime: of those who record the same activities at the same time each
// activity is new to one, while fingerprints are added.
func TestOnceAtTheSameTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		const all, writers = 1200, 4
		var mu sync.Mutex
		var group sync.WaitGroup
		found := 0
		for w := range writers {
			s := storetest.Open(t, address)
			s.KnowBy(store.Fingerprint, 50)
			group.Go(func() {
				for _, part := range rand.New(rand.NewPCG(uint64(w), 1)).Perm(all / 20) {
					var ids []int
					for i := range 20 {
						ids = append(ids, 20*part+i)
					}
					done, err := s.Record(t.Context(), visits(ids...))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					found += done.New
					mu.Unlock()
				}
			})
		}
		group.Wait()
		if there := names(t, storetest.Open(t, address)); found != all || len(there) != all {
			t.Errorf("%d were new and %d are there, want %d", found, len(there), all)
		}
	})
}

// TestUpgradeKnowsWhatIsThere: a database of before fingerprints keeps its activities
// as they are and knows them, and so does one that goes back.
func TestUpgradeKnowsWhatIsThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		before := []int{1, 2, 3, 4, 5}
		full := visits(before...)
		for i := range full.Activities {
			a := &full.Activities[i]
			a.OccurredAt, a.Minutes, a.Direction, a.URL, a.Asset = at.Add(time.Duration(i)*time.Hour), 1500, "out", "https://acme.com/a", "guide"
			a.Campaign, a.Status, a.Bot, a.Tagged, a.Live, a.Props = "spring", "sent", i == 0, true, i > 2, map[string]string{"k": "v"}
		}
		activities := func() (found []account.Activity) {
			t.Helper()
			s := storetest.Open(t, address)
			done, err := s.Record(t.Context(), full)
			if err != nil || done.New+done.Duplicate != len(before) {
				t.Fatalf("%+v, %v", done, err)
			}
			if err := s.Activities(t.Context(), 0, at.AddDate(1, 0, 0).UnixMilli(), "", func(a account.Activity) error {
				found = append(found, a)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return found
		}
		want := activities()
		if len(want) != len(before) {
			t.Fatalf("%d activities, want %d", len(want), len(before))
		}
		for range 2 {
			if err := storetest.Open(t, address).GoBack(t.Context(), 23); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, activities()); diff != "" {
				t.Errorf("an upgrade changes what is there (- before, + after):\n%s", diff)
			}
		}
	})
}

// TestUpgradeMeetsEverybody: whoever an identity is taken for is known after an update,
// which is told; a new database and one that is as it should be are opened in silence.
func TestUpgradeMeetsEverybody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		var said []string
		open := func() *store.Store {
			t.Helper()
			s, err := store.Open(t.Context(), address, func(message string, _ ...any) { said = append(said, message) })
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			return s
		}
		open()
		s := open()
		if len(said) > 0 {
			t.Errorf("told %q of a database that needs nothing", said)
		}
		batch := visits(1)
		batch.Activities[0].Match.ContactID = "ann"
		again := visits(1) // a duplicate under another address makes nobody
		again.Activities[0].Match.ContactID, again.Activities[0].Identity.Email = "bob", "bob@acme.com"
		for _, b := range []account.Batch{batch, again} {
			if _, err := s.Record(t.Context(), b); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(s.ForgetPeople(t.Context()), s.GoBack(t.Context(), 24)); err != nil {
			t.Fatal(err)
		}
		people, err := open().Contacts(t.Context())
		if err != nil || len(people) != 1 || people[0].ID != "ann" || people[0].Email != "ann@acme.com" || !people[0].Seen {
			t.Errorf("people %+v, %v; want ann alone, with her address", people, err)
		}
		if len(said) != 1 {
			t.Errorf("told %q of an update, want one line", said)
		}
	})
}
