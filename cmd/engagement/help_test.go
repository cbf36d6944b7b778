package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"engagement/internal/app"
)

// Help is asked for in both ways, of the program and of a command.
func TestHelp(t *testing.T) {
	for _, c := range []struct{ asked, same, says string }{
		{"help", "--help", "Usage: engagement <command>"},
		{"help export", "export --help", "Usage: engagement export <kind>"},
		{"help config show", "config show --help", "Usage: engagement config <action>"},
	} {
		code, got, _ := call(t, strings.Fields(c.asked)...)
		_, want, _ := call(t, strings.Fields(c.same)...)
		if code != 0 || got != want || !strings.Contains(got, c.says) {
			t.Errorf("%s: code %d, says\n%s\nwant\n%s", c.asked, code, got, want)
		}
	}
}

// Everything that can be exported is in the help and in the README.
func TestExportKindsAreNamed(t *testing.T) {
	_, help, _ := call(t, "export", "--help")
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, about, found := strings.Cut(string(readme), "`engagement export KIND` writes ")
	if !found {
		t.Fatal("the README does not say what is exported")
	}
	about, _, _ = strings.Cut(about, " as CSV")
	for _, kind := range app.ExportKinds() {
		word := regexp.MustCompile(`\b` + kind + `\b`)
		if !word.MatchString(help) {
			t.Errorf("export --help does not name %s", kind)
		}
		if !word.MatchString(about) {
			t.Errorf("the README does not name %s", kind)
		}
	}
}
