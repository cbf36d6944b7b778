package slackfake_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"engagement/internal/slackfake"
)

// bot is the app's side of a workspace, without any client library.
type bot struct {
	*slackfake.Server
	net  *slackfake.Listener
	http *http.Client
}

// world runs a test against a workspace inside a bubble, and checks that every
// goroutine ends.
func world(t *testing.T, opts slackfake.Options, test func(*testing.T, *bot)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if opts.Users == nil {
			opts.Users = []slackfake.User{
				{ID: "U1", Name: "ann", RealName: "Ann Lee", Email: "ann@acme.com", TZ: "Europe/Berlin"},
				{ID: "U2", Name: "bob"},
				{ID: "U3", Name: "eve", TeamID: "T0OTHER"},
				{ID: "U4", Name: "old", Deleted: true},
			}
		}
		if opts.Channels == nil {
			opts.Channels = []slackfake.Channel{
				{ID: "C1", Name: "sales", Members: []string{"U0BOT", "U1", "U2", "U3"}, ExtShared: true},
				{ID: "C2", Name: "elsewhere", Members: []string{"U1"}},
				{ID: "C3", Name: "past", Members: []string{"U0BOT", "U1"}, Archived: true},
				{ID: "G1", Name: "secret", Members: []string{"U1"}, Private: true},
			}
		}
		b := &bot{Server: slackfake.New(opts), net: slackfake.NewListener()}
		b.http = b.net.Client()
		b.Serve(b.net)
		t.Cleanup(func() {
			b.http.CloseIdleConnections()
			if err := b.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
		test(t, b)
	})
}

// call posts a form with the bot token and gives the answer.
func (b *bot) call(t *testing.T, method string, args ...string) map[string]any {
	t.Helper()
	a, err := b.try(t, method, args...)
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return a
}

func (b *bot) try(t *testing.T, method string, args ...string) (map[string]any, error) {
	t.Helper()
	form := url.Values{"token": {b.App().BotToken}}
	for i := 0; i < len(args); i += 2 {
		form.Set(args[i], args[i+1])
	}
	resp, err := b.http.PostForm("http://slack.test/api/"+method, form)
	if err != nil {
		return nil, err
	}
	return decoded(t, resp), nil
}

// json posts a JSON body with a token in the header.
func (b *bot) json(t *testing.T, token, path, body string) map[string]any {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://slack.test"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := b.http.Do(r)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return decoded(t, resp)
}

func decoded(t *testing.T, resp *http.Response) map[string]any {
	t.Helper()
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("read answer: %v", err)
	}
	a := map[string]any{}
	if err := json.Unmarshal(raw, &a); err != nil {
		a["body"] = string(raw)
	}
	a["status"], a["retry"] = resp.StatusCode, resp.Header.Get("Retry-After")
	return a
}

func (b *bot) post(t *testing.T, args ...string) string {
	t.Helper()
	a := b.call(t, "chat.postMessage", append([]string{"channel", "C1"}, args...)...)
	if a["ok"] != true {
		t.Fatalf("chat.postMessage = %v", a)
	}
	return a["ts"].(string)
}

func (b *bot) upload(t *testing.T, name string, data []byte) string {
	t.Helper()
	a := b.call(t, "files.getUploadURLExternal", "filename", name, "length", fmt.Sprint(len(data)))
	resp, err := b.http.Post(a["upload_url"].(string), "application/octet-stream", strings.NewReader(string(data)))
	if err != nil {
		t.Fatalf("upload: %v", err)
	}
	if got := decoded(t, resp); got["status"] != 200 {
		t.Fatalf("upload = %v", got)
	}
	id := a["file_id"].(string)
	if a := b.call(t, "files.completeUploadExternal", "files", `[{"id":"`+id+`","title":"A chart"}]`); a["ok"] != true {
		t.Fatalf("files.completeUploadExternal = %v", a)
	}
	return id
}

func waited(t *testing.T, d *slackfake.Delivery, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("not sent: %v", err)
	}
	if err := d.Wait(context.Background()); err != nil {
		t.Fatalf("not delivered: %v", err)
	}
}

// png is the start of a picture, which is all that is looked at.
func png() []byte { return []byte("\x89PNG\r\n\x1a\n and the rest") }
