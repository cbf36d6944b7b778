package blockkit

import "slices"

// richText checks the elements of a rich_text block or table cell.
func (n node) richText() {
	for i, v := range n.list("elements", required, 1, 1000, "elements") {
		e, ok := n.c.object(index(n.at("elements"), i), v)
		if !ok {
			continue
		}
		switch typ := e.str("type", required, 1, 255); typ {
		case "rich_text_section":
			e.only("type", "elements")
			e.spans()
		case "rich_text_quote":
			e.only("type", "elements", "border")
			e.whole("border", optional, 0, 1)
			e.spans()
		case "rich_text_preformatted":
			e.only("type", "elements", "border", "language")
			e.whole("border", optional, 0, 1)
			e.str("language", optional, 1, 255)
			e.spans("text", "link")
		case "rich_text_list":
			e.only("type", "elements", "style", "indent", "offset", "border")
			e.oneOf("style", required, "bullet", "ordered")
			e.whole("indent", optional, 0, 8)
			e.whole("offset", optional, 0, 1_000_000)
			e.whole("border", optional, 0, 1)
			e.items()
		case "":
		default:
			n.c.invalid(e.at("type"), "unknown rich text type %q", typ)
		}
	}
}

func (n node) items() {
	for i, v := range n.list("elements", required, 1, 1000, "items") {
		e, ok := n.c.object(index(n.at("elements"), i), v)
		if !ok {
			continue
		}
		e.only("type", "elements")
		e.oneOf("type", required, "rich_text_section")
		e.spans()
	}
}

// spans checks inline elements; without allowed types, all types are.
func (n node) spans(allowed ...string) {
	for i, v := range n.list("elements", required, 0, 1000, "elements") {
		e, ok := n.c.object(index(n.at("elements"), i), v)
		if !ok {
			continue
		}
		typ := e.str("type", required, 1, 255)
		if allowed != nil && typ != "" && !slices.Contains(allowed, typ) {
			n.c.invalid(e.path, "%s does not work here", typ)
		}
		e.span(typ)
	}
}

func (n node) span(typ string) {
	if s, ok := n.child("style", optional); ok {
		s.only("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
		for _, k := range []string{"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"} {
			s.flag(k, optional)
		}
	}
	switch typ {
	case "text":
		n.only("type", "text", "style")
		n.shownStr("text", required, 1, maxBlocksText)
	case "link":
		n.only("type", "url", "text", "unsafe", "style")
		n.str("url", required, 1, maxURL)
		n.shownStr("text", optional, 1, maxBlocksText)
	case "emoji":
		n.only("type", "name", "unicode", "skin_tone")
		n.str("name", required, 1, 255)
	case "user":
		n.only("type", "user_id", "style")
		n.str("user_id", required, 1, 255)
	case "channel":
		n.only("type", "channel_id", "style")
		n.str("channel_id", required, 1, 255)
	case "usergroup":
		n.only("type", "usergroup_id", "style")
		n.str("usergroup_id", required, 1, 255)
	case "broadcast":
		n.only("type", "range", "style")
		n.oneOf("range", required, "here", "channel", "everyone")
	case "color":
		n.only("type", "value", "style")
		n.str("value", required, 1, 255)
	case "date":
		n.only("type", "timestamp", "format", "url", "fallback", "style")
		n.whole("timestamp", required, 0, 1<<40)
		n.str("format", required, 1, 255)
		n.str("url", optional, 1, maxURL)
		n.str("fallback", optional, 1, maxSectionText)
	case "":
	default:
		n.c.invalid(n.at("type"), "unknown rich text element type %q", typ)
	}
}
