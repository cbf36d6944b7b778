package slackfake_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/internal/slackfake"
)

func TestConversations(t *testing.T) {
	world(t, slackfake.Options{Usergroups: []slackfake.Usergroup{{ID: "S1", Handle: "reps", Users: []string{"U1", "U2"}}}}, func(t *testing.T, b *bot) {
		a := b.call(t, "conversations.list", "types", "public_channel,private_channel", "exclude_archived", "true")
		var names []string
		for _, c := range a["channels"].([]any) {
			names = append(names, c.(map[string]any)["name"].(string))
		}
		if diff := cmp.Diff([]string{"sales", "elsewhere"}, names); diff != "" {
			t.Errorf("conversations.list (-want +got):\n%s", diff)
		}
		info := b.call(t, "conversations.info", "channel", "C1")["channel"].(map[string]any)
		if info["is_member"] != true || info["is_ext_shared"] != true || info["is_archived"] != false {
			t.Errorf("conversations.info = %v", info)
		}
		members := b.call(t, "conversations.members", "channel", "C1", "limit", "3")
		if len(members["members"].([]any)) != 3 || members["response_metadata"].(map[string]any)["next_cursor"] == "" {
			t.Errorf("conversations.members = %v", members)
		}
		if a := b.call(t, "conversations.join", "channel", "C2"); a["ok"] != true {
			t.Errorf("conversations.join = %v", a)
		}
		if a := b.call(t, "chat.postMessage", "channel", "C2", "text", "hi"); a["ok"] != true {
			t.Errorf("post after joining = %v", a)
		}
		b.Kick("C2", "U0BOT")
		if a := b.call(t, "chat.postMessage", "channel", "C2", "text", "hi"); a["error"] != "not_in_channel" {
			t.Errorf("post after being kicked = %v", a)
		}
		b.SetArchived("C1", true)
		if a := b.call(t, "chat.postMessage", "channel", "C1", "text", "hi"); a["error"] != "is_archived" {
			t.Errorf("post to an archived channel = %v", a)
		}
		dm := b.call(t, "conversations.open", "users", "U2")["channel"].(map[string]any)["id"]
		again := b.call(t, "conversations.open", "users", "U2")["channel"].(map[string]any)["id"]
		if dm != again || dm != b.DM("U2") {
			t.Errorf("direct messages %v, %v and %v are not one", dm, again, b.DM("U2"))
		}
		if got := b.Messages(b.DM("U2"), "U1"); got != nil {
			t.Errorf("U1 reads U2's direct messages: %v", got)
		}
		groups := b.call(t, "usergroups.list", "include_users", "true")["usergroups"].([]any)
		if got := groups[0].(map[string]any)["users"]; !cmp.Equal(got, []any{"U1", "U2"}) {
			t.Errorf("usergroups.list users = %v", got)
		}
	})
}

func TestDirectMessageEvent(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		l := b.connect(t, nil)
		_, d, err := b.Say("U1", b.DM("U1"), "acme")
		waited(t, d, err)
		e := (<-l.got)["payload"].(map[string]any)["event"].(map[string]any)
		if e["type"] != "message" || e["channel_type"] != "im" || e["text"] != "acme" {
			t.Errorf("event = %v", e)
		}
		if _, d, err := b.Say("U1", "C1", "no mention"); d != nil || err != nil {
			t.Errorf("Say without a mention = %v, %v", d, err)
		}
		b.SetScopes("chat:write")
		if _, d, err := b.Say("U1", "C1", "<@U0BOT> hi"); d != nil || err != nil {
			t.Errorf("a mention without app_mentions:read = %v, %v", d, err)
		}
	})
}

func TestViewsPushedAndUpdated(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		l := b.connect(t, nil)
		trigger := func() string {
			d, err := b.Slash("U1", "C1", "/engagement", "log")
			waited(t, d, err)
			return (<-l.got)["payload"].(map[string]any)["trigger_id"].(string)
		}
		if a := b.call(t, "views.push", "trigger_id", trigger(), "view", modal); a["error"] != "not_found" {
			t.Errorf("push onto nothing = %v", a)
		}
		b.call(t, "views.open", "trigger_id", trigger(), "view", modal)
		root, err := b.WaitView(t.Context(), "U1")
		if err != nil {
			t.Fatal(err)
		}
		updated := strings.Replace(modal, `"Log"`, `"Log it"`, 1)
		if a := b.call(t, "views.update", "view_id", root.ID, "hash", root.Hash, "view", updated); a["ok"] != true {
			t.Errorf("views.update = %v", a)
		}
		if v := b.Views("U1"); len(v) != 1 || v[0].ID != root.ID || v[0].Hash == root.Hash || !strings.Contains(string(v[0].Body), "Log it") {
			t.Errorf("after the update: %+v", v)
		}
		for i, want := range []any{nil, nil, "push_limit_reached"} {
			if a := b.call(t, "views.push", "trigger_id", trigger(), "view", modal); a["error"] != want {
				t.Errorf("push %d = %v, want %v", i, a, want)
			}
		}
	})
}

func TestAttachmentBlocksAndSharedFiles(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		l := b.connect(t, nil)
		ts := b.post(t, "text", "a", "attachments", `[{"color":"#f00","blocks":`+menus+`}]`)
		d, err := b.Click(slackfake.Click{UserID: "U1", ChannelID: "C1", MessageTS: ts, ActionID: "ack"})
		waited(t, d, err)
		<-l.got
		id := b.upload(t, "a.png", png())
		bad := `[{"blocks":[{"type":"image","alt_text":"a","slack_file":{"id":"F0"}}]}]`
		if a := b.call(t, "chat.postMessage", "channel", "C1", "text", "a", "attachments", bad); a["error"] != "invalid_blocks" {
			t.Errorf("an unknown file in an attachment = %v", a)
		}
		resp, err := b.http.Get("http://slack.test/local/files/" + id)
		if err != nil {
			t.Fatal(err)
		}
		if got := decoded(t, resp); got["body"] != string(png()) {
			t.Errorf("local file = %v", got)
		}
		a := b.call(t, "files.getUploadURLExternal", "filename", "b.png", "length", "3")
		resp, err = b.http.Post(a["upload_url"].(string), "image/png", strings.NewReader("four"))
		if err != nil {
			t.Fatal(err)
		}
		if got := decoded(t, resp); got["status"] != 400 {
			t.Errorf("upload of another length = %v", got)
		}
		resp, err = b.http.Post(a["upload_url"].(string), "image/png", strings.NewReader("abc"))
		if err != nil {
			t.Fatal(err)
		}
		decoded(t, resp)
		b.call(t, "files.completeUploadExternal", "files", `[{"id":"`+a["file_id"].(string)+`"}]`, "channel_id", "C1", "initial_comment", "look")
		m, err := b.WaitMessages(t.Context(), "C1", 2)
		if err != nil || len(m) != 2 || m[1].Text != "look" || len(m[1].FileIDs) != 1 {
			t.Errorf("messages = %+v, %v", m, err)
		}
	})
}

func TestCutAndUnscript(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		b.connect(t, nil)
		if !b.Cut("") {
			t.Error("no socket to cut")
		}
		if err := b.Wait(t.Context(), "no sockets", func() bool { return len(b.Sockets()) == 0 }); err != nil {
			t.Error(err)
		}
		if b.Cut("") || b.Disconnect("", "warning", 0) {
			t.Error("a socket after the last was cut")
		}
		b.Script("auth.test", slackfake.Times(2, slackfake.Fail("token_revoked"))...)
		if a := b.call(t, "auth.test"); a["error"] != "token_revoked" {
			t.Errorf("auth.test = %v", a)
		}
		b.Unscript("auth.test")
		if a := b.call(t, "auth.test"); a["ok"] != true {
			t.Errorf("auth.test = %v", a)
		}
	})
}
