package slackfake_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"engagement/internal/slackfake"
)

func TestShortcuts(t *testing.T) {
	app := slackfake.App{Shortcuts: []slackfake.Shortcut{{CallbackID: "log_it", Name: "Log this"}, {CallbackID: "find", Name: "Find an account", Global: true}}}
	world(t, slackfake.Options{App: app}, func(t *testing.T, b *bot) {
		l := b.connect(t, nil)
		said, _, err := b.Say("U2", "C1", "dinner with Jane")
		if err != nil {
			t.Fatal(err)
		}
		d, err := b.OnMessage("U1", "C1", said.TS, "log_it")
		waited(t, d, err)
		p := (<-l.got)["payload"].(map[string]any)
		m, _ := p["message"].(map[string]any)
		if p["type"] != "message_action" || p["callback_id"] != "log_it" || p["message_ts"] != said.TS || m["text"] != "dinner with Jane" || m["user"] != "U2" {
			t.Errorf("payload = %v", p)
		}
		if diff := cmp.Diff(map[string]any{"id": "C1", "name": "sales"}, p["channel"]); diff != "" {
			t.Errorf("channel (-want +got):\n%s", diff)
		}
		link := strings.TrimPrefix(p["response_url"].(string), "http://slack.test")
		b.json(t, "", link, `{"text":"logged"}`)
		if got := b.Ephemerals("C1", "U1"); len(got) != 1 || got[0].Text != "logged" {
			t.Errorf("answer = %+v", got)
		}
		if a := b.call(t, "views.open", "trigger_id", p["trigger_id"].(string), "view", modal); a["ok"] != true {
			t.Errorf("views.open = %v", a)
		}
		d, err = b.OnAnything("U1", "find")
		waited(t, d, err)
		if p := (<-l.got)["payload"].(map[string]any); p["type"] != "shortcut" || p["callback_id"] != "find" || p["channel"] != nil || p["response_url"] != nil {
			t.Errorf("payload = %v", p)
		}
		private := b.Ephemerals("C1", "U1")[0].TS
		for name, try := range map[string]struct {
			user, ts, callback string
			want               error
		}{
			"foreign user":        {"U3", said.TS, "log_it", slackfake.ErrForeign},
			"deleted user":        {"U4", said.TS, "log_it", slackfake.ErrNoUser},
			"not on messages":     {"U1", said.TS, "find", slackfake.ErrNoElement},
			"unknown shortcut":    {"U1", said.TS, "other", slackfake.ErrNoElement},
			"no message":          {"U1", "1.1", "log_it", slackfake.ErrNoMessage},
			"on a private answer": {"U1", private, "log_it", slackfake.ErrNoMessage},
		} {
			if _, err := b.OnMessage(try.user, "C1", try.ts, try.callback); !errors.Is(err, try.want) {
				t.Errorf("%s: %v, want %v", name, err, try.want)
			}
		}
		if _, err := b.OnAnything("U1", "log_it"); !errors.Is(err, slackfake.ErrNoElement) {
			t.Errorf("a message's shortcut on nothing: %v", err)
		}
	})
}

// TestFill: a click in a view brings along what stands in its inputs.
func TestFill(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		l := b.connect(t, nil)
		d, err := b.Slash("U1", "C1", "/engagement", "log")
		waited(t, d, err)
		trigger := (<-l.got)["payload"].(map[string]any)["trigger_id"].(string)
		view := strings.Replace(modal, `"blocks":[`, `"blocks":[{"type":"actions","block_id":"more","elements":[{"type":"button","action_id":"add","text":{"type":"plain_text","text":"Add"}}]},`, 1)
		if a := b.call(t, "views.open", "trigger_id", trigger, "view", view); a["ok"] != true {
			t.Fatalf("views.open = %v", a)
		}
		v, err := b.WaitView(t.Context(), "U1")
		if err != nil {
			t.Fatal(err)
		}
		d, err = b.Click(slackfake.Click{UserID: "U1", ViewID: v.ID, ActionID: "add", Fill: map[string][]string{"who/name": {"Jane"}}})
		waited(t, d, err)
		state := (<-l.got)["payload"].(map[string]any)["view"].(map[string]any)["state"].(map[string]any)["values"].(map[string]any)
		want := map[string]any{"name": map[string]any{"type": "plain_text_input", "value": "Jane"}}
		if diff := cmp.Diff(want, state["who"]); diff != "" {
			t.Errorf("state (-want +got):\n%s", diff)
		}
		if _, err := b.Click(slackfake.Click{UserID: "U1", ViewID: v.ID, ActionID: "add", Fill: map[string][]string{"nothing": {"x"}}}); !errors.Is(err, slackfake.ErrNoElement) {
			t.Errorf("an input that is not there: %v", err)
		}
	})
}

func TestUnfurl(t *testing.T) {
	app := slackfake.App{UnfurlDomains: []string{"crm.example"}}
	world(t, slackfake.Options{App: app}, func(t *testing.T, b *bot) {
		l := b.connect(t, nil)
		const one, two = "https://crm.example/a/1?x=1&y=2", "https://eu.crm.example/a/2"
		said, d, err := b.Say("U1", "C1", "see <https://crm.example/a/1?x=1&amp;y=2> and <"+two+"|two>, not <https://crm.example.evil/3> or https://crm.example/4")
		waited(t, d, err)
		e := (<-l.got)["payload"].(map[string]any)["event"].(map[string]any)
		want := []any{map[string]any{"domain": "crm.example", "url": one}, map[string]any{"domain": "crm.example", "url": two}}
		if diff := cmp.Diff(want, e["links"]); diff != "" || e["type"] != "link_shared" || e["message_ts"] != said.TS || e["is_bot_user_member"] != true {
			t.Errorf("event %v (-want +got):\n%s", e, diff)
		}
		unfurl := func(link, attachment string, more ...string) any {
			t.Helper()
			raw, err := json.Marshal(map[string]json.RawMessage{link: json.RawMessage(attachment)})
			if err != nil {
				t.Fatal(err)
			}
			return b.call(t, "chat.unfurl", append([]string{"channel", "C1", "ts", said.TS, "unfurls", string(raw)}, more...)...)["error"]
		}
		const card = `{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"Acme"},"accessory":{"type":"button","action_id":"card","text":{"type":"plain_text","text":"Card"}}}]}`
		for name, got := range map[string]struct{ is, want any }{
			"a link":            {unfurl(one, card), nil},
			"by its unfurl_id":  {b.call(t, "chat.unfurl", "unfurl_id", e["unfurl_id"].(string), "source", "conversations_history", "unfurls", `{"`+two+`":{"text":"two"}}`)["error"], nil},
			"not there":         {unfurl("https://crm.example/9", card), "cannot_unfurl_url"},
			"bad blocks":        {unfurl(two, `{"blocks":[{"type":"poem"}]}`), "invalid_blocks"},
			"not JSON":          {b.call(t, "chat.unfurl", "channel", "C1", "ts", said.TS, "unfurls", "[")["error"], "invalid_unfurls_format"},
			"nothing":           {b.call(t, "chat.unfurl", "channel", "C1", "ts", said.TS)["error"], "missing_unfurls"},
			"without a channel": {b.call(t, "chat.unfurl", "ts", said.TS, "unfurls", "{}")["error"], "missing_channel"},
			"without a ts":      {b.call(t, "chat.unfurl", "channel", "C1", "unfurls", "{}")["error"], "missing_ts"},
			"unknown message":   {b.call(t, "chat.unfurl", "channel", "C1", "ts", "1.1", "unfurls", "{}")["error"], "cannot_find_message"},
		} {
			if got.is != got.want {
				t.Errorf("%s: %v, want %v", name, got.is, got.want)
			}
		}
		m := b.Messages("C1", "")[0]
		var shown []map[string]any
		if err := json.Unmarshal(m.Attachments, &shown); err != nil || len(shown) != 2 || m.EditedTS != "" {
			t.Fatalf("attachments = %s", m.Attachments)
		}
		d, err = b.Click(slackfake.Click{UserID: "U2", ChannelID: "C1", MessageTS: said.TS, ActionID: "card"})
		waited(t, d, err)
		p := (<-l.got)["payload"].(map[string]any)
		if c := p["container"].(map[string]any); c["type"] != "message_attachment" || c["app_unfurl_url"] != one || c["is_app_unfurl"] != true {
			t.Errorf("container = %v", c)
		}
		b.SetScopes("links:write", "app_mentions:read")
		if _, d, err := b.Say("U1", "C1", "<"+one+">"); d != nil || err != nil {
			t.Errorf("without links:read: %v %v", d, err)
		}
		_, d, err = b.Say("U1", "C1", "<@U0BOT> <"+one+">")
		waited(t, d, err)
		synctest.Wait()
		if e := (<-l.got)["payload"].(map[string]any)["event"].(map[string]any); e["type"] != "app_mention" || len(l.got) != 0 {
			t.Errorf("event = %v, %d more", e, len(l.got))
		}
	})
}
