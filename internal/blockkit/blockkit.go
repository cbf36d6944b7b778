// Package blockkit checks messages and views against the limits of Slack's
// Block Kit before they are sent, because Slack answers a payload that breaks
// one with a bare "invalid_blocks" and the client library does not look.
//
// Raw JSON goes in, as it would go over the wire: a whole message (Message), a
// list of blocks (Blocks) or a modal or Home view (View). A list of faults
// comes out, each with a JSON path and a plain sentence:
//
//	blocks[3].elements[1].text: 76 characters, at most 75
//
// The payload is walked once as generic JSON, so the package knows nothing of
// any client library. Lengths are counted in characters (runes), not bytes. A
// block or element type that is not in the tables here is a fault even if some
// newer Slack may know it: a message is to be built from what was checked.
//
// Invariant: whatever the input, no panic; and a payload without faults has
// none after it was decoded and encoded again.
package blockkit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Surface says where blocks are shown. Slack allows different blocks and
// different numbers of them on each.
type Surface string

// The surfaces on which an app can show blocks.
const (
	OnMessage Surface = "message"
	OnModal   Surface = "modal"
	OnHome    Surface = "home"
)

// The words with which Slack refuses a payload.
const (
	CodeInvalidBlocks = "invalid_blocks"
	CodeBlocksTooLong = "msg_blocks_too_long"
	CodeTextTooLong   = "msg_too_long"
	CodeNoText        = "no_text"
	CodeViewTooLarge  = "view_too_large"
)

// Limits over a whole payload.
const (
	maxMessageBlocks = 50
	maxViewBlocks    = 100
	maxMessageText   = 40_000
	maxBlocksText    = 13_000
	maxMarkdown      = 12_000
	maxViewBytes     = 250_000
	maxAttachments   = 100
)

// Fault is one broken limit. Code is the word Slack answers with.
type Fault struct {
	Path    string
	Problem string
	Code    string
}

// String gives the fault as "path: problem".
func (f Fault) String() string {
	if f.Path == "" {
		return f.Problem
	}
	return f.Path + ": " + f.Problem
}

// Message checks a whole message: its top-level text, blocks and attachments.
// Arguments of the posting call beside them (channel, metadata...) are left
// alone. A message without text is a fault, because notifications and screen
// readers show nothing else.
func Message(raw []byte) []Fault {
	c := newChecker(OnMessage)
	v, err := decode(raw)
	if err != nil {
		c.fault("", CodeInvalidBlocks, "not JSON: %v", err)
		return c.faults
	}
	n, ok := c.object("", v)
	if !ok {
		return c.faults
	}
	c.topText(n)
	if v, ok := n.get("blocks"); ok {
		c.blocks(n.at("blocks"), v)
	}
	if v, ok := n.get("attachments"); ok {
		c.attachments(n.at("attachments"), v)
	}
	c.totals()
	return c.faults
}

// Blocks checks a list of blocks for a surface, without the rest of a message
// or view around it.
func Blocks(raw []byte, on Surface) []Fault {
	c := newChecker(on)
	v, err := decode(raw)
	if err != nil {
		c.fault("blocks", CodeInvalidBlocks, "not JSON: %v", err)
		return c.faults
	}
	c.blocks("blocks", v)
	c.totals()
	return c.faults
}

// Attachments checks a message's list of attachments, and the blocks in them.
func Attachments(raw []byte) []Fault {
	c := newChecker(OnMessage)
	v, err := decode(raw)
	if err != nil {
		c.fault("attachments", CodeInvalidBlocks, "not JSON: %v", err)
		return c.faults
	}
	c.attachments("attachments", v)
	c.totals()
	return c.faults
}

func newChecker(on Surface) *checker {
	return &checker{surface: on, blockIDs: map[string]string{}}
}

func (c *checker) topText(n node) {
	v, ok := n.get("text")
	if !ok {
		c.fault(n.at("text"), CodeNoText, "missing: notifications and screen readers need it")
		return
	}
	s, ok := v.(string)
	switch {
	case !ok:
		c.fault(n.at("text"), CodeNoText, "must be a string")
	case s == "":
		c.fault(n.at("text"), CodeNoText, "empty: notifications and screen readers need it")
	case utf8.RuneCountInString(s) > maxMessageText:
		c.fault(n.at("text"), CodeTextTooLong, "%d characters, at most %d", utf8.RuneCountInString(s), maxMessageText)
	}
}

func (c *checker) attachments(path string, v any) {
	list, ok := c.array(path, v)
	if !ok {
		return
	}
	c.count(path, len(list), 0, maxAttachments, "attachments")
	for i, v := range list {
		n, ok := c.object(index(path, i), v)
		if !ok {
			continue
		}
		if v, ok := n.get("blocks"); ok {
			c.blocks(n.at("blocks"), v)
		}
	}
}

// totals reports what only shows when the whole payload has been walked.
func (c *checker) totals() {
	if c.markdown > maxMarkdown {
		c.fault("blocks", CodeInvalidBlocks, "%d characters in all markdown blocks, at most %d", c.markdown, maxMarkdown)
	}
	if c.surface == OnMessage && c.shown > maxBlocksText {
		c.fault("blocks", CodeBlocksTooLong, "%d characters in all blocks, at most about %d", c.shown, maxBlocksText)
	}
	if c.tables > 1 {
		c.fault("blocks", CodeInvalidBlocks, "%d tables, at most one table or data_table", c.tables)
	}
	if c.charts > maxCharts {
		c.fault("blocks", CodeInvalidBlocks, "%d data_visualization blocks, at most %d", c.charts, maxCharts)
	}
	if c.focused > 1 {
		c.fault("blocks", CodeInvalidBlocks, "%d elements with focus_on_load, at most one", c.focused)
	}
}

// decode reads exactly one JSON value and keeps numbers as they were written.
func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one JSON value")
	}
	return v, nil
}
