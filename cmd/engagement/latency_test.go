package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"engagement/internal/slackfake"
	"engagement/internal/storetest"
)

// BenchmarkAlertLatency measures, on the wall clock, how long a demo request
// takes from the HTTP 200 (or from the end of an import by another process) to
// its card in Slack, with 10,000 accounts loaded. Requests keep a second's
// distance, which is Slack's own limit for a channel.
func BenchmarkAlertLatency(b *testing.B) {
	fake := slackfake.New(slackfake.Options{
		Channels: []slackfake.Channel{{ID: "C0ALERTS", Name: "alerts", Members: []string{"U0BOT"}}}, FileReadyPolls: 2, RateLimits: true,
	})
	server := httptest.NewServer(fake)
	defer server.Close()
	defer fake.Close()
	dir, database := b.TempDir(), storetest.SQLite(b)
	door := freeAddress(b)
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
		return path
	}
	config := write("config.toml", fmt.Sprintf("[ingest]\nadmin = %q\n[ingest.http]\nlisten = %q\n", door, door))
	start := func(args ...string) *exec.Cmd {
		cmd := exec.Command(os.Args[0], append([]string{"--config", config, "--db", database}, args...)...)
		cmd.Env = append(os.Environ(), beMain+"=1", "ENGAGEMENT_WRITE_KEY=key", "SLACK_BOT_TOKEN="+fake.App().BotToken, "SLACK_APP_TOKEN="+fake.App().AppToken)
		return cmd
	}
	must := func(args ...string) {
		if out, err := start(args...).CombinedOutput(); err != nil {
			b.Fatalf("engagement %v: %v\n%s", args, err, out)
		}
	}
	var accounts strings.Builder
	accounts.WriteString("id,name,domains,tier,employees\n")
	for i := range 10_000 {
		fmt.Fprintf(&accounts, "A%05d,Company %d,c%05d.com,%d,%d\n", i, i, i, i%4, i)
	}
	must("import", "accounts", write("accounts.csv", accounts.String()))
	serve := start("serve", "--slack-api", server.URL+"/api/")
	if err := serve.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := serve.Process.Signal(os.Interrupt); err != nil {
			b.Error(err)
		}
		if err := serve.Wait(); err != nil {
			b.Error(err)
		}
	}()
	if err := fake.WaitSockets(b.Context(), 2); err != nil {
		b.Fatal(err)
	}
	n := 0
	sample := func(send func(row string)) time.Duration {
		time.Sleep(1100 * time.Millisecond)
		n++
		send(fmt.Sprintf(`{"id":"d%d","type":"form.demo_request","email":"jane@c%05d.com","occurred_at":%q}`, n, n*97%10_000, time.Now().UTC().Format(time.RFC3339)))
		began := time.Now()
		if _, err := fake.WaitMessages(b.Context(), "C0ALERTS", n); err != nil {
			b.Fatal(err)
		}
		return time.Since(began)
	}
	overHTTP := func(row string) {
		request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://"+door+"/v1/activities", strings.NewReader(row))
		if err != nil {
			b.Fatal(err)
		}
		request.SetBasicAuth("key", "")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			b.Fatal(err)
		}
		if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusOK {
			b.Fatalf("the door answered %d, %v", response.StatusCode, err)
		}
	}
	byImport := func(row string) { must("import", "activities", write("request.jsonl", row+"\n"), "--source", "form") }
	for b.Loop() {
		for name, send := range map[string]func(string){"http": overHTTP, "import": byImport} {
			var took []time.Duration
			for range 100 {
				took = append(took, sample(send))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[50].Milliseconds()), name+"-p50-ms")
			b.ReportMetric(float64(took[98].Milliseconds()), name+"-p99-ms")
			b.ReportMetric(float64(took[99].Milliseconds()), name+"-max-ms")
		}
	}
}

// freeAddress is a local address that nobody listens on.
func freeAddress(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
