package slackfake_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"engagement/internal/slackfake"
)

// link is a socket of the bot that collects what it gets.
type link struct {
	ws    *websocket.Conn
	got   chan map[string]any
	pings atomic.Int32
}

// connect opens a socket. answer gives the payload of an acknowledgement, or
// false not to acknowledge; nil acknowledges everything with nothing.
func (b *bot) connect(t *testing.T, answer func(e map[string]any) (any, bool)) *link {
	t.Helper()
	a := b.json(t, "xapp-fake", "/api/apps.connections.open", "")
	target, _ := a["url"].(string)
	if !strings.HasPrefix(target, "ws://slack.test/link?ticket=") {
		t.Fatalf("apps.connections.open = %v", a)
	}
	ws, _, err := (&websocket.Dialer{NetDialContext: b.net.DialContext}).DialContext(t.Context(), target, nil)
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	l := &link{ws: ws, got: make(chan map[string]any, 100)}
	ws.SetPingHandler(func(string) error { l.pings.Add(1); return nil })
	go func() {
		defer close(l.got)
		for {
			var e map[string]any
			if ws.ReadJSON(&e) != nil {
				ws.Close()
				return
			}
			l.got <- e
			id, _ := e["envelope_id"].(string)
			if id == "" {
				continue
			}
			ack := map[string]any{"envelope_id": id}
			if answer != nil {
				payload, ok := answer(e)
				if !ok {
					continue
				}
				ack["payload"] = payload
			}
			if ws.WriteJSON(ack) != nil {
				return
			}
		}
	}()
	if hello := <-l.got; hello["type"] != "hello" || hello["num_connections"] != float64(len(b.Sockets())) {
		t.Fatalf("hello = %v", hello)
	}
	return l
}

func TestEachPayloadGoesToOneSocket(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		one, two := b.connect(t, nil), b.connect(t, nil)
		for range 4 {
			d, err := b.Slash("U1", "C1", "/engagement", "acme")
			waited(t, d, err)
		}
		synctest.Wait()
		if len(one.got) != 2 || len(two.got) != 2 {
			t.Errorf("%d and %d payloads, want 2 each", len(one.got), len(two.got))
		}
		e := <-one.got
		p := e["payload"].(map[string]any)
		if e["type"] != "slash_commands" || p["text"] != "acme" || p["user_name"] != "ann" || p["channel_name"] != "sales" ||
			!strings.HasPrefix(p["response_url"].(string), "http://slack.test/response/") {
			t.Errorf("envelope = %v", e)
		}
	})
}

func TestSlashAnswers(t *testing.T) {
	tests := []struct {
		name, ack       string
		everybody, mine int
		fails           bool
	}{
		{"nothing", `null`, 0, 0, false},
		{"to the user", `{"text":"hi"}`, 0, 1, false},
		{"to all", `{"text":"hi","response_type":"in_channel"}`, 1, 0, false},
		{"bad blocks", `{"text":"hi","blocks":[{}]}`, 0, 0, true},
		{"too large", `{"text":"` + strings.Repeat("x", 20<<10) + `"}`, 0, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
				b.connect(t, func(map[string]any) (any, bool) { return json.RawMessage(tt.ack), true })
				d, err := b.Slash("U1", "C1", "/engagement", "")
				if err != nil {
					t.Fatal(err)
				}
				if err := d.Wait(t.Context()); (err != nil) != tt.fails {
					t.Errorf("Wait = %v, want an error: %v", err, tt.fails)
				}
				if got := len(b.Messages("C1", "")); got != tt.everybody {
					t.Errorf("%d messages for all, want %d", got, tt.everybody)
				}
				if got := len(b.Ephemerals("C1", "U1")); got != tt.mine {
					t.Errorf("%d messages for the user, want %d", got, tt.mine)
				}
			})
		})
	}
}

func TestSlashRefused(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		for who, want := range map[[2]string]error{
			{"U9", "C1"}: slackfake.ErrNoUser, {"U3", "C1"}: slackfake.ErrForeign, {"U1", "C3"}: slackfake.ErrNoChannel,
		} {
			if _, err := b.Slash(who[0], who[1], "/engagement", ""); !errors.Is(err, want) {
				t.Errorf("Slash as %s in %s = %v, want %v", who[0], who[1], err, want)
			}
		}
		d, err := b.Slash("U1", "C1", "/engagement", "")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Wait(t.Context()); !errors.Is(err, slackfake.ErrNotConnected) {
			t.Errorf("without a socket Wait = %v", err)
		}
	})
}

func TestEventsComeAgain(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		begin := time.Now()
		var at []time.Duration
		var ids, retries []any
		b.connect(t, func(e map[string]any) (any, bool) {
			at = append(at, time.Since(begin))
			ids = append(ids, e["payload"].(map[string]any)["event_id"])
			retries = append(retries, e["retry_attempt"])
			return nil, len(at) == 4
		})
		_, d, err := b.Say("U1", "C1", "<@U0BOT> acme")
		waited(t, d, err)
		want := []time.Duration{0, 3 * time.Second, 66 * time.Second, 369 * time.Second}
		if len(at) != 4 || d.Attempts() != 4 {
			t.Fatalf("%d attempts at %v, want %v", d.Attempts(), at, want)
		}
		for i := range want {
			if at[i] != want[i] || ids[i] != ids[0] {
				t.Errorf("attempt %d at %v with %v, want %v with %v", i, at[i], ids[i], want[i], ids[0])
			}
		}
		if retries[0] != nil || retries[3] != 3.0 {
			t.Errorf("retry_attempt = %v", retries)
		}
	})
}

func TestCommandsDoNotComeAgain(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		l := b.connect(t, func(map[string]any) (any, bool) { return nil, false })
		d, err := b.Slash("U1", "C1", "/engagement", "")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Wait(t.Context()); !errors.Is(err, slackfake.ErrTimeout) {
			t.Errorf("Wait = %v", err)
		}
		time.Sleep(10 * time.Minute) // bubble time
		if len(l.got) != 1 {
			t.Errorf("%d envelopes, want 1", len(l.got))
		}
	})
}

func TestDisconnect(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		l := b.connect(t, nil)
		time.Sleep(35 * time.Second) // bubble time
		if got := l.pings.Load(); got != 3 {
			t.Errorf("%d pings in 35 s, want 3", got)
		}
		if !b.Disconnect("", "warning", 10*time.Second) {
			t.Fatal("no socket to disconnect")
		}
		if e := <-l.got; e["type"] != "disconnect" || e["reason"] != "warning" {
			t.Errorf("got %v", e)
		}
		d, err := b.Slash("U1", "C1", "/engagement", "in between")
		waited(t, d, err)
		<-l.got
		begin := time.Now()
		if _, open := <-l.got; open {
			t.Error("something after the last payload")
		}
		if got := time.Since(begin); got != 10*time.Second {
			t.Errorf("closed after %v, want 10s", got)
		}
		if err := b.Wait(t.Context(), "no sockets", func() bool { return len(b.Sockets()) == 0 }); err != nil {
			t.Error(err)
		}
	})
}

func TestTicketWorksOnce(t *testing.T) {
	world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
		target := b.json(t, "xapp-fake", "/api/apps.connections.open", "{}")["url"].(string)
		dialer := &websocket.Dialer{NetDialContext: b.net.DialContext}
		ws, _, err := dialer.DialContext(t.Context(), target, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer ws.Close()
		if _, _, err := dialer.DialContext(t.Context(), target, nil); !errors.Is(err, websocket.ErrBadHandshake) {
			t.Errorf("second dial = %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := b.WaitSockets(ctx, 2); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("WaitSockets = %v", err)
		}
	})
}
