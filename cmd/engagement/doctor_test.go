package main

import (
	"context"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"engagement/alert"
	"engagement/internal/slackfake"
	"engagement/internal/storetest"
)

// The doctor names what Slack does not take, with the next step; after that, and
// doctor --retry, everything is delivered once and in order, to another channel where
// that is wanted.
func TestDoctorRetriesWhatSlackDidNotTake(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		t.Parallel()
		fake := slackfake.New(slackfake.Options{Channels: []slackfake.Channel{
			{ID: "C0ALERTS", Name: "alerts", Members: []string{"U0BOT"}, Archived: true}, {ID: "C0EAST", Name: "east", Members: []string{"U0BOT"}}, {ID: "C0WEST", Name: "west"},
		}})
		server := httptest.NewServer(fake)
		defer func() {
			server.Close()
			if err := fake.Close(); err != nil {
				t.Error(err)
			}
		}()
		dir := t.TempDir()
		accounts, _ := history(t, dir, 4, 1)
		must(t, "--db", database, "import", "accounts", accounts)
		decided := decide(t, database, dir, 0, 4)
		decided += decide(t, database, dir, decided, 4)
		// serve runs until cond holds.
		serve := func(what string, cond func() bool) {
			t.Helper()
			cmd := child(t, []string{"SLACK_BOT_TOKEN=" + fake.App().BotToken, "SLACK_APP_TOKEN=" + fake.App().AppToken},
				"--db", database, "serve", "--slack-api", server.URL+"/api/")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if err := fake.Wait(ctx, what, cond); err != nil {
				t.Error(err)
			}
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("serve did not stop cleanly: %v", err)
			}
		}
		// doctor says what it finds.
		doctor := func(flags ...string) string {
			t.Helper()
			out, err := child(t, nil, append([]string{"--db", database, "doctor"}, flags...)...).Output()
			if err != nil && !strings.Contains(string(out), "FAIL") {
				t.Fatalf("doctor: %v\n%s", err, out)
			}
			return string(out)
		}
		serve("refusals", func() bool { return len(fake.Calls("chat.postMessage")) >= decided })
		said := doctor()
		for _, want := range []string{
			"FAIL alerts: 4 dead", "FAIL undelivered to #alerts: 4 alerts since ", "slack chat.postMessage: is_archived: request of Company", "request of Company 000 (act_now:web:d0)",
			"Try: unarchive the channel or configure another, then engagement doctor --retry",
		} {
			if !strings.Contains(said, want) {
				t.Errorf("no %q in\n%s", want, said)
			}
		}
		fake.SetArchived("C0ALERTS", false)
		for _, want := range []string{"ok   retry: 4 alerts wait to be tried again, in order", "ok   retry: 0 alerts"} {
			if said := doctor("--retry"); !strings.HasPrefix(said, want) || strings.Contains(said, "undelivered") {
				t.Errorf("no %q in\n%s", want, said)
			}
		}
		serve("all alerts", func() bool { return len(fake.Messages("C0ALERTS", "")) >= decided })
		if lost, doubled := judge(t, fake, decided); lost+doubled > 0 {
			t.Errorf("%d lost, %d doubled", lost, doubled)
		}
		// ordered holds a channel against the outbox.
		ordered := func(name, id string, n int) {
			t.Helper()
			var want, got []string
			if err := storetest.Open(t, database).Alerts(t.Context(), func(r alert.Record) error {
				if r.Message.Channel == name {
					want = append(want, r.Message.ID)
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			for _, m := range fake.Messages(id, "") {
				got = append(got, alertID(t, m))
			}
			if !slices.Equal(want, got) || len(got) != n {
				t.Errorf("%s holds %v, and the outbox %v; want %d", name, got, want, n)
			}
		}
		ordered("#alerts", "C0ALERTS", decided)
		if said := doctor(); !strings.Contains(said, "ok   alerts: 4 sent") {
			t.Errorf("the doctor still says\n%s", said)
		}

		// The channel is archived for good.
		fake.SetArchived("C0ALERTS", true)
		calls := len(fake.Calls("chat.postMessage"))
		more := decide(t, database, dir, decided, 4)
		serve("refusals once more", func() bool { return len(fake.Calls("chat.postMessage")) >= calls+more })
		send := func(to string) string {
			t.Helper()
			cmd := child(t, []string{"SLACK_BOT_TOKEN=" + fake.App().BotToken}, "--db", database, "doctor", "--retry", "--to", to, "--slack-api", server.URL+"/api/")
			out, err := cmd.CombinedOutput()
			if err == nil {
				t.Errorf("all is well, though #alerts is archived: %s", out)
			}
			return string(out)
		}
		for _, to := range []string{"#west", "#nowhere", "Big Sales"} {
			if said := send(to); !strings.Contains(said, "Try: ") || strings.Contains(said, "retry: ") {
				t.Errorf("%s: %s", to, said)
			}
		}
		if said := send("east"); !strings.Contains(said, "ok   retry: 2 alerts wait to be posted to #east, in order") || strings.Contains(said, "undelivered") {
			t.Errorf("the doctor says\n%s", said)
		}
		serve("the rest", func() bool { return len(fake.Messages("C0EAST", "")) >= more })
		ordered("#alerts", "C0ALERTS", decided)
		ordered("#east", "C0EAST", more)
	})
}
