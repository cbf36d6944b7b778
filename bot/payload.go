package bot

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
)

// commandPayload is a slash command as Socket Mode brings it.
type commandPayload struct {
	TeamID       string `json:"team_id"`
	EnterpriseID string `json:"enterprise_id"`
	UserID       string `json:"user_id"`
	ChannelID    string `json:"channel_id"`
	Text         string `json:"text"`
	ResponseURL  string `json:"response_url"`
	TriggerID    string `json:"trigger_id"`
}

func commandFromJSON(raw []byte) (Command, error) {
	var p commandPayload
	if err := json.Unmarshal(raw, &p); err != nil {
		return Command{}, fmt.Errorf("read a slash command: %w", err)
	}
	return Command(p), nil
}

func commandFromForm(v url.Values) Command {
	return Command{
		TeamID: v.Get("team_id"), EnterpriseID: v.Get("enterprise_id"), UserID: v.Get("user_id"), ChannelID: v.Get("channel_id"),
		Text: v.Get("text"), ResponseURL: v.Get("response_url"), TriggerID: v.Get("trigger_id"),
	}
}

type named struct {
	ID string `json:"id"`
}

// wirePayload is what we read of an interaction. The rest, like the message that
// was clicked on, takes any shape and must not keep a click from being
// understood.
type wirePayload struct {
	Type       string `json:"type"`
	CallbackID string `json:"callback_id"`
	ActionTS   string `json:"action_ts"`
	Team       named  `json:"team"`
	Enterprise named  `json:"enterprise"`
	User       struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Channel   named `json:"channel"`
	Container struct {
		MessageTS string `json:"message_ts"`
		ThreadTS  string `json:"thread_ts"`
		ChannelID string `json:"channel_id"`
		ViewID    string `json:"view_id"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	ResponseURL string          `json:"response_url"`
	TriggerID   string          `json:"trigger_id"`
	Actions     []wireAction    `json:"actions"`
	View        wireView        `json:"view"`
	Message     json.RawMessage `json:"message"`
	Value       string          `json:"value"` // typed into a menu
}

type wireAction struct {
	ActionID string     `json:"action_id"`
	Value    string     `json:"value"`
	Selected wireOption `json:"selected_option"`
}

type wireOption struct {
	Value string `json:"value"`
}

type wireView struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	Callback string `json:"callback_id"`
	Private  string `json:"private_metadata"`
	State    struct {
		Values map[string]map[string]struct {
			Value    string     `json:"value"`
			Selected wireOption `json:"selected_option"`
			Date     string     `json:"selected_date"`
		} `json:"values"`
	} `json:"state"`
}

// interactionFromJSON reads a click, a form, a shortcut or what is typed into a
// menu; of anything else there is nothing to do.
func interactionFromJSON(h Handler, raw []byte) (work, error) {
	var p wirePayload
	if err := json.Unmarshal(raw, &p); err != nil {
		return work{}, fmt.Errorf("read an interaction: %w", err)
	}
	switch p.Type {
	case "block_actions":
		return clickWork(h, p.clicks()), nil
	case "view_submission":
		return submitWork(h, p.submission()), nil
	case "block_suggestion":
		return suggestWork(h, Suggestion{TeamID: p.Team.ID, EnterpriseID: p.Enterprise.ID, UserID: p.User.ID, UserTeamID: p.User.TeamID, Typed: p.Value}), nil
	case "message_action":
		return eventWork(h, p.shortcut()), nil
	}
	return work{}, nil
}

// asksOnly reports whether a payload asks for the choices of a menu, and changes
// nothing.
func asksOnly(raw []byte) bool {
	var p struct {
		Type string `json:"type"`
	}
	return json.Unmarshal(raw, &p) == nil && p.Type == "block_suggestion"
}

func (p *wirePayload) clicks() []Interaction {
	var clicks []Interaction
	for _, a := range p.Actions {
		clicks = append(clicks, Interaction{
			TeamID: p.Team.ID, EnterpriseID: p.Enterprise.ID, UserID: p.User.ID, UserTeamID: p.User.TeamID,
			ChannelID: cmp.Or(p.Container.ChannelID, p.Channel.ID), MessageTS: p.Container.MessageTS, ThreadTS: p.Container.ThreadTS,
			Action: a.ActionID, Value: cmp.Or(a.Value, a.Selected.Value),
			ResponseURL: p.ResponseURL, TriggerID: p.TriggerID, Ephemeral: p.Container.Ephemeral,
			ViewID: cmp.Or(p.Container.ViewID, p.View.ID), Home: p.View.Type == "home",
		})
	}
	return clicks
}

func (p *wirePayload) submission() Submission {
	s := Submission{
		TeamID: p.Team.ID, EnterpriseID: p.Enterprise.ID, UserID: p.User.ID, UserTeamID: p.User.TeamID,
		ViewID: p.View.ID, Callback: p.View.Callback, Private: p.View.Private, Values: map[string]string{},
	}
	for _, block := range p.View.State.Values {
		for field, v := range block {
			s.Values[field] = cmp.Or(v.Value, v.Selected.Value, v.Date)
		}
	}
	return s
}

func (p *wirePayload) shortcut() Event {
	var about struct {
		Text string `json:"text"`
		TS   string `json:"ts"`
	}
	// A message of another shape only leaves the form empty.
	if json.Unmarshal(p.Message, &about) != nil {
		about.Text = ""
	}
	return Event{
		Kind: Shortcut, TeamID: p.Team.ID, EnterpriseID: p.Enterprise.ID, UserID: p.User.ID, UserTeamID: p.User.TeamID,
		ChannelID: p.Channel.ID, TS: about.TS, Text: about.Text, TriggerID: p.TriggerID, Callback: p.CallbackID,
	}
}

// wireEvent is an event in its wrapper.
type wireEvent struct {
	Type         string `json:"type"`
	Challenge    string `json:"challenge"`
	EventID      string `json:"event_id"`
	TeamID       string `json:"team_id"`
	EnterpriseID string `json:"enterprise_id"`
	Event        struct {
		Type        string `json:"type"`
		Subtype     string `json:"subtype"`
		ChannelType string `json:"channel_type"`
		User        string `json:"user"`
		BotID       string `json:"bot_id"`
		Team        string `json:"team"`
		UserTeam    string `json:"user_team"`
		Channel     string `json:"channel"`
		Text        string `json:"text"`
		TS          string `json:"ts"`
		MessageTS   string `json:"message_ts"`
		ThreadTS    string `json:"thread_ts"`
		Tab         string `json:"tab"`
		Links       []struct {
			URL string `json:"url"`
		} `json:"links"`
	} `json:"event"`
}

// eventFromJSON reads an event; of those that ask for nothing there is no work.
func eventFromJSON(h Handler, raw []byte) (work, error) {
	var w wireEvent
	if err := json.Unmarshal(raw, &w); err != nil {
		return work{}, fmt.Errorf("read an event: %w", err)
	}
	e := w.Event
	kind := EventKind(e.Type)
	switch {
	case e.BotID != "", e.Subtype != "":
		return work{}, nil
	case kind == Mentioned, kind == Linked:
	case kind == Written && e.ChannelType == "im":
	case kind == HomeOpened && e.Tab == "home":
	default:
		return work{}, nil
	}
	out := Event{
		ID: w.EventID, Kind: kind, TeamID: w.TeamID, EnterpriseID: w.EnterpriseID, UserID: e.User, UserTeamID: cmp.Or(e.UserTeam, e.Team),
		ChannelID: e.Channel, TS: cmp.Or(e.MessageTS, e.TS), ThreadTS: e.ThreadTS, Text: e.Text,
	}
	for _, l := range e.Links {
		out.Links = append(out.Links, l.URL)
	}
	return eventWork(h, out), nil
}
