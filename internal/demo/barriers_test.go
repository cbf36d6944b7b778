package demo_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"engagement/internal/browser"
	"engagement/internal/demo"
)

// onlooker looks for barriers in one place after another.
type onlooker struct{ *browser.Tab }

// TestNoBarriers: axe-core finds nothing on the page that keeps people out who
// do not see it, see it badly or use no mouse, on a wide window and on a phone,
// light and dark.
func TestNoBarriers(t *testing.T) {
	b, s, bot := enter(t, func(o *demo.PageOptions) {
		everybody(o)
		o.Plays = []demo.Play{{ID: "a", Label: "A demo request", Hint: "Look in #alerts.", Run: func(context.Context) error { return nil }}}
	})
	look := onlooker{b}
	all, windows := bot.hangAll(t)
	b.Until(t, fmt.Sprintf(`document.querySelectorAll("#list .message").length === %d`, len(all)))
	b.Until(t, `[...document.querySelectorAll("#list img")].every((i) => i.complete && i.naturalWidth > 0)`)
	b.Accessible(t, "messages")
	b.Do(t, "commands", chromedp.SendKeys("#input", "/"), chromedp.WaitVisible("#complete li[role=option]"))
	b.Accessible(t, "commands")
	b.Do(t, "a picture", chromedp.ScrollIntoView(".b-image-open"), chromedp.Click(".b-image-open"), chromedp.WaitVisible("#zoom-img"))
	b.Accessible(t, "a picture")
	b.Do(t, "close it", chromedp.Click("#zoom button"))
	b.Do(t, "a thread", chromedp.Click("#list .message-tool"), chromedp.WaitVisible(".reply-box"))
	b.Do(t, "a table", chromedp.SendKeys("#input", "engagement top"+kb.Enter), chromedp.WaitVisible(".b-pager"))
	b.Accessible(t, "a thread and a table")
	look.forms(t, "")
	look.windows(t, s, bot, windows, func(g golden, _ string) { look.Accessible(t, g.name) })
	b.Dark(t)
	b.Accessible(t, "messages in the dark")
	look.forms(t, " in the dark")
	b.Size(t, 390, 844)
	b.Until(t, `document.querySelector("#side").getBoundingClientRect().right <= 0`)
	b.Accessible(t, "messages on a phone in the dark")
	b.Do(t, "the channels", chromedp.Click("#menu"), chromedp.WaitVisible("#channels [data-channel=C2]"))
	b.Until(t, `document.querySelector("#side").getBoundingClientRect().left === 0`)
	b.Accessible(t, "channels on a phone in the dark")
	b.Do(t, "to #sales", chromedp.Click("#channels [data-channel=C2]"))
	b.Until(t, `document.querySelector("#side").getBoundingClientRect().right <= 0`)
	look.forms(t, " on a phone in the dark")
}

// forms looks at a modal with everything that can be wrong, at one on top of it,
// and at the Home tab; it begins and ends in #sales.
func (b onlooker) forms(t *testing.T, how string) {
	t.Helper()
	b.Do(t, "a form", chromedp.Click("#chips [data-shortcut=log_anything]"), chromedp.WaitVisible("#modal[open]"), chromedp.Click("#modal [data-action=more]"), chromedp.WaitVisible("[data-action=rep]"))
	b.Do(t, "submit it empty", chromedp.Click("#modal-submit"), chromedp.WaitVisible(".b-wrong"))
	b.Accessible(t, "a form"+how)
	b.Do(t, "close it", chromedp.Click("#modal-x"), chromedp.WaitReady("#modal:not([open])"))
	b.Do(t, "the app", chromedp.Evaluate[chromedp.Void](`document.querySelector("#directs .side-item").click()`), chromedp.WaitVisible("#tab-home"), chromedp.Click("#tab-home"))
	b.Until(t, `document.querySelector("#home").textContent.includes("Nothing is new.")`)
	b.Do(t, "a menu", chromedp.Click("#home .overflow summary"), chromedp.WaitVisible("#home .overflow-list button"))
	b.Accessible(t, "Home"+how)
	b.Do(t, "back", chromedp.Click("#tab-messages"), chromedp.Evaluate[chromedp.Void](`document.querySelector("#channels [data-channel=C2]").click()`), chromedp.WaitNotVisible("#tabs"))
}
