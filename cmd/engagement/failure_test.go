package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Exit code 2 says that the command line is wrong, 1 that something else is;
// both come with the next step.
func TestFailures(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for name, text := range map[string]string{
		"accounts.csv": "id,name\nA1,Acme\n",
		"other.csv":    "key,title\nA1,Acme\n",
		"list.json":    "[1]",
		"wrong.toml":   "[heat]\nhalf_life_days = 3\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("SLACK_BOT_TOKEN", "")
	if code, _, complaint := call(t, "--db", "sqlite:there.db", "import", "accounts", "accounts.csv"); code != 0 {
		t.Fatalf("code %d: %s", code, complaint)
	}
	for _, c := range []struct {
		args string
		code int
		says string
		try  string
	}{
		{"fly", 2, "fly", "engagement --help"},
		{"help fly", 2, "fly", "engagement --help"},
		{"import", 2, "kind", "engagement import --help"},
		{"import things accounts.csv", 2, `"things" is not a kind of rows`, "engagement import accounts FILE"},
		{"import accounts accounts.csv --map id", 2, `--map "id" is not OURS=THEIRS`, "--map id=account_id"},
		{"import accounts accounts.csv --map ident=id", 2, `"ident" is not one of our columns`, "as OURS"},
		{"import accounts accounts.csv --timezone Mars", 2, "not a time zone", "--timezone Europe/Berlin"},
		{"import accounts nowhere.csv", 1, "nowhere.csv", "check the path"},
		{"import accounts other.csv", 1, "the columns are key, title", "--map OURS=THEIRS with one of the columns named above"},
		{"import accounts accounts.csv --map id=key", 1, `no column "key"`, "--map OURS=THEIRS with one of the columns named above"},
		{"import accounts list.json", 1, "jq -c", "mend the file"},
		{"export nonsense", 2, "use one of accounts, activities", "engagement export accounts"},
		{"export scores --as-of yesterday", 2, `--as-of: "yesterday" is not a date`, "--as-of 2026-03-31"},
		{"export series --from 2026-02-01 --to 2026-01-01", 2, "--to 2026-01-01 is before --from 2026-02-01", "--from 2026-01-01 --to 2026-02-01"},
		{"export series --account A9", 1, "A9", "engagement export accounts lists the ids"},
		{"slash acme --as U0ANN", 1, "SLACK_BOT_TOKEN is not set", "without --as"},
		{"slash acme --as-of soon", 2, "not a date", "--as-of 2026-03-31"},
		{"demo --today soon", 2, "not a date", "--today 2026-03-31"},
		{"quarantine retry 7", 1, "refused row 7: not found", "engagement quarantine list"},
		{"quarantine drop 7", 1, "refused row 7: not found", "engagement quarantine list"},
		{"serve", 1, "SLACK_BOT_TOKEN is not set", "engagement manifest"},
		{"--config none.toml config check", 1, "none.toml", "check the path"},
		{"--config wrong.toml config check", 1, "wrong.toml:2:1: heat.half_life_days: ", "engagement config defaults"},
		{"--config wrong.toml doctor", 1, "heat.half_life_days", "engagement config defaults"},
		{"--db mysql:x migrate", 2, "neither sqlite:PATH nor postgres", "--db sqlite:PATH"},
		{"--db sqlite: migrate", 2, "neither sqlite:PATH nor postgres", "--db sqlite:PATH"},
		{"--db sqlite:no/folder/x.db migrate", 1, "no/folder/x.db", "check that the folder is there"},
	} {
		t.Run(c.args, func(t *testing.T) {
			args := strings.Fields(c.args)
			if !strings.Contains(c.args, "--db") {
				args = append([]string{"--db", "sqlite:there.db"}, args...)
			}
			code, out, complaint := call(t, args...)
			said, next, hinted := strings.Cut(complaint, "\nTry: ")
			if code != c.code || out != "" || !hinted || !strings.Contains(said, c.says) || !strings.Contains(next, c.try) {
				t.Errorf("code %d, printed %q and said %q; want code %d, %q and Try: %q", code, out, complaint, c.code, c.says, c.try)
			}
		})
	}
}

// Commands that only look do not make a database that is not there.
func TestLookingMakesNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gone.db")
	for _, args := range []string{"slash acme", "export accounts", "doctor", "quarantine list", "quarantine retry", "quarantine drop"} {
		code, out, complaint := call(t, append([]string{"--db", "sqlite:" + path}, strings.Fields(args)...)...)
		if code != 1 || out != "" || !strings.Contains(complaint, "no database at "+path) || !strings.Contains(complaint, "\nTry: engagement import accounts FILE, or --db") {
			t.Errorf("%s: code %d, printed %q and said %q", args, code, out, complaint)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("%s made %s (%v)", args, path, err)
		}
	}
	for _, args := range []string{"migrate", "recompute"} {
		path := filepath.Join(t.TempDir(), "new.db")
		if code, _, complaint := call(t, append([]string{"--db", "sqlite:" + path}, strings.Fields(args)...)...); code != 0 {
			t.Errorf("%s: code %d and said %q", args, code, complaint)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: %v", args, err)
		}
	}
}

// call runs the program in this process.
func call(t *testing.T, args ...string) (code int, printed, complaint string) {
	t.Helper()
	var out, problems bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &out, &problems)
	return code, out.String(), problems.String()
}
