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

// Every command in the README's table can be parsed, is one of the help, and is
// shown by a picture of a message that there is.
func TestReadmeShowsEveryCommand(t *testing.T) {
	text := readme(t)
	helped, pictured := map[string]bool{}, map[string]bool{}
	for _, command := range append(bot.Commands(), "report quarter by territory West") {
		helped[shapeOf(t, command)] = true
	}
	pictures := regexp.MustCompile("(?m)`/engagement ([^`]+)`(?: stands at the top of this page[^\n]*)?\n\n!\\[[^\\]]*\\]\\(docs/gallery/([a-z-]+)\\.png\\)").FindAllStringSubmatch(text, -1)
	for _, m := range pictures {
		pictured[shapeOf(t, m[1])] = true
		if _, err := os.Stat("../../bot/testdata/messages/" + m[2] + ".json"); err != nil {
			t.Errorf("the picture of %q is of no message: %v", m[1], err)
		}
	}
	if !strings.Contains(text, "![The answer to /engagement acme](docs/card.png)") {
		t.Error("README.md does not show a card")
	}
	pictured["card"] = true
	rows := regexp.MustCompile("(?m)^\\| `/engagement ([^`]+)` \\|").FindAllStringSubmatch(text, -1)
	if len(rows) < 20 || len(pictures) < 20 {
		t.Fatalf("README.md has %d commands and %d pictures of them", len(rows), len(pictures))
	}
	listed := map[string]bool{}
	for _, m := range rows {
		shape := shapeOf(t, m[1])
		listed[shape] = true
		if !helped[shape] {
			t.Errorf("README.md has %q, and the help does not", m[1])
		}
		if !pictured[shape] {
			t.Errorf("README.md has no picture of %q", m[1])
		}
	}
	for shape := range helped {
		if spared := shape == "unwatch" || shape == "watches" || shape == "unmute" || shape == "plays"; !listed[shape] && !spared { // which stand beside others
			t.Errorf("README.md has no row for %s", shape)
		}
	}
}

func shapeOf(t *testing.T, command string) string {
	t.Helper()
	q, err := bot.Parse(command)
	if err != nil {
		t.Errorf("%q: %v", command, err)
	}
	return shape(q)
}

// Every program's command that the README names in a sentence runs in a script.
func TestReadmeSubcommandsAreScripted(t *testing.T) {
	var all strings.Builder
	paths, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		script, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(script)
	}
	elsewhere := map[string]string{"demo": "demo_test.go", "serve": "kill_test.go"}
	named := regexp.MustCompile("`engagement ([a-z]+)").FindAllStringSubmatch(readme(t), -1)
	for _, m := range named {
		if elsewhere[m[1]] == "" && !regexp.MustCompile(`exec engagement (--\S+ \S+ )*`+m[1]+`\b`).MatchString(all.String()) {
			t.Errorf("README.md names `engagement %s`, and no script runs it", m[1])
		}
	}
	if len(named) < 10 {
		t.Errorf("README.md names only %d commands", len(named))
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
