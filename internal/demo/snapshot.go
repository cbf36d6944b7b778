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
	People   []wirePerson  `json:"people"` // whom the browser may be
	Views    []wireView    `json:"views"`  // open modals, the visible one last
	Home     *wireView     `json:"home"`   // the app's Home tab, null if there is none
	// Shortcuts of the app: those on messages, and those on nothing.
	Shortcuts []wireShortcut `json:"shortcuts"`
}

type wirePerson struct {
	ID   string `json:"id"`
	Role string `json:"role"`
}

type wireShortcut struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Global bool   `json:"global"`
}

type wireUser struct {
	ID    string `json:"id"`
	Name  string `json:"name"`  // as in a mention
	Shown string `json:"shown"` // as above a message
	Bot   bool   `json:"bot"`
	// Foreign people belong to another workspace, guests see some channels only.
	Foreign bool `json:"foreign,omitempty"`
	Guest   bool `json:"guest,omitempty"`
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
func (s seat) snapshot() wireState {
	s.o.Fake.DM(s.self) // like the app's own entry in the sidebar, it is always there
	w := wireState{
		Title: s.o.Title, Self: s.self, Open: s.o.Channel, Command: command,
		Users: []wireUser{}, Channels: []wireChannel{}, Messages: []wireMessage{}, Plays: []wirePlay{}, People: []wirePerson{},
		Views: s.views(), Home: s.homeView(), Shortcuts: []wireShortcut{},
	}
	team := s.o.Fake.Team().ID
	for _, u := range s.o.Fake.Users() {
		shown := u.RealName
		if shown == "" {
			shown = u.Name
		}
		w.Users = append(w.Users, wireUser{
			ID: u.ID, Name: u.Name, Shown: shown, Bot: u.IsBot, Foreign: u.TeamID != team, Guest: u.IsRestricted || u.IsUltraRestricted,
		})
	}
	for _, c := range s.o.Fake.Channels() {
		place, ok := s.place(c)
		if !ok {
			continue
		}
		w.Channels = append(w.Channels, place)
		all := s.o.Fake.Messages(c.ID, s.self)
		for _, m := range all[max(0, len(all)-shownMessages):] {
			w.Messages = append(w.Messages, s.message(m))
		}
	}
	for _, play := range s.o.Plays {
		w.Plays = append(w.Plays, wirePlay{ID: play.ID, Label: play.Label, Hint: play.Hint})
	}
	for _, person := range s.o.People {
		w.People = append(w.People, wirePerson(person))
	}
	for _, c := range s.o.Fake.App().Shortcuts {
		w.Shortcuts = append(w.Shortcuts, wireShortcut{ID: c.CallbackID, Label: c.Name, Global: c.Global})
	}
	return w
}

// place gives a conversation, and whether it is in this person's sidebar.
func (s seat) place(c slackfake.Channel) (wireChannel, bool) {
	w := wireChannel{ID: c.ID, Name: c.Name, Private: c.Private, Direct: c.IMWith != "", Archived: c.Archived}
	if w.Direct {
		w.Name = s.o.Fake.App().Name
		return w, c.IMWith == s.self
	}
	return w, slices.Contains(c.Members, s.self)
}

func (s seat) placeOf(channelID string) (wireChannel, bool) {
	for _, c := range s.o.Fake.Channels() {
		if c.ID == channelID {
			return s.place(c)
		}
	}
	return wireChannel{}, false
}

func (s seat) messageOf(channelID, ts string) (wireMessage, bool) {
	for _, m := range s.o.Fake.Messages(channelID, s.self) {
		if m.TS == ts {
			return s.message(m), true
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
	w.Pictures = p.pictured(slices.Concat(slackFiles(m.Blocks), slackFiles(m.Attachments), m.FileIDs))
	return w
}

// pictured gives those files that are pictures.
func (p *Page) pictured(ids []string) map[string]wirePicture {
	found := map[string]wirePicture{}
	for _, id := range ids {
		if picture, ok := p.pictures.look(id); ok {
			found[id] = picture
		}
	}
	return found
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
