package arch

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

type listed struct {
	ImportPath string
	Dir        string
	Imports    []string
	Standard   bool
	GoFiles    []string
	Module     *struct{ Path string }
}

func list(t *testing.T, args ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Imports,Standard,GoFiles,Module"}, args...)...)
	cmd.Dir = "../.."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

const module = "engagement/"

// Every package imports only what its room in the table may.
func TestImportTable(t *testing.T) {
	standard := map[string]bool{}
	owner := map[string]string{} // package of a third party -> module
	for _, p := range list(t, "-deps", "./...") {
		standard[p.ImportPath] = p.Standard
		if p.Module != nil {
			owner[p.ImportPath] = p.Module.Path
		}
	}
	namedBy := map[string][]string{}
	for _, p := range list(t, "./...") {
		path := strings.TrimPrefix(p.ImportPath, module)
		i := slices.IndexFunc(Rooms, func(r Room) bool { return r.Path == path })
		if i < 0 {
			t.Errorf("%s has no room in the table", path)
			continue
		}
		room := Rooms[i]
		for _, imported := range p.Imports {
			ours, isOurs := strings.CutPrefix(imported, module)
			library := owner[imported]
			switch {
			case standard[imported] || imported == "C" || strings.HasPrefix(library, "golang.org/x/"):
			case isOurs && !slices.Contains(room.Ours, ours):
				t.Errorf("%s imports %s: not in its row of the table", path, ours)
			case isOurs:
			case !slices.Contains(room.Library, library):
				t.Errorf("%s imports %s of %s: not in its row of the table", path, imported, library)
			case !slices.Contains(namedBy[library], path):
				namedBy[library] = append(namedBy[library], path)
			}
		}
	}
	for library, rooms := range namedBy {
		if len(rooms) > 1 && Shared[library] == "" {
			t.Errorf("%s is named by %v: one package names each library", library, rooms)
		}
	}
}

// ARCHITECTURE.md prints the same table.
func TestTableIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range Rooms {
		row := "| `" + r.Path + "` | " + strings.Join(r.Ours, ", ") + " | " + strings.Join(short(r.Library), ", ") + " |"
		if !strings.Contains(string(text), row) {
			t.Errorf("ARCHITECTURE.md lacks the row\n%s", row)
		}
	}
}

// short drops hosts and major versions: "sqlx", "go-toml".
func short(libraries []string) []string {
	var out []string
	for _, l := range libraries {
		parts := strings.Split(l, "/")
		if last := parts[len(parts)-1]; len(last) > 1 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9' {
			parts = parts[:len(parts)-1]
		}
		out = append(out, parts[len(parts)-1])
	}
	return out
}

// Files stay small enough to read, and drawers for everything do not exist.
func TestFilesAndNames(t *testing.T) {
	drawers := []string{"util", "utils", "common", "types", "models", "helpers", "helper", "misc"}
	for _, p := range list(t, "./...") {
		if slices.Contains(drawers, filepath.Base(p.ImportPath)) {
			t.Errorf("package %s is a drawer for everything", p.ImportPath)
		}
		for _, name := range p.GoFiles {
			if slices.Contains(drawers, strings.TrimSuffix(name, ".go")) {
				t.Errorf("%s/%s is a drawer for everything", p.ImportPath, name)
			}
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(text), "\n"); n > 600 {
				t.Errorf("%s/%s has %d lines: split it by responsibility", p.ImportPath, name, n)
			}
		}
	}
}

// Nothing that computes reads a clock: time.Now is named only where a program
// or a stand-in starts.
func TestClockIsPassedIn(t *testing.T) {
	allowed := []string{"cmd/engagement", "internal/slackfake", "internal/storetest", "internal/arch"}
	sockets := []string{"internal/demo/stream.go"} // deadlines of connections are the machine's time
	for _, p := range list(t, "./...") {
		if slices.Contains(allowed, strings.TrimPrefix(p.ImportPath, module)) {
			continue
		}
		for _, name := range p.GoFiles {
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if slices.Contains(sockets, strings.TrimPrefix(p.ImportPath, module)+"/"+name) {
				continue
			}
			if strings.Contains(string(text), "time.Now(") || strings.Contains(string(text), "time.Since(") {
				t.Errorf("%s/%s reads a clock", p.ImportPath, name)
			}
		}
	}
}

// SQL never reads a clock.
func TestSQLReadsNoClock(t *testing.T) {
	files, err := filepath.Glob("../../store/*.go")
	if err != nil {
		t.Fatal(err)
	}
	steps, err := filepath.Glob("../../migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 || len(steps) == 0 {
		t.Fatal("no SQL found")
	}
	for _, path := range append(files, steps...) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		upper := strings.ToUpper(string(text))
		for _, clock := range []string{"NOW()", "CURRENT_TIMESTAMP", "CURRENT_DATE", "DATETIME(", "STRFTIME(", "JULIANDAY("} {
			if strings.Contains(upper, clock) {
				t.Errorf("%s reads a clock with %s", path, clock)
			}
		}
	}
}
