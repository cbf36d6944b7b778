package demo_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"engagement/internal/browser"
	"engagement/internal/demo"
)

// TestWorkspaceInABrowser is what a person does in the first minutes: asks for
// an account, looks at the picture, presses a button, sets a play off and takes
// on the alert that comes of it.
func TestWorkspaceInABrowser(t *testing.T) {
	b := browser.Launch(t)
	play := make(chan func(context.Context) error, 1)
	s := newStage(t, func(o *demo.PageOptions) {
		o.Plays = []demo.Play{
			{ID: "demo-request", Label: "A demo request from Acme", Hint: "Somebody fills in the form. Look in #alerts a second later.", Run: func(ctx context.Context) error {
				run := <-play
				play <- run
				return run(ctx)
			}},
			{ID: "pricing", Label: "Globex reads the pricing page", Hint: "Three people in ten minutes: ask for Globex before and after.", Run: func(context.Context) error { return nil }},
		}
	})
	bot := s.script(t)
	play <- func(context.Context) error { return bot.alert() }
	if _, _, err := s.fake.Say("U2", "C2", "Is Acme worth a call this week? Ask with `/engagement acme`"); err != nil {
		t.Fatal(err)
	}

	hostile := "<javascript:alert(1)|free> <img src=x onerror=alert(1)> <https://example.com/?a=1&amp;b=2|_terms_> *bold* 3*4*5 snake_case_name"
	if _, _, err := s.fake.Say("U2", "C2", hostile); err != nil {
		t.Fatal(err)
	}

	b.Size(t, 1280, 900)
	b.Do(t, "open", chromedp.Navigate(s.url+"/"), chromedp.WaitVisible("#list .message"))
	b.Until(t, `document.querySelector("#list img, #list a[href^=javascript], #list script") === null`)
	b.Until(t, `document.querySelector("#list .message:last-child .mrkdwn").textContent === "free img src=x onerror=alert(1) _terms_ bold 3*4*5 snake_case_name"`)
	b.Until(t, `document.querySelector("#list .message:last-child a").href === "https://example.com/?a=1&b=2"`)
	b.Shot(t, "desktop-1-opened")
	b.Do(t, "type a slash", chromedp.SendKeys("#input", "/"), chromedp.WaitVisible("#complete li[role=option]"))
	b.Shot(t, "desktop-2-commands")
	b.Do(t, "ask", chromedp.SendKeys("#input", "engagement acme"+kb.Enter), chromedp.WaitVisible(".message.private .b-image img"))
	b.Until(t, `document.querySelector(".b-image img").naturalWidth === 1600`)
	b.Do(t, "paint", browser.Painted(".b-image img"))
	b.Until(t, `document.querySelector(".wait") === null`)
	b.Until(t, `document.querySelector(".message.private .only-you").textContent === "Only visible to you"`)
	b.Until(t, `[...document.querySelectorAll(".mention")].map((e) => e.textContent).join() === "#alerts,@Bob Marsh"`)
	b.Until(t, `document.querySelector(".bullet:nth-of-type(3)").textContent.includes("Security <overview> & more")`)
	b.Until(t, `document.querySelector("a.btn").rel.includes("noopener") && document.querySelector("a.btn").target === "_blank"`)
	b.Shot(t, "desktop-3-card")
	b.Do(t, "press", chromedp.Click(`.btn[data-action=why]`))
	b.Until(t, `document.querySelectorAll(".message.private").length === 2 && document.querySelector(".pressed") === null`)
	b.Shot(t, "desktop-4-why")

	b.Do(t, "play", chromedp.Click(`[data-play=demo-request]`))
	b.Until(t, `document.querySelector("#channels [data-channel=C1] .badge:not([hidden])")?.textContent === "1 new"`)
	b.Until(t, `document.querySelector(".toast")?.textContent.includes("New in #alerts")`)
	b.Shot(t, "desktop-5-toast")
	b.Do(t, "visit", chromedp.Click(`#channels [data-channel=C1]`), chromedp.WaitVisible(`#list .btn.primary[data-action=claim]`))
	b.Until(t, `document.querySelector("#channels [data-channel=C1] .badge").hidden && document.querySelector(".toast") === null`)
	b.Do(t, "paint", browser.Painted("#list img"))
	b.Shot(t, "desktop-6-alert")
	b.Do(t, "claim", chromedp.Click(`.btn[data-action=claim]`), chromedp.WaitVisible(".thread-toggle"), chromedp.WaitNotPresent(`.btn[data-action=claim]`))
	b.Until(t, `document.querySelector(".thread-count").textContent === "1 reply"`)
	b.Do(t, "unfold", chromedp.Click(".thread-toggle"), chromedp.WaitVisible(".thread-list .message-row"))
	b.Until(t, `document.querySelector(".thread-list").textContent.includes("@Ann Wilder is on it.")`)
	b.Shot(t, "desktop-7-claimed")
	b.Do(t, "press what is answered late", chromedp.Click(`.btn[data-action=card]`), chromedp.WaitVisible(`.btn.pressed[data-action=card][aria-disabled=true]`))
	b.Until(t, `document.querySelector(".wait").textContent === "engagement is looking it up… (Card)"`)
	b.Shot(t, "desktop-7-waiting")

	b.Size(t, 390, 844)
	b.Until(t, `document.querySelector("#side").getBoundingClientRect().right <= 0`)
	b.Do(t, "open the channels", chromedp.Click("#menu"), chromedp.WaitVisible("#channels [data-channel=C2]"))
	b.Until(t, `document.querySelector("#side").getBoundingClientRect().left === 0`)
	b.Shot(t, "phone-1-channels")
	b.Do(t, "back to sales", chromedp.Click("#channels [data-channel=C2]"), chromedp.WaitVisible(".message.private"))
	b.Until(t, `document.querySelector("#side").getBoundingClientRect().right <= 0`)
	b.Until(t, `document.documentElement.scrollWidth <= 390 && document.querySelector("#scroll").scrollWidth <= 390`)
	b.Shot(t, "phone-2-end")
	b.Do(t, "to the card", chromedp.ScrollIntoView(".b-header"))
	b.Shot(t, "phone-3-card")
	b.Do(t, "dismiss", chromedp.Click(".dismiss"))
	b.Until(t, `document.querySelectorAll(".message.private").length === 1`)
	b.Do(t, "recall", chromedp.Click("#input"), chromedp.KeyEvent(kb.ArrowUp))
	b.Until(t, `document.querySelector("#input").value === "/engagement acme"`)

	b.Size(t, 1280, 900)
	hurry := `(() => { const wait = setTimeout; window.setTimeout = (f, ms, ...rest) => wait(f, ms / 20, ...rest); return true; })()`
	b.Until(t, hurry)
	b.Do(t, "ask what is not answered", chromedp.KeyEvent(kb.ArrowDown), chromedp.SendKeys("#input", "/engagement silent"+kb.Enter), chromedp.WaitVisible(".wait.failed"))
	b.Until(t, `document.querySelector(".wait.failed").textContent.includes("did not answer “/engagement silent” within 10 seconds")`)
	b.Shot(t, "desktop-8-no-answer")
	b.Do(t, "another command", chromedp.SendKeys("#input", "/giphy"+kb.Enter))
	b.Until(t, `document.querySelector(".wait.failed").textContent.includes("/giphy is not a command here. Try /engagement help.")`)

	b.Dark(t)
	b.Do(t, "to the alert", chromedp.Click(`#channels [data-channel=C1]`), chromedp.WaitVisible(".thread-toggle"))
	b.Shot(t, "desktop-9-dark")
	b.Do(t, "enlarge", chromedp.Click(".b-image-open"), chromedp.WaitVisible("#zoom-img"))
	b.Until(t, `document.querySelector("#zoom").open && document.querySelector("#zoom-img").alt.startsWith("Acme Corp minutes a week")`)
	b.Do(t, "close it", chromedp.Click("#zoom button"))
	b.Until(t, `!document.querySelector("#zoom").open`)
}

// TestProgressOpensTheWorkspace: whoever comes early watches the progress and
// lands in the workspace without doing anything.
func TestProgressOpensTheWorkspace(t *testing.T) {
	b := browser.Launch(t)
	var ready atomic.Bool
	var done atomic.Int64
	done.Store(1200)
	s := newStage(t, func(o *demo.PageOptions) {
		o.Status = func() (bool, string, int, int) { return ready.Load(), "scoring 480 accounts", int(done.Load()), 4800 }
	})
	b.Size(t, 1280, 900)
	b.Do(t, "come early", chromedp.Navigate(s.url+"/"), chromedp.WaitVisible("#bar"))
	b.Until(t, `document.querySelector("#bar").value === 25`)
	b.Shot(t, "progress")
	done.Store(3600)
	b.Until(t, `document.querySelector("#bar").value === 75 && document.querySelector("#count").textContent === "3,600 of 4,800"`)
	ready.Store(true)
	b.Do(t, "wait", chromedp.WaitVisible("#composer")) // a poll does not survive the reload
}
