package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"engagement/bot"
	"engagement/internal/config"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The README's table of scopes is the manifest's.
func TestReadmeScopes(t *testing.T) {
	text := readme(t)
	for _, s := range bot.Scopes() {
		row := "| `" + s.Name + "` | " + s.Why + " | " + s.Without + " |"
		if !strings.Contains(text, row) {
			t.Errorf("README.md lacks the row\n%s", row)
		}
	}
	rows := regexp.MustCompile("(?m)^\\| `[a-z_.:]+` \\| [^|]+ \\| [^|]+ \\|$").FindAllString(text, -1)
	if len(rows) != len(bot.Scopes()) {
		t.Errorf("README.md has %d rows of scopes, the app asks for %d", len(rows), len(bot.Scopes()))
	}
}

// Every TOML block of the README is a good config, every file it shows exists.
func TestReadmeFiles(t *testing.T) {
	text := readme(t)
	blocks := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(text, -1)
	if len(blocks) == 0 {
		t.Fatal("README.md shows no config")
	}
	for _, b := range blocks {
		if _, err := config.Parse("README.md", []byte(b[1])); err != nil {
			t.Error(err)
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(text, -1) {
		if strings.Contains(m[1], "://") {
			continue
		}
		if _, err := os.Stat(filepath.Join("../..", m[1])); err != nil {
			t.Errorf("README.md shows %s: %v", m[1], err)
		}
	}
}

// Every command of the README that can run here runs in a script: the script
// holds the very line.
func TestReadmeCommandsAreScripted(t *testing.T) {
	script, err := os.ReadFile("testdata/script/readme.txtar")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := map[string]string{
		"go run ./cmd/engagement demo": "demo_test.go starts it as a process",
		"go test ./...":                "this is it",
	}
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(readme(t), -1) {
		for line := range strings.Lines(block[1]) {
			line = strings.TrimSpace(line)
			if elsewhere[line] == "" && !strings.Contains(string(script), "# README: "+line+"\n") {
				t.Errorf("README.md says %q, and no script runs it", line)
			}
		}
	}
}
