package slackfake_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/internal/slackfake"
)

func TestErrorWords(t *testing.T) {
	long := strings.Repeat("x", 40001)
	tests := []struct {
		name, method string
		args         []string
		want         string
	}{
		{"ok", "auth.test", nil, ""},
		{"no such method", "chat.shout", nil, "unknown_method"},
		{"no token", "auth.test", []string{"token", ""}, "not_authed"},
		{"wrong token", "auth.test", []string{"token", "xoxb-other"}, "invalid_auth"},
		{"app token", "auth.test", []string{"token", "xapp-fake"}, "not_allowed_token_type"},
		{"bot token for a socket", "apps.connections.open", nil, "not_allowed_token_type"},
		{"no channel", "chat.postMessage", []string{"text", "a"}, "channel_not_found"},
		{"unknown channel", "chat.postMessage", []string{"channel", "C9", "text", "a"}, "channel_not_found"},
		{"private channel", "chat.postMessage", []string{"channel", "G1", "text", "a"}, "channel_not_found"},
		{"not a member", "chat.postMessage", []string{"channel", "C2", "text", "a"}, "not_in_channel"},
		{"archived", "chat.postMessage", []string{"channel", "C3", "text", "a"}, "is_archived"},
		{"nothing to say", "chat.postMessage", []string{"channel", "C1"}, "no_text"},
		{"too long", "chat.postMessage", []string{"channel", "C1", "text", long}, "msg_too_long"},
		{"bad blocks", "chat.postMessage", []string{"channel", "C1", "text", "a", "blocks", `[{"type":"poem"}]`}, "invalid_blocks"},
		{"blocks not a list", "chat.postMessage", []string{"channel", "C1", "text", "a", "blocks", `{}`}, "invalid_blocks_format"},
		{"bad metadata", "chat.postMessage", []string{"channel", "C1", "text", "a", "metadata", `{"event_type":"x"}`}, "invalid_metadata_schema"},
		{"unknown thread", "chat.postMessage", []string{"channel", "C1", "text", "a", "thread_ts", "1.0"}, "thread_not_found"},
		{"by name", "chat.postMessage", []string{"channel", "#sales", "text", "a"}, ""},
		{"to a user", "chat.postMessage", []string{"channel", "U1", "text", "a"}, ""},
		{"ephemeral to a stranger", "chat.postEphemeral", []string{"channel", "C1", "user", "U4", "text", "a"}, "user_not_in_channel"},
		{"update nothing", "chat.update", []string{"channel", "C1", "ts", "1.0", "text", "a"}, "message_not_found"},
		{"history of a channel not joined", "conversations.history", []string{"channel", "C2"}, "not_in_channel"},
		{"bad limit", "conversations.history", []string{"channel", "C1", "limit", "5000"}, "invalid_limit"},
		{"bad cursor", "conversations.history", []string{"channel", "C1", "cursor", "?"}, "invalid_cursor"},
		{"join a private channel", "conversations.join", []string{"channel", "G1"}, "channel_not_found"},
		{"open with a deleted user", "conversations.open", []string{"users", "U4"}, "user_disabled"},
		{"unknown user", "users.info", []string{"user", "U9"}, "user_not_found"},
		{"unknown address", "users.lookupByEmail", []string{"email", "x@y.z"}, "users_not_found"},
		{"unknown group", "usergroups.users.list", []string{"usergroup", "S9"}, "no_such_subteam"},
		{"unknown trigger", "views.open", []string{"trigger_id", "x", "view", modal}, "invalid_trigger_id"},
		{"bad view", "views.open", []string{"trigger_id", "x", "view", `{}`}, "invalid_arguments"},
		{"update no view", "views.update", []string{"view_id", "V9", "view", modal}, "not_found"},
		{"unknown file", "files.info", []string{"file", "F9"}, "file_not_found"},
		{"complete an unknown file", "files.completeUploadExternal", []string{"files", `[{"id":"F9"}]`}, "file_not_found"},
		{"no length", "files.getUploadURLExternal", []string{"filename", "a.png"}, "invalid_arguments"},
	}
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		for _, tt := range tests {
			a := b.call(t, tt.method, tt.args...)
			if got, _ := a["error"].(string); got != tt.want {
				t.Errorf("%s: %s answers %v, want %q", tt.name, tt.method, a, tt.want)
			}
		}
		if calls := b.Journal(); len(calls) != len(tests) || calls[3].Args["token"] != "" {
			t.Errorf("journal has %d calls, the fourth with %v", len(calls), calls[3].Args)
		}
		b.Revoke()
		if a := b.call(t, "auth.test"); a["error"] != "token_revoked" {
			t.Errorf("after Revoke auth.test = %v", a)
		}
	})
}

const modal = `{"type":"modal","title":{"type":"plain_text","text":"Log"},"submit":{"type":"plain_text","text":"OK"},"notify_on_close":true,
 "blocks":[{"type":"input","block_id":"who","label":{"type":"plain_text","text":"Who"},"element":{"type":"plain_text_input","action_id":"name"}},
 {"type":"input","block_id":"how","label":{"type":"plain_text","text":"How"},"element":{"type":"static_select","action_id":"kind",
  "options":[{"text":{"type":"plain_text","text":"Dinner"},"value":"dinner"}],"initial_option":{"text":{"type":"plain_text","text":"Dinner"},"value":"dinner"}}}]}`

func TestInvalidBlocksSayWhere(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		a := b.call(t, "chat.postMessage", "channel", "C1", "text", "a", "blocks", `[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`)
		want := map[string]any{"messages": []any{"[ERROR] must be plain_text [json-pointer:/blocks/0/text]"}}
		if diff := cmp.Diff(want, a["response_metadata"]); diff != "" {
			t.Errorf("response_metadata (-want +got):\n%s", diff)
		}
		if f := b.Faults(); len(f) != 1 || f[0].Code != "invalid_blocks" || f[0].ChannelID != "C1" {
			t.Errorf("Faults = %v", f)
		}
		// Text missing beside blocks: Slack takes it, but it is a fault.
		b.post(t, "blocks", `[{"type":"divider"}]`)
		if f := b.Faults(); len(f) != 2 || f[1].Code != "no_text" {
			t.Errorf("Faults = %v", f)
		}
		if got := len(b.Messages("C1", "")); got != 1 {
			t.Errorf("%d messages, want 1", got)
		}
	})
}

func TestScopes(t *testing.T) {
	world(t, slackfake.Options{App: slackfake.App{Scopes: []string{"chat:write", "users:read"}}}, func(t *testing.T, b *bot) {
		tests := map[string][2]string{
			"conversations.history": {"channel C1", "channels:history"}, "users.lookupByEmail": {"email ann@acme.com", "users:read.email"},
			"files.info": {"file F1", "files:read"}, "conversations.list": {"types private_channel", "groups:read"},
		}
		for method, tt := range tests {
			key, value, _ := strings.Cut(tt[0], " ")
			a := b.call(t, method, key, value)
			if a["error"] != "missing_scope" || a["needed"] != tt[1] || a["provided"] != "chat:write,users:read" {
				t.Errorf("%s = %v, want %s to be missing", method, a, tt[1])
			}
		}
		profile := b.call(t, "users.info", "user", "U1")["user"].(map[string]any)["profile"].(map[string]any)
		if _, ok := profile["email"]; ok {
			t.Error("an e-mail address without the scope for it")
		}
		b.SetScopes(slackfake.AllScopes()...)
		u := b.call(t, "users.lookupByEmail", "email", "ANN@acme.com")["user"].(map[string]any)
		if u["id"] != "U1" || u["tz"] != "Europe/Berlin" || u["tz_offset"] != 3600.0 {
			t.Errorf("users.lookupByEmail = %v", u)
		}
	})
}

func TestHistory(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		var ts []string
		for i := range 5 {
			ts = append(ts, b.post(t, "text", fmt.Sprint(i), "client_msg_id", fmt.Sprint("c", i),
				"metadata", fmt.Sprintf(`{"event_type":"alert","event_payload":{"id":"%d"}}`, i)))
		}
		reply := b.post(t, "text", "reply", "thread_ts", ts[4])
		b.call(t, "chat.postEphemeral", "channel", "C1", "user", "U1", "text", "psst")

		a := b.call(t, "conversations.history", "channel", "C1", "limit", "2", "include_all_metadata", "true")
		page := texts(a)
		cursor := a["response_metadata"].(map[string]any)["next_cursor"].(string)
		first := a["messages"].([]any)[0].(map[string]any)
		if diff := cmp.Diff([]string{"4", "3"}, page); diff != "" || a["has_more"] != true {
			t.Errorf("first page (-want +got):\n%s", diff)
		}
		if m := first["metadata"].(map[string]any); m["event_payload"].(map[string]any)["id"] != "4" || first["client_msg_id"] != "c4" || first["reply_count"] != 1.0 {
			t.Errorf("newest message = %v", first)
		}
		a = b.call(t, "conversations.history", "channel", "C1", "limit", "3", "cursor", cursor)
		if diff := cmp.Diff([]string{"2", "1", "0"}, texts(a)); diff != "" || a["has_more"] != false {
			t.Errorf("second page (-want +got):\n%s", diff)
		}
		if m := a["messages"].([]any)[0].(map[string]any); m["metadata"] != nil {
			t.Errorf("metadata without asking for it: %v", m)
		}
		a = b.call(t, "conversations.history", "channel", "C1", "oldest", ts[1], "latest", ts[3])
		if diff := cmp.Diff([]string{"2"}, texts(a)); diff != "" {
			t.Errorf("between (-want +got):\n%s", diff)
		}
		a = b.call(t, "conversations.history", "channel", "C1", "oldest", ts[1], "latest", ts[3], "inclusive", "1")
		if diff := cmp.Diff([]string{"3", "2", "1"}, texts(a)); diff != "" {
			t.Errorf("between, inclusive (-want +got):\n%s", diff)
		}
		a = b.call(t, "conversations.replies", "channel", "C1", "ts", ts[4])
		if diff := cmp.Diff([]string{"4", "reply"}, texts(a)); diff != "" {
			t.Errorf("replies (-want +got):\n%s", diff)
		}
		a = b.call(t, "chat.getPermalink", "channel", "C1", "message_ts", reply)
		if want := "https://acme.slack.com/archives/C1/p" + strings.Replace(reply, ".", "", 1); a["permalink"] != want {
			t.Errorf("permalink = %v, want %s", a["permalink"], want)
		}
		if got := len(b.Messages("C1", "U1")); got != 7 {
			t.Errorf("U1 sees %d messages, want 7", got)
		}
		if got := len(b.Messages("C1", "U2")); got != 6 {
			t.Errorf("U2 sees %d messages, want 6", got)
		}
	})
}

func texts(a map[string]any) []string {
	var all []string
	list, _ := a["messages"].([]any)
	for _, m := range list {
		all = append(all, m.(map[string]any)["text"].(string))
	}
	return all
}

func TestUpdateAndDelete(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		ts := b.post(t, "text", "before", "blocks", `[{"type":"divider","block_id":"d"}]`)
		said, _, err := b.Say("U1", "C1", "mine")
		if err != nil {
			t.Fatal(err)
		}
		if a := b.call(t, "chat.update", "channel", "C1", "ts", said.TS, "text", "x"); a["error"] != "cant_update_message" {
			t.Errorf("update of a person's message = %v", a)
		}
		b.call(t, "chat.update", "channel", "C1", "ts", ts, "text", "after")
		m := b.Messages("C1", "")[0]
		if m.Text != "after" || m.EditedTS == "" || string(m.Blocks) != `[{"block_id":"d","type":"divider"}]` {
			t.Errorf("after an update of the text: %+v", m)
		}
		b.call(t, "chat.update", "channel", "C1", "ts", ts, "blocks", "[]")
		if m := b.Messages("C1", "")[0]; m.Text != "after" || m.Blocks != nil {
			t.Errorf("after an update to no blocks: %+v", m)
		}
		b.call(t, "chat.delete", "channel", "C1", "ts", ts)
		if got := b.Messages("C1", ""); len(got) != 1 || got[0].TS != said.TS {
			t.Errorf("after deletion: %+v", got)
		}
	})
}

func TestFiles(t *testing.T) {
	opts := slackfake.Options{FileReadyPolls: 2, FileReadyAfter: 5 * time.Second}
	world(t, opts, func(t *testing.T, b *bot) {
		id := b.upload(t, "chart.png", png())
		block := `[{"type":"image","alt_text":"a","slack_file":{"id":"` + id + `"}}]`
		if a := b.call(t, "chat.postMessage", "channel", "C1", "text", "a", "blocks", block); a["error"] != "invalid_blocks" {
			t.Errorf("a block with a file that is not ready = %v", a)
		}
		var mimes []any
		for range 3 {
			mimes = append(mimes, b.call(t, "files.info", "file", id)["file"].(map[string]any)["mimetype"])
			time.Sleep(3 * time.Second) // bubble time
		}
		if diff := cmp.Diff([]any{"", "", "image/png"}, mimes); diff != "" {
			t.Errorf("mimetype (-want +got):\n%s", diff)
		}
		b.post(t, "text", "a", "blocks", block)
		f, ok := b.File(id)
		if !ok || !f.Ready || f.Title != "A chart" || string(f.Data) != string(png()) {
			t.Errorf("File = %+v, %v", f, ok)
		}
		for token, want := range map[string]int{"xoxb-fake": 200, "": 403} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://slack.test/files-pri/"+id+"/chart.png", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+token)
			resp, err := b.http.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			if got := decoded(t, resp); got["status"] != want {
				t.Errorf("download with token %q = %v, want %d", token, got, want)
			}
		}
		b.call(t, "files.delete", "file", id)
		if len(b.Files()) != 0 {
			t.Errorf("files after deletion: %v", b.Files())
		}
	})
}

func TestRateLimits(t *testing.T) {
	world(t, slackfake.Options{RateLimits: true}, func(t *testing.T, b *bot) {
		b.post(t, "text", "1")
		a := b.call(t, "chat.postMessage", "channel", "C1", "text", "2")
		if a["status"] != 429 || a["retry"] != "1" || a["error"] != "ratelimited" {
			t.Errorf("second post at once = %v", a)
		}
		if a := b.call(t, "chat.postMessage", "channel", "U1", "text", "other channel"); a["ok"] != true {
			t.Errorf("post to another channel = %v", a)
		}
		time.Sleep(time.Second) // bubble time
		b.post(t, "text", "3")
		refused := 0
		for range 25 {
			if b.call(t, "users.list")["status"] == 429 {
				refused++
			}
		}
		if refused != 5 {
			t.Errorf("%d of 25 calls of tier 2 refused, want 5", refused)
		}
	})
}
