package demo

import (
	"encoding/json"
	"slices"
	"strings"

	"engagement/internal/slackfake"
)

// shownMessages is how many messages of a channel the page gets, replies
// included: the latest.
const shownMessages = 300

// wireState is the workspace as one person sees it.
type wireState struct {
	Title    string        `json:"title"`
	Self     string        `json:"self"`
	Open     string        `json:"open"`    // id of the channel to open first
	Command  string        `json:"command"` // "/engagement"
	Users    []wireUser    `json:"users"`
	Channels []wireChannel `json:"channels"`
	Messages []wireMessage `json:"messages"` // oldest first in each channel
	Plays    []wirePlay    `json:"plays"`
}

type wireUser struct {
	ID    string `json:"id"`
	Name  string `json:"name"`  // as in a mention
	Shown string `json:"shown"` // as above a message
	Bot   bool   `json:"bot"`
}

type wireChannel struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Private  bool   `json:"private"`
	Direct   bool   `json:"direct"` // the direct message with the bot
	Archived bool   `json:"archived"`
}

type wireMessage struct {
	Channel     string                 `json:"channel"`
	TS          string                 `json:"ts"`
	Thread      string                 `json:"thread,omitempty"` // ts of the message this replies to
	Broadcast   bool                   `json:"broadcast,omitempty"`
	User        string                 `json:"user"`
	App         bool                   `json:"app"`
	Private     bool                   `json:"private"` // only this person sees it
	Edited      bool                   `json:"edited"`
	Text        string                 `json:"text"`
	Blocks      json.RawMessage        `json:"blocks,omitempty"`
	Attachments json.RawMessage        `json:"attachments,omitempty"`
	Files       []string               `json:"files,omitempty"`
	Pictures    map[string]wirePicture `json:"pictures,omitempty"` // by file id
}

type wirePlay struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Hint  string `json:"hint"`
}

// snapshot gives everything this person sees now.
func (p *Page) snapshot() wireState {
	p.o.Fake.DM(p.o.Self) // like the app's own entry in the sidebar, it is always there
	s := wireState{
		Title: p.o.Title, Self: p.o.Self, Open: p.o.Channel, Command: command,
		Users: []wireUser{}, Channels: []wireChannel{}, Messages: []wireMessage{}, Plays: []wirePlay{},
	}
	for _, u := range p.o.Fake.Users() {
		shown := u.RealName
		if shown == "" {
			shown = u.Name
		}
		s.Users = append(s.Users, wireUser{ID: u.ID, Name: u.Name, Shown: shown, Bot: u.IsBot})
	}
	for _, c := range p.o.Fake.Channels() {
		place, ok := p.place(c)
		if !ok {
			continue
		}
		s.Channels = append(s.Channels, place)
		all := p.o.Fake.Messages(c.ID, p.o.Self)
		for _, m := range all[max(0, len(all)-shownMessages):] {
			s.Messages = append(s.Messages, p.message(m))
		}
	}
	for _, play := range p.o.Plays {
		s.Plays = append(s.Plays, wirePlay{ID: play.ID, Label: play.Label, Hint: play.Hint})
	}
	return s
}

// place gives a conversation, and whether it is in this person's sidebar.
func (p *Page) place(c slackfake.Channel) (wireChannel, bool) {
	w := wireChannel{ID: c.ID, Name: c.Name, Private: c.Private, Direct: c.IMWith != "", Archived: c.Archived}
	if w.Direct {
		w.Name = p.o.Fake.App().Name
		return w, c.IMWith == p.o.Self
	}
	return w, slices.Contains(c.Members, p.o.Self)
}

func (p *Page) placeOf(channelID string) (wireChannel, bool) {
	for _, c := range p.o.Fake.Channels() {
		if c.ID == channelID {
			return p.place(c)
		}
	}
	return wireChannel{}, false
}

func (p *Page) messageOf(channelID, ts string) (wireMessage, bool) {
	for _, m := range p.o.Fake.Messages(channelID, p.o.Self) {
		if m.TS == ts {
			return p.message(m), true
		}
	}
	return wireMessage{}, false
}

func (p *Page) message(m slackfake.Message) wireMessage {
	w := wireMessage{
		Channel: m.ChannelID, TS: m.TS, User: m.UserID, App: m.BotID != "", Private: m.To != "", Edited: m.EditedTS != "",
		Broadcast: m.Broadcast, Text: m.Text, Blocks: m.Blocks, Attachments: m.Attachments, Files: m.FileIDs,
	}
	if m.ThreadTS != m.TS {
		w.Thread = m.ThreadTS
	}
	ids := append(append(slackFiles(m.Blocks), slackFiles(m.Attachments)...), m.FileIDs...)
	for _, id := range ids {
		if picture, ok := p.pictures.look(id); ok {
			if w.Pictures == nil {
				w.Pictures = map[string]wirePicture{}
			}
			w.Pictures[id] = picture
		}
	}
	return w
}

// slackFiles gives the ids of the files that blocks show.
func slackFiles(raw json.RawMessage) []string {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return nil
	}
	var ids []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if ref, ok := v["slack_file"].(map[string]any); ok {
				ids = append(ids, fileID(ref))
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(v)
	return ids
}

// fileID gives the id in a slack_file, which names a file by id or address.
func fileID(ref map[string]any) string {
	if id, _ := ref["id"].(string); id != "" {
		return id
	}
	link, _ := ref["url"].(string)
	_, after, _ := strings.Cut(link, "/files-pri/")
	id, _, _ := strings.Cut(after, "/")
	return id
}
