package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Refused rows are tried again or dropped by their numbers.
func TestQuarantineByNumber(t *testing.T) {
	dir := t.TempDir()
	file, db := filepath.Join(dir, "x.csv"), "sqlite:"+filepath.Join(dir, "x.db")
	rows := "occurred_at,type\n2100-01-01T00:00:00Z,email.open\nsoon,email.open\n2100-01-02T00:00:00Z,email.open\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	engagement := func(args ...string) string {
		t.Helper()
		code, out, complaint := call(t, append([]string{"--db", db}, args...)...)
		if code != 0 {
			t.Fatalf("%v: code %d: %s", args, code, complaint)
		}
		return out
	}
	want := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("printed %q, want %q", got, want)
		}
	}
	engagement("import", "activities", file)
	ids := regexp.MustCompile(`(?m)^([0-9]+) `).FindAllStringSubmatch(engagement("quarantine", "list"), -1)
	if len(ids) != 3 {
		t.Fatalf("the list has the numbers %v, want three", ids)
	}
	first, second, third := ids[0][1], ids[1][1], ids[2][1]
	want(engagement("quarantine", "retry", first), "read=1 new=0 duplicate=0 unmatched=0 quarantined=1\n")
	want(engagement("quarantine", "retry", first, second, "--accept"), "read=2 new=1 duplicate=0 unmatched=1 quarantined=1\n")
	want(engagement("quarantine", "drop", second), "dropped=1\n")
	want(engagement("quarantine", "retry", "--accept"), "read=1 new=1 duplicate=0 unmatched=1 quarantined=0\n")
	want(engagement("quarantine", "list"), "")
	if code, _, _ := call(t, "--db", db, "quarantine", "drop", third); code != 1 {
		t.Errorf("dropping what is gone gives code %d, want 1", code)
	}
}
