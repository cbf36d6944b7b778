package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"engagement/internal/slackfake"
)

const (
	command  = "/engagement"
	maxInput = 16 << 10 // bytes of one request
)

// slash runs the slash command: {channel, text}, where text is what follows the
// command. It answers when the bot has acknowledged.
func (s seat) slash(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Channel string `json:"channel"`
		Text    string `json:"text"`
	}
	if !s.take(w, r, &in) {
		return
	}
	d, err := s.o.Fake.Slash(s.self, in.Channel, command, in.Text)
	if err == nil {
		err = d.Wait(r.Context())
	}
	s.acted(w, err)
}

// click clicks a button or chooses in a menu of a message: {channel, ts, block,
// action, values}, or of a modal or the Home tab: {view, fill, block, action,
// values}.
func (s seat) click(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Channel string   `json:"channel"`
		TS      string   `json:"ts"`
		Block   string   `json:"block"`
		Action  string   `json:"action"`
		Values  []string `json:"values"`
		View    string   `json:"view"`
		Fill    filled   `json:"fill"`
	}
	if !s.take(w, r, &in) {
		return
	}
	d, err := s.o.Fake.Click(slackfake.Click{
		UserID: s.self, ChannelID: in.Channel, MessageTS: in.TS, BlockID: in.Block, ActionID: in.Action, Values: in.Values,
		ViewID: in.View, Fill: in.Fill,
	})
	if err == nil {
		err = d.Wait(r.Context())
	}
	s.acted(w, err)
}

// say posts a message, or a reply with thread: {channel, text, thread}. It
// does not wait for what the bot makes of it.
func (s seat) say(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Channel string `json:"channel"`
		Text    string `json:"text"`
		Thread  string `json:"thread"`
	}
	if !s.take(w, r, &in) {
		return
	}
	if strings.TrimSpace(in.Text) == "" {
		s.refuse(w, http.StatusBadRequest, "There is nothing to send.")
		return
	}
	_, _, err := s.o.Fake.Reply(s.self, in.Channel, in.Thread, s.typed(in.Text))
	s.acted(w, err)
}

// typed writes what a person typed as Slack's clients do: marks escaped,
// @name and #channel as references, addresses as links.
func (s seat) typed(text string) string {
	names := map[string]string{}
	for _, u := range s.o.Fake.Users() {
		names["@"+strings.ToLower(u.Name)] = "<@" + u.ID + ">"
	}
	for _, c := range s.o.Fake.Channels() {
		if place, ok := s.place(c); ok && !place.Direct {
			names["#"+strings.ToLower(c.Name)] = "<#" + c.ID + ">"
		}
	}
	words := strings.SplitAfter(text, " ")
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for i, word := range words {
		name := strings.TrimRight(word, " .,;:!?")
		ref, known := names[strings.ToLower(name)]
		switch {
		case known:
			words[i] = ref + word[len(name):]
		case strings.HasPrefix(name, "https://") || strings.HasPrefix(name, "http://"):
			words[i] = "<" + escape.Replace(name) + ">" + word[len(name):]
		default:
			words[i] = escape.Replace(word)
		}
	}
	return strings.Join(words, "")
}

// play runs a play and answers when it is over. A play goes on when the
// browser leaves, but not after Close.
func (p *Page) play(w http.ResponseWriter, r *http.Request) {
	var in struct{}
	if !p.take(w, r, &in) {
		return
	}
	var play *Play
	for i := range p.o.Plays {
		if p.o.Plays[i].ID == r.PathValue("id") {
			play = &p.o.Plays[i]
		}
	}
	switch {
	case play == nil:
		p.refuse(w, http.StatusNotFound, "There is no such play. Reload the page.")
		return
	case !p.tracks.enter():
		p.refuse(w, http.StatusServiceUnavailable, "The demo is ending.")
		return
	}
	defer p.tracks.leave()
	p.mu.Lock()
	busy := p.running[play.ID]
	p.running[play.ID] = true
	p.mu.Unlock()
	if busy {
		p.refuse(w, http.StatusConflict, "This is already running. Wait for it to end.")
		return
	}
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.running, play.ID)
	}()
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	defer cancel()
	defer context.AfterFunc(p.tracks.live, cancel)()
	if err := play.Run(ctx); err != nil {
		p.log.Error("a play failed", "play", play.ID, "error", err)
		p.refuse(w, http.StatusInternalServerError, "It did not work, and it was logged: "+err.Error())
		return
	}
	p.sendJSON(w, http.StatusOK, map[string]bool{"ok": true})
}

// take reads a JSON request into v, or refuses it.
func (p *Page) take(w http.ResponseWriter, r *http.Request, v any) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		p.refuse(w, http.StatusUnsupportedMediaType, "Send application/json.")
		return false
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxInput))
	d.DisallowUnknownFields()
	err = d.Decode(v)
	if err == nil {
		if _, after := d.Token(); !errors.Is(after, io.EOF) {
			err = fmt.Errorf("more than one value: %w", after)
		}
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		p.refuse(w, http.StatusRequestEntityTooLarge, "That is too long. Send less at once.")
	case err != nil:
		p.refuse(w, http.StatusBadRequest, "That is not the JSON expected here.")
	}
	return err == nil
}

// acted answers what came of a person's action, in words for that person.
func (p *Page) acted(w http.ResponseWriter, err error) {
	if err == nil {
		p.sendJSON(w, http.StatusOK, map[string]bool{"ok": true})
		return
	}
	for _, known := range []struct {
		is     error
		status int
		words  string
	}{
		{slackfake.ErrNotConnected, http.StatusBadGateway, "engagement is not connected. Try again in a few seconds."},
		{slackfake.ErrTimeout, http.StatusGatewayTimeout, "engagement did not answer in time. Try again."},
		{slackfake.ErrBadAnswer, http.StatusBadGateway, "engagement answered with something that cannot be shown."},
		{slackfake.ErrForeign, http.StatusForbidden, "People of other workspaces cannot run this app's commands and shortcuts. Its buttons work for everybody."},
		{slackfake.ErrRequired, http.StatusUnprocessableEntity, "Something that must be filled in is empty."},
		{slackfake.ErrNoView, http.StatusNotFound, "This window is not open any more."},
		{slackfake.ErrNoChannel, http.StatusNotFound, "You are not in this channel, or it is archived."},
		{slackfake.ErrNoMessage, http.StatusNotFound, "This message is not there any more."},
		{slackfake.ErrNoElement, http.StatusConflict, "This message has changed meanwhile. Look at it again."},
		{slackfake.ErrClosed, http.StatusServiceUnavailable, "The demo is ending."},
	} {
		if errors.Is(err, known.is) {
			p.refuse(w, known.status, known.words)
			return
		}
	}
	p.log.Error("an action failed", "error", err)
	p.refuse(w, http.StatusInternalServerError, "Something went wrong here, and it was logged. Try again.")
}

func (p *Page) refuse(w http.ResponseWriter, status int, words string) {
	p.sendJSON(w, status, map[string]string{"error": words})
}

func (p *Page) sendJSON(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		p.log.Error("an answer was not encoded", "error", err)
		http.Error(w, "Something went wrong here, and it was logged.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	p.send(w, data)
}

func (p *Page) send(w io.Writer, data []byte) {
	if _, err := w.Write(data); err != nil {
		p.log.Debug("the browser left before the answer", "error", err)
	}
}
