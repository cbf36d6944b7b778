package slackfake

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// elementsOf gives the interactive elements of a block, wherever they stand.
func elementsOf(block map[string]any) []map[string]any {
	var all []map[string]any
	add := func(v any) {
		if e, ok := v.(map[string]any); ok {
			all = append(all, e)
		}
	}
	switch block["type"] {
	case "section":
		add(block["accessory"])
	case "input":
		add(block["element"])
	case "actions":
		list, _ := block["elements"].([]any)
		for _, v := range list {
			add(v)
		}
	}
	return all
}

// spot is an element and the block it stands in.
type spot struct {
	block, element    map[string]any
	blockID, actionID string
}

// spots gives the interactive elements of blocks, in order.
func spots(raws ...json.RawMessage) []spot {
	var all []spot
	for _, raw := range raws {
		var list []map[string]any
		if raw == nil || decode(raw, &list) != nil {
			continue
		}
		for _, b := range list {
			blockID, _ := b["block_id"].(string)
			for _, e := range elementsOf(b) {
				if actionID, _ := e["action_id"].(string); actionID != "" {
					all = append(all, spot{block: b, element: e, blockID: blockID, actionID: actionID})
				}
			}
		}
	}
	return all
}

// attachmentBlocks gives the blocks inside attachments, one list each.
func attachmentBlocks(raw json.RawMessage) []json.RawMessage {
	var list []struct {
		Blocks json.RawMessage `json:"blocks"`
	}
	if raw == nil || decode(raw, &list) != nil {
		return nil
	}
	var all []json.RawMessage
	for _, a := range list {
		all = append(all, a.Blocks)
	}
	return all
}

// picks gives those spots that a block id (may be empty), an action id and, for
// buttons, a value name.
func picks(all []spot, blockID, actionID string, values []string) []spot {
	return slices.DeleteFunc(slices.Clone(all), func(p spot) bool {
		if p.actionID != actionID || blockID != "" && p.blockID != blockID {
			return true
		}
		value, _ := p.element["value"].(string)
		return p.element["type"] == "button" && len(values) > 0 && value != values[0]
	})
}

// state gives what an element says after a person chose values in it: option
// values for menus and boxes, ids for users and channels, text for inputs.
// Choosing what is not offered is an error.
func (p spot) state(values []string) (map[string]any, error) {
	typ, _ := p.element["type"].(string)
	w := map[string]any{"type": typ}
	first := any(nil)
	if len(values) > 0 && values[0] != "" {
		first = values[0]
	}
	kind := strings.TrimSuffix(strings.TrimPrefix(typ, "multi_"), "_select")
	multi := strings.HasPrefix(typ, "multi_")
	switch {
	case typ == "button":
		w["value"], w["text"] = p.element["value"], p.element["text"]
	case strings.HasSuffix(typ, "_input"):
		if typ == "rich_text_input" || typ == "file_input" {
			return nil, fmt.Errorf("slackfake: %s cannot be filled in here", typ)
		}
		w["value"] = first
	case typ == "datepicker":
		w["selected_date"] = first
	case typ == "timepicker":
		w["selected_time"] = first
	case typ == "datetimepicker":
		w["selected_date_time"] = nil
		if first != nil {
			n, err := strconv.ParseInt(values[0], 10, 64)
			if err != nil {
				return nil, fmt.Errorf("slackfake: %q is not a time in seconds: %w", values[0], err)
			}
			w["selected_date_time"] = n
		}
	case kind == "users" || kind == "conversations" || kind == "channels":
		single := strings.TrimSuffix(kind, "s")
		if multi {
			w["selected_"+kind] = append([]string{}, values...)
		} else {
			w["selected_"+single] = first
		}
	case multi || typ == "checkboxes":
		chosen, err := p.chosen(values)
		w["selected_options"] = chosen
		return w, err
	default:
		chosen, err := p.chosen(values)
		w["selected_option"] = nil
		if len(chosen) > 0 {
			w["selected_option"] = chosen[0]
		}
		return w, err
	}
	return w, nil
}

// chosen finds options by their values. An external menu offers what the app
// suggests, so there any value makes an option.
func (p spot) chosen(values []string) ([]any, error) {
	offered := listOf(p.element["options"])
	for _, g := range listOf(p.element["option_groups"]) {
		if group, ok := g.(map[string]any); ok {
			offered = append(offered, listOf(group["options"])...)
		}
	}
	external := strings.Contains(fmt.Sprint(p.element["type"]), "external")
	found := []any{}
	for _, v := range values {
		if v == "" {
			continue
		}
		i := slices.IndexFunc(offered, func(o any) bool {
			m, ok := o.(map[string]any)
			return ok && m["value"] == v
		})
		switch {
		case i >= 0:
			found = append(found, offered[i])
		case external:
			found = append(found, map[string]any{"text": map[string]any{"type": "plain_text", "text": v}, "value": v})
		default:
			return nil, fmt.Errorf("slackfake: %q is not an option of %s: %w", v, p.actionID, ErrNoElement)
		}
	}
	return found, nil
}

func listOf(v any) []any {
	list, _ := v.([]any)
	return slices.Clone(list)
}

// first gives the values an element shows before anybody touches it.
func (p spot) first() []string {
	var values []string
	add := func(v any) {
		switch v := v.(type) {
		case string:
			values = append(values, v)
		case json.Number:
			values = append(values, v.String())
		case map[string]any:
			if s, ok := v["value"].(string); ok {
				values = append(values, s)
			}
		}
	}
	for _, key := range sortedKeys(p.element) {
		if !strings.HasPrefix(key, "initial_") {
			continue
		}
		if list, ok := p.element[key].([]any); ok {
			for _, v := range list {
				add(v)
			}
		} else {
			add(p.element[key])
		}
	}
	return values
}

// values is the state of a message or view: by block id and action id.
type values map[string]map[string]map[string]any

func (v values) set(p spot, state map[string]any) {
	if v[p.blockID] == nil {
		v[p.blockID] = map[string]map[string]any{}
	}
	v[p.blockID][p.actionID] = state
}

// initial gives the state of blocks nobody has touched, keeping from before
// what has the same ids and type. Buttons and overflow menus have no state.
func initial(before values, raws ...json.RawMessage) values {
	v := values{}
	for _, p := range spots(raws...) {
		if t := p.element["type"]; t == "button" || t == "overflow" || t == "workflow_button" {
			continue
		}
		if old := before[p.blockID][p.actionID]; old != nil && old["type"] == p.element["type"] {
			v.set(p, old)
			continue
		}
		if state, err := p.state(p.first()); err == nil {
			v.set(p, state)
		}
	}
	return v
}
