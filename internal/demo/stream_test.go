package demo_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"engagement/internal/slackfake"
)

// event is one server-sent event.
type event struct {
	name string
	data struct {
		Kind, Channel, TS string
		Message           *struct {
			Text    string
			Private bool
		}
	}
}

// follow opens the stream and reads its first event, the state. The channel is
// closed when the server ends the stream.
func (s *stage) follow(ctx context.Context, t *testing.T) <-chan event {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/api/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("stream: %s %v", resp.Status, resp.Header)
	}
	events := make(chan event, 100)
	go func() {
		defer close(events)
		defer resp.Body.Close()
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 1<<20)
		var e event
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "event":
				e = event{name: value}
			case "data":
				if err := json.Unmarshal([]byte(value), &e.data); err != nil {
					t.Errorf("event %s: %v", e.name, err)
				}
				events <- e
			}
		}
	}()
	if e := <-events; e.name != "state" {
		t.Fatalf("the stream begins with %q", e.name)
	}
	return events
}

func TestStreamTellsWhatThisPersonSees(t *testing.T) {
	s := newStage(t, nil)
	b := s.script(t)
	events := s.follow(t.Context(), t)
	for _, say := range []struct{ user, channel, text string }{{"U2", "C3", "not for Ann"}, {"U2", "C2", "hello"}} {
		if _, _, err := s.fake.Say(say.user, say.channel, say.text); err != nil {
			t.Fatal(err)
		}
	}
	hello := <-events
	if hello.name != "change" || hello.data.Channel != "C2" || hello.data.Message == nil || hello.data.Message.Text != "hello" {
		t.Fatalf("event = %+v", hello)
	}
	for _, user := range []string{"U2", "U1"} {
		if err := b.say("chat.postEphemeral", map[string]any{"channel": "C2", "user": user, "text": "for " + user}); err != nil {
			t.Fatal(err)
		}
	}
	if e := <-events; e.data.Message == nil || e.data.Message.Text != "for U1" || !e.data.Message.Private {
		t.Fatalf("event = %+v", e)
	}
	if err := b.alert(); err != nil {
		t.Fatal(err)
	}
	posted := <-events
	for _, call := range []struct {
		method string
		kind   string
	}{{"chat.update", "message"}, {"chat.delete", "deleted"}} {
		if err := b.say(call.method, map[string]any{"channel": "C1", "ts": posted.data.TS, "text": "edited"}); err != nil {
			t.Fatal(err)
		}
		if e := <-events; e.data.Kind != call.kind || e.data.TS != posted.data.TS {
			t.Errorf("%s: event = %+v", call.method, e)
		}
	}
}

func TestStreamsEndOnClose(t *testing.T) {
	s := newStage(t, nil)
	one, two := s.follow(t.Context(), t), s.follow(t.Context(), t)
	s.page.Close() // returns when both have ended
	s.page.Close()
	for _, events := range []<-chan event{one, two} {
		if e, open := <-events; open {
			t.Errorf("after Close: %+v", e)
		}
	}
	if status, _, _ := s.ask(t, http.MethodGet, "/api/events", ""); status != http.StatusServiceUnavailable {
		t.Errorf("a stream after Close: %d", status)
	}
}

func TestStreamEndsWhenTheBrowserLeaves(t *testing.T) {
	s := newStage(t, nil)
	ctx, leave := context.WithCancel(t.Context())
	events := s.follow(ctx, t)
	leave()
	for range events {
		t.Error("an event after leaving")
	}
	s.page.Close() // would hang if the handler had not noticed
}

func TestStreamEndsWithTheWorkspace(t *testing.T) {
	s := newStage(t, nil)
	events := s.follow(t.Context(), t)
	if err := s.fake.Close(); err != nil {
		t.Fatal(err)
	}
	if e, open := <-events; open {
		t.Errorf("after the end: %+v", e)
	}
	if _, err := s.fake.Slash("U1", "C2", "/engagement", ""); err != nil {
		t.Errorf("slash: %v", err)
	}
	status, _, said := s.ask(t, http.MethodPost, "/api/slash", `{"channel":"C2","text":""}`)
	if status != http.StatusServiceUnavailable {
		t.Errorf("slash after the end: %d %s, want the words for %v", status, said, slackfake.ErrClosed)
	}
}
