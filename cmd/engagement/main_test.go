package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"engagement/internal/slackfake"
	"engagement/internal/storetest"
)

// beMain makes the test binary the program itself, for tests that kill it.
const beMain = "ENGAGEMENT_TEST_BE_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(beMain) != "" {
		main()
		return
	}
	testscript.Main(m, map[string]func(){"engagement": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}})
}

// The scripts drive the program through its front door, once on each database.
func TestScripts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, _ string) {
		database := storetest.SQLite
		if t.Name() == "TestScripts/postgres" {
			database = storetest.Postgres
		}
		testscript.Run(t, testscript.Params{
			Dir:  "testdata/script",
			Cmds: map[string]func(*testscript.TestScript, bool, []string){"post": post, "interrupt": interrupt, "agrees": agrees},
			Setup: func(e *testscript.Env) error {
				fake := slackfake.New(slackfake.Options{Users: []slackfake.User{{ID: "U0ANN", Name: "ann", Email: "ann@ours.com"}, {ID: "U0GUEST", Name: "guest", IsRestricted: true}, {ID: "U0FOREIGN", Name: "eve", TeamID: "T0OTHER"}}, Channels: []slackfake.Channel{{ID: "C0ALERTS", Name: "alerts", Members: []string{"U0BOT"}}}})
				server := httptest.NewServer(fake)
				e.Defer(func() {
					server.Close()
					if err := fake.Close(); err != nil {
						t.Error(err)
					}
				})
				e.Setenv("DB", database(t))
				e.Setenv("SLACK", server.URL+"/api/")
				e.Setenv("BOT_TOKEN", fake.App().BotToken)
				e.Setenv("APP_TOKEN", fake.App().AppToken)
				if err := company(e); err != nil {
					return err
				}
				return door(e)
			},
		})
	})
}

// door gives a script an address of its own and writes it into its config.
func door(e *testscript.Env) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := l.Addr().String()
	e.Setenv("DOOR", address)
	path := filepath.Join(e.WorkDir, "config.toml")
	if text, err := os.ReadFile(path); err == nil {
		if err := os.WriteFile(path, bytes.ReplaceAll(text, []byte("$DOOR"), []byte(address)), 0o644); err != nil {
			return err
		}
	}
	return l.Close()
}

// post is a script's `post URL KEY FILE`: it waits until the server is there,
// and leaves the answer as stdout.
func post(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: post URL KEY FILE")
	}
	var response *http.Response
	for deadline := time.Now().Add(20 * time.Second); ; {
		request, err := http.NewRequest(http.MethodPost, args[0], strings.NewReader(ts.ReadFile(args[2])))
		ts.Check(err)
		request.SetBasicAuth(args[1], "")
		if response, err = http.DefaultClient.Do(request); err == nil {
			break
		}
		if time.Now().After(deadline) {
			ts.Fatalf("nobody answers: %v", err)
		}
		<-time.After(20 * time.Millisecond)
	}
	body, err := io.ReadAll(response.Body)
	ts.Check(err)
	ts.Check(response.Body.Close())
	_, err = ts.Stdout().Write(body)
	ts.Check(err)
}

// interrupt is a script's `interrupt NAME`: Ctrl-C for a background command.
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: interrupt NAME")
	}
	for _, bg := range ts.BackgroundCmds() {
		ts.Check(bg.Process.Signal(os.Interrupt))
	}
}
