package referee

import (
	"fmt"
	"html"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// unrendered are the blocks that slack-blocks-to-jsx 1.1.1 does not know: it
// draws nothing in their place, and Slack does.
var unrendered = map[string]string{
	"data_table": "newer than the renderer; internal/blockkit checks it, the demo page draws it",
}

// unread are the parts of a block whose texts are not looked for.
var unread = map[string]string{
	"options":        "a menu is drawn closed",
	"option_groups":  "a menu is drawn closed",
	"initial_option": "what is chosen is drawn by a script, which does not run here",
	"confirm":        "the question comes after the click",
	// A slack_file is drawn as a picture without an address, with its alternative
	// text: files are read with the bot's token, which the renderer has not.
	"slack_file": "holds an id, no text",
}

// drawn is what the renderer made of a list of blocks.
type drawn struct {
	HTML  string `json:"html"`
	Error string `json:"error"`
}

// TestMessagesAreRendered: a renderer of Block Kit that nobody here wrote draws
// every block of every golden message, with all of its texts in their order.
func TestMessagesAreRendered(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("..", "..", "bot", "testdata", "messages", "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden messages: %v", err)
	}
	blocks := map[string]map[string]any{}
	given := map[string][]map[string]any{}
	for _, path := range paths {
		var m struct {
			Blocks []map[string]any `json:"blocks"`
		}
		read(t, path, &m)
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		given[name] = m.Blocks
		for i, b := range m.Blocks {
			key := fmt.Sprintf("%s, block %d", name, i+1)
			blocks[key], given[key] = b, []map[string]any{b}
		}
	}
	var shown map[string]drawn
	run(t, "blocks.mjs", given, &shown)
	if len(shown) != len(given) {
		t.Fatalf("%d of %d were answered", len(shown), len(given))
	}
	for name, got := range shown {
		b := blocks[name]
		if got.Error != "" {
			t.Errorf("%s cannot be rendered: %s", name, got.Error)
			continue
		}
		if b == nil {
			continue // a whole message, whose blocks are looked at each
		}
		if why := unrendered[b["type"].(string)]; why != "" {
			if seen(got.HTML) != "" {
				t.Errorf("%s is rendered: take it off the list (%s)", name, why)
			}
			continue
		}
		if missing := missing(b, got.HTML); missing != "" {
			t.Errorf("%s, %s: %q is not shown in %q", name, b["type"], missing, seen(got.HTML))
		}
	}
}

// TestRendererDropsWhatItDoesNotKnow: what the golden test relies on, seen on
// blocks made for it.
func TestRendererDropsWhatItDoesNotKnow(t *testing.T) {
	text := func(s string) map[string]any { return map[string]any{"type": "plain_text", "text": s} }
	given := map[string][]map[string]any{
		"poem":       {{"type": "poem", "text": text("dropped")}},
		"data_table": {{"type": "data_table", "caption": "dropped", "rows": [][]map[string]any{{{"type": "raw_text", "text": "a"}}, {{"type": "raw_text", "text": "b"}}}}},
		"menu": {{"type": "actions", "elements": []any{map[string]any{
			"type": "static_select", "action_id": "a", "placeholder": text("Period"), "options": []any{map[string]any{"text": text("closed"), "value": "1"}},
		}}}},
		"marks": {{"type": "section", "text": map[string]any{"type": "mrkdwn", "text": ":eyes: *A &amp; B* <https://x.example/?a=1|_here_> `code`\n&gt; said\n<@U1>"}}},
	}
	var shown map[string]drawn
	run(t, "blocks.mjs", given, &shown)
	for name, want := range map[string]bool{"poem": false, "data_table": false, "menu": true, "marks": true} {
		if got := missing(given[name][0], shown[name].HTML); (got == "") != want {
			t.Errorf("%s: missing %q in %q", name, got, seen(shown[name].HTML))
		}
	}
	if strings.Contains(seen(shown["menu"].HTML), "closed") {
		t.Error("menus are drawn open: look for their options")
	}
	given["marks"][0]["text"].(map[string]any)["text"] = "*A &amp; B* and more"
	if missing(given["marks"][0], shown["marks"].HTML) == "" {
		t.Error("a text that is not there was not missed")
	}
}

// missing gives the first text of a block that its rendering lacks or has out
// of order; empty if there is none.
func missing(block map[string]any, rendered string) string {
	rest := seen(rendered)
	for _, piece := range texts(block) {
		_, after, found := strings.Cut(rest, piece)
		if !found {
			return piece
		}
		rest = after
	}
	return ""
}

// order is the order in which the parts of a block are shown.
var order = []string{"title", "caption", "text", "fields", "accessory", "label", "placeholder", "element", "elements", "hint", "rows", "alt_text"}

// texts gives what a block says, in pieces that are shown in one go.
func texts(v any) []string {
	var all []string
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			all = append(all, texts(e)...)
		}
	case []map[string]any:
		for _, e := range v {
			all = append(all, texts(e)...)
		}
	case [][]map[string]any:
		for _, e := range v {
			all = append(all, texts(e)...)
		}
	case map[string]any:
		for _, key := range order {
			if key == "placeholder" && v["initial_value"] != nil {
				key = "initial_value" // stands in its place
			}
			if s, ok := v[key].(string); ok {
				all = append(all, pieces(v["type"], s)...)
			} else if v[key] != nil && unread[key] == "" {
				all = append(all, texts(v[key])...)
			}
		}
	}
	return all
}

var (
	emoji   = regexp.MustCompile(`:[a-z0-9_+-]+:`)
	labels  = regexp.MustCompile(`<([^>|]*\|)?([^>]*)>`)
	quotes  = regexp.MustCompile(`(?m)^&gt; ?`)
	picture = regexp.MustCompile(`<img[^>]* alt="([^"]*)"[^>]*>|<input[^>]* placeholder="([^"]*)"[^>]*>`)
	tags    = regexp.MustCompile(`<[^>]*>`)
)

// pieces reads one text: emoji are drawn as pictures and left out, links by
// their labels, marks are gone.
func pieces(kind any, text string) []string {
	if kind == "mrkdwn" {
		text = labels.ReplaceAllString(quotes.ReplaceAllString(text, ""), "$2")
		text = html.UnescapeString(text)
	}
	var all []string
	for _, piece := range emoji.Split(text, -1) {
		if piece = bare(piece); piece != "" {
			all = append(all, piece)
		}
	}
	return all
}

// seen is what a person reads of a page: its texts, and those that stand for
// pictures.
func seen(page string) string {
	return bare(html.UnescapeString(tags.ReplaceAllString(picture.ReplaceAllString(page, " $1$2 "), "")))
}

// bare leaves out marks and spaces, which no two renderers set alike.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("*_~`\u200b", r) {
			return -1
		}
		return r
	}, text)
}
