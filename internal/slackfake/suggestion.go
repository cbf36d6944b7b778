package slackfake

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Option is a choice of a menu.
type Option struct{ Text, Value string }

// Type types into a menu whose choices the app gives, as a user: c says which
// one. The app is not asked before as much is typed as the menu wants. What it
// offers is passed to show, unless that is nil; more, or longer ones, than Slack
// takes are an error of the Delivery, which is nil if the app was not asked.
func (s *Server) Type(c Click, typed string, show func([]Option)) (*Delivery, error) {
	s.mu.Lock()
	payload, err := s.typing(c, typed)
	s.mu.Unlock()
	if err != nil || payload == nil {
		return nil, err
	}
	return s.dispatch("interactive", payload, func(ack json.RawMessage) error {
		options, err := readOptions(ack)
		if err == nil && show != nil {
			show(options)
		}
		return err
	}), nil
}

// typing is the payload that asks the app, nil if it is not to be asked yet.
func (s *Server) typing(c Click, typed string) (map[string]any, error) {
	u := s.user(c.UserID)
	if u == nil || u.Deleted {
		return nil, ErrNoUser
	}
	payload := s.interaction("block_suggestion", u, c.ViewID)
	delete(payload, "trigger_id")
	var from []json.RawMessage
	if c.ViewID != "" {
		v := s.view(c.ViewID)
		if v == nil || v.UserID != u.ID {
			return nil, ErrNoView
		}
		from = []json.RawMessage{v.Blocks}
		payload["view"], payload["container"] = s.viewWire(v), map[string]any{"type": "view", "view_id": v.ID}
	} else {
		m, ch := s.message(c.ChannelID, c.MessageTS), s.channel(c.ChannelID)
		if m == nil || ch == nil || !ch.has(u.ID) || m.To != "" && m.To != u.ID {
			return nil, ErrNoMessage
		}
		from = append([]json.RawMessage{m.Blocks}, attachmentBlocks(m.Attachments)...)
		s.aboutMessage(payload, m, ch, u)
		delete(payload, "response_url")
	}
	for _, p := range picks(spots(from...), c.BlockID, c.ActionID, nil) {
		if !strings.Contains(fmt.Sprint(p.element["type"]), "external_select") {
			continue
		}
		least := 3
		if n, ok := p.element["min_query_length"].(json.Number); ok {
			if _, err := fmt.Sscan(n.String(), &least); err != nil {
				return nil, fmt.Errorf("slackfake: min_query_length: %w", err)
			}
		}
		if utf8.RuneCountInString(typed) < least {
			return nil, nil
		}
		payload["action_id"], payload["block_id"], payload["value"] = p.actionID, p.blockID, typed
		return payload, nil
	}
	return nil, fmt.Errorf("%w: %s %s", ErrNoElement, c.BlockID, c.ActionID)
}

// readOptions reads what the app offers, within what Slack takes.
func readOptions(ack json.RawMessage) ([]Option, error) {
	var a struct {
		Options []struct {
			Text  struct{ Type, Text string }
			Value string
		}
	}
	if err := decode(ack, &a); err != nil {
		return nil, fmt.Errorf("%w: options: %w", ErrBadAnswer, err)
	}
	if len(a.Options) > 100 {
		return nil, fmt.Errorf("%w: %d options, at most 100", ErrBadAnswer, len(a.Options))
	}
	all := []Option{}
	for _, o := range a.Options {
		if n, m := utf8.RuneCountInString(o.Text.Text), utf8.RuneCountInString(o.Value); o.Text.Type != "plain_text" || n < 1 || n > 75 || m < 1 || m > 150 {
			return nil, fmt.Errorf("%w: the option %q, %q", ErrBadAnswer, o.Text.Text, o.Value)
		}
		all = append(all, Option{Text: o.Text.Text, Value: o.Value})
	}
	return all, nil
}
