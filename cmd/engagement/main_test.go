package main

import (
	"context"
	"net/http/httptest"
	"os"
	"os/signal"
	"syscall"
	"testing"

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
			Dir: "testdata/script",
			Setup: func(e *testscript.Env) error {
				fake := slackfake.New(slackfake.Options{Channels: []slackfake.Channel{{ID: "C0ALERTS", Name: "alerts", Members: []string{"U0BOT"}}}})
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
				return nil
			},
		})
	})
}
