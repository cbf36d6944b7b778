package demo_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"engagement/internal/app"
	"engagement/internal/browser"
	"engagement/internal/config"
)

var docs = flag.Bool("docs", false, "rewrite the pictures of the README: docs/card.png and docs/demo.png")

// running is a demo that serves, as `engagement demo` would.
type running struct {
	url   string
	early struct { // what "/" said before the data was there
		status int
		body   string
		err    error
	}
	log   lockedLog
	stop  context.CancelFunc
	ended chan error
}

// lockedLog keeps what is logged.
type lockedLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// startDemo starts the demo in dir. It returns once the page answers, which is
// before the data is there.
func startDemo(t *testing.T, dir string) *running {
	t.Helper()
	loaded, err := config.Load("")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	r := &running{stop: stop, ended: make(chan error, 1)}
	serves := make(chan string, 1)
	log := slog.New(slog.NewTextHandler(&r.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	go func() {
		r.ended <- app.Demo(ctx, app.DemoOptions{
			Addr: "127.0.0.1:0", Dir: dir, App: app.Options{Config: loaded, Now: time.Now, Log: log},
			Ready: func(url string) {
				r.early.status, r.early.body, r.early.err = get(url)
				serves <- url
			},
		})
	}()
	t.Cleanup(stop)
	select {
	case r.url = <-serves:
	case err := <-r.ended:
		t.Fatalf("the demo did not start: %v", err)
	}
	return r
}

// get asks a page for its front.
func get(url string) (status int, body string, err error) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	resp, err := client.Get(url + "/")
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), err
}

// end stops the demo the way Ctrl-C does. Nothing may have gone wrong, and
// nothing of the demo may go on.
func (r *running) end(t *testing.T) {
	t.Helper()
	r.stop()
	if err := <-r.ended; err != nil {
		t.Errorf("the demo did not stop cleanly: %v", err)
	}
	if s := r.log.String(); s != "" {
		t.Errorf("the demo complained:\n%s", s)
	}
	// The goroutines of closed connections are net/http's: they need a moment.
	tick, limit := time.NewTicker(10*time.Millisecond), time.After(5*time.Second)
	defer tick.Stop()
	for left := ours(); len(left) > 0; left = ours() {
		select {
		case <-tick.C:
		case <-limit:
			t.Errorf("still running after the end:\n%s", strings.Join(left, "\n\n"))
			return
		}
	}
}

// ours are the stacks of goroutines in which code of the demo runs.
func ours() []string {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	var left []string
	for stack := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(stack, "testing.tRunner") {
			continue
		}
		for _, room := range []string{"bot", "store", "internal/slackfake", "internal/demo", "internal/app"} {
			if strings.Contains(stack, "engagement/"+room+".") {
				left = append(left, stack)
				break
			}
		}
	}
	return left
}

// visitor is a person at the page.
type visitor struct {
	*browser.Tab
	answers int // private answers on the open channel
}

const (
	sales  = "C0SALES"
	alarms = "C0ALERTS"
)

// visit opens the page and waits until the workspace is there: whoever comes
// early sees the progress first.
func (v *visitor) visit(t *testing.T, url string) {
	t.Helper()
	v.Do(t, "open "+url, chromedp.Navigate(url+"/"), chromedp.WaitVisible("#channels [data-channel="+alarms+"]"))
}

func (v *visitor) channel(t *testing.T, id string) {
	t.Helper()
	v.Do(t, "to "+id, chromedp.Click("#channels [data-channel="+id+"]"), chromedp.WaitReady("#channels [data-channel="+id+"][aria-current=page]"))
	v.answers = 0
}

// last selects the newest message of the open channel.
const last = "#list > li.message:last-child"

// answered waits for one more private answer whose text holds a phrase.
func (v *visitor) answered(t *testing.T, phrase string) {
	t.Helper()
	v.answers++
	v.Until(t, fmt.Sprintf(`document.querySelectorAll("#list .message.private").length === %d && document.querySelector(%q).textContent.includes(%q) && document.querySelector(".pressed, .wait") === null`,
		v.answers, last, phrase))
}

// ask types a command, key by key, and waits for its answer.
func (v *visitor) ask(t *testing.T, text, phrase string) {
	t.Helper()
	v.Do(t, "ask "+text, chromedp.SendKeys("#input", "/engagement "+text+kb.Enter))
	v.answered(t, phrase)
}

// press presses a button of the message at a selector.
func (v *visitor) press(t *testing.T, message, action string) {
	t.Helper()
	button := message + " .btn[data-action=" + action + "]"
	v.Do(t, "press "+action, chromedp.ScrollIntoView(button), chromedp.Click(button))
}

// pictured waits until the picture of a message is really there.
func (v *visitor) pictured(t *testing.T, message string) {
	t.Helper()
	v.Do(t, "picture", chromedp.WaitVisible(message+" .b-image img"), browser.Painted(message+" .b-image img"))
	v.Until(t, fmt.Sprintf(`document.querySelector("%s .b-image img").naturalWidth === 1600`, message))
}

// fits checks that nothing is wider than the window.
func (v *visitor) fits(t *testing.T, width int) {
	t.Helper()
	v.Until(t, fmt.Sprintf(`document.documentElement.scrollWidth <= %d && document.querySelector("#scroll").scrollWidth <= %d`, width, width))
}

// keep writes a picture of the README.
func keep(t *testing.T, name string, shot []byte, most int) {
	t.Helper()
	packed, err := browser.Pack(shot)
	if err != nil {
		t.Fatal(err)
	}
	if len(packed) > most {
		t.Errorf("%s has %d bytes, more than %d", name, len(packed), most)
	}
	if !*docs {
		return
	}
	dir := filepath.Join("..", "..", "docs")
	if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name), packed, 0o644)); err != nil {
		t.Error(err)
	}
}

// TestDemo is the whole demo as a first visitor takes it: the program that
// `engagement demo` starts, over its own Socket Mode, in a browser.
func TestDemo(t *testing.T) {
	v := &visitor{Tab: browser.Launch(t)}
	v.Size(t, 1280, 900)
	dir := t.TempDir()
	began := time.Now()
	d := startDemo(t, dir)
	if d.early.err != nil || d.early.status != http.StatusServiceUnavailable || !strings.Contains(d.early.body, "<progress") {
		t.Errorf("at first: %d %v, want 503 with progress", d.early.status, d.early.err)
	}
	v.visit(t, d.url)
	first := time.Since(began)
	if status, body, err := get(d.url); status != http.StatusOK || !strings.Contains(body, `id="composer"`) {
		t.Errorf("when ready: %d %v", status, err)
	}
	v.lived(t)

	v.channel(t, sales)
	v.asks(t)
	v.alerted(t)
	v.surfaces(t)
	v.others(t)
	v.small(t)
	v.Do(t, "leave", chromedp.Navigate("about:blank"))
	d.end(t)

	began = time.Now()
	d = startDemo(t, dir)
	v.Size(t, 1280, 900)
	v.visit(t, d.url)
	again := time.Since(began)
	t.Logf("the first start took %s, the second %s", first, again)
	if again >= first {
		t.Errorf("the second start took %s, the first %s: is the database used again?", again, first)
	}
	v.lived(t)
	v.Until(t, fmt.Sprintf(`document.querySelector(%q).textContent.includes("asked to be contacted") && document.querySelector(%q).textContent.includes("@Ann is on it")`, last, last))
	v.pictured(t, last)
	v.Shot(t, "again")
	v.channel(t, sales)
	v.ask(t, "acme", "Acme Corp") // whose picture was at the workspace that is gone
	v.pictured(t, last)
	v.Do(t, "leave", chromedp.Navigate("about:blank"))
	d.end(t)
}

// lived finds in the workspace what its last two weeks have told, also after it was
// started anew.
func (v *visitor) lived(t *testing.T) {
	t.Helper()
	v.channel(t, alarms)
	v.Do(t, "day one", chromedp.WaitVisible(last))
	for what, phrase := range map[string]string{
		"the list": "already qualify", "a surge": "Globex is warming up", "a stall": "Hartwell Freight has gone quiet", "a return": "Penhallick Diagnostics is back",
		"an event": "Data Summit moved 6 accounts", "the line": "Also moving on", "what it led to": "Led to an opportunity",
	} {
		v.Until(t, fmt.Sprintf(`[...document.querySelectorAll("#list > li.message")].some((m) => m.textContent.includes(%q))`, phrase))
		t.Logf("#alerts shows %s", what)
	}
	// Oldest first, and three replies or more below what led to something.
	v.Until(t, `(() => {
		const all = [...document.querySelectorAll("#list > li.message")].map((m) => m.textContent);
		const at = (phrase) => all.findIndex((text) => text.includes(phrase));
		return at("already qualify") === 0 && at("Data Summit moved") < at("Globex is warming up") && at("Penhallick Diagnostics is back") < at("Globex is warming up");
	})()`)
	v.Until(t, `[...document.querySelectorAll("#list > li.message")].some((m) => m.textContent.includes("Penhallick Diagnostics is back") && parseInt(m.querySelector(".thread-count")?.textContent) >= 3)`)
	v.Shot(t, "lived")
	v.channel(t, sales)
	v.Until(t, `["Pellworth Bank is now an MQA", "All accounts"].every((phrase) => [...document.querySelectorAll("#list > li.message")].some((m) => m.textContent.includes(phrase)))`)
	v.Shot(t, "lived-sales")
	v.channel(t, alarms)
}

// asks types commands and presses the buttons of their answers.
func (v *visitor) asks(t *testing.T) {
	t.Helper()
	v.ask(t, "acme", "min in 90 days")
	v.pictured(t, last)
	v.Until(t, fmt.Sprintf(`[...document.querySelectorAll("%s .btn")].map((b) => b.textContent).join().startsWith("Trend, 1 year,Why ")`, last))
	v.Size(t, 1280, 1500) // the whole card at once
	v.Do(t, "paint", browser.Painted(last+" .b-image img"))
	v.Shot(t, "card")
	keep(t, "card.png", v.Picture(t, last), 150<<10)
	v.Size(t, 1280, 900)
	v.press(t, last, "trend")
	v.answered(t, "Acme Corp")
	v.pictured(t, last)
	v.Until(t, fmt.Sprintf(`document.querySelector("%s img").alt.includes("in 365 days")`, last))
	v.press(t, last, "why")
	v.answered(t, "Why Acme Corp has ")
	v.Shot(t, "why")
	v.ask(t, "acme", "min in 90 days")
	v.press(t, last, "why")
	v.answered(t, "× 1.5 (VP)")

	v.ask(t, "initech", "Which “initech” do you mean?")
	v.Shot(t, "choice")
	v.Until(t, fmt.Sprintf(`document.querySelectorAll("%s .btn").length === 2`, last))
	v.press(t, last, "choose_1")
	v.answered(t, "min in 90 days")
	v.Until(t, fmt.Sprintf(`document.querySelector("%s .b-header").textContent === "Initech Systems"`, last))
	v.ask(t, "nosuch", "No account is called “nosuch”.")
	v.ask(t, "digest list", "d1 · mine")
	v.ask(t, "help", "What you can ask")
	v.Shot(t, "help")
}

// alerted plays a demo request and takes it on.
func (v *visitor) alerted(t *testing.T) {
	t.Helper()
	v.Do(t, "play", chromedp.Click("[data-play=acme-demo-request]"), chromedp.WaitVisible(".toast"))
	v.channel(t, alarms)
	v.Until(t, fmt.Sprintf(`document.querySelector(%q).textContent.includes("Acme Corp asked to be contacted")`, last))
	v.pictured(t, last)
	v.Until(t, fmt.Sprintf(`document.querySelector("%s .mention").textContent === "@Ann"`, last))
	v.Shot(t, "alert")
	keep(t, "demo.png", v.Page(t), 300<<10)
	v.press(t, last, "claim")
	v.Do(t, "claimed", chromedp.WaitNotPresent(last+" .btn[data-action=claim]"), chromedp.WaitVisible(last+" .thread-toggle"))
	v.Until(t, fmt.Sprintf(`document.querySelector(%q).textContent.includes("@Ann is on it") && document.querySelector("%s .thread-count").textContent === "1 reply"`, last, last))
	alert := "#list > li.message:not(.private):not(:has(~ li.message:not(.private)))" // the newest that everybody sees
	v.press(t, alert, "why")
	v.answered(t, "Why Acme Corp has ")
	v.press(t, alert, "card")
	v.answered(t, "MQA since")
	v.Do(t, "back to the alert", chromedp.ScrollIntoView(alert))
	v.Shot(t, "claimed")
}

// surfaces goes through what is no command and no button of a message: a form,
// Home, a mention in a thread, a link to the CRM, a shortcut.
func (v *visitor) surfaces(t *testing.T) {
	t.Helper()
	v.channel(t, sales)
	v.Do(t, "log", chromedp.SendKeys("#input", "/engagement log"+kb.Enter), chromedp.WaitVisible("#modal[open] #modal-submit"))
	v.Shot(t, "form")
	account := "#modal [data-block=account] input"
	v.Do(t, "type a name", chromedp.SendKeys(account, "acme co"))
	v.Until(t, `document.querySelector("#modal datalist option")?.value.startsWith("Acme Corp")`)
	v.Do(t, "choose it", chromedp.Evaluate[chromedp.Void](`{
		const typed = document.querySelector("`+account+`"), kind = document.querySelector("#modal [data-block=kind] select");
		typed.value = document.querySelector("#modal datalist option").value;
		typed.dispatchEvent(new Event("input"));
		kind.value = "call";
		kind.dispatchEvent(new Event("change"));
	}`), chromedp.Click("#modal-submit"))
	v.Until(t, `document.querySelector("#modal").textContent.includes("Logged for Acme Corp")`)
	v.Do(t, "leave it", chromedp.Click("#modal-close"), chromedp.WaitReady("#modal:not([open])"))
	said := "#list > li.message:not(.private):last-of-type"
	v.Do(t, "a link", chromedp.SendKeys("#input", "Met jane@acme.com, see https://crm.northwind-demo.com/accounts/A001"+kb.Enter), chromedp.WaitVisible("#list .attachment .btn"))
	v.Until(t, `document.querySelector("#list .attachment").textContent.includes("Acme Corp")`)
	v.Shot(t, "unfurl")
	v.Do(t, "log it", chromedp.Click("#list .message:has(.attachment) [data-shortcut=log_message]"), chromedp.WaitVisible("#modal[open] #modal-submit"))
	v.Until(t, `[...document.querySelectorAll("#modal input")].some((i) => i.value === "jane@acme.com")`)
	v.Do(t, "leave it", chromedp.Click("#modal-close"), chromedp.WaitReady("#modal:not([open])"))
	v.Do(t, "a thread", chromedp.Click(said+" .message-tool"), chromedp.WaitVisible(".reply-box input"), chromedp.SendKeys(".reply-box input", "@engagement acme"+kb.Enter))
	v.Until(t, `[...document.querySelectorAll(".thread-list .message-row")].some((r) => r.textContent.includes("min in 90 days"))`)
	v.Shot(t, "mention")
	v.Do(t, "Home", chromedp.Click("#directs .side-item"), chromedp.WaitVisible("#tab-home"), chromedp.Click("#tab-home"), chromedp.WaitVisible("#home .b-header"))
	v.Until(t, `document.querySelector("#home").textContent.includes("Your accounts")`)
	v.Shot(t, "home")
	v.Do(t, "its messages", chromedp.Click("#tab-messages"), chromedp.WaitVisible("#composer"))
	v.channel(t, alarms)
}

// others looks with the eyes of a guest, and of somebody of another workspace:
// the bot tells neither anything.
func (v *visitor) others(t *testing.T) {
	t.Helper()
	v.become(t, "U0GUS")
	v.channel(t, sales)
	v.ask(t, "acme", "Guests cannot see account data here.")
	v.become(t, "U0EVE")
	v.channel(t, alarms)
	v.press(t, "#list > li.message:has(.thread)", "why")
	v.answered(t, "This is for members of the workspace that installed it.")
	v.Shot(t, "foreign")
	v.become(t, "U0ANN")
	v.Do(t, "to the app", chromedp.Click("#directs .side-item"), chromedp.WaitVisible("#tab-home"), chromedp.Click("#tab-home"), chromedp.WaitVisible("#home-panel"))
	v.Do(t, "its messages", chromedp.Click("#tab-messages"), chromedp.WaitVisible("#composer"))
	v.channel(t, alarms)
}

// become looks at the workspace with another's eyes.
func (v *visitor) become(t *testing.T, id string) {
	t.Helper()
	v.Do(t, "become "+id, chromedp.SetValue("#as", id), chromedp.WaitVisible("#me[data-self="+id+"]")) // a poll does not survive the reload
	v.answers = 0
}

// small looks at the same on a phone, and in the dark.
func (v *visitor) small(t *testing.T) {
	t.Helper()
	v.Size(t, 390, 844)
	// Until the channels have slid away they lie over the button that opens them.
	v.Until(t, `document.querySelector("#side").getBoundingClientRect().right <= 0`)
	v.fits(t, 390)
	v.Shot(t, "phone-card")
	v.Do(t, "to the alert", chromedp.ScrollIntoView("#list > li.message:not(.private):has(.thread)"))
	v.Shot(t, "phone-alert")
	v.Do(t, "to the other channel", chromedp.Click("#menu"), chromedp.WaitVisible("#channels [data-channel="+sales+"]"))
	v.Until(t, `document.querySelector("#side").getBoundingClientRect().left === 0`)
	v.channel(t, sales)
	v.fits(t, 390)
	v.Shot(t, "phone-sales")
	v.Dark(t)
	v.fits(t, 390)
	v.Shot(t, "phone-dark")
}
