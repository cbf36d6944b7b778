package demo_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"engagement/internal/demo"
)

// TestWorkspaceInABrowser is what a person does in the first minutes: asks for
// an account, looks at the picture, presses a button, sets a play off and takes
// on the alert that comes of it.
func TestWorkspaceInABrowser(t *testing.T) {
	b := launch(t)
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

	b.size(t, 1280, 900)
	b.do(t, "open", chromedp.Navigate(s.url+"/"), chromedp.WaitVisible("#list .message"))
	b.until(t, `document.querySelector("#list img, #list a[href^=javascript], #list script") === null`)
	b.until(t, `document.querySelector("#list .message:last-child .mrkdwn").textContent === "free img src=x onerror=alert(1) _terms_ bold 3*4*5 snake_case_name"`)
	b.until(t, `document.querySelector("#list .message:last-child a").href === "https://example.com/?a=1&b=2"`)
	b.shot(t, "desktop-1-opened")
	b.do(t, "type a slash", chromedp.SendKeys("#input", "/"), chromedp.WaitVisible("#complete li[role=option]"))
	b.shot(t, "desktop-2-commands")
	b.do(t, "ask", chromedp.SendKeys("#input", "engagement acme"+kb.Enter), chromedp.WaitVisible(".message.private .b-image img"))
	b.until(t, `document.querySelector(".b-image img").naturalWidth === 1600`)
	b.do(t, "paint", painted(".b-image img"))
	b.until(t, `document.querySelector(".wait") === null`)
	b.until(t, `document.querySelector(".message.private .only-you").textContent === "Only visible to you"`)
	b.until(t, `[...document.querySelectorAll(".mention")].map((e) => e.textContent).join() === "#alerts,@Bob Marsh"`)
	b.until(t, `document.querySelector(".bullet:nth-of-type(3)").textContent.includes("Security <overview> & more")`)
	b.until(t, `document.querySelector("a.btn").rel.includes("noopener") && document.querySelector("a.btn").target === "_blank"`)
	b.shot(t, "desktop-3-card")
	b.do(t, "press", chromedp.Click(`.btn[data-action=why]`))
	b.until(t, `document.querySelectorAll(".message.private").length === 2 && document.querySelector(".pressed") === null`)
	b.shot(t, "desktop-4-why")

	b.do(t, "play", chromedp.Click(`[data-play=demo-request]`))
	b.until(t, `document.querySelector("#channels [data-channel=C1] .badge:not([hidden])")?.textContent === "1 new"`)
	b.until(t, `document.querySelector(".toast")?.textContent.includes("New in #alerts")`)
	b.shot(t, "desktop-5-toast")
	b.do(t, "visit", chromedp.Click(`#channels [data-channel=C1]`), chromedp.WaitVisible(`#list .btn.primary[data-action=claim]`))
	b.until(t, `document.querySelector("#channels [data-channel=C1] .badge").hidden && document.querySelector(".toast") === null`)
	b.do(t, "paint", painted("#list img"))
	b.shot(t, "desktop-6-alert")
	b.do(t, "claim", chromedp.Click(`.btn[data-action=claim]`), chromedp.WaitVisible(".thread-toggle"), chromedp.WaitNotPresent(`.btn[data-action=claim]`))
	b.until(t, `document.querySelector(".thread-count").textContent === "1 reply"`)
	b.do(t, "unfold", chromedp.Click(".thread-toggle"), chromedp.WaitVisible(".thread-list .message-row"))
	b.until(t, `document.querySelector(".thread-list").textContent.includes("@Ann Wilder is on it.")`)
	b.shot(t, "desktop-7-claimed")
	b.do(t, "press what is answered late", chromedp.Click(`.btn[data-action=card]`), chromedp.WaitVisible(`.btn.pressed[data-action=card][aria-disabled=true]`))
	b.until(t, `document.querySelector(".wait").textContent === "engagement is looking it up… (Card)"`)
	b.shot(t, "desktop-7-waiting")

	b.size(t, 390, 844)
	b.until(t, `document.querySelector("#side").getBoundingClientRect().right <= 0`)
	b.do(t, "open the channels", chromedp.Click("#menu"), chromedp.WaitVisible("#channels [data-channel=C2]"))
	b.until(t, `document.querySelector("#side").getBoundingClientRect().left === 0`)
	b.shot(t, "phone-1-channels")
	b.do(t, "back to sales", chromedp.Click("#channels [data-channel=C2]"), chromedp.WaitVisible(".message.private"))
	b.until(t, `document.querySelector("#side").getBoundingClientRect().right <= 0`)
	b.until(t, `document.documentElement.scrollWidth <= 390 && document.querySelector("#scroll").scrollWidth <= 390`)
	b.shot(t, "phone-2-end")
	b.do(t, "to the card", chromedp.ScrollIntoView(".b-header"))
	b.shot(t, "phone-3-card")
	b.do(t, "dismiss", chromedp.Click(".dismiss"))
	b.until(t, `document.querySelectorAll(".message.private").length === 1`)
	b.do(t, "recall", chromedp.Click("#input"), chromedp.KeyEvent(kb.ArrowUp))
	b.until(t, `document.querySelector("#input").value === "/engagement acme"`)

	b.size(t, 1280, 900)
	hurry := `(() => { const wait = setTimeout; window.setTimeout = (f, ms, ...rest) => wait(f, ms / 20, ...rest); return true; })()`
	b.until(t, hurry)
	b.do(t, "ask what is not answered", chromedp.KeyEvent(kb.ArrowDown), chromedp.SendKeys("#input", "/engagement silent"+kb.Enter), chromedp.WaitVisible(".wait.failed"))
	b.until(t, `document.querySelector(".wait.failed").textContent.includes("did not answer “/engagement silent” within 10 seconds")`)
	b.shot(t, "desktop-8-no-answer")
	b.do(t, "another command", chromedp.SendKeys("#input", "/giphy"+kb.Enter))
	b.until(t, `document.querySelector(".wait.failed").textContent.includes("/giphy is not a command here. Try /engagement help.")`)

	b.dark(t)
	b.do(t, "to the alert", chromedp.Click(`#channels [data-channel=C1]`), chromedp.WaitVisible(".thread-toggle"))
	b.shot(t, "desktop-9-dark")
	b.do(t, "enlarge", chromedp.Click(".b-image-open"), chromedp.WaitVisible("#zoom-img"))
	b.until(t, `document.querySelector("#zoom").open && document.querySelector("#zoom-img").alt.startsWith("Acme Corp minutes a week")`)
	b.do(t, "close it", chromedp.Click("#zoom button"))
	b.until(t, `!document.querySelector("#zoom").open`)
}

// TestProgressOpensTheWorkspace: whoever comes early watches the progress and
// lands in the workspace without doing anything.
func TestProgressOpensTheWorkspace(t *testing.T) {
	b := launch(t)
	var ready atomic.Bool
	var done atomic.Int64
	done.Store(1200)
	s := newStage(t, func(o *demo.PageOptions) {
		o.Status = func() (bool, string, int, int) { return ready.Load(), "scoring 480 accounts", int(done.Load()), 4800 }
	})
	b.size(t, 1280, 900)
	b.do(t, "come early", chromedp.Navigate(s.url+"/"), chromedp.WaitVisible("#bar"))
	b.until(t, `document.querySelector("#bar").value === 25`)
	b.shot(t, "progress")
	done.Store(3600)
	b.until(t, `document.querySelector("#bar").value === 75 && document.querySelector("#count").textContent === "3,600 of 4,800"`)
	ready.Store(true)
	b.do(t, "wait", chromedp.WaitVisible("#composer")) // a poll does not survive the reload
}
