package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	raster "image"
	"image/png"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"engagement/alert"
	"engagement/internal/slackfake"
)

// world is a workspace in a bubble, with a client and a courier for it.
type world struct {
	rendered int // how often the card of "slow" was asked for
	*slackfake.Server
	t      *testing.T
	net    *slackfake.Listener
	client *Client
	log    *logs
	shelf  *shelf
	born   time.Time

	// picture makes alerts carry one.
	picture  []byte
	expected int // refusals that the story is about
	stop     context.CancelFunc
	ended    chan struct{}
}

// logs keeps everything that is logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// inWorld runs a test against a workspace. When it is over, no message may have
// been refused for its contents, and every goroutine has to end.
func inWorld(t *testing.T, opts slackfake.Options, test func(*testing.T, *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		opts.Users = []slackfake.User{
			{ID: "U1", Name: "ann", Email: "ann@acme.com"}, {ID: "U2", Name: "gus", IsRestricted: true}, {ID: "U3", Name: "eve", TeamID: "T0OTHER"},
		}
		opts.Channels = []slackfake.Channel{
			{ID: "C1", Name: "sales", Members: []string{"U0BOT", "U1", "U3"}},
			{ID: "C2", Name: "ops", Members: []string{"U0BOT", "U1"}},
			{ID: "C3", Name: "past", Members: []string{"U0BOT", "U1"}, Archived: true},
			{ID: "C4", Name: "elsewhere", Members: []string{"U1"}},
			{ID: "G1", Name: "board", Members: []string{"U0BOT", "U1"}, Private: true},
		}
		w := &world{Server: slackfake.New(opts), t: t, net: slackfake.NewListener(), log: &logs{}, shelf: newShelf(), born: time.Now()}
		w.Serve(w.net)
		w.client = w.newClient(ClientOptions{})
		t.Cleanup(func() {
			w.halt()
			w.client.http.CloseIdleConnections()
			if err := w.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
			if f := w.Faults(); len(f) != w.expected {
				t.Errorf("messages with faults: %+v", f)
			}
		})
		test(t, w)
	})
}

func (w *world) newClient(o ClientOptions) *Client {
	o.BotToken, o.AppToken, o.APIURL = w.App().BotToken, w.App().AppToken, "http://slack.test/api"
	o.HTTP, o.ResponseHosts, o.Log = w.net.Client(), []string{"slack.test"}, w.logger()
	return NewClient(o)
}

func (w *world) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// decide puts an alert into the outbox.
func (w *world) decide(id, channel string) {
	w.shelf.add(alert.Message{ID: id, Key: id, Kind: alert.KindActNow, Channel: channel, DecidedAt: time.Now()})
}

func (w *world) render(_ context.Context, m alert.Message) (Message, error) {
	switch m.ID {
	case "unreadable":
		return Message{}, errors.New("no such card")
	case "slow": // the database does not answer at first
		if w.rendered++; w.rendered < 3 {
			return Message{}, errors.New("no connection")
		}
	case "panics":
		panic("no such index")
	}
	card := remark("Alert " + m.ID)
	if w.picture != nil {
		p := Picture{Name: "trend.png", Alt: "up", PNG: w.picture}
		card.Pictures = []Picture{p}
		card.Blocks = append(card.Blocks, slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: p.Placeholder()}, p.Alt, "", nil))
	}
	return card, nil
}

func (w *world) courier() *Courier {
	return &Courier{Outbox: w.shelf, Album: w.shelf, Workspace: w.client, Render: w.render, Now: time.Now, Log: w.logger()}
}

// deliver starts a courier; halt ends it.
func (w *world) deliver(c *Courier) {
	ctx, stop := context.WithCancel(w.t.Context())
	w.stop, w.ended = stop, make(chan struct{})
	go func() {
		defer close(w.ended)
		c.Run(ctx, nil)
	}()
}

func (w *world) halt() {
	if w.stop != nil {
		w.stop()
		<-w.ended
		w.stop = nil
	}
}

// after lets bubble time pass.
func (w *world) after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// posted is every message in a channel with the time it came, as "alert-1@2s".
func (w *world) posted(channel string) string {
	var all []string
	for _, m := range w.Messages(channel, "") {
		var seconds, micros int64
		if _, err := fmt.Sscanf(m.TS, "%d.%d", &seconds, &micros); err != nil {
			w.t.Fatal(err)
		}
		at := time.Unix(seconds, micros*1000).Sub(w.born).Round(100 * time.Millisecond)
		all = append(all, fmt.Sprintf("%s@%v", strings.TrimPrefix(m.Text, "Alert "), at))
	}
	return strings.Join(all, " ")
}

// answers counts the calls of a method by what they were answered with.
func (w *world) answers(method string) string {
	var all []string
	for _, c := range w.Calls(method) {
		switch {
		case c.Error != "":
			all = append(all, c.Error)
		case c.Status == 0:
			all = append(all, "lost")
		default:
			all = append(all, fmt.Sprint(c.Status))
		}
	}
	return strings.Join(all, " ")
}

func (w *world) is(what, got, want string) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func dot(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, raster.NewGray(raster.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
