package slackfake_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/internal/slackfake"
)

const menus = `[{"type":"section","block_id":"s","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"static_select","action_id":"pick",
 "options":[{"text":{"type":"plain_text","text":"7 days"},"value":"7"},{"text":{"type":"plain_text","text":"14 days"},"value":"14"}]}},
 {"type":"actions","block_id":"a","elements":[{"type":"button","action_id":"ack","text":{"type":"plain_text","text":"Ack"},"value":"1"},
  {"type":"users_select","action_id":"who"},{"type":"button","text":{"type":"plain_text","text":"Nameless"}}]}]`

func TestClick(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		l := b.connect(t, nil)
		ts := b.post(t, "text", "a", "blocks", menus, "metadata", `{"event_type":"alert","event_payload":{"id":"7"}}`)
		tests := []struct {
			name  string
			click slackfake.Click
			want  map[string]any // of the action
			err   error
		}{
			{"button", slackfake.Click{UserID: "U1", ActionID: "ack"}, map[string]any{"type": "button", "value": "1"}, nil},
			{"foreign user", slackfake.Click{UserID: "U3", ActionID: "ack", BlockID: "a"}, map[string]any{"type": "button"}, nil},
			{"menu", slackfake.Click{UserID: "U1", ActionID: "pick", Values: []string{"14"}}, map[string]any{"type": "static_select"}, nil},
			{"user menu", slackfake.Click{UserID: "U1", ActionID: "who", Values: []string{"U2"}}, map[string]any{"selected_user": "U2"}, nil},
			{"no such option", slackfake.Click{UserID: "U1", ActionID: "pick", Values: []string{"15"}}, nil, slackfake.ErrNoElement},
			{"no such button", slackfake.Click{UserID: "U1", ActionID: "ack", Values: []string{"2"}}, nil, slackfake.ErrNoElement},
			{"wrong block", slackfake.Click{UserID: "U1", ActionID: "ack", BlockID: "s"}, nil, slackfake.ErrNoElement},
			{"outsider", slackfake.Click{UserID: "U4", ActionID: "ack"}, nil, slackfake.ErrNoUser},
		}
		for _, tt := range tests {
			tt.click.ChannelID, tt.click.MessageTS = "C1", ts
			d, err := b.Click(tt.click)
			if !errors.Is(err, tt.err) {
				t.Errorf("%s: %v, want %v", tt.name, err, tt.err)
			}
			if err != nil {
				continue
			}
			waited(t, d, err)
			p := (<-l.got)["payload"].(map[string]any)
			action := p["actions"].([]any)[0].(map[string]any)
			for k, v := range tt.want {
				if action[k] != v {
					t.Errorf("%s: action %v, want %s = %v", tt.name, action, k, v)
				}
			}
			if tt.name == "menu" && action["selected_option"].(map[string]any)["value"] != "14" {
				t.Errorf("menu: action %v", action)
			}
			if tt.name == "foreign user" && p["user"].(map[string]any)["team_id"] != "T0OTHER" {
				t.Errorf("foreign user: %v", p["user"])
			}
			if m := p["message"].(map[string]any); m["ts"] != ts || p["type"] != "block_actions" {
				t.Errorf("%s: payload %v", tt.name, p)
			}
		}
	})
}

func TestResponseURL(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		l := b.connect(t, nil)
		ts := b.post(t, "text", "a", "blocks", menus)
		click := func() string {
			d, err := b.Click(slackfake.Click{UserID: "U1", ChannelID: "C1", MessageTS: ts, ActionID: "ack"})
			waited(t, d, err)
			link := (<-l.got)["payload"].(map[string]any)["response_url"].(string)
			return strings.TrimPrefix(link, "http://slack.test")
		}
		link := click()
		send := func(body string) map[string]any { return b.json(t, "", link, body) }
		if a := send(`{"text":"a","blocks":[{}]}`); a["error"] != "invalid_blocks" || a["status"] != 400 {
			t.Errorf("bad blocks = %v", a)
		}
		send(`{"text":"just you"}`)
		send(`{"text":"all","response_type":"in_channel"}`)
		send(`{"text":"done","replace_original":true}`)
		if m := b.Messages("C1", ""); len(m) != 2 || m[0].Text != "done" || m[0].Blocks != nil || m[1].Text != "all" {
			t.Errorf("everybody sees %+v", m)
		}
		if m := b.Ephemerals("C1", "U1"); len(m) != 1 || m[0].Text != "just you" {
			t.Errorf("U1 alone sees %+v", m)
		}
		send(`{"delete_original":true}`)
		if m := b.Messages("C1", ""); len(m) != 1 {
			t.Errorf("after deletion everybody sees %+v", m)
		}
		send(`{"text":"fifth"}`)
		if a := send(`{"text":"sixth"}`); a["error"] != "used_url" || a["status"] != 404 {
			t.Errorf("sixth use = %v", a)
		}
		ts = b.post(t, "text", "a", "blocks", menus)
		link = click()
		time.Sleep(30*time.Minute + time.Second) // bubble time
		if a := send(`{"text":"late"}`); a["error"] != "expired_url" {
			t.Errorf("after half an hour = %v", a)
		}
	})
}

func TestViews(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		ack := json.RawMessage("null")
		l := b.connect(t, func(map[string]any) (any, bool) { return ack, true })
		trigger := func() string {
			d, err := b.Slash("U1", "C1", "/engagement", "log")
			waited(t, d, err)
			return (<-l.got)["payload"].(map[string]any)["trigger_id"].(string)
		}
		late := trigger()
		time.Sleep(3*time.Second + time.Millisecond) // bubble time
		if a := b.call(t, "views.open", "trigger_id", late, "view", modal); a["error"] != "expired_trigger_id" {
			t.Errorf("a late trigger = %v", a)
		}
		id := trigger()
		a := b.call(t, "views.open", "trigger_id", id, "view", modal)
		if a["ok"] != true {
			t.Fatalf("views.open = %v", a)
		}
		if a := b.call(t, "views.open", "trigger_id", id, "view", modal); a["error"] != "exchanged_trigger_id" {
			t.Errorf("a used trigger = %v", a)
		}
		v, err := b.WaitView(t.Context(), "U1")
		if err != nil {
			t.Fatal(err)
		}
		if a := b.call(t, "views.update", "view_id", v.ID, "hash", "old", "view", modal); a["error"] != "hash_conflict" {
			t.Errorf("an old hash = %v", a)
		}
		if _, err := b.SubmitView("U1", v.ID, nil); !errors.Is(err, slackfake.ErrRequired) {
			t.Errorf("an empty required input: %v", err)
		}
		ack = json.RawMessage(`{"response_action":"errors","errors":{"who":"unknown"}}`)
		d, err := b.SubmitView("U1", v.ID, map[string][]string{"who/name": {"Jane"}})
		waited(t, d, err)
		p := (<-l.got)["payload"].(map[string]any)
		want := map[string]any{"who": map[string]any{"name": map[string]any{"type": "plain_text_input", "value": "Jane"}}}
		state := p["view"].(map[string]any)["state"].(map[string]any)["values"].(map[string]any)
		if diff := cmp.Diff(want["who"], state["who"]); diff != "" || p["type"] != "view_submission" {
			t.Errorf("state (-want +got):\n%s", diff)
		}
		if got := state["how"].(map[string]any)["kind"].(map[string]any)["selected_option"].(map[string]any)["value"]; got != "dinner" {
			t.Errorf("initial option = %v", got)
		}
		if got := b.Views("U1")[0].Errors["who"]; got != "unknown" {
			t.Errorf("error shown = %q", got)
		}
		ack = json.RawMessage(`{"response_action":"push","view":` + modal + `}`)
		d, err = b.SubmitView("U1", v.ID, nil)
		waited(t, d, err)
		<-l.got
		if got := b.Views("U1"); len(got) != 2 || got[1].PreviousID != v.ID || got[1].RootID != v.ID {
			t.Fatalf("stack = %+v", got)
		}
		ack = json.RawMessage("null")
		d, err = b.CloseView("U1", b.Views("U1")[1].ID)
		waited(t, d, err)
		if e := <-l.got; e["payload"].(map[string]any)["type"] != "view_closed" {
			t.Errorf("close sent %v", e)
		}
		d, err = b.SubmitView("U1", v.ID, nil)
		waited(t, d, err)
		if got := b.Views("U1"); len(got) != 0 {
			t.Errorf("open after submission: %+v", got)
		}
	})
}

func TestHome(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		l := b.connect(t, nil)
		a := b.call(t, "views.publish", "user_id", "U1", "view", `{"type":"home","blocks":`+menus+`}`)
		if a["ok"] != true {
			t.Fatalf("views.publish = %v", a)
		}
		home, ok := b.Home("U1")
		if !ok {
			t.Fatal("no Home")
		}
		d, err := b.OpenHome("U1")
		waited(t, d, err)
		<-l.got
		d, err = b.Click(slackfake.Click{UserID: "U1", ViewID: home.ID, ActionID: "pick", Values: []string{"7"}})
		waited(t, d, err)
		p := (<-l.got)["payload"].(map[string]any)
		if p["container"].(map[string]any)["view_id"] != home.ID || p["response_url"] != nil {
			t.Errorf("payload = %v", p)
		}
		if _, err := b.Click(slackfake.Click{UserID: "U2", ViewID: home.ID, ActionID: "pick"}); !errors.Is(err, slackfake.ErrNoView) {
			t.Errorf("somebody else's Home: %v", err)
		}
		publish := func(words string) string {
			t.Helper()
			b.call(t, "views.publish", "user_id", "U1", "view", `{"type":"home","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"`+words+`"}}]}`)
			home, _ := b.Home("U1")
			return string(home.Blocks)
		}
		first := publish("146 min")
		if again := publish("146 min"); again != first {
			t.Errorf("published again, Home says %s, not %s", again, first)
		}
		if other := publish("147 min"); !strings.Contains(other, "147 min") {
			t.Errorf("published anew, Home says %s", other)
		}
	})
}

func TestSubscribe(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		events, cancel := b.Subscribe()
		ts := b.post(t, "text", "a")
		b.call(t, "chat.delete", "channel", "C1", "ts", ts)
		var got []slackfake.Kind
		for e := range events {
			if got = append(got, e.Kind); len(got) == 4 {
				cancel()
				break
			}
		}
		want := []slackfake.Kind{slackfake.KindMessage, slackfake.KindCall, slackfake.KindMessageDeleted, slackfake.KindCall}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}
