package blockkit

import "unicode/utf8"

// Limits of single blocks, in characters or pieces.
const (
	maxSectionText     = 3000
	maxSectionFields   = 10
	maxFieldText       = 2000
	maxHeaderText      = 150
	maxActions         = 25
	maxContext         = 10
	maxAltText         = 2000
	maxURL             = 3000
	maxLabelText       = 2000
	maxVideoText       = 200
	maxVideoAuthorText = 50
)

func (c *checker) blocks(path string, v any) {
	list, ok := c.array(path, v)
	if !ok {
		return
	}
	most := maxViewBlocks
	if c.surface == OnMessage {
		most = maxMessageBlocks
	}
	c.count(path, len(list), 0, most, "blocks")
	for i, v := range list {
		if n, ok := c.object(index(path, i), v); ok {
			n.block()
		}
	}
}

func (n node) block() {
	typ := n.str("type", required, 1, 255)
	n.blockID()
	switch typ {
	case "section":
		n.section()
	case "divider":
		n.only("type", "block_id")
	case "header":
		n.only("type", "block_id", "text")
		n.text("text", required, plainOnly, maxHeaderText)
	case "context":
		n.context()
	case "actions":
		n.actions()
	case "image":
		n.only("type", "block_id", "image_url", "slack_file", "alt_text", "title")
		n.picture()
		n.text("title", optional, plainOnly, maxLabelText)
	case "input":
		n.input()
	case "rich_text":
		n.only("type", "block_id", "elements")
		n.richText()
	case "video":
		n.video()
	case "file":
		n.messageOnly(typ)
		n.only("type", "block_id", "external_id", "source")
		n.str("external_id", required, 1, 255)
		n.oneOf("source", required, "remote")
	case "markdown":
		n.messageOnly(typ)
		n.only("type", "block_id", "text")
		n.c.markdown += utf8.RuneCountInString(n.shownStr("text", required, 1, maxMarkdown))
	case "table":
		n.messageOnly(typ)
		n.table()
	case "data_table":
		n.messageOnly(typ)
		n.dataTable()
	case "data_visualization":
		n.messageOnly(typ)
		n.chart()
	case "":
	default:
		n.c.invalid(n.at("type"), "unknown block type %q", typ)
	}
}

func (n node) messageOnly(typ string) {
	if n.c.surface != OnMessage {
		n.c.invalid(n.path, "a %s block works in messages only", typ)
	}
}

func (n node) section() {
	n.only("type", "block_id", "text", "fields", "accessory", "expand")
	if !n.has("text") && !n.has("fields") {
		n.c.invalid(n.path, "needs text or fields")
	}
	n.text("text", optional, plainOrMrkdwn, maxSectionText)
	for i, v := range n.list("fields", optional, 1, maxSectionFields, "fields") {
		if f, ok := n.c.object(index(n.at("fields"), i), v); ok {
			f.textObject(plainOrMrkdwn, maxFieldText)
		}
	}
	n.flag("expand", optional)
	if e, ok := n.child("accessory", optional); ok {
		e.element(inSection, map[string]string{})
	}
}

func (n node) context() {
	n.only("type", "block_id", "elements")
	for i, v := range n.list("elements", required, 1, maxContext, "elements") {
		e, ok := n.c.object(index(n.at("elements"), i), v)
		if !ok {
			continue
		}
		if t, _ := e.m["type"].(string); t == "image" {
			e.element(inContext, map[string]string{})
			continue
		}
		e.textObject(plainOrMrkdwn, maxSectionText)
	}
}

func (n node) actions() {
	n.only("type", "block_id", "elements")
	ids := map[string]string{}
	for i, v := range n.list("elements", required, 1, maxActions, "elements") {
		if e, ok := n.c.object(index(n.at("elements"), i), v); ok {
			e.element(inActions, ids)
		}
	}
}

func (n node) input() {
	n.only("type", "block_id", "label", "element", "hint", "optional", "dispatch_action")
	n.c.inputs++
	n.text("label", required, plainOnly, maxLabelText)
	n.text("hint", optional, plainOnly, maxLabelText)
	n.flag("optional", optional)
	n.flag("dispatch_action", optional)
	if e, ok := n.child("element", required); ok {
		e.element(inInput, map[string]string{})
	}
}

// picture checks what image blocks and image elements share.
func (n node) picture() {
	n.shownStr("alt_text", required, 1, maxAltText)
	n.str("image_url", optional, 1, maxURL)
	if n.has("image_url") == n.has("slack_file") {
		n.c.invalid(n.path, "needs exactly one of image_url and slack_file")
	}
	f, ok := n.child("slack_file", optional)
	if !ok {
		return
	}
	f.only("id", "url")
	f.str("id", optional, 1, 255)
	f.str("url", optional, 1, maxURL)
	if f.has("id") == f.has("url") {
		n.c.invalid(f.path, "needs exactly one of id and url")
	}
}

func (n node) video() {
	n.only("type", "block_id", "alt_text", "title", "title_url", "thumbnail_url", "video_url",
		"author_name", "description", "provider_icon_url", "provider_name")
	n.shownStr("alt_text", required, 1, maxAltText)
	n.text("title", required, plainOnly, maxVideoText)
	n.text("description", optional, plainOnly, maxVideoText)
	n.str("author_name", optional, 1, maxVideoAuthorText)
	n.str("provider_name", optional, 1, maxVideoText)
	n.str("thumbnail_url", required, 1, maxURL)
	n.str("video_url", required, 1, maxURL)
	n.str("title_url", optional, 1, maxURL)
	n.str("provider_icon_url", optional, 1, maxURL)
}
