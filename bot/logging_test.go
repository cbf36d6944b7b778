package bot

import "testing"

// What is logged by hand says by whom, and is the same for the same words.
func TestEntryIDsSayWho(t *testing.T) {
	a, b := entryID("U0ANN", "A1", "call 5m"), entryID("U0ANN", "A1", "call 5m")
	if a != b || a == entryID("U0BEN", "A1", "call 5m") || a == entryID("U0ANN", "A1", "call 6m") {
		t.Errorf("ids %s and %s", a, b)
	}
	for id, want := range map[string]string{a: "U0ANN", entryID("", "A1"): "", "log-0123": "", "web-1": "", "": ""} {
		if got := LoggedBy(id); got != want {
			t.Errorf("%q was logged by %q, want %q", id, got, want)
		}
	}
}
