package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The demo runs as a process of its own, tells its address, gets ready and
// stops cleanly with Ctrl-C.
func TestDemoProcess(t *testing.T) {
	cmd := child(t, nil, "demo", "--addr", "127.0.0.1:0", "--dir", t.TempDir())
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	var printed strings.Builder
	cmd.Stdout = &printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	watchdog := time.AfterFunc(2*time.Minute, func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
	})
	defer watchdog.Stop()
	told := bufio.NewReader(stderr)
	line, err := told.ReadString('\n')
	if err != nil {
		t.Fatalf("it told nothing: %v", err)
	}
	url := regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`).FindString(line)
	if url == "" {
		t.Fatalf("no address in %q", line)
	}
	ready(t, url)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(told)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it did not stop cleanly: %v", err)
	}
	if printed.Len() > 0 || strings.Count(string(rest), "\n") != 1 || !strings.Contains(string(rest), "Ctrl-C") {
		t.Errorf("it printed %q and complained: %s", &printed, rest)
	}
}

// ready asks for the page until it is there; each refusal must be the progress.
func ready(t *testing.T, url string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}
	defer client.CloseIdleConnections()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		resp, err := client.Get(url + "/")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
		switch {
		case resp.StatusCode == http.StatusOK:
			return
		case resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "":
			t.Fatalf("%s: %s", url, resp.Status)
		}
		<-tick.C
	}
}
