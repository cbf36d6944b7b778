package blockkit

import "unicode/utf8"

// textKind says which text objects Slack takes in a place.
type textKind int

const (
	plainOnly textKind = iota
	plainOrMrkdwn
)

// text checks the text object in a field.
func (n node) text(key string, is need, kind textKind, most int) {
	t, ok := n.child(key, is)
	if !ok {
		return
	}
	t.textObject(kind, most)
}

func (n node) textObject(kind textKind, most int) {
	switch typ := n.str("type", required, 1, 255); typ {
	case "plain_text":
		n.only("type", "text", "emoji")
		n.flag("emoji", optional)
	case "mrkdwn":
		if kind == plainOnly {
			n.c.invalid(n.path, "must be plain_text")
		}
		n.only("type", "text", "verbatim")
		n.flag("verbatim", optional)
	case "":
	default:
		n.c.invalid(n.at("type"), "%q is not a text type", typ)
	}
	v, ok := n.get("text")
	if !ok {
		n.missing("text")
		return
	}
	s, ok := v.(string)
	if !ok {
		n.c.invalid(n.at("text"), "must be a string")
		return
	}
	// Named by the object, as people speak of "the button's text".
	n.c.length(n.path, s, 1, most)
	n.c.shown += utf8.RuneCountInString(s)
}

func (n node) confirm() {
	d, ok := n.child("confirm", optional)
	if !ok {
		return
	}
	d.only("title", "text", "confirm", "deny", "style")
	d.text("title", required, plainOnly, 100)
	d.text("text", required, plainOrMrkdwn, 300)
	d.text("confirm", required, plainOnly, 30)
	d.text("deny", required, plainOnly, 30)
	d.oneOf("style", optional, "primary", "danger")
}

// blockID checks a block's id: 255 characters, unique in the payload.
func (n node) blockID() {
	id := n.str("block_id", optional, 1, 255)
	if id == "" {
		return
	}
	if first, ok := n.c.blockIDs[id]; ok {
		n.c.invalid(n.at("block_id"), "%q is already the block_id of %s", id, first)
		return
	}
	n.c.blockIDs[id] = n.path
}

// actionID checks an element's id: 255 characters, unique in its block. ids
// maps those seen in the block to their paths.
func (n node) actionID(ids map[string]string) {
	id := n.str("action_id", optional, 1, 255)
	if id == "" {
		return
	}
	if first, ok := ids[id]; ok {
		n.c.invalid(n.at("action_id"), "%q is already the action_id of %s", id, first)
		return
	}
	ids[id] = n.path
}
