package demo_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"engagement/internal/browser"
)

var gallery = flag.String("gallery", "", "folder to write a picture of every kind of message to")

// golden is a kind of message, as package bot keeps it.
type golden struct {
	name   string
	text   string
	blocks string
	ts     string // where it stands on the page
}

// public are the kinds that everybody in a channel sees; the others answer
// somebody.
var public = []string{
	"act-now", "mqa", "expansion", "day-one", "surge", "stall", "first-engagement", "new-senior", "returning", "champion-moved", "event-burst",
	"also-moving", "source-silent", "unclaimed", "note-", "digest-", "play",
}

// pictured gives the golden picture that stands for one of a message.
func pictured(placeholder string) string {
	for prefix, file := range map[string]string{"trend": "surge", "heatmap": "heat-acme", "weeks": "spark-surge", "timeline": "time-acme", "report": "bars-territory", "digest-weeks": "spark-surge", "digest-bars": "bars-territory", "comparison": "compare-usual"} {
		if strings.HasPrefix(placeholder, prefix) {
			return file
		}
	}
	return "surge"
}

// goldens reads every kind of message.
func goldens(t *testing.T) []golden {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", "bot", "testdata", "messages", "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden messages: %v", err)
	}
	var all []golden
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var m struct {
			Text   string
			Blocks json.RawMessage
		}
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, golden{name: strings.TrimSuffix(filepath.Base(path), ".json"), text: m.Text, blocks: string(m.Blocks)})
	}
	return all
}

// window says whether a kind is no message but a form or Home.
func (g golden) window() bool {
	return strings.HasPrefix(g.name, "form-") || strings.HasPrefix(g.name, "home")
}

// raise shows a form in front of the page, or opens the Home tab with what it
// holds, and gives the selector of what is seen.
func (b *scriptedBot) raise(t *testing.T, tab *browser.Tab, g golden) string {
	t.Helper()
	if strings.HasPrefix(g.name, "home") {
		tab.Do(t, "to the app", chromedp.Evaluate[chromedp.Void](`document.querySelector("#directs .side-item").click()`), chromedp.WaitVisible("#tab-home"), chromedp.Click("#tab-home"))
		tab.Until(t, `document.querySelector("#home").textContent.includes("Nothing is new.")`) // what the bot of the stage says of itself
		if err := b.say("views.publish", map[string]any{"user_id": "U1", "view": json.RawMessage(`{"type":"home","blocks":` + g.blocks + `}`)}); err != nil {
			t.Fatalf("%s: %v", g.name, err)
		}
		tab.Until(t, `!document.querySelector("#home").textContent.includes("Nothing is new.")`)
		return "#home"
	}
	d, err := b.fake.Slash("U1", "C2", "/engagement", "silent")
	if err != nil {
		t.Fatal(err)
	}
	var payload struct {
		Trigger string `json:"trigger_id"`
	}
	if err := json.Unmarshal(d.Payload(), &payload); err != nil {
		t.Fatal(err)
	}
	view := `{"type":"modal","title":{"type":"plain_text","text":"` + strings.TrimPrefix(g.text, "view ") + `"},"submit":{"type":"plain_text","text":"Submit"},"blocks":` + g.blocks + `}`
	if err := b.say("views.open", map[string]any{"trigger_id": payload.Trigger, "view": json.RawMessage(view)}); err != nil {
		t.Fatalf("%s: %v", g.name, err)
	}
	tab.Do(t, "show "+g.name, chromedp.WaitVisible("#modal[open] .modal-foot"))
	return "#modal"
}

// hang posts a message into #sales: for everybody, or for Ann alone.
func (b *scriptedBot) hang(t *testing.T, g *golden) {
	t.Helper()
	for _, id := range placeholders(g.blocks) {
		data, err := os.ReadFile(filepath.Join("..", "..", "charts", "testdata", pictured(strings.TrimPrefix(id, "file:"))+".png"))
		if err != nil {
			t.Fatal(err)
		}
		file, err := b.upload(strings.TrimPrefix(id, "file:"), data)
		if err != nil {
			t.Fatal(err)
		}
		g.blocks = strings.ReplaceAll(g.blocks, `"`+id+`"`, `"`+file+`"`)
	}
	method, args := "chat.postEphemeral", map[string]any{"channel": "C2", "user": "U1", "text": g.text, "blocks": json.RawMessage(g.blocks)}
	for _, kind := range public {
		if strings.HasPrefix(g.name, kind) {
			method = "chat.postMessage"
		}
	}
	answer, err := b.call(b.fake.App().BotToken, method, args)
	if err != nil {
		t.Fatalf("%s: %v", g.name, err)
	}
	for _, key := range []string{"ts", "message_ts"} {
		if ts, ok := answer[key].(string); ok {
			g.ts = ts
		}
	}
}

// hangAll posts every message, and gives those that are windows apart.
func (b *scriptedBot) hangAll(t *testing.T) (messages, windows []golden) {
	t.Helper()
	for _, g := range goldens(t) {
		if g.window() {
			windows = append(windows, g)
			continue
		}
		b.hang(t, &g)
		messages = append(messages, g)
	}
	return messages, windows
}

// windows shows one window after another to see; it begins and ends in #sales.
func (b onlooker) windows(t *testing.T, s *stage, bot *scriptedBot, all []golden, see func(g golden, selector string)) {
	t.Helper()
	for _, g := range all {
		selector := bot.raise(t, b.Tab, g)
		if selector != "#modal" {
			see(g, selector)
			b.Do(t, "back", chromedp.Click("#tab-messages"), chromedp.Evaluate[chromedp.Void](`document.querySelector("#channels [data-channel=C2]").click()`), chromedp.WaitNotVisible("#tabs"))
			continue
		}
		see(g, selector)
		if _, err := s.fake.CloseView("U1", s.fake.Views("U1")[0].ID); err != nil {
			t.Fatal(err)
		}
		b.Do(t, "close "+g.name, chromedp.WaitReady("#modal:not([open])"))
	}
}

// picture keeps what is seen at a selector in the gallery.
func picture(t *testing.T, tab *browser.Tab, name, selector string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(*gallery, name+".png"), tab.Picture(t, selector), 0o644); err != nil {
		t.Fatal(err)
	}
}

// placeholders gives what image blocks name until a picture is uploaded.
func placeholders(blocks string) []string {
	var all []string
	for rest := blocks; ; {
		_, after, found := strings.Cut(rest, `"file:`)
		if !found {
			return all
		}
		name, after, _ := strings.Cut(after, `"`)
		all, rest = append(all, "file:"+name), after
	}
}

// TestGallery: the page draws every kind of message whole, on a wide window and
// on a phone. With -gallery it keeps a picture of each, light and dark, and a
// page that shows them all (make gallery).
func TestGallery(t *testing.T) {
	b := onlooker{browser.Launch(t)}
	s := newStage(t, nil)
	bot := s.script(t)
	all, windows := bot.hangAll(t)
	b.Do(t, "open", chromedp.Navigate(s.url+"/"), chromedp.WaitVisible("#list .message"))
	b.Until(t, fmt.Sprintf(`document.querySelectorAll("#list .message").length === %d`, len(all)))
	b.Until(t, `[...document.querySelectorAll("#list img")].every((i) => i.complete && i.naturalWidth > 0)`)
	b.Until(t, `document.querySelector("#list .b-unknown, #list .b-missing") === null`)
	b.Until(t, `[...document.querySelectorAll("#list .mrkdwn, #list .b-header")].every((e) => !/:[a-z_]+:/.test(e.textContent))`)
	for _, width := range []int64{700, 390} {
		b.Size(t, width, 2400)
		// A table scrolls by itself; nothing else may be wider than the page.
		b.Until(t, fmt.Sprintf(`document.documentElement.scrollWidth <= %d && document.querySelector("#scroll").scrollWidth <= %d`, width, width))
	}
	b.windows(t, s, bot, windows, func(g golden, selector string) {
		b.Until(t, fmt.Sprintf(`document.querySelector(%q).querySelector(".b-unknown, .b-missing") === null`, selector))
		b.Until(t, fmt.Sprintf(`document.querySelector(%q).scrollWidth <= innerWidth`, selector))
	})
	if *gallery == "" {
		return
	}
	if err := os.MkdirAll(*gallery, 0o755); err != nil {
		t.Fatal(err)
	}
	looks := []struct {
		name  string
		width int64
	}{{"light-700", 700}, {"light-390", 390}, {"dark-700", 700}, {"dark-390", 390}}
	for _, look := range looks {
		if look.name == "dark-700" {
			b.Dark(t)
		}
		b.Size(t, look.width, 2400)
		b.Until(t, fmt.Sprintf(`innerWidth === %d && document.querySelector("#side").getBoundingClientRect().right <= 0`, look.width))
		b.windows(t, s, bot, windows, func(g golden, selector string) { picture(t, b.Tab, g.name+"-"+look.name, selector) })
		for _, g := range all {
			message := fmt.Sprintf(`#list [data-ts="%s"]`, g.ts)
			b.Do(t, "show "+g.name, chromedp.ScrollIntoView(message))
			picture(t, b.Tab, g.name+"-"+look.name, message)
		}
	}
	var page strings.Builder
	page.WriteString("<!doctype html><meta charset=utf-8><title>Messages</title><style>body{font:16px sans-serif;margin:24px;background:#888}img{margin:0 12px 12px 0;vertical-align:top}</style>\n")
	for _, g := range append(windows, all...) {
		fmt.Fprintf(&page, "<h2>%s</h2>\n<p>%s</p>\n", html.EscapeString(g.name), html.EscapeString(g.text))
		for _, look := range looks {
			fmt.Fprintf(&page, "<img src=\"%s-%s.png\" width=%d alt=\"%s\">\n", g.name, look.name, look.width, look.name)
		}
	}
	if err := os.WriteFile(filepath.Join(*gallery, "index.html"), []byte(page.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
