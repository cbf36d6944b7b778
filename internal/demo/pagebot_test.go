package demo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"engagement/internal/demo"
	"engagement/internal/slackfake"
)

// stage is a page over a workspace with a small scripted bot.
type stage struct {
	fake *slackfake.Server
	page *demo.Page
	url  string
	http *http.Client
}

// newStage makes a workspace with #alerts and #sales, Ann's browser and others:
// Bob, Mia the manager, Gus who is a guest of #sales, and Eve of another
// workspace. The app has shortcuts and is told of links to crm.example.
func newStage(t *testing.T, change func(*demo.PageOptions)) *stage {
	t.Helper()
	fake := slackfake.New(slackfake.Options{
		Team: slackfake.Team{Name: "Northwind"},
		App: slackfake.App{
			Shortcuts:     []slackfake.Shortcut{{CallbackID: "log_message", Name: "Log this"}, {CallbackID: "log_anything", Name: "Log an activity", Global: true}},
			UnfurlDomains: []string{"crm.example"},
		},
		Users: []slackfake.User{
			{ID: "U1", Name: "ann", RealName: "Ann Wilder"},
			{ID: "U2", Name: "bob", RealName: "Bob Marsh"},
			{ID: "U3", Name: "mia", RealName: "Mia Stone"},
			{ID: "U5", Name: "gus", RealName: "Gus Guest", IsRestricted: true},
			{ID: "U6", Name: "eve", RealName: "Eve Other", TeamID: "T0OTHER"},
		},
		Channels: []slackfake.Channel{
			{ID: "C1", Name: "alerts", Members: []string{"U0BOT", "U1", "U2", "U3", "U6"}},
			{ID: "C2", Name: "sales", Members: []string{"U0BOT", "U1", "U2", "U3", "U5", "U6"}},
			{ID: "C3", Name: "board", Private: true, Members: []string{"U0BOT", "U2"}},
		},
	})
	o := demo.PageOptions{Fake: fake, Self: "U1", Channel: "C2"}
	if change != nil {
		change(&o)
	}
	s := &stage{fake: fake, page: demo.NewPage(o), http: &http.Client{Transport: &http.Transport{}}}
	server := httptest.NewServer(s.page)
	s.url = server.URL
	t.Cleanup(func() {
		s.page.Close()
		s.http.CloseIdleConnections()
		server.Close()
		if err := fake.Close(); err != nil {
			t.Errorf("close the workspace: %v", err)
		}
	})
	return s
}

// scriptedBot answers over a socket, as the real one does: commands and clicks
// are acknowledged first, answers go to the response URL.
type scriptedBot struct {
	fake   *slackfake.Server
	http   *http.Client
	faults chan error
}

// script connects the bot, which lives until the test ends.
func (s *stage) script(t *testing.T) *scriptedBot {
	t.Helper()
	l := slackfake.NewListener()
	s.fake.Serve(l)
	b := &scriptedBot{fake: s.fake, http: l.Client(), faults: make(chan error, 100)}
	opened, err := b.call(s.fake.App().AppToken, "apps.connections.open", nil)
	if err != nil {
		t.Fatal(err)
	}
	link, _ := opened["url"].(string)
	ws, _, err := (&websocket.Dialer{NetDialContext: l.DialContext}).DialContext(t.Context(), link, nil)
	if err != nil {
		t.Fatalf("connect the bot: %v", err)
	}
	if err := s.fake.WaitSockets(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() { b.serve(ws) })
	t.Cleanup(func() {
		if err := ws.Close(); err != nil {
			t.Errorf("disconnect the bot: %v", err)
		}
		running.Wait()
		b.http.CloseIdleConnections()
		close(b.faults)
		for err := range b.faults {
			t.Errorf("bot: %v", err)
		}
		for _, refused := range s.fake.Faults() {
			t.Errorf("refused: %+v", refused)
		}
	})
	return b
}

// serve answers until the connection ends.
func (b *scriptedBot) serve(ws *websocket.Conn) {
	for {
		var e struct {
			ID      string         `json:"envelope_id"`
			Type    string         `json:"type"`
			Payload map[string]any `json:"payload"`
		}
		if ws.ReadJSON(&e) != nil {
			return
		}
		if e.ID == "" {
			continue
		}
		if err := ws.WriteJSON(map[string]any{"envelope_id": e.ID, "payload": acknowledged(e.Payload)}); err != nil {
			return
		}
		if err := b.answer(e.Type, e.Payload); err != nil {
			b.faults <- fmt.Errorf("%s: %w", e.Type, err)
		}
	}
}

func (b *scriptedBot) answer(kind string, p map[string]any) error {
	link, _ := p["response_url"].(string)
	if done, err := b.show(p); done || err != nil {
		return err
	}
	if kind == "slash_commands" {
		switch text, _ := p["text"].(string); text {
		case "silent":
			return nil
		case "acme":
			picture, err := b.upload("trend.png", drawing())
			if err != nil {
				return err
			}
			return b.post(link, strings.ReplaceAll(card, "F0TREND", picture))
		default:
			return b.post(link, `{"text":"No account is called that. Try /engagement acme."}`)
		}
	}
	actions, _ := p["actions"].([]any)
	if len(actions) == 0 {
		return nil
	}
	action, _ := actions[0].(map[string]any)
	switch action["action_id"] {
	case "why":
		return b.post(link, why)
	case "claim":
		message, _ := p["message"].(map[string]any)
		channel, _ := p["channel"].(map[string]any)
		ts, _ := message["ts"].(string)
		place, _ := channel["id"].(string)
		picture, err := b.upload("spark.png", drawing())
		if err != nil {
			return err
		}
		return errors.Join(
			b.say("chat.update", map[string]any{"channel": place, "ts": ts, "text": "Acme Corp is now an MQA", "blocks": alert(picture, "U1")}),
			b.say("chat.postMessage", map[string]any{"channel": place, "thread_ts": ts, "text": "<@U1> is on it."}))
	}
	return nil
}

// alert posts the MQA alert of Acme into #alerts.
func (b *scriptedBot) alert() error {
	picture, err := b.upload("spark.png", drawing())
	if err != nil {
		return err
	}
	return b.say("chat.postMessage", map[string]any{"channel": "C1", "text": "Acme Corp is now an MQA: 118 of 90 min in 90 days", "blocks": alert(picture, "")})
}

func (b *scriptedBot) say(method string, args map[string]any) error {
	_, err := b.call(b.fake.App().BotToken, method, args)
	return err
}

func (b *scriptedBot) call(token, method string, args map[string]any) (map[string]any, error) {
	body, err := json.Marshal(args)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://slack.test/api/"+method, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := b.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	if answer["ok"] != true {
		return nil, fmt.Errorf("%s: %v", method, answer)
	}
	return answer, nil
}

// post sends a message to a response URL.
func (b *scriptedBot) post(link, message string) error {
	resp, err := b.http.Post(link, "application/json", strings.NewReader(message))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", resp.Status, said)
	}
	return err
}

// upload stores a file and gives its id.
func (b *scriptedBot) upload(name string, data []byte) (string, error) {
	a, err := b.call(b.fake.App().BotToken, "files.getUploadURLExternal", map[string]any{"filename": name, "length": len(data)})
	if err != nil {
		return "", err
	}
	id, _ := a["file_id"].(string)
	link, _ := a["upload_url"].(string)
	resp, err := b.http.Post(link, "application/octet-stream", bytes.NewReader(data))
	if err != nil {
		return "", err
	}
	if err := resp.Body.Close(); err != nil {
		return "", err
	}
	_, err = b.call(b.fake.App().BotToken, "files.completeUploadExternal", map[string]any{"files": []any{map[string]any{"id": id}}})
	return id, err
}

// drawing is a picture of the size the bot draws.
func drawing() []byte {
	img := image.NewNRGBA(image.Rect(0, 0, 1600, 900))
	for y := range 900 {
		for x := range 1600 {
			c := color.NRGBA{255, 255, 255, 255}
			if level := 760 - x/8 - (x/40%5)*60; x > 120 && x < 1520 && y > level && y < 780 {
				c = color.NRGBA{219, 232, 253, 255}
				if y < level+8 {
					c = color.NRGBA{40, 96, 201, 255}
				}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return b.Bytes()
}
