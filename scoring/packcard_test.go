package scoring

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"engagement/account"
)

// Whatever a card says, also in a field that is new, is read back as it was.
func TestPackedCardsComeBack(t *testing.T) {
	instants := rapid.Map(rapid.Int64Range(1, 1<<42), func(ms int64) any { return time.UnixMilli(ms).UTC() })
	cards := rapid.MakeCustom[account.Card](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{reflect.TypeFor[time.Time](): instants}})
	rapid.Check(t, func(rt *rapid.T) {
		want := cards.Draw(rt, "card")
		if rapid.Bool().Draw(rt, "silent") {
			want.LastRecorded = time.Time{}
		}
		packed := PackCard(&want)
		got, err := UnpackCard(packed)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
			rt.Fatalf("%v, card (-written +read):\n%s", err, diff)
		}
		cut := rapid.IntRange(0, len(packed)-1).Draw(rt, "cut")
		if _, err := UnpackCard(packed[:cut]); !errors.Is(err, ErrPacked) {
			rt.Fatalf("%d of %d bytes are read as a card: %v", cut, len(packed), err)
		}
	})
}

// Whatever bytes come from the database, reading a card ends, and what can be
// read is written and read again as the same.
func FuzzUnpackCard(f *testing.F) {
	card := Compute(acme(doing("web.chat", "vp", 1), lasting(on(doing("webinar.attended", "ic", 3), "W", "u"), 20)), busy(), today).Card
	packed := PackCard(&card)
	f.Add(packed)
	f.Add(packed[:len(packed)-1])
	f.Fuzz(func(t *testing.T, packed []byte) {
		card, err := UnpackCard(packed)
		if err != nil {
			if !errors.Is(err, ErrPacked) {
				t.Fatal(err)
			}
			return
		}
		once := PackCard(&card)
		again, err := UnpackCard(once)
		if err != nil || !bytes.Equal(PackCard(&again), once) {
			t.Fatalf("%+v became %+v: %v", card, again, err)
		}
	})
}

// BenchmarkCardPacking writes and reads the card of an account of a thousand
// activities.
func BenchmarkCardPacking(b *testing.B) {
	var activities []account.Activity
	for i := range 1000 {
		activities = append(activities, doing("web.chat", []string{"vp", "ic", ""}[i%3], i%360))
	}
	card := Compute(acme(activities...), busy(), today).Card
	packed := PackCard(&card)
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			packed = PackCard(&card)
		}
		b.ReportMetric(float64(len(packed)), "B/card")
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := UnpackCard(packed); err != nil {
				b.Fatal(err)
			}
		}
	})
}
