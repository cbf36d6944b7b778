package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"engagement/alert"
	"engagement/internal/slackfake"
	"engagement/internal/storetest"
)

// A process whose files may not grow is sent a signal that ends it. Ignored, it is
// told as by a disk that is full: the write fails.
func init() {
	if os.Getenv(beMain) != "" {
		signal.Ignore(syscall.SIGXFSZ)
	}
}

// The disk is full again and again, at whatever page of a transaction, while requests
// come in and alerts go out. What was acknowledged is told once, what was refused
// was not kept and is told once when it is sent again, and the program goes on by
// itself.
func TestSoakFullDisk(t *testing.T) {
	fills := 6
	if os.Getenv("ENGAGEMENT_SOAK") != "" {
		fills = 60
	}
	fake := slackfake.New(slackfake.Options{Channels: []slackfake.Channel{
		{ID: "C0TIER1", Name: "tier1", Members: []string{"U0BOT"}}, {ID: "C0TIER2", Name: "tier2", Members: []string{"U0BOT"}}, {ID: "C0TIER3", Name: "tier3", Members: []string{"U0BOT"}},
	}})
	slack := httptest.NewServer(fake)
	defer func() {
		slack.Close()
		if err := fake.Close(); err != nil {
			t.Error(err)
		}
	}()
	dir, database := t.TempDir(), storetest.SQLite(t)
	door := freePort(t)
	config := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(config, []byte("[alerts]\nchannel = 'C0TIER1'\n[ingest.http]\nlisten = '"+door+"'\n"+
		"[[routes]]\ntiers = ['2']\nto = 'C0TIER2'\n[[routes]]\ntiers = ['3']\nto = 'C0TIER3'\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	const firms = 12
	accounts, _ := history(t, dir, firms, 1)
	must(t, "--db", database, "import", "accounts", accounts)
	cmd := child(t, []string{"SLACK_BOT_TOKEN=" + fake.App().BotToken, "SLACK_APP_TOKEN=" + fake.App().AppToken, "ENGAGEMENT_WRITE_KEY=key"},
		"--config", config, "--db", database, "serve", "--slack-api", slack.URL+"/api/")
	var log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	may := func(bytes uint64) {
		t.Helper()
		if err := unix.Prlimit(cmd.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY}, nil); err != nil {
			t.Fatal(err)
		}
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	// ask sends the nth request and reports whether it was acknowledged.
	ask := func(n int) bool {
		t.Helper()
		row := fmt.Sprintf(`[{"id":"d%d","type":"form.demo_request","email":"asks%d@c%03d.com","occurred_at":%q}]`, n, n, n%firms, time.Now().UTC().Format(time.RFC3339))
		for deadline := time.Now().Add(20 * time.Second); ; <-tick.C {
			r, err := http.NewRequest(http.MethodPost, "http://"+door+"/v1/activities", strings.NewReader(row))
			if err != nil {
				t.Fatal(err)
			}
			r.SetBasicAuth("key", "")
			answer, err := http.DefaultClient.Do(r)
			if err == nil {
				answer.Body.Close()
				return answer.StatusCode == http.StatusOK
			}
			if time.Now().After(deadline) {
				t.Fatalf("nobody answers: %v\n%s", err, &log)
			}
		}
	}
	dice := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 5))
	asked, refused := 0, 0
	for range fills {
		wal, err := os.Stat(strings.TrimPrefix(database, "sqlite:") + "-wal")
		if err != nil && asked > 0 {
			t.Fatal(err)
		}
		if asked > 0 {
			may(uint64(wal.Size()) + uint64(dice.IntN(30))*4096)
		}
		for range 3 {
			if !ask(asked) {
				refused++
				may(unix.RLIM_INFINITY)
				if !ask(asked) { // again, as whoever was refused does
					t.Fatalf("refused although there is room:\n%s", &log)
				}
			}
			asked++
		}
		may(unix.RLIM_INFINITY)
	}
	told := func() (all []slackfake.Message) {
		for _, c := range fake.Channels() {
			all = append(all, fake.Messages(c.ID, "")...)
		}
		return all
	}
	if err := fake.Wait(t.Context(), "all requests", func() bool { return len(told()) >= asked }); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("serve did not stop cleanly: %v\n%s", err, &log)
	}
	if err := storetest.Open(t, database).Alerts(t.Context(), func(r alert.Record) error {
		if r.Status != alert.Sent {
			t.Errorf("%s is %s: %s", r.Message.ID, r.Status, r.Error)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, m := range told() {
		seen[alertID(t, m)]++
	}
	for n := range asked {
		if id := fmt.Sprintf("act_now:http:d%d", n); seen[id] != 1 {
			t.Errorf("%s is on Slack %d times", id, seen[id])
		}
	}
	if len(seen) != asked {
		t.Errorf("%d different alerts on Slack, %d were asked for", len(seen), asked)
	}
	if refused == 0 || !strings.Contains(log.String(), "has no room, or its file may not grow: nothing of this was kept") {
		t.Errorf("%d requests were refused; the log says\n%s", refused, &log)
	}
	db, err := sql.Open("sqlite3", strings.TrimPrefix(database, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var sound string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("the database is %q, %v", sound, err)
	}
	t.Logf("the disk was full %d times; %d requests, %d refused and sent again: 0 lost, 0 doubled", fills, asked, refused)
}

// freePort is an address that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l := httptest.NewUnstartedServer(nil).Listener
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}
