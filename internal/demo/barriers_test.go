package demo_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"engagement/internal/browser"
	"engagement/internal/demo"
)

// TestNoBarriers: axe-core finds nothing on the page that keeps people out who
// do not see it, see it badly or use no mouse, on a wide window and on a phone,
// light and dark.
func TestNoBarriers(t *testing.T) {
	b := browser.Launch(t)
	s := newStage(t, func(o *demo.PageOptions) {
		o.Plays = []demo.Play{{ID: "a", Label: "A demo request", Hint: "Look in #alerts.", Run: func(context.Context) error { return nil }}}
	})
	bot := s.script(t)
	all := goldens(t)
	for i := range all {
		bot.hang(t, &all[i])
	}
	b.Size(t, 1280, 900)
	b.Do(t, "open", chromedp.Navigate(s.url+"/"), chromedp.WaitVisible("#list .message"))
	b.Until(t, fmt.Sprintf(`document.querySelectorAll("#list .message").length === %d`, len(all)))
	b.Until(t, `[...document.querySelectorAll("#list img")].every((i) => i.complete && i.naturalWidth > 0)`)
	b.Accessible(t, "messages")
	b.Do(t, "commands", chromedp.SendKeys("#input", "/"), chromedp.WaitVisible("#complete li[role=option]"))
	b.Accessible(t, "commands")
	b.Do(t, "a picture", chromedp.ScrollIntoView(".b-image-open"), chromedp.Click(".b-image-open"), chromedp.WaitVisible("#zoom-img"))
	b.Accessible(t, "a picture")
	b.Do(t, "close it", chromedp.Click("#zoom button"))
	b.Dark(t)
	b.Accessible(t, "messages in the dark")
	b.Size(t, 390, 844)
	b.Until(t, `document.querySelector("#side").getBoundingClientRect().right <= 0`)
	b.Accessible(t, "messages on a phone in the dark")
	b.Do(t, "the channels", chromedp.Click("#menu"), chromedp.WaitVisible("#channels [data-channel=C2]"))
	b.Until(t, `document.querySelector("#side").getBoundingClientRect().left === 0`)
	b.Accessible(t, "channels on a phone in the dark")
}
