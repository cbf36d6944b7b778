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
	if diff := cmp.Diff(want, c.Scoring, samePolicy()...); diff != "" {
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
	const row = "[[mqa.thresholds]]\nfunnel = \"\"\nminutes = [1, 1, 1, 1]\npeople = [1, 1, 1, 1]\nfloor = 1\n"
	tests := []struct{ name, text, want string }{
		{"unknown key", "[mqa]\nwindow = 90\nwidow = 3\n", "test:3:1: unknown key mqa.widow"},
		{"key that was", "[alerts]\nmax_age_days = 3\n", "test:2:1: unknown key alerts.max_age_days"},
		{"syntax", "[mqa\n", "test:1:"},
		{"wrong type", "[mqa]\nwindow = \"long\"\n", "test:2:"},
		{"cap", "[types.\"x.y\"]\nminutes = 1\ngroup = \"sales\"\ncaps = [\"often\"]\n", `test:4:1: types."x.y".caps: cap "often"`},
		{"pool's cap", "[pools]\nown = [\"1x\"]\n", `test:2:1: pools.own: cap "1x"`},
		{"group", "[types.\"x.y\"]\nminutes = 1\n  group = \"fun\"\n", `test:3:3: types."x.y".group: group "fun"`},
		{"no group", "[types.\"x.y\"]\nminutes = 1\n", `test:1:8: types."x.y".group: group ""`},
		{"a type's minutes", "types.\"x.y\" = { group = \"sales\", minutes = 1441 }\n", `test:1:34: types."x.y".minutes: 1441 is not 0 to 1440 minutes`},
		{"text for a number", "[mqa]\nwindow = \"x\"\n", "test:2:10: mqa.window: a text stands where a whole number belongs"},
		{"number for a text", "[company]\ntimezone = 3\n", "test:2:12: company.timezone: a whole number stands where a text in quotes belongs"},
		{"text for a list", "[company]\ndomains = \"ours.com\"\n", "company.domains: a text stands where a list belongs"},
		{"text for a switch", "[mqa]\nrollup = \"yes\"\n", "mqa.rollup: a text stands where true or false belongs"},
		{"zone", "[company]\ntimezone = \"Mars\"\n", `test:2:1: company.timezone: "Mars"`},
		{"mode", "[slack]\nmode = \"pigeon\"\n", "test:2:1: slack.mode: "},
		{"names", "[privacy]\nchannel_names = \"some\"\n", "test:2:1: privacy.channel_names: "},
		{"a kind's names", "[alerts.kinds]\nsurge = \"card, some\"\n", `test:2:1: alerts.kinds.surge: "some" is not one of none, title, full`},
		{"a kind that says more", "[alerts.kinds]\nsurge = \"card, full\"\n", `test:2:1: alerts.kinds.surge: "full" says more than channel_names = "title" under [privacy]`},
		{"a request without a card", "[alerts.kinds]\nact_now = \"line, none\"\n", `test:2:1: alerts.kinds.act_now: "line" is not card: requests always have a card`},
		{"no such kind", "[alerts.kinds]\nbrief = \"card\"\n", `test:2:1: alerts.kinds.brief: "brief" is not one of`},
		{"nightly", "[schedule]\nnightly = \"25:00\"\n", "test:2:1: schedule.nightly: "},
		{"half-life", "[heat]\nhalf_life_days = 3\n", "test:2:1: heat.half_life_days: 3 is not 7 to 180 days"},
		{"dotted", "\nheat.half_life_days = 181\n", "test:2:6: heat.half_life_days: 181"},
		{"channel", "[alerts]\nchannel = \" \"\n", "test:2:1: alerts.channel: is empty"},
		{"operations", "[alerts]\noperations = \"\"\n", "test:2:1: alerts.operations: is empty"},
		{"re-alert", "[alerts]\nrealert_days = -1\n", "test:2:1: alerts.realert_days: -1 is below 0"},
		{"level", "[weights.level]\nboss = 100\n", `test:2:1: weights.level.boss: "boss" is not one of`},
		{"weight", "[weights]\ntier.\"1\" = 1001\n", "test:2:6: weights.tier.1: 1001 is not 0 to 1000 %"},
		{"thresholds", "[[mqa.thresholds]]\nfunnel = \"\"\nminutes = [1]\npeople = [1]\nfloor = 1\n", "test:1:7: mqa.thresholds[0]: minutes and people need 4 values"},
		{"second threshold", row + "[[mqa.thresholds]]\nfunnel = \"1\"\nminutes = [1, 0, 1, 1]\npeople = [1, 1, 1, 1]\nfloor = 1\n", "test:8:1: mqa.thresholds[1].minutes: 0 minutes for mid are not above 0"},
		{"inline rows", "mqa.thresholds = [{ funnel = \"\", minutes = [1, 1, 1, 1], people = [1, 1, 1, 1], floor = -1 }]\n", "test:1:81: mqa.thresholds[0].floor: -1 minutes are below 0"},
		{"row of another array", "[[stages]]\nname = \"a\"\n[[stages]]\nname = \"a\"\n", `test:4:1: stages[1].name: "a" is the name of another stage`},
		{"nan", "[ingest]\nceiling = nan\n", "test:2:1: ingest.ceiling: NaN is not a number that can be used"},
		{"inf", "[types.\"x.y\"]\nminutes = -inf\ngroup = \"sales\"\n", `test:2:1: types."x.y".minutes: -Inf is not a number`},
		{"huge", "[mqa]\nevents = 3_000_000_000\n", "test:2:1: mqa.events: 3000000000 is not a number"},
		{"holiday", "[company]\nholidays = [\"2026-12-25\", \"Easter\"]\n", `test:2:1: company.holidays[1]: "Easter" is not a date`},
		{"working day", "[company]\nworking_days = [\"monday\", \"Tues\"]\n", `test:2:1: company.working_days[1]: "Tues" is not a day of the week such as monday`},
		{"no working day", "[company]\nworking_days = []\n", "test:2:1: company.working_days: is empty"},
		{"ratio", "[spikes]\nratio = 0.9\n", "test:2:1: spikes.ratio: 0.9 is not 1 to 100 times the normal"},
		{"weeks", "[spikes]\nweeks = 3\n", "spikes.least_weeks: 4 is more than spikes.weeks, 3"},
		{"chance", "[spikes]\nmore = 30\nchance = 0.5\n", "test:3:1: spikes.chance: 0.5 is not a chance"},
		{"more", "[spikes]\nmore = 0\n", "test:2:1: spikes.more: 0 is not above 0"},
		{"event", "[spikes]\nevent_accounts = 1\n", "test:2:1: spikes.event_accounts: 1 is below 2"},
		{"away", "[spikes]\naway_days = 7\n", "test:2:1: spikes.away_days: 7 is not 28 to 3650 days"},
		{"low", "[stalls]\nlow_percent = 100\n", "test:2:1: stalls.low_percent: 100 % is not 0 to 99 %"},
		{"network", "[ingest]\ndata_centres = [\"192.0.2.0/24\", \"192.0.2.0/33\"]\n", `test:2:1: ingest.data_centres[1]: "192.0.2.0/33" is not a network`},
		{"tagged", "[ingest]\ntagged_certainty = 101\n", "test:2:1: ingest.tagged_certainty: 101 is not 0 to 100 %"},
		{"no such mail", "[robots]\nopens = [\"mail.*\"]\n", `test:2:1: robots.opens[0]: "mail.*" matches no type`},
		{"links", "[robots]\nlinks = 1\n", "test:2:1: robots.links: 1 is not 2 to 16 links; 0 turns it off"},
		{"seconds", "[robots]\nlinks_seconds = -1\n", "test:2:1: robots.links_seconds: -1 is not 0 to 600 seconds"},
		{"opening", "[robots]\nopen_seconds = 601\n", "test:2:1: robots.open_seconds: 601 is more than 600 seconds"},
		{"a rule that never matches", "[[rules]]\nname = \"a\"\nurl = \"*/x*\"\nbecomes = \"web.chat\"\n[[rules]]\nname = \"b\"\nurl = \"*/x/y\"\nbecomes = \"web.chat\"\n", `test:6:1: rules[1].name: never matches: rule "a" before it catches all`},
		{"a word of no type", "[sources.git]\ntypes = { commit = \"git.comit\" }\n", `test:2:11: sources.git.types.commit: "git.comit" is not a type`},
		{"nobody's weight", "[weights.persona]\nCFO = 120\n", `test:2:1: weights.persona.CFO: "CFO" is not the name of a persona`},
		{"no such persona", "[mqa]\npersonas = [\"CFO\"]\n", `test:2:1: mqa.personas[0]: "CFO" is not the name of a persona`},
		{"a center twice", "[[centers]]\nname = \"IT\"\n[[centers]]\nname = \"IT\"\n", `test:4:1: centers[1].name: "IT" is the name of another center`},
		{"a release of no day", "[[releases]]\ncontact = \"c1\"\nday = \"Monday\"\n", `test:3:1: releases[0].day: "Monday" is not a date`},
		{"gap", "[sessions]\ngap_minutes = 241\n", "test:2:1: sessions.gap_minutes: 241 is not 0 to 240 minutes"},
		{"a session of no length", "[types.\"web.chat\"]\nreplaces = [\"web.page_*\"]\n", `test:2:1: types."web.chat".replaces: only a type of exact durations can replace others`},
		{"preset", "preset = \"best\"\n", `test:1:1: preset: "best" is not one of recommended, starter, engagio`},
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

// All that is wrong is told at once.
func TestParseNamesEveryFault(t *testing.T) {
	_, err := Parse("test", []byte("[heat]\nhalf_life_days = 3\n[slack]\nmode = \"pigeon\"\n[mqa]\nwindow = 0\nevents = 0\n"))
	want := "test:4:1: slack.mode: \"pigeon\" is not one of socket, http\n" +
		"test:2:1: heat.half_life_days: 3 is not 7 to 180 days\n" +
		"test:6:1: mqa.window: 0 is not 1 to 365 days\n" +
		"test:7:1: mqa.events: 0 is below 1: invalid"
	if err == nil || err.Error() != want {
		t.Errorf("error is\n%v\nwant\n%s", err, want)
	}
}

// A file is laid over the preset that it names, and over no other.
// A key that nobody understands does not hide what is wrong with the others.
func TestUnknownKeysHideNothing(t *testing.T) {
	_, err := Parse("test", []byte("[company]\ntimezone = \"Mars\"\nplanet = 4\n"))
	for _, want := range []string{"test:3:1: unknown key company.planet", `test:2:1: company.timezone: "Mars"`} {
		if err == nil || !errors.Is(err, account.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestPresets(t *testing.T) {
	for _, name := range scoring.Presets {
		own, err := scoring.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Parse("test", []byte("preset = \""+name+"\"\n[types.\"web.chat\"]\nminutes = 7\n"))
		if err != nil {
			t.Fatal(err)
		}
		chat := own.Types["web.chat"]
		chat.Minutes = 7 * account.Minute
		own.Types["web.chat"] = chat
		if diff := cmp.Diff(own, c.Scoring, samePolicy()...); diff != "" {
			t.Errorf("%s through the file (-own +file):\n%s", name, diff)
		}
		if !strings.HasPrefix(c.Body, "# ") || !strings.Contains(c.Body, "\npreset = '"+name+"'\n") {
			t.Errorf("the effective file of %s does not name it", name)
		}
	}
}

func samePolicy() cmp.Options {
	return cmp.Options{
		cmpopts.EquateEmpty(), cmp.AllowUnexported(scoring.Cap{}),
		cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
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
