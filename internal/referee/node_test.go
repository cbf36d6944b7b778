package referee

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// installed fails unless the packages stand in testdata at the versions that
// package.json names; another version, or another package of the same name,
// would be another referee.
func installed(t *testing.T) {
	t.Helper()
	missing := func(what string, err error) {
		t.Helper()
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is needed here: %v", what, err)
		}
		t.Skipf("%s is not installed (npm ci in internal/referee/testdata): not judged by others", what)
	}
	if _, err := exec.LookPath("node"); err != nil {
		missing("Node.js", err)
	}
	var wanted struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	read(t, filepath.Join("testdata", "package.json"), &wanted)
	for name, version := range wanted.Dependencies {
		place := filepath.Join("testdata", "node_modules", filepath.FromSlash(name), "package.json")
		if _, err := os.Stat(place); err != nil {
			missing(name, err)
		}
		var has struct {
			Version string `json:"version"`
		}
		if read(t, place, &has); has.Version != version {
			t.Fatalf("%s is %s, package.json names %s: run npm ci in internal/referee/testdata", name, has.Version, version)
		}
	}
}

func read(t *testing.T, path string, v any) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// serve runs a script that prints its address and lives until its input ends,
// and gives that address.
func serve(t *testing.T, script string, args ...string) string {
	t.Helper()
	installed(t)
	cmd := exec.Command("node", append([]string{script}, args...)...)
	cmd.Dir = "testdata"
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	alive, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	t.Cleanup(func() {
		if err := alive.Close(); err != nil {
			t.Errorf("end %s: %v", script, err)
		}
		for lines.Scan() {
			t.Logf("%s: %s", script, lines.Text())
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s: %v\n%s", script, err, ending(complaints.String()))
		}
	})
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "http://") {
		t.Fatalf("%s gave no address but %q", script, lines.Text())
	}
	return lines.Text()
}

// run runs a script with JSON as input, and reads JSON from its output.
func run(t *testing.T, script string, input, output any) {
	t.Helper()
	installed(t)
	given, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", script)
	cmd.Dir = "testdata"
	cmd.Stdin = bytes.NewReader(given)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, ending(complaints.String()))
	}
	if err := json.Unmarshal(out, output); err != nil {
		t.Fatalf("%s: %v in %.200s", script, err, out)
	}
}

// ending is the last of what a process said: the code of a package can be one
// endless line.
func ending(said string) string { return said[max(0, len(said)-2000):] }
