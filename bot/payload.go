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

// clickPayload is what we read of an interaction. The rest, like the message
// that was clicked on, takes any shape and must not keep a click from being
// understood.
type clickPayload struct {
	Type       string `json:"type"`
	Team       named  `json:"team"`
	Enterprise named  `json:"enterprise"`
	User       struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Channel   named `json:"channel"`
	Container struct {
		MessageTS string `json:"message_ts"`
		ChannelID string `json:"channel_id"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
	Actions     []struct {
		ActionID string `json:"action_id"`
		Value    string `json:"value"`
		Selected struct {
			Value string `json:"value"`
		} `json:"selected_option"`
	} `json:"actions"`
}

// clicksFromJSON gives the clicks in an interaction: none for types that are
// no clicks.
func clicksFromJSON(raw []byte) ([]Interaction, error) {
	var p clickPayload
	if err := json.Unmarshal(raw, &p); err != nil {
		return nil, fmt.Errorf("read an interaction: %w", err)
	}
	if p.Type != "block_actions" {
		return nil, nil
	}
	var clicks []Interaction
	for _, a := range p.Actions {
		clicks = append(clicks, Interaction{
			TeamID: p.Team.ID, EnterpriseID: p.Enterprise.ID, UserID: p.User.ID, UserTeamID: p.User.TeamID,
			ChannelID: cmp.Or(p.Container.ChannelID, p.Channel.ID), MessageTS: p.Container.MessageTS,
			Action: a.ActionID, Value: cmp.Or(a.Value, a.Selected.Value),
			ResponseURL: p.ResponseURL, TriggerID: p.TriggerID, Ephemeral: p.Container.Ephemeral,
		})
	}
	return clicks, nil
}
