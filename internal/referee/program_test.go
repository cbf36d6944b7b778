package referee

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"engagement/account"
	"engagement/internal/app"
	"engagement/internal/config"
	"engagement/internal/slackfake"
	"engagement/internal/storetest"
)

const (
	signing  = "signing-secret-of-the-referee"
	writeKey = "write-key-of-the-referee"
)

// watch tells which methods have been answered.
type watch struct {
	next     http.RoundTripper
	answered chan string
}

func (w *watch) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.next.RoundTrip(r)
	w.answered <- path.Base(r.URL.Path)
	return resp, err
}

// until waits until a method was answered n times more.
func (w *watch) until(t *testing.T, method string, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for n > 0 {
		select {
		case got := <-w.answered:
			if got == method {
				n--
			}
		case <-ctx.Done():
			t.Fatalf("%s was not called", method)
		}
	}
}

// TestAlertAgainstEmulate is the whole program with nothing changed but the
// address of Slack: somebody asks for a demo, the alert is posted with its
// picture, and Ann takes it on.
func TestAlertAgainstEmulate(t *testing.T) {
	w := open(t)
	c, err := config.Parse("referee", []byte("[ingest.http]\nlisten = \"bot.referee:80\"\n[slack]\nmode = \"http\"\nlisten = \"bot.referee:80\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	a, err := app.Open(t.Context(), app.Options{
		Database: storetest.SQLite(t), Config: c, Now: time.Now, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		t.Fatal(err)
	}
	acme := account.Account{ID: "A1", Name: "Acme & Sons", Domains: []string{"acme.com"}, Tier: "1", Employees: 1200, Owner: "ann@ours.com"}
	if _, err := a.Store.SaveAccounts(t.Context(), time.Now(), "", []account.Account{acme}, nil); err != nil {
		t.Fatal(err)
	}
	slack, door := &watch{next: &http.Transport{}, answered: make(chan string, 1000)}, slackfake.NewListener()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- a.Serve(ctx, app.ServeOptions{
			Secrets:  config.Secrets{BotToken: token, SigningSecret: signing, WriteKey: writeKey},
			SlackAPI: w.url + "/api/", SlackHTTP: &http.Client{Transport: slack},
			Listen: func(string, string) (net.Listener, error) { return door, nil }, Ready: func() { close(ready) },
		})
	}()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	client := door.Client()
	defer client.CloseIdleConnections()
	post := func(path, kind, body string, change func(*http.Request)) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://bot.referee"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", kind)
		change(r)
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s", path, resp.Status)
		}
	}

	request := fmt.Sprintf(`{"id":"d1","type":"form.demo_request","email":"jane@acme.com","occurred_at":%q}`, time.Now().UTC().Format(time.RFC3339))
	post("/v1/activities", "application/json", request, func(r *http.Request) { r.SetBasicAuth(writeKey, "") })
	slack.until(t, "chat.postMessage", 1)
	channel, err := w.client(token).Channel(t.Context(), "#alerts")
	if err != nil {
		t.Fatal(err)
	}
	ann, err := w.client(token).UserByEmail(t.Context(), "ann@ours.com")
	if err != nil {
		t.Fatal(err)
	}
	history := func() []map[string]any {
		t.Helper()
		return messages(w.ask("conversations.history", "channel", channel, "include_all_metadata", "true"))
	}
	posted := history()
	if len(posted) != 1 {
		t.Fatalf("%d messages after a request", len(posted))
	}
	blocks, ts := said(t, posted[0]), posted[0]["ts"].(string)
	for _, want := range []string{"Acme &amp; Sons", "<@" + ann + ">", `"slack_file":{"id":"F`, `"action_id":"claim"`} {
		if !strings.Contains(blocks, want) {
			t.Errorf("the alert lacks %s: %s", want, blocks)
		}
	}
	meta, _ := posted[0]["metadata"].(map[string]any)
	payload, _ := meta["event_payload"].(map[string]any)
	id, _ := payload["alert_id"].(string)
	if meta["event_type"] != "engagement_alert" || id == "" {
		t.Errorf("metadata = %v", meta)
	}

	click, err := json.Marshal(map[string]any{
		"type": "block_actions", "team": map[string]any{"id": "T000000001"}, "user": map[string]any{"id": ann, "team_id": "T000000001"},
		"container": map[string]any{"message_ts": ts, "channel_id": channel}, "actions": []any{map[string]any{"action_id": "claim", "value": id}},
	})
	if err != nil {
		t.Fatal(err)
	}
	body := url.Values{"payload": {string(click)}}.Encode()
	post("/slack/interactions", "application/x-www-form-urlencoded", body, func(r *http.Request) {
		stamp := strconv.FormatInt(time.Now().Unix(), 10)
		r.Header.Set("X-Slack-Request-Timestamp", stamp)
		r.Header.Set("X-Slack-Signature", slackfake.Sign(signing, stamp, []byte(body)))
	})
	slack.until(t, "chat.postMessage", 1)
	slack.until(t, "chat.update", 1) // which comes after it, whatever came before
	if blocks := said(t, history()[len(history())-1]); strings.Contains(blocks, `"action_id":"claim"`) || !strings.Contains(blocks, "<@"+ann+"> is on it") {
		t.Errorf("the alert after it was taken on: %s", blocks)
	}
	if thread := messages(w.ask("conversations.replies", "channel", channel, "ts", ts)); len(thread) != 2 || thread[1]["text"] != "ann is on it." {
		t.Errorf("thread = %v", thread)
	}

	stop()
	if err := <-ended; err != nil {
		t.Errorf("serve ended with %v", err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if log.String() != "" {
		t.Errorf("the program complained:\n%s", &log)
	}
}

// said gives what a message's blocks say, as JSON that spares marks.
func said(t *testing.T, m map[string]any) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(m["blocks"]); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
