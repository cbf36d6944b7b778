package slackfake_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"engagement/internal/slackfake"
)

// library makes the client library that the bot uses talk to the workspace.
func library(b *bot) *slack.Client {
	return slack.New(b.App().BotToken, slack.OptionAppLevelToken(b.App().AppToken),
		slack.OptionAPIURL("http://slack.test/api/"), slack.OptionHTTPClient(b.http))
}

func TestLibraryPostsAndLooksUp(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) { postAndLookUp(t, b, library(b)) })
}

// TestLibraryOverTCP is the same over a real socket, as a bot in a process of
// its own uses it.
func TestLibraryOverTCP(t *testing.T) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &bot{http: &http.Client{Transport: &http.Transport{}}, Server: slackfake.New(slackfake.Options{
		Users:    []slackfake.User{{ID: "U1", Name: "ann"}},
		Channels: []slackfake.Channel{{ID: "C1", Name: "sales", Members: []string{"U0BOT", "U1"}}},
	})}
	b.Serve(l)
	defer func() {
		b.http.CloseIdleConnections()
		if err := b.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}()
	postAndLookUp(t, b, slack.New("xoxb-fake", slack.OptionAPIURL("http://"+l.Addr().String()+"/api/"), slack.OptionHTTPClient(b.http)))
}

func postAndLookUp(t *testing.T, b *bot, api *slack.Client) {
	t.Helper()
	ctx := t.Context()
	who, err := api.AuthTestContext(ctx)
	if err != nil || who.UserID != "U0BOT" || who.BotID != "B0BOT" || who.TeamID != "T0ACME" {
		t.Fatalf("auth.test = %+v, %v", who, err)
	}
	channel, ts, err := api.PostMessageContext(ctx, "C1", slack.MsgOptionText("Acme is <up>", false),
		slack.MsgOptionBlocks(slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, "*Acme* is up", false, false), nil, nil)),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "alert", EventPayload: map[string]any{"id": "a7"}}))
	if err != nil || channel != "C1" {
		t.Fatalf("chat.postMessage in %s: %v", channel, err)
	}
	page, err := api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: "C1", IncludeAllMetadata: true, Limit: 10})
	if err != nil || len(page.Messages) != 1 {
		t.Fatalf("conversations.history = %+v, %v", page, err)
	}
	m := page.Messages[0]
	if m.Timestamp != ts || m.Metadata.EventPayload["id"] != "a7" || len(m.Blocks.BlockSet) != 1 || m.Text != "Acme is <up>" {
		t.Errorf("found %+v", m)
	}
	if _, _, _, err := api.UpdateMessageContext(ctx, "C1", ts, slack.MsgOptionText("later", false)); err != nil {
		t.Errorf("chat.update: %v", err)
	}
	_, _, err = api.PostMessageContext(ctx, "C1", slack.MsgOptionText("x", false),
		slack.MsgOptionBlocks(slack.NewHeaderBlock(slack.NewTextBlockObject(slack.MarkdownType, "x", false, false))))
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); !ok || refused.Err != "invalid_blocks" || len(refused.ResponseMetadata.Messages) != 1 {
		t.Errorf("a bad header block: %#v", err)
	}
	file, err := api.UploadFileContext(ctx, slack.UploadFileParameters{
		Filename: "chart.png", FileSize: len(png()), Reader: bytes.NewReader(png()), Title: "Chart", AltTxt: "a line",
	})
	if err != nil {
		t.Fatalf("upload: %v", err)
	}
	info, _, _, err := api.GetFileInfoContext(ctx, file.ID, 0, 0)
	if err != nil || info.Mimetype != "image/png" || info.Size != len(png()) {
		t.Fatalf("files.info = %+v, %v", info, err)
	}
	var back bytes.Buffer
	if err := api.GetFileContext(ctx, info.URLPrivate, &back); err != nil || !bytes.Equal(back.Bytes(), png()) {
		t.Errorf("download = %q, %v", back.Bytes(), err)
	}
	_, _, err = api.PostMessageContext(ctx, "C1", slack.MsgOptionText("with a picture", false),
		slack.MsgOptionBlocks(slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: file.ID}, "a line", "", nil)))
	if err != nil {
		t.Errorf("post with a picture: %v", err)
	}
	if faults := b.Faults(); len(faults) != 1 {
		t.Errorf("faults = %+v, want the header block only", faults)
	}
}

func TestLibraryRateLimited(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		b.Script("chat.postMessage", slackfake.TooMany(9*time.Second), slackfake.TooManyBare(), slackfake.LostResponse())
		api := library(b)
		var limited *slack.RateLimitedError
		if _, _, err := api.PostMessageContext(t.Context(), "C1", slack.MsgOptionText("a", false)); !errors.As(err, &limited) || limited.RetryAfter != 9*time.Second {
			t.Errorf("429 with Retry-After = %v", err)
		}
		var status slack.StatusCodeError
		if _, _, err := api.PostMessageContext(t.Context(), "C1", slack.MsgOptionText("a", false)); !errors.As(err, &status) || status.Code != 429 {
			t.Errorf("429 without Retry-After = %v", err)
		}
		if _, _, err := api.PostMessageContext(t.Context(), "C1", slack.MsgOptionText("a", false)); err == nil {
			t.Error("a lost response without an error")
		}
		if got := len(b.Messages("C1", "")); got != 1 {
			t.Errorf("%d messages, want the one whose response was lost", got)
		}
	})
}

func TestLibraryOverSocket(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		api := library(b)
		ctx, cancel := context.WithCancel(t.Context())
		client := socketmode.New(api, socketmode.OptionDialer(&websocket.Dialer{NetDialContext: b.net.DialContext}))
		ended := make(chan error, 1)
		go func() { ended <- client.RunContext(ctx) }()
		var seen []string
		go func() {
			for {
				select {
				case <-ctx.Done():
					return
				case e := <-client.Events:
					handle(t, ctx, api, client, e, &seen)
				}
			}
		}()
		if err := b.WaitSockets(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute) // bubble time: pings keep it alive
		d, err := b.Slash("U1", "C1", "/engagement", "acme")
		waited(t, d, err)
		v, err := b.WaitView(t.Context(), "U1")
		if err != nil {
			t.Fatal(err)
		}
		d, err = b.SubmitView("U1", v.ID, map[string][]string{"name": {"Jane"}})
		waited(t, d, err)
		mine, err := b.WaitEphemeral(t.Context(), "C1", "U1", 1)
		if err != nil {
			t.Fatal(err)
		}
		d, err = b.Click(slackfake.Click{UserID: "U1", ChannelID: "C1", MessageTS: mine[0].TS, ActionID: "go"})
		waited(t, d, err)
		if err := b.Wait(t.Context(), "the ephemeral message to change", func() bool {
			m := b.Ephemerals("C1", "U1")
			return len(m) == 1 && m[0].Text == "done"
		}); err != nil {
			t.Fatal(err)
		}
		_, d, err = b.Say("U1", "C1", "<@U0BOT> hello")
		waited(t, d, err)

		old := b.Sockets()[0]
		b.Disconnect(old, "refresh_requested", time.Second)
		// The library drops the old socket before it opens a new one.
		if err := b.Wait(t.Context(), "a new socket", func() bool { now := b.Sockets(); return len(now) == 1 && now[0] != old }); err != nil {
			t.Fatal(err)
		}
		d, err = b.Slash("U1", "C1", "/engagement", "again")
		waited(t, d, err)
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("RunContext = %v", err)
		}
		synctest.Wait()
		want := []string{"command acme", "view_submission Jane", "block_actions go", "app_mention hello", "command again"}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("the bot saw (-want +got):\n%s", diff)
		}
		for _, c := range b.Journal() {
			if c.Error != "" {
				t.Errorf("%s was refused: %s", c.Method, c.Answer)
			}
		}
	})
}

// handle is a small bot: it opens a form, posts a button and replaces it.
func handle(t *testing.T, ctx context.Context, api *slack.Client, client *socketmode.Client, e socketmode.Event, seen *[]string) {
	t.Helper()
	if e.Request == nil || e.Request.EnvelopeID == "" {
		return
	}
	fail := func(err error) {
		if err != nil {
			t.Errorf("%s: %v", e.Type, err)
		}
	}
	switch d := e.Data.(type) {
	case slack.SlashCommand:
		*seen = append(*seen, "command "+d.Text)
		input := slack.NewInputBlock("who", slack.NewTextBlockObject(slack.PlainTextType, "Who", false, false), nil,
			slack.NewPlainTextInputBlockElement(nil, "name"))
		_, err := api.OpenViewContext(ctx, d.TriggerID, slack.ModalViewRequest{
			Type: slack.VTModal, Title: slack.NewTextBlockObject(slack.PlainTextType, "Log", false, false),
			Submit: slack.NewTextBlockObject(slack.PlainTextType, "OK", false, false), Blocks: slack.Blocks{BlockSet: []slack.Block{input}},
		})
		fail(err)
	case slack.InteractionCallback:
		if d.Type == slack.InteractionTypeViewSubmission {
			*seen = append(*seen, "view_submission "+d.View.State.Values["who"]["name"].Value)
			_, err := api.PostEphemeralContext(ctx, "C1", d.User.ID, slack.MsgOptionText("sure?", false), slack.MsgOptionBlocks(
				slack.NewActionBlock("", slack.NewButtonBlockElement("go", "1", slack.NewTextBlockObject(slack.PlainTextType, "Go", false, false)))))
			fail(err)
			break
		}
		*seen = append(*seen, string(d.Type)+" "+d.ActionCallback.BlockActions[0].ActionID)
		_, _, err := api.PostMessageContext(ctx, "C1", slack.MsgOptionText("done", false), slack.MsgOptionReplaceOriginal(d.ResponseURL))
		fail(err)
	case slackevents.EventsAPIEvent:
		if m, ok := d.InnerEvent.Data.(*slackevents.AppMentionEvent); ok {
			*seen = append(*seen, "app_mention "+m.Text[len("<@U0BOT> "):])
		}
	}
	fail(client.Ack(*e.Request))
}
