package blockkit

import (
	"regexp"
	"slices"
	"strings"
)

// place says which kind of block an element stands in.
type place string

const (
	inSection place = "section"
	inActions place = "actions"
	inInput   place = "input"
	inContext place = "context"
)

// Limits of elements, in characters or pieces.
const (
	maxButtonText  = 75
	maxButtonValue = 2000
	maxPlaceholder = 150
	maxInputText   = 3000
	maxChoices     = 10
)

func placesOf(typ string) []place {
	switch typ {
	case "button", "overflow", "workflow_button":
		return []place{inSection, inActions}
	case "image":
		return []place{inSection, inContext}
	case "checkboxes", "radio_buttons", "datepicker", "timepicker",
		"static_select", "external_select", "users_select", "conversations_select", "channels_select":
		return []place{inSection, inActions, inInput}
	case "multi_static_select", "multi_external_select", "multi_users_select",
		"multi_conversations_select", "multi_channels_select":
		return []place{inSection, inInput}
	case "datetimepicker":
		return []place{inActions, inInput}
	case "plain_text_input", "email_text_input", "url_text_input", "number_input", "file_input", "rich_text_input":
		return []place{inInput}
	}
	return nil
}

// element checks a block element; ids are the action ids of its block.
func (n node) element(in place, ids map[string]string) {
	typ := n.str("type", required, 1, 255)
	if typ == "" {
		return
	}
	places := placesOf(typ)
	if places == nil {
		n.c.invalid(n.at("type"), "unknown element type %q", typ)
		return
	}
	if !slices.Contains(places, in) {
		n.c.invalid(n.path, "%s does not work in a block of type %s", typ, in)
	}
	if typ != "image" {
		n.actionID(ids)
	}
	if n.flag("focus_on_load", optional) {
		n.c.focused++
	}
	switch typ {
	case "button":
		n.button()
	case "workflow_button":
		n.only("type", "text", "workflow", "action_id", "style", "accessibility_label")
		n.text("text", required, plainOnly, maxButtonText)
		n.child("workflow", required)
	case "image":
		n.only("type", "image_url", "slack_file", "alt_text")
		n.picture()
	case "overflow":
		n.only("type", "action_id", "options", "confirm")
		n.options("options", required, optionRule{least: 1, most: 5, kind: plainOnly, url: true})
		n.confirm()
	case "checkboxes", "radio_buttons":
		n.choices(typ)
	case "datepicker", "timepicker", "datetimepicker":
		n.moment(typ)
	case "plain_text_input", "email_text_input", "url_text_input", "number_input":
		n.typed(typ)
	case "rich_text_input":
		n.only("type", "action_id", "initial_value", "dispatch_action_config", "focus_on_load", "placeholder", "min_lines", "max_lines")
		n.text("placeholder", optional, plainOnly, maxPlaceholder)
		if v, ok := n.child("initial_value", optional); ok {
			v.only("type", "elements")
			v.oneOf("type", required, "rich_text")
			v.richText()
		}
	case "file_input":
		if n.c.surface != OnModal {
			n.c.invalid(n.path, "file_input works in modals only")
		}
		n.only("type", "action_id", "filetypes", "max_files")
		n.list("filetypes", optional, 0, 100, "filetypes")
		n.whole("max_files", optional, 1, 10)
	default:
		n.selectMenu(typ)
	}
}

func (n node) button() {
	n.only("type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label", "visible_to_user_ids")
	n.text("text", required, plainOnly, maxButtonText)
	n.str("url", optional, 1, maxURL)
	n.str("value", optional, 0, maxButtonValue)
	n.oneOf("style", optional, "primary", "danger")
	n.str("accessibility_label", optional, 1, maxButtonText)
	n.list("visible_to_user_ids", optional, 1, 100, "users")
	n.confirm()
}

func (n node) choices(typ string) {
	initial := "initial_options"
	if typ == "radio_buttons" {
		initial = "initial_option"
	}
	n.only("type", "action_id", "options", initial, "confirm", "focus_on_load")
	rule := optionRule{least: 1, most: maxChoices, kind: plainOrMrkdwn}
	offered := n.options("options", required, rule)
	n.initial(initial, offered, rule)
	n.confirm()
}

func (n node) moment(typ string) {
	switch typ {
	case "datepicker":
		n.only("type", "action_id", "placeholder", "initial_date", "confirm", "focus_on_load")
		n.text("placeholder", optional, plainOnly, maxPlaceholder)
		n.form("initial_date", `^\d{4}-\d{2}-\d{2}$`, "YYYY-MM-DD")
	case "timepicker":
		n.only("type", "action_id", "placeholder", "initial_time", "confirm", "focus_on_load", "timezone")
		n.text("placeholder", optional, plainOnly, maxPlaceholder)
		n.form("initial_time", `^\d{2}:\d{2}$`, "HH:mm")
		n.str("timezone", optional, 1, 255)
	case "datetimepicker":
		n.only("type", "action_id", "initial_date_time", "confirm", "focus_on_load")
		n.whole("initial_date_time", optional, 1_000_000_000, 9_999_999_999)
	}
	n.confirm()
}

func (n node) form(key, pattern, shape string) {
	s := n.str(key, optional, 1, 255)
	if s != "" && !regexp.MustCompile(pattern).MatchString(s) {
		n.c.invalid(n.at(key), "%q is not in the form %s", s, shape)
	}
}

func (n node) typed(typ string) {
	shared := []string{"type", "action_id", "placeholder", "initial_value", "dispatch_action_config", "focus_on_load"}
	n.text("placeholder", optional, plainOnly, maxPlaceholder)
	n.str("initial_value", optional, 0, maxInputText)
	if d, ok := n.child("dispatch_action_config", optional); ok {
		d.only("trigger_actions_on")
		d.list("trigger_actions_on", optional, 1, 2, "triggers")
	}
	switch typ {
	case "plain_text_input":
		n.only(append(shared, "multiline", "min_length", "max_length")...)
		n.flag("multiline", optional)
		least, hasLeast := n.whole("min_length", optional, 0, maxInputText)
		most, hasMost := n.whole("max_length", optional, 1, maxInputText)
		if hasLeast && hasMost && least > most {
			n.c.invalid(n.at("min_length"), "%d is more than max_length %d", least, most)
		}
	case "number_input":
		n.only(append(shared, "is_decimal_allowed", "min_value", "max_value")...)
		n.flag("is_decimal_allowed", required)
		n.str("min_value", optional, 1, 255)
		n.str("max_value", optional, 1, 255)
	default:
		n.only(shared...)
	}
}

func (n node) selectMenu(typ string) {
	keys := []string{"type", "action_id", "placeholder", "confirm", "focus_on_load"}
	multi := strings.HasPrefix(typ, "multi_")
	if multi {
		keys = append(keys, "max_selected_items")
		n.whole("max_selected_items", optional, 1, 100)
	}
	n.text("placeholder", optional, plainOnly, maxPlaceholder)
	n.confirm()
	kind := strings.TrimSuffix(strings.TrimPrefix(typ, "multi_"), "_select")
	initial := map[string]string{
		"static": "initial_option", "external": "initial_option", "users": "initial_user",
		"conversations": "initial_conversation", "channels": "initial_channel",
	}[kind]
	if multi {
		initial += "s"
	}
	keys = append(keys, initial)
	switch kind {
	case "static":
		keys = append(keys, "options", "option_groups")
		n.initial(initial, n.offered(), optionRule{least: 1, most: maxOptions, kind: plainOnly})
	case "external":
		keys = append(keys, "min_query_length")
		n.whole("min_query_length", optional, 0, 100)
		n.initial(initial, nil, optionRule{least: 1, most: maxOptions, kind: plainOnly})
	default:
		if multi {
			n.list(initial, optional, 1, 100, "ids")
		} else {
			n.str(initial, optional, 1, 255)
		}
	}
	if kind == "conversations" {
		keys = append(keys, "filter", "default_to_current_conversation")
		n.child("filter", optional)
		n.flag("default_to_current_conversation", optional)
	}
	if !multi && (kind == "conversations" || kind == "channels") {
		keys = append(keys, "response_url_enabled")
		if n.flag("response_url_enabled", optional) && n.c.surface != OnModal {
			n.c.invalid(n.at("response_url_enabled"), "works in modals only")
		}
	}
	n.only(keys...)
}
