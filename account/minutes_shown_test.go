package account

import (
	"testing"

	"pgregory.net/rapid"
)

// What is shown is written as it is.
func TestShownIsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Milli(rapid.Int64Range(-9_000_000, 9_000_000).Draw(t, "minutes"))
		if shown := m.Shown(); shown.String() != m.String() || shown.Shown() != shown || shown-m > 500 || m-shown > 500 {
			t.Fatalf("%d is shown as %d: %s, %s", m, shown, shown, m)
		}
	})
}
