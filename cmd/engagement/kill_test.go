package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"engagement/internal/slackfake"
	"engagement/internal/storetest"
)

// kills is how often each loop kills: twenty times in all on SQLite and ten on
// PostgreSQL in CI, two hundred on each in `make soak`.
func kills(database string) int {
	switch {
	case os.Getenv("ENGAGEMENT_SOAK") != "":
		return 100
	case strings.HasPrefix(database, "postgres"):
		return 5
	default:
		return 10
	}
}

// child runs the program as a process of its own.
func child(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(append(os.Environ(), beMain+"=1"), env...)
	return cmd
}

// must runs the program to its end and returns what it printed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	cmd := child(t, nil, args...)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("engagement %s: %v\n%s", strings.Join(args, " "), err, &problems)
	}
	return out.String()
}

// killAfter starts the program and kills it after d. It reports whether the
// program had ended before.
func killAfter(t *testing.T, d time.Duration, args ...string) (ended bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	cmd := child(t, nil, args...)
	stopped := exec.CommandContext(ctx, cmd.Path, cmd.Args[1:]...)
	stopped.Env = cmd.Env
	err := stopped.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	return err == nil
}

// history writes accounts and two months of activities up to yesterday, in
// time order, with real repeats.
func history(t *testing.T, dir string, firms, rows int) (accounts, activities string) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(7, 7))
	var a, b strings.Builder
	a.WriteString("id,name,domains,tier,employees\n")
	for i := range firms {
		fmt.Fprintf(&a, "A%03d,Company %03d,c%03d.com,%d,500\n", i, i, i, i%3+1)
	}
	b.WriteString("occurred_at,type,email,asset\n")
	began := time.Now().AddDate(0, 0, -60)
	for i := range rows {
		at := began.Add(time.Duration(i) * 59 * 24 * time.Hour / time.Duration(rows)).Truncate(time.Minute)
		line := fmt.Sprintf("%s,content.download,p%d@c%03d.com,paper %d\n", at.UTC().Format(time.RFC3339), rnd.IntN(5), rnd.IntN(firms), rnd.IntN(40))
		b.WriteString(line)
		if i%50 == 0 {
			b.WriteString(line)
		}
	}
	accounts, activities = filepath.Join(dir, "accounts.csv"), filepath.Join(dir, "activities.csv")
	for path, text := range map[string]string{accounts: a.String(), activities: b.String()} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return accounts, activities
}

// remains is everything an import leaves behind, but for the times at which it
// ran.
func remains(t *testing.T, database string) string {
	t.Helper()
	var all strings.Builder
	drops := map[string]string{"activities": "recorded_at", "alerts": "decided_at"}
	for _, kind := range []string{"accounts", "activities", "alerts", "contacts", "ledger", "scores"} {
		drop := drops[kind]
		rows, err := csv.NewReader(strings.NewReader(must(t, "--db", database, "export", kind))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		dropped := slices.Index(rows[0], drop)
		var lines []string
		for _, r := range rows {
			if dropped >= 0 {
				r = slices.Delete(r, dropped, dropped+1)
			}
			lines = append(lines, kind+": "+strings.Join(r, "|"))
		}
		slices.Sort(lines)
		all.WriteString(strings.Join(lines, "\n"))
	}
	return all.String()
}

// An import that is killed anywhere and run again loses and doubles nothing:
// its rows, scores and the one list are those of a run that was left alone.
func TestKillImport(t *testing.T) {
	storetest.Each(t, func(t *testing.T, whole string) {
		fresh := storetest.SQLite
		if strings.HasPrefix(whole, "postgres") {
			fresh = storetest.Postgres
		}
		accounts, activities := history(t, t.TempDir(), 60, 12000)
		must(t, "--db", whole, "import", "accounts", accounts)
		began := time.Now()
		must(t, "--db", whole, "import", "activities", activities)
		horizon := time.Since(began)
		want := remains(t, whole)
		if n := strings.Count(want, "day_one"); n == 0 || strings.Contains(want, "|mqa|crossed|") {
			t.Fatal("an import of history must say one list and no card")
		}
		rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
		killed, rounds := 0, 0
		for ; killed < kills(whole); rounds++ {
			database := fresh(t)
			must(t, "--db", database, "import", "accounts", accounts)
			for range 4 {
				if killAfter(t, time.Duration(rnd.Int64N(int64(horizon))), "--db", database, "import", "activities", activities) {
					horizon = max(horizon*9/10, 50*time.Millisecond)
					break
				}
				killed++
			}
			must(t, "--db", database, "import", "activities", activities)
			if got := remains(t, database); want != got {
				t.Fatalf("after %d kills the import left something else behind:\n%s", killed, firstDifference(want, got))
			}
		}
		t.Logf("%d kills in %d imports: every row, score and alert as if left alone", killed, rounds)
	})
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("want %s\ngot  %s (of %d and %d lines)", w[i], g[i], len(w), len(g))
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

// victim is the serving process that is being killed.
type victim struct {
	mu  sync.Mutex
	cmd *exec.Cmd
}

func (v *victim) start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	v.cmd = cmd
}

// kill ends the process the hard way and reports whether it was alive.
func (v *victim) kill() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.cmd != nil && v.cmd.Process.Kill() == nil
}

// Delivery that is killed anywhere, half of the times right after Slack took a
// post and before the program could know, loses and doubles no alert.
func TestKillDelivery(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		t.Parallel()
		const firms = 12
		var v victim
		var mu sync.Mutex
		inWindow, aimed := 0, false // at the moment after the next post
		fake := slackfake.New(slackfake.Options{
			Channels: []slackfake.Channel{{ID: "C0ALERTS", Name: "alerts", Members: []string{"U0BOT"}}}, FileReadyPolls: 1,
		})
		server := httptest.NewServer(fake)
		defer server.Close()
		defer func() {
			if err := fake.Close(); err != nil {
				t.Error(err)
			}
		}()
		want := kills(database)
		fake.OnCall(func(method string, _ slackfake.Call) {
			if method != "chat.postMessage" {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if aimed && v.kill() {
				inWindow++
				aimed = false
			}
		})
		serving := func() *exec.Cmd {
			return child(t, []string{"SLACK_BOT_TOKEN=" + fake.App().BotToken, "SLACK_APP_TOKEN=" + fake.App().AppToken},
				"--db", database, "serve", "--slack-api", server.URL+"/api/")
		}
		dir := t.TempDir()
		accounts, _ := history(t, dir, firms, 1)
		must(t, "--db", database, "import", "accounts", accounts)

		rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 2))
		killed, decided := 0, 0
		for killed < want {
			decided += decide(t, database, dir, decided, firms)
			mu.Lock()
			aimed = killed%2 == 0
			late := 2 * time.Minute // whoever is aimed at dies of a post
			if !aimed {
				late = time.Duration(200+rnd.Int64N(8000)) * time.Millisecond
			}
			mu.Unlock()
			cmd := serving()
			v.start(t, cmd)
			timer := time.AfterFunc(late, func() { v.kill() })
			if err := cmd.Wait(); err == nil {
				t.Fatal("serve ended by itself")
			}
			timer.Stop()
			killed++
		}
		mu.Lock()
		aimed = false
		mu.Unlock()
		cmd := serving()
		v.start(t, cmd)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		if _, err := fake.WaitMessages(ctx, "C0ALERTS", decided); err != nil {
			t.Errorf("not everything was delivered: %v", err)
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("serve did not stop cleanly: %v", err)
		}
		lost, doubled := judge(t, fake, decided)
		t.Logf("%d alerts, %d kills, %d of them between post and settle: %d lost, %d doubled", decided, killed, inWindow, lost, doubled)
		if lost+doubled > 0 || inWindow*4 < killed {
			t.Errorf("%d lost, %d doubled; %d of %d kills in the window", lost, doubled, inWindow, killed)
		}
		for _, f := range fake.Faults() {
			t.Errorf("Slack refused: %+v", f)
		}
	})
}

// decide imports two demo requests of accounts that have not asked yet and
// returns how many alerts they make.
func decide(t *testing.T, database, dir string, n, firms int) int {
	t.Helper()
	var b strings.Builder
	b.WriteString("id,occurred_at,type,email\n")
	for i := n; i < n+2; i++ {
		fmt.Fprintf(&b, "d%d,%s,form.demo_request,asks%d@c%03d.com\n", i, time.Now().UTC().Format(time.RFC3339), i, i%firms)
	}
	path := filepath.Join(dir, fmt.Sprintf("requests-%d.csv", n))
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	must(t, "--db", database, "import", "activities", path, "--source", "web")
	return 2
}

// judge counts, on Slack's side, the alerts that are missing and those that
// are there more than once.
func judge(t *testing.T, fake *slackfake.Server, decided int) (lost, doubled int) {
	t.Helper()
	seen := map[string]int{}
	for _, m := range fake.Messages("C0ALERTS", "") {
		var meta struct {
			Payload struct {
				AlertID string `json:"alert_id"`
			} `json:"event_payload"`
		}
		if err := json.Unmarshal(m.Metadata, &meta); err != nil {
			t.Fatalf("%s: %v", m.Metadata, err)
		}
		seen[meta.Payload.AlertID]++
	}
	for i := range decided {
		switch n := seen[fmt.Sprintf("act_now:web:d%d", i)]; {
		case n == 0:
			lost++
		case n > 1:
			doubled += n - 1
		}
	}
	if len(seen) != decided {
		t.Errorf("%d different alerts on Slack, %d were decided", len(seen), decided)
	}
	return lost, doubled
}
