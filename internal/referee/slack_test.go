package referee

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"engagement/bot"
)

// Where emulate 0.12.2 differs from Slack as documented:
//
//   - it takes the token from the header alone, and any token; Slack also takes
//     it from a form, and only tokens that it gave,
//   - members are not asked for when the bot posts to or reads a public channel:
//     Slack says not_in_channel,
//   - it checks blocks for being a list of objects and no further, so a file need
//     not be ready before a block shows it, and has a MIME type at once,
//   - a thread_ts that is no message starts a thread all the same,
//   - it knows no users of other workspaces and no guests, keeps no limits, and
//     opens neither sockets nor response URLs,
//   - posts of a bot name its user and not its bot_id,
//   - triggers are of its own making (views.generateTriggerId): nobody clicks,
//   - it knows neither chat.unfurl nor usergroups.list.

const token = "xoxb-referee"

// workspace is a running emulate and what it is asked directly.
type workspace struct {
	t   *testing.T
	url string
}

// open starts emulate with the scopes of our own manifest, strictly.
func open(t *testing.T) *workspace {
	t.Helper()
	var scopes []string
	for _, s := range bot.Scopes() {
		if !s.App {
			scopes = append(scopes, s.Name)
		}
	}
	seed, err := json.Marshal(map[string]any{
		"strict_scopes": true,
		"team":          map[string]any{"name": "Northwind", "domain": "northwind"},
		"users":         []any{map[string]any{"name": "ann", "real_name": "Ann Wilder", "email": "ann@ours.com"}},
		"channels":      []any{map[string]any{"name": "alerts"}, map[string]any{"name": "board", "is_private": true}},
		"oauth_apps": []any{map[string]any{
			"client_id": "1.1", "client_secret": "unused", "app_id": "A0REFEREE", "name": "engagement", "redirect_uris": []string{},
			"scopes": scopes, "bot_id": "B0REFEREE", "bot_user_id": "U0REFEREE", "bot_name": "engagement",
		}},
		"tokens": []any{map[string]any{
			"token": token, "type": "bot", "user_id": "U0REFEREE", "bot_user_id": "U0REFEREE", "bot_id": "B0REFEREE", "app_id": "A0REFEREE", "scopes": scopes,
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &workspace{t: t, url: serve(t, "slack.mjs", string(seed))}
}

func (w *workspace) client(secret string) *bot.Client {
	return bot.NewClient(bot.ClientOptions{BotToken: secret, APIURL: w.url + "/api/"})
}

// ask calls a method past our client and gives the answer.
func (w *workspace) ask(method string, args ...string) map[string]any {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(args); i += 2 {
		form.Set(args[i], args[i+1])
	}
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+"/api/"+method, strings.NewReader(form.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	var a map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		w.t.Fatalf("%s: %v", method, err)
	}
	if a["ok"] != true {
		w.t.Fatalf("%s: %v", method, a)
	}
	return a
}

// messages gives the texts of messages in an answer, newest first.
func messages(a map[string]any) []map[string]any {
	var all []map[string]any
	list, _ := a["messages"].([]any)
	for _, m := range list {
		all = append(all, m.(map[string]any))
	}
	return all
}

func dot(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 1))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func remark(text string) bot.Message {
	return bot.Message{Text: text, Blocks: []slack.Block{slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, text, false, false), nil, nil)}}
}

// TestClientAgainstEmulate asks everything the bot asks of Slack's Web API of a
// Slack that nobody here wrote.
func TestClientAgainstEmulate(t *testing.T) {
	w := open(t)
	c, ctx := w.client(token), t.Context()
	began := time.Now()
	team, enterprise, err := c.Home(ctx)
	if err != nil || team != "T000000001" || enterprise != "" {
		t.Errorf("Home = %s %s %v", team, enterprise, err)
	}
	channel, err := c.Channel(ctx, "#alerts")
	if err != nil || !strings.HasPrefix(channel, "C") {
		t.Fatalf("Channel = %s %v", channel, err)
	}
	if id, err := c.Channel(ctx, "#nowhere"); id != "" || word(err) != "channel_not_found" {
		t.Errorf("Channel of nothing = %s %v", id, err)
	}
	ann, err := c.UserByEmail(ctx, "ann@ours.com")
	if err != nil || !strings.HasPrefix(ann, "U") {
		t.Errorf("UserByEmail = %s %v", ann, err)
	}
	if id, err := c.UserByEmail(ctx, "nobody@ours.com"); id != "" || err != nil {
		t.Errorf("UserByEmail of nobody = %s %v", id, err)
	}
	if m, err := c.Member(ctx, ann); m.Name != "ann" || m.Email != "ann@ours.com" || m.Guest || err != nil {
		t.Errorf("Member = %+v %v", m, err)
	}
	if _, err := c.Member(ctx, "U0NOBODY"); word(err) != "user_not_found" {
		t.Errorf("Member who is nobody = %v", err)
	}

	ts, err := c.Post(ctx, channel, remark("*Acme & Co* asks <@"+ann+">"), "mqa:A1:1")
	if err != nil || ts == "" {
		t.Fatalf("Post = %s %v", ts, err)
	}
	other, err := c.Post(ctx, channel, remark("another"), "mqa:A2:1")
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"mqa:A1:1": ts, "mqa:A2:1": other, "mqa:A3:1": ""} {
		got, found, err := c.Find(ctx, channel, id, began)
		if got != want || found != (want != "") || err != nil {
			t.Errorf("Find %s = %s %v %v, want %s", id, got, found, err, want)
		}
	}
	if err := errors.Join(c.Update(ctx, channel, ts, remark("taken on")), c.Thread(ctx, channel, ts, remark("on it"))); err != nil {
		t.Error(err)
	}
	if got, found, err := c.Find(ctx, channel, "mqa:A1:1", began); got != ts || !found || err != nil {
		t.Errorf("Find after an update = %s %v %v", got, found, err)
	}
	thread := messages(w.ask("conversations.replies", "channel", channel, "ts", ts))
	if len(thread) != 2 || thread[0]["text"] != "taken on" || thread[1]["text"] != "on it" || thread[1]["thread_ts"] != ts {
		t.Errorf("thread = %v", thread)
	}
	if thread[0]["client_msg_id"] == nil || thread[0]["unfurl_links"] != false {
		t.Errorf("what was posted = %v", thread[0])
	}
	if err := c.Update(ctx, channel, "1.1", remark("x")); word(err) != "message_not_found" {
		t.Errorf("Update of nothing = %v", err)
	}
	if _, err := c.Post(ctx, "C0NOWHERE", remark("x"), ""); word(err) != "channel_not_found" {
		t.Errorf("Post to nowhere = %v", err)
	}

	id, err := c.Upload(ctx, bot.Picture{Name: "trend.png", Alt: "rising", PNG: dot(t)}, 5*time.Second)
	if err != nil || !strings.HasPrefix(id, "F") {
		t.Fatalf("Upload = %s %v", id, err)
	}
	file, _ := w.ask("files.info", "file", id)["file"].(map[string]any)
	if file["mimetype"] != "image/png" || file["size"] != float64(len(dot(t))) || file["title"] != "trend.png" {
		t.Errorf("file = %v", file)
	}
}

// TestSurfacesAgainstEmulate: forms, Home, direct messages and what one person
// alone sees.
func TestSurfacesAgainstEmulate(t *testing.T) {
	w := open(t)
	c, ctx := w.client(token), t.Context()
	channel, err := c.Channel(ctx, "#alerts")
	if err != nil {
		t.Fatal(err)
	}
	ann, err := c.UserByEmail(ctx, "ann@ours.com")
	if err != nil {
		t.Fatal(err)
	}
	form := bot.View{Title: "Log an activity", Callback: "log", Private: "A1", Submit: "Log it", Blocks: remark("What happened?").Blocks}
	trigger, _ := w.ask("views.generateTriggerId", "user_id", ann)["trigger_id"].(string)
	if err := c.OpenView(ctx, trigger, form); err != nil {
		t.Errorf("OpenView = %v", err)
	}
	if err := c.OpenView(ctx, trigger, form); err == nil {
		t.Error("a trigger works twice")
	}
	for range 2 { // the second takes the place of the first
		if err := c.PublishHome(ctx, ann, bot.View{Blocks: remark("Your accounts").Blocks}); err != nil {
			t.Errorf("PublishHome = %v", err)
		}
	}
	direct, err := c.Direct(ctx, ann)
	if err != nil || !strings.HasPrefix(direct, "D") {
		t.Fatalf("Direct = %s %v", direct, err)
	}
	if _, err := c.Post(ctx, direct, remark("your digest"), "digest:1"); err != nil {
		t.Errorf("Post to somebody = %v", err)
	}
	for id, want := range map[string]bot.Place{channel: {ID: channel, Name: "alerts"}, "C0NOWHERE": {ID: "C0NOWHERE", External: true, Unseen: true}} {
		if p, err := c.Place(ctx, id); p != want || err != nil {
			t.Errorf("Place = %+v %v", p, err)
		}
	}
	// The manifest asks for no im:read: a direct message is known by its id.
	if p, err := c.Place(ctx, direct); p != (bot.Place{ID: direct, Direct: true}) || err != nil {
		t.Errorf("Place of a direct message = %+v %v", p, err)
	}
	if err := c.Whisper(ctx, channel, ann, "", remark("for you alone")); err != nil {
		t.Errorf("Whisper = %v", err)
	}
	if all := messages(w.ask("conversations.history", "channel", channel)); len(all) != 0 {
		t.Errorf("what was whispered is in the history: %v", all)
	}
}

// TestTokenIsAskedFor: without a token nothing is answered, in a word that the
// bot stops at.
func TestTokenIsAskedFor(t *testing.T) {
	_, _, err := open(t).client("").Home(t.Context())
	var f *bot.Failure
	if !errors.As(err, &f) || f.Class != bot.Revoked || f.Word != "not_authed" {
		t.Errorf("without a token: %v", err)
	}
}

func word(err error) string {
	var f *bot.Failure
	if errors.As(err, &f) {
		return f.Word
	}
	return ""
}
