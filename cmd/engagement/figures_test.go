package main

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"engagement/account"
	"engagement/bot"
)

// agrees is a script's `agrees REGEXP FILE FIGURE [COLUMN=VALUE|VALUE]...`: the
// number that the regexp's group catches in the last answer is the figure of an
// export's rows, as far as it was written out. A condition may also be
// COLUMN>=VALUE or COLUMN<=VALUE. A figure is a column, whose values are added
// up, COLUMN-COLUMN or COLUMN/12, `count`, or `distinct:COLUMN`, which leaves out
// what is empty. A sum of no rows at all agrees with nothing.
func agrees(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: agrees REGEXP FILE FIGURE [COLUMN=VALUE|VALUE]...")
	}
	pattern, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	found := pattern.FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) != 2 {
		ts.Fatalf("the answer does not say %q", args[0])
	}
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[1]))).ReadAll()
	ts.Check(err)
	want, err := figure(rows, args[2], args[3:])
	ts.Check(err)
	if got := found[1]; !sameFigure(got, want) {
		ts.Fatalf("the answer says %q, and %s says %s", found[0], args[1], want.Decimal())
	}
}

// figure adds up what an export says of the rows that meet all conditions.
func figure(rows [][]string, of string, conditions []string) (account.Milli, error) {
	column := func(name string) (int, error) {
		if n := slices.Index(rows[0], name); n >= 0 {
			return n, nil
		}
		return 0, fmt.Errorf("no column %q in %q", name, rows[0])
	}
	kept := rows[1:]
	for _, c := range conditions {
		parts := regexp.MustCompile(`^(\w+)(=|>=|<=)(.*)$`).FindStringSubmatch(c)
		if parts == nil {
			return 0, fmt.Errorf("%q is no condition", c)
		}
		n, err := column(parts[1])
		if err != nil {
			return 0, err
		}
		kept = slices.DeleteFunc(slices.Clone(kept), func(row []string) bool {
			switch parts[2] {
			case ">=":
				return row[n] < parts[3]
			case "<=":
				return row[n] > parts[3]
			}
			return !slices.Contains(strings.Split(parts[3], "|"), row[n])
		})
	}
	sum := func(name string) (total account.Milli, err error) {
		n, err := column(name)
		if err != nil {
			return 0, err
		}
		if len(kept) == 0 {
			return 0, fmt.Errorf("no row of %q meets %q", name, conditions)
		}
		for _, row := range kept {
			m, err := account.ParseMilli(row[n])
			if err != nil {
				return 0, err
			}
			total += m
		}
		return total, nil
	}
	if of == "count" {
		return account.Milli(len(kept)) * account.Minute, nil
	}
	if name, ok := strings.CutPrefix(of, "distinct:"); ok {
		n, err := column(name)
		if err != nil {
			return 0, err
		}
		different := map[string]bool{}
		for _, row := range kept {
			different[row[n]] = true
		}
		delete(different, "")
		return account.Milli(len(different)) * account.Minute, nil
	}
	if name, by, ok := strings.Cut(of, "/"); ok {
		n, err := strconv.Atoi(by)
		if err != nil {
			return 0, err
		}
		total, err := sum(name)
		return total / account.Milli(n), err
	}
	if from, less, ok := strings.Cut(of, "-"); ok {
		a, err := sum(from)
		if err != nil {
			return 0, err
		}
		b, err := sum(less)
		return a - b, err
	}
	return sum(of)
}

// sameFigure reports whether a number as people read it is the exact one,
// rounded to as many decimals as it has: at most a half, and below ten to the
// tenth.
func sameFigure(shown string, exact account.Milli) bool {
	shown = strings.ReplaceAll(shown, ",", "")
	if shown == strings.ReplaceAll(exact.String(), ",", "") {
		return true
	}
	return shown == strings.TrimSuffix(strconv.FormatFloat(float64(exact)/float64(account.Minute), 'f', 1, 64), ".0")
}

// company gives a script the files of testdata/company, which several share.
func company(e *testscript.Env) error {
	return os.CopyFS(filepath.Join(e.WorkDir, "company"), os.DirFS("testdata/company"))
}

// What a script has to show of a command.
const (
	numbers   = "numbers that agree with an export's"
	emptyCase = "an account, or a group, without activities"
	choice    = "a name that two accounts have"
	badPeriod = "a bad period"
	byGuest   = "a guest who asks"
	byForeign = "somebody of another workspace who asks"
)

// shape is what a command is, whatever it is about.
func shape(q bot.Query) string {
	switch {
	case q.Verb == bot.ShowCard && q.Period != (account.Period{}):
		return "view"
	case q.Verb == bot.ShowHeatmap && q.Whole == "":
		return "heatmap GROUP"
	case q.Verb == bot.ShowMeetings && q.Whole == "":
		return "meetings by"
	case q.Verb == bot.ShowReport && q.Drill != "":
		return "report VALUE"
	}
	return string(q.Verb)
}

// spared are the cases that a command cannot have, and why.
var spared = map[string]map[string]string{
	"help":          {numbers: "it has none", emptyCase: noName, choice: noName, badPeriod: noPeriod},
	"card":          {badPeriod: "with a period it is a view"},
	"settings":      {numbers: "they are somebody's own", emptyCase: noName, choice: noName, badPeriod: noPeriod},
	"watches":       {choice: noName, badPeriod: noPeriod},
	"watch":         {numbers: "it says none", badPeriod: noPeriod},
	"unwatch":       {numbers: "it says none", badPeriod: noPeriod},
	"mute":          {numbers: "its only one is the day it was asked for"},
	"unmute":        {numbers: "it says none", badPeriod: noPeriod},
	"top":           {choice: noName, badPeriod: noPeriod},
	"mqa":           {choice: noName},
	"movers":        {choice: noName},
	"report":        {choice: noName},
	"report VALUE":  {choice: noName},
	"heatmap GROUP": {choice: noName},
	"meetings by":   {choice: noName},
	"match":         {badPeriod: noPeriod},
	"audit":         {badPeriod: noPeriod},
	"digest":        {choice: noName},
	"play":          {numbers: "it says none but of its own steps", emptyCase: "it needs no activities", badPeriod: noPeriod},
	"plays":         {numbers: "they are steps", choice: noName, badPeriod: noPeriod, emptyCase: "a step is no activity"},
	"alerts":        {choice: noName, numbers: "a script delivers nothing: TestStoryPrecision holds them to an export's and a hand's"},
}

const (
	noName   = "it names no account"
	noPeriod = "no period goes with it"
)

// question is a slash command of a script, with what the script says of the
// answer.
type question struct {
	refused bool
	text    string
	rest    string // of the line
	after   string // the lines up to the next one
}

var asked = regexp.MustCompile(`^(! )?exec engagement .*?slash (?:'([^']*)'|(\S+))(.*)$`)

// questions reads the slash commands of a script.
func questions(script string) (all []question) {
	commands, _, _ := strings.Cut(script, "\n-- ")
	for line := range strings.Lines(commands) {
		line = strings.TrimSpace(line)
		switch m := asked.FindStringSubmatch(line); {
		case m != nil:
			all = append(all, question{refused: m[1] != "", text: m[2] + m[3], rest: m[4]})
		case len(all) > 0:
			all[len(all)-1].after += line + "\n"
		}
	}
	return all
}

// emptyOnes are the account and the groups of testdata/company without
// activities, and beforeAll is a day before any.
var emptyOnes = regexp.MustCompile(`\b(quiet|tier:3|North)\b`)

const beforeAll = "--as-of 2025-01-31"

// shows lists the cases that a question of a script shows.
func (q question) shows() (cases []string) {
	says := func(words string) bool {
		return strings.Contains(q.after, "\nstdout '"+words) || strings.HasPrefix(q.after, "stdout '"+words)
	}
	switch {
	case strings.Contains(q.rest, "--as U0GUEST"):
		if q.refused && says("Guests cannot see account data here. Ask ") {
			return []string{byGuest}
		}
	case strings.Contains(q.rest, "--as U0FOREIGN"):
		if q.refused && says("This is for members of the workspace that installed it. Ask ") {
			return []string{byForeign}
		}
	case q.refused:
		if regexp.MustCompile(`(?m)^stdout '.*(say the day|period|time between|a day|last 7 days|not a number of days)`).MatchString(q.after) {
			return []string{badPeriod}
		}
	case says("Which “initech” do you mean"):
		return []string{choice}
	case emptyOnes.MatchString(q.text), strings.Contains(q.rest, beforeAll), says("You watch no account yet"):
		if strings.Contains(q.after, "stdout ") {
			return []string{emptyCase}
		}
	}
	if !q.refused && strings.Contains(q.after, "agrees ") {
		cases = append(cases, numbers)
	}
	return cases
}

// Every command that the help lists has, in the scripts, an answer whose numbers
// agree with an export's, and each of the ways in which it can go wrong.
func TestEveryCommandHasScripts(t *testing.T) {
	paths, err := fs.Glob(os.DirFS("testdata/script"), "*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]map[string]bool{}
	for _, path := range paths {
		script, err := os.ReadFile(filepath.Join("testdata/script", path))
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range questions(string(script)) {
			// What cannot be parsed is still a case of the command it tries to be.
			q, _ := bot.Parse(one.text)
			for _, c := range one.shows() {
				of := shape(q)
				if of == "card" && c == badPeriod { // with a good one it would be a view
					of = "view"
				}
				if shown[of] == nil {
					shown[of] = map[string]bool{}
				}
				shown[of][c] = true
			}
		}
	}
	listed := map[string]bool{}
	for _, text := range append(bot.Commands(), "report quarter by territory West") {
		q, err := bot.Parse(text)
		if err != nil {
			t.Errorf("the help lists %q: %v", text, err)
		}
		listed[shape(q)] = true
	}
	for command := range listed {
		for _, c := range []string{numbers, emptyCase, choice, badPeriod, byGuest, byForeign} {
			if reason := spared[command][c]; reason == "" && !shown[command][c] {
				t.Errorf("no script shows of %s: %s", command, c)
			} else if reason != "" && shown[command][c] {
				t.Errorf("%s is spared %q, because %s, and a script shows it", command, c, reason)
			}
		}
	}
	for command := range spared {
		if !listed[command] {
			t.Errorf("the help does not list %q, which is spared something", command)
		}
	}
	if len(listed) < 20 {
		t.Errorf("the help lists only %d kinds of commands", len(listed))
	}
}
