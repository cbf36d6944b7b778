package config

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"engagement/account"
	"engagement/scoring"
)

var update = flag.Bool("update", false, "write config.example.toml")

const example = "../../config.example.toml"

func TestExampleIsTheDefaults(t *testing.T) {
	if *update {
		if err := os.WriteFile(example, Defaults(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(Defaults()), string(text)); diff != "" {
		t.Errorf("config.example.toml is not what the program does by default; go test ./internal/config -update (-built-in +file):\n%s", diff)
	}
	fromFile, err := Parse(example, text)
	if err != nil {
		t.Fatal(err)
	}
	builtIn, err := Parse("built-in", nil)
	if err != nil {
		t.Fatal(err)
	}
	if fromFile.Hash != builtIn.Hash {
		t.Errorf("the example is config %s, the defaults are %s", fromFile.Hash, builtIn.Hash)
	}
}

// The file loses nothing of the policy that its package owns.
func TestDefaultsSurviveTheFile(t *testing.T) {
	c, err := Parse("built-in", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := scoring.DefaultPolicy()
	diff := cmp.Diff(want, c.Scoring, cmpopts.EquateEmpty(), cmp.AllowUnexported(scoring.Cap{}),
		cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }))
	if diff != "" {
		t.Errorf("policy through the file (-own +file):\n%s", diff)
	}
}

func TestParseLaysOverTheDefaults(t *testing.T) {
	c, err := Parse("test", []byte(`
[company]
timezone = "Europe/Berlin"
[sources.git]
types = { commit = "git.commit" }
[types."git.commit"]
minutes = 10
group = "product"
caps = ["120min/day"]
[types."web.page_view"]
minutes = 2.5
[weights.level]
vp = 175
[[rules]]
name = "only"
url = "*/x"
becomes = "web.page_docs"
`))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Scoring.Types["git.commit"]; got.Minutes != 10000 || got.Caps[0].String() != "120min/day" {
		t.Errorf("new type: %+v", got)
	}
	if got := c.Scoring.Types["web.page_view"]; got.Minutes != 2500 || got.Pool != "page_views" {
		t.Errorf("a type that was changed in part: %+v", got)
	}
	if w := c.Scoring.Weights.Level; w[account.VP] != 175 || w[account.CLevel] != 200 {
		t.Errorf("weights: %v", w)
	}
	if len(c.Scoring.Rules) != 1 {
		t.Errorf("%d rules; an array replaces the default", len(c.Scoring.Rules))
	}
	if c.Zone.String() != "Europe/Berlin" || c.Ingest.Zone != c.Zone || c.Scoring.Zone != c.Zone {
		t.Errorf("zone %v, %v, %v", c.Zone, c.Ingest.Zone, c.Scoring.Zone)
	}
}

func TestParseNamesThePlace(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "[mqa]\nwindow = 90\nwidow = 3\n", "test:3:1: unknown key mqa.widow"},
		{"syntax", "[mqa\n", "test:1:"},
		{"wrong type", "[mqa]\nwindow = \"long\"\n", "test:2:"},
		{"cap", "[types.\"x.y\"]\nminutes = 1\ngroup = \"sales\"\ncaps = [\"often\"]\n", `types."x.y": cap "often"`},
		{"group", "[types.\"x.y\"]\nminutes = 1\ngroup = \"fun\"\n", `group "fun"`},
		{"zone", "[company]\ntimezone = \"Mars\"\n", "company.timezone"},
		{"mode", "[slack]\nmode = \"pigeon\"\n", "slack.mode"},
		{"half-life", "[heat]\nhalf_life_days = 3\n", "heat.half_life_days is 3"},
		{"thresholds", "[[mqa.thresholds]]\nfunnel = \"\"\nminutes = [1]\npeople = [1]\nfloor = 1\n", "need 4 values"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("test", []byte(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) || !errors.Is(err, account.ErrInvalid) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestSecretsFromFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte("xoxb-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"SLACK_BOT_TOKEN_FILE": path, "SLACK_APP_TOKEN": " xapp-1 "}
	lookup := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	got, err := LoadSecrets(lookup)
	if err != nil || got.BotToken != "xoxb-1" || got.AppToken != "xapp-1" {
		t.Errorf("%v, %v", got, err)
	}
	env["SLACK_BOT_TOKEN_FILE"] = path + ".gone"
	if _, err := LoadSecrets(lookup); err == nil {
		t.Error("a missing secret file was ignored")
	}
}
