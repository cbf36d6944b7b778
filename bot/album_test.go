package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"engagement/alert"
	"engagement/internal/slackfake"
)

// shows reports how often a channel's messages show a picture.
func (w *world) shows(channel string) int {
	n := 0
	for _, m := range w.Messages(channel, "") {
		n += strings.Count(string(m.Blocks), `"slack_file":{"id":"F`)
		if strings.Contains(string(m.Blocks), "file:") {
			w.t.Errorf("a placeholder was posted: %s", m.Blocks)
		}
	}
	return n
}

func TestPictures(t *testing.T) {
	tests := []struct {
		name    string
		opts    slackfake.Options
		script  map[string][]slackfake.Fault
		posted  string
		posts   string
		updates string
		uploads int
		missing bool // at the end
	}{
		{name: "ready at once", posted: "a1@0s", posts: "200", uploads: 1},
		{name: "ready after a second", opts: slackfake.Options{FileReadyAfter: time.Second}, posted: "a1@1.2s", posts: "200", uploads: 1, updates: "200"},
		{name: "ready after ten seconds", opts: slackfake.Options{FileReadyAfter: 10 * time.Second}, posted: "a1@1.2s", posts: "200", uploads: 1, updates: "200"},
		{
			name: "never ready", opts: slackfake.Options{FileReadyAfter: time.Hour},
			posted: "a1@1.2s", posts: "200", uploads: 4, missing: true,
		},
		{
			name:   "refused until ready",
			script: map[string][]slackfake.Fault{"chat.postMessage": {slackfake.Fail("invalid_blocks")}, "chat.update": {slackfake.Fail("invalid_blocks")}},
			posted: "a1@1s", posts: "invalid_blocks 200", updates: "invalid_blocks 200", uploads: 1,
		},
		{
			name: "the upload fails once", script: map[string][]slackfake.Fault{"files.getUploadURLExternal": {slackfake.Status(500)}},
			posted: "a1@0s", posts: "200", updates: "200", uploads: 2,
		},
		{
			name: "the bytes get lost", script: map[string][]slackfake.Fault{"upload": {slackfake.LostRequest()}},
			posted: "a1@0s", posts: "200", updates: "200", uploads: 2,
		},
		{
			name: "no scope for files", script: map[string][]slackfake.Fault{"files.getUploadURLExternal": {slackfake.Fail("missing_scope")}},
			posted: "a1@0s", posts: "200", uploads: 1, missing: true,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, tt.opts, func(t *testing.T, w *world) {
				for method, faults := range tt.script {
					w.Script(method, faults...)
				}
				w.picture = dot(t)
				w.decide("a1", "C1")
				w.deliver(w.courier())
				w.after(5 * time.Minute)
				w.is("sales", w.posted("C1"), tt.posted)
				w.is("posts", w.answers("chat.postMessage"), tt.posts)
				w.is("updates", w.answers("chat.update"), tt.updates)
				if n := len(w.Calls("files.getUploadURLExternal")); n != tt.uploads {
					t.Errorf("%d uploads, want %d", n, tt.uploads)
				}
				want := 1
				if tt.missing {
					want = 0
				}
				if got := w.shows("C1"); got != want {
					t.Errorf("%d pictures, want %d\n%s", got, want, w.log)
				}
			})
		})
	}
}

// TestPicturesAreUploadedOnce also after an attempt that failed, and a file
// that is gone is made again.
func TestPicturesAreUploadedOnce(t *testing.T) {
	inWorld(t, slackfake.Options{}, func(t *testing.T, w *world) {
		w.picture = dot(t)
		w.Script("chat.postMessage", slackfake.TooMany(3*time.Second))
		w.decide("a1", "C1")
		w.decide("b1", "C2")
		w.deliver(w.courier())
		w.after(time.Minute)
		w.decide("a2", "C1")
		w.after(time.Minute)
		if n := len(w.Files()); n > 2 || w.shows("C1") != 2 {
			t.Errorf("%d files, %d pictures", n, w.shows("C1"))
		}
		w.shelf.mu.Lock()
		for hash := range w.shelf.pictures {
			w.shelf.pictures[hash] = "F0GONE"
		}
		w.shelf.mu.Unlock()
		before := len(w.Faults())
		w.decide("b2", "C2")
		w.after(time.Minute)
		if w.shows("C2") != 2 || len(w.Faults()) != before+1 || w.shelf.outcome("b2").Status != alert.Sent {
			t.Errorf("%d pictures, %v", w.shows("C2"), w.Faults())
		}
		w.expected = 1
	})
}

// TestLatePictureKeepsWhatHappenedMeanwhile: who took the alert on stays on it.
func TestLatePictureKeepsWhatHappenedMeanwhile(t *testing.T) {
	inWorld(t, slackfake.Options{FileReadyAfter: 5 * time.Second}, func(t *testing.T, w *world) {
		w.picture = dot(t)
		w.decide("a1", "C1")
		c := w.courier()
		c.Current = func(ctx context.Context, m alert.Message) (Message, error) {
			card, err := w.render(ctx, m)
			card.Text = "Alert a1, taken on"
			return card, err
		}
		w.deliver(c)
		w.after(3 * time.Second)
		w.is("before", w.posted("C1"), "a1@1.2s")
		w.after(time.Minute)
		w.is("after", w.posted("C1"), "a1, taken on@1.2s")
		if n := w.shows("C1"); n != 1 {
			t.Errorf("%d pictures", n)
		}
	})
}

func TestFreshCardWithinTwoSeconds(t *testing.T) {
	inWorld(t, slackfake.Options{FileReadyAfter: time.Hour}, func(t *testing.T, w *world) {
		w.picture = dot(t)
		w.decide("a1", "#sales")
		w.deliver(w.courier())
		w.after(2 * time.Second)
		if n := len(w.Messages("C1", "")); n != 1 {
			t.Errorf("%d messages after two seconds", n)
		}
	})
}

func TestWithFilesCopies(t *testing.T) {
	w := &world{picture: []byte("x")}
	card, err := w.render(t.Context(), alert.Message{ID: "a"})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(withFiles(card, nil)); n != 1 {
		t.Errorf("%d blocks without files, want 1", n)
	}
	if n := len(withFiles(card, map[string]string{"file:trend.png": "F1"})); n != 2 {
		t.Errorf("%d blocks with files, want 2", n)
	}
	if n := len(withFiles(card, nil)); n != 1 || len(card.Blocks) != 2 {
		t.Error("the message was changed")
	}
}
