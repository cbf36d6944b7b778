package blockkit

import (
	"bytes"
	"encoding/json"
)

const (
	maxViewTitle    = 24
	maxViewMetadata = 3000
	maxViewID       = 255
)

// View checks a modal or a Home view, which its type tells apart.
func View(raw []byte) []Fault {
	c := newChecker(OnModal)
	v, err := decode(raw)
	if err != nil {
		c.invalid("", "not JSON: %v", err)
		return c.faults
	}
	n, ok := c.object("", v)
	if !ok {
		return c.faults
	}
	keys := []string{"type", "blocks", "private_metadata", "callback_id", "external_id"}
	modal := n.oneOf("type", required, "modal", "home") == "modal"
	if modal {
		keys = append(keys, "title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled")
		n.text("title", required, plainOnly, maxViewTitle)
		n.text("submit", optional, plainOnly, maxViewTitle)
		n.text("close", optional, plainOnly, maxViewTitle)
		n.flag("clear_on_close", optional)
		n.flag("notify_on_close", optional)
	} else {
		c.surface = OnHome
	}
	n.only(keys...)
	n.str("private_metadata", optional, 0, maxViewMetadata)
	n.str("callback_id", optional, 0, maxViewID)
	n.str("external_id", optional, 0, maxViewID)
	if v, ok := n.get("blocks"); ok {
		c.blocks("blocks", v)
	} else {
		n.missing("blocks")
	}
	if modal && c.inputs > 0 && !n.has("submit") {
		c.invalid("submit", "missing: a modal with input blocks needs it")
	}
	if size := encodedSize(v); size > maxViewBytes {
		c.fault("", CodeViewTooLarge, "%d bytes, at most %d", size, maxViewBytes)
	}
	c.totals()
	return c.faults
}

// encodedSize gives the bytes of a value as compact JSON, so that white space
// and escapes in the source do not matter.
func encodedSize(v any) int {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return 0 // what was decoded from JSON always encodes
	}
	return b.Len() - len("\n")
}
