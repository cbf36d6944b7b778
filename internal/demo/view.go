package demo

import (
	"encoding/json"
	"net/http"

	"engagement/internal/slackfake"
)

// wireView is a modal or the Home tab.
type wireView struct {
	ID       string                 `json:"id"`
	Hash     string                 `json:"hash"`
	Title    string                 `json:"title"`
	Submit   string                 `json:"submit"` // empty without a button to submit
	Close    string                 `json:"close"`
	Deep     bool                   `json:"deep"` // there is another below it
	Blocks   json.RawMessage        `json:"blocks"`
	Errors   map[string]string      `json:"errors,omitempty"` // by block id
	Pictures map[string]wirePicture `json:"pictures,omitempty"`
}

// filled is what stands in the inputs of a view: "block_id/action_id" to values.
type filled map[string][]string

// views gives the modals this person has open, the visible one last.
func (s seat) views() []wireView {
	all := []wireView{}
	for _, v := range s.o.Fake.Views(s.self) {
		all = append(all, s.viewOf(v))
	}
	return all
}

// homeView gives this person's Home tab, nil if the app has published none.
func (s seat) homeView() *wireView {
	v, ok := s.o.Fake.Home(s.self)
	if !ok {
		return nil
	}
	w := s.viewOf(v)
	return &w
}

func (s seat) isHome(viewID string) bool {
	v, ok := s.o.Fake.Home(s.self)
	return ok && v.ID == viewID
}

func (s seat) viewOf(v slackfake.View) wireView {
	type words struct {
		Text string `json:"text"`
	}
	var body struct {
		Title  words `json:"title"`
		Submit words `json:"submit"`
		Close  words `json:"close"`
	}
	if err := json.Unmarshal(v.Body, &body); err != nil {
		s.log.Error("a view was not read", "error", err)
	}
	return wireView{
		ID: v.ID, Hash: v.Hash, Title: body.Title.Text, Submit: body.Submit.Text, Close: body.Close.Text, Deep: v.PreviousID != "",
		Blocks: v.Blocks, Errors: v.Errors, Pictures: s.pictured(slackFiles(v.Blocks)),
	}
}

// submit submits a modal: {view, fill}. It answers when the bot has said what
// is to become of it.
func (s seat) submit(w http.ResponseWriter, r *http.Request) {
	var in struct {
		View string `json:"view"`
		Fill filled `json:"fill"`
	}
	if !s.take(w, r, &in) {
		return
	}
	d, err := s.o.Fake.SubmitView(s.self, in.View, in.Fill)
	if err == nil {
		err = d.Wait(r.Context())
	}
	s.acted(w, err)
}

// options asks the app which choices a menu of a view offers for what is typed:
// {view, block, action, text}.
func (s seat) options(w http.ResponseWriter, r *http.Request) {
	var in struct {
		View   string `json:"view"`
		Block  string `json:"block"`
		Action string `json:"action"`
		Text   string `json:"text"`
	}
	if !s.take(w, r, &in) {
		return
	}
	type option struct {
		Text  string `json:"text"`
		Value string `json:"value"`
	}
	offered := []option{}
	d, err := s.o.Fake.Type(slackfake.Click{UserID: s.self, ViewID: in.View, BlockID: in.Block, ActionID: in.Action}, in.Text, func(all []slackfake.Option) {
		for _, o := range all {
			offered = append(offered, option(o))
		}
	})
	if err == nil && d != nil {
		err = d.Wait(r.Context())
	}
	if err != nil {
		s.acted(w, err)
		return
	}
	s.sendJSON(w, http.StatusOK, map[string]any{"options": offered})
}

// shut closes a modal: {view}. The app is told if it wants to be.
func (s seat) shut(w http.ResponseWriter, r *http.Request) {
	var in struct {
		View string `json:"view"`
	}
	if !s.take(w, r, &in) {
		return
	}
	_, err := s.o.Fake.CloseView(s.self, in.View)
	s.acted(w, err)
}

// home opens the app's Home tab: {}. What the bot makes of it comes as a change.
func (s seat) home(w http.ResponseWriter, r *http.Request) {
	var in struct{}
	if !s.take(w, r, &in) {
		return
	}
	_, err := s.o.Fake.OpenHome(s.self)
	s.acted(w, err)
}

// shortcut runs a shortcut of the app: {id, channel, ts} on a message, {id} on
// nothing.
func (s seat) shortcut(w http.ResponseWriter, r *http.Request) {
	var in struct {
		ID      string `json:"id"`
		Channel string `json:"channel"`
		TS      string `json:"ts"`
	}
	if !s.take(w, r, &in) {
		return
	}
	var d *slackfake.Delivery
	var err error
	if in.TS != "" {
		d, err = s.o.Fake.OnMessage(s.self, in.Channel, in.TS, in.ID)
	} else {
		d, err = s.o.Fake.OnAnything(s.self, in.ID)
	}
	if err == nil {
		err = d.Wait(r.Context())
	}
	s.acted(w, err)
}
