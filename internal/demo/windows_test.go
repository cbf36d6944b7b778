package demo_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"engagement/internal/browser"
	"engagement/internal/demo"
)

// enter opens the page on a wide window.
func enter(t *testing.T, change func(*demo.PageOptions)) (*browser.Tab, *stage, *scriptedBot) {
	t.Helper()
	b := browser.Launch(t)
	s := newStage(t, change)
	bot := s.script(t)
	b.Size(t, 1280, 900)
	b.Do(t, "open", chromedp.Navigate(s.url+"/"), chromedp.WaitVisible("#channels [data-channel=C2][aria-current=page]"))
	return b, s, bot
}

// wiped empties an input as a person does who selects all of it and deletes.
func wiped(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.value = ""; e.dispatchEvent(new Event("input")); })()`, selector))
}

// TestModalsInABrowser: a command opens a form, which says what is missing and
// what the app finds wrong beside each input, grows, stacks and closes.
func TestModalsInABrowser(t *testing.T) {
	b, s, _ := enter(t, nil)
	b.Do(t, "ask for the form", chromedp.SendKeys("#input", "/engagement log"+kb.Enter), chromedp.WaitVisible("#modal[open] #modal-submit"))
	b.Until(t, `document.querySelector("#modal-title").textContent === "Log an activity" && document.querySelector(".wait") === null`)
	b.Until(t, `document.querySelector("[data-action=day]").value === "2026-03-31" && document.querySelector("[data-block=who] .b-hint").textContent === "An e-mail address"`)
	b.Do(t, "submit it empty", chromedp.Click("#modal-submit"), chromedp.WaitVisible("[data-block=who] .b-wrong"))
	b.Until(t, `[...document.querySelectorAll(".b-input.wrong")].map((e) => e.dataset.block).join() === "kind,who" && document.activeElement.dataset.action === "kind"`)
	b.Shot(t, "modal-1-missing")
	b.Do(t, "fill it in", chromedp.SetValue("[data-action=kind]", "dinner"))
	b.Do(t, "name nobody", chromedp.SendKeys("[data-action=who]", "nobody"), chromedp.SendKeys("[data-action=note]", "They asked for <prices>"), chromedp.Click("[data-action=tell] input[value=owner]"))
	b.Do(t, "submit it", chromedp.Click("#modal-submit"))
	b.Until(t, `document.querySelector("[data-block=who] .b-wrong")?.textContent.startsWith("Nobody is called that.") && document.querySelectorAll(".b-input.wrong").length === 1`)
	b.Until(t, `document.activeElement.dataset.action === "who" && document.activeElement.value === "nobody" && document.activeElement.getAttribute("aria-invalid") === "true"`)
	b.Shot(t, "modal-2-wrong")
	b.Do(t, "more fields", chromedp.Click("#modal [data-action=more]"), chromedp.WaitVisible("[data-action=rep]"))
	b.Until(t, `document.querySelector("[data-action=who]").value === "nobody" && document.querySelector("[data-action=note]").value === "They asked for <prices>" && document.querySelector("[data-action=tell] input[value=owner]").checked`)
	b.Until(t, `[...document.querySelectorAll("[data-action=rep] option")].some((o) => o.textContent === "Eve Other")`)
	b.Do(t, "somebody", wiped("[data-action=who]"), chromedp.SendKeys("[data-action=who]", "jane@acme.com"))
	b.Do(t, "submit it again", chromedp.Click("#modal-submit"))
	b.Until(t, `document.querySelector("#modal-title").textContent === "Is that right?" && document.querySelector("#modal-close").textContent === "Back"`)
	b.Shot(t, "modal-3-pushed")
	if views := s.fake.Views("U1"); len(views) != 2 {
		t.Errorf("%d views", len(views))
	}
	b.Do(t, "back", chromedp.Click("#modal-close"))
	b.Until(t, `document.querySelector("#modal-title").textContent === "Log an activity" && document.querySelector("[data-action=who]").value === "jane@acme.com"`)
	b.Do(t, "on again", chromedp.Click("#modal-submit"))
	b.Until(t, `document.querySelector("#modal-title").textContent === "Is that right?"`)
	b.Do(t, "yes", chromedp.Click("#modal-submit"), chromedp.WaitReady("#modal:not([open])"))
	if views := s.fake.Views("U1"); len(views) != 0 {
		t.Errorf("%d views after all", len(views))
	}
	b.Do(t, "ask once more", chromedp.SendKeys("#input", "/engagement log"+kb.Enter), chromedp.WaitVisible("#modal[open] #modal-submit"))
	b.Until(t, `document.querySelector("[data-action=who]").value === ""`)
	b.Size(t, 390, 844)
	b.Until(t, `document.querySelector("#modal-body").scrollWidth <= document.querySelector("#modal-body").clientWidth`)
	b.Shot(t, "modal-4-phone")
	b.Do(t, "leave", chromedp.KeyEvent(kb.Escape), chromedp.WaitReady("#modal:not([open])"))
}

// TestHomeInABrowser: the app's entry has a Home tab, which the app fills when
// it is opened and changes when something is pressed there.
func TestHomeInABrowser(t *testing.T) {
	b, s, _ := enter(t, nil)
	b.Do(t, "to the app", chromedp.Click("#directs .side-item"), chromedp.WaitVisible("#tab-home"), chromedp.WaitVisible("#composer"))
	b.Do(t, "to its Home", chromedp.Click("#tab-home"), chromedp.WaitVisible("#home .b-header"))
	b.Until(t, `document.querySelector("#home").textContent.includes("Nothing is new.") && document.querySelector("#composer").hidden && document.querySelector("#tab-home").getAttribute("aria-selected") === "true"`)
	b.Shot(t, "home-1")
	b.Do(t, "refresh", chromedp.Click("#home [data-action=refresh]"))
	b.Until(t, `document.querySelector("#home").textContent.includes("Refreshed.") && document.querySelector(".pressed") === null && document.activeElement.dataset.action === "refresh"`)
	b.Do(t, "a row's menu", chromedp.Click("#home .overflow summary"), chromedp.WaitVisible("#home .overflow-list button"))
	b.Shot(t, "home-2-menu")
	b.Do(t, "mute", chromedp.Click("#home .overflow-list button"))
	b.Until(t, `document.querySelector("#home").textContent.includes("row: mute")`)
	b.Do(t, "a period", chromedp.SetValue("#home [data-action=period]", "365d"))
	b.Until(t, `document.querySelector("#home").textContent.includes("period: 365d") && document.querySelector("#home [data-action=period]").value === "365d"`)
	b.Do(t, "a form from there", chromedp.Click("#home [data-action=log]"), chromedp.WaitVisible("#modal[open]"))
	b.Do(t, "close it", chromedp.Click("#modal-x"), chromedp.WaitReady("#modal:not([open])"))
	b.Do(t, "the messages", chromedp.Click("#tab-messages"), chromedp.WaitVisible("#composer"))
	b.Do(t, "a channel has no Home", chromedp.Click("#channels [data-channel=C2]"), chromedp.WaitNotVisible("#tabs"))
	if home, ok := s.fake.Home("U1"); !ok || home.Type != "home" {
		t.Errorf("Home = %+v %v", home, ok)
	}
}

// TestThreadsInABrowser: a thread is opened where there is none, the app is
// asked in it, and answers there, in part for one person's eyes.
func TestThreadsInABrowser(t *testing.T) {
	b, s, _ := enter(t, everybody)
	said, _, err := s.fake.Say("U2", "C2", "Is Acme worth a call?")
	if err != nil {
		t.Fatal(err)
	}
	b.Do(t, "answer", chromedp.WaitVisible("#list .message"), chromedp.Click("#list .message .message-tool"), chromedp.WaitVisible(".reply-box input"))
	b.Until(t, `document.activeElement.dataset.key?.startsWith("reply-")`)
	b.Do(t, "a command", chromedp.SendKeys(".reply-box input", "/engagement acme"+kb.Enter))
	b.Until(t, `document.querySelector(".reply-said").textContent.startsWith("Slash commands do not work in threads.")`)
	b.Do(t, "ask the app", wiped(".reply-box input"), chromedp.SendKeys(".reply-box input", "@engagement acme"+kb.Enter))
	b.Until(t, `document.querySelectorAll(".thread-list .message-row").length === 3 && document.querySelector(".thread-count").textContent === "3 replies"`)
	b.Until(t, `document.querySelector(".thread-list .reply.private .only-you").textContent === "Only visible to you" && document.querySelector(".thread-list").textContent.includes("Acme Corp: 146 min")`)
	b.Until(t, `document.activeElement.dataset.key?.startsWith("reply-") && document.activeElement.value === ""`)
	b.Shot(t, "thread")
	thread := s.fake.Messages("C2", "U1")
	if len(thread) != 4 || thread[1].ThreadTS != said.TS || thread[1].Text != "<@U0BOT> acme" {
		t.Errorf("thread = %+v", thread)
	}
	b.Do(t, "half a reply", chromedp.SendKeys(".reply-box input", "I will"))
	if _, _, err := s.fake.Reply("U2", "C2", said.TS, "Who calls?"); err != nil {
		t.Fatal(err)
	}
	b.Until(t, `document.querySelectorAll(".thread-list .message-row").length === 4 && document.activeElement.value === "I will"`)
	b.Do(t, "as the manager", chromedp.SetValue("#as", "U3"))
	b.Do(t, "who sees", chromedp.WaitVisible(".thread-toggle"))
	b.Until(t, `document.querySelector("#as").value === "U3" && document.querySelector(".thread-count").textContent === "3 replies"`)
}

// TestPeopleInABrowser: the same workspace through others' eyes. Eve, who is of
// another workspace, cannot run a command, but her clicks arrive.
func TestPeopleInABrowser(t *testing.T) {
	b, s, bot := enter(t, everybody)
	become := func(id string) {
		t.Helper()
		b.Do(t, "become "+id, chromedp.SetValue("#as", id))
		b.Do(t, "arrive", chromedp.WaitVisible("#me[data-self="+id+"] #as"), chromedp.WaitVisible("#channels [aria-current]"))
	}
	if err := bot.alert(); err != nil {
		t.Fatal(err)
	}
	b.Do(t, "ask", chromedp.SendKeys("#input", "/engagement acme"+kb.Enter), chromedp.WaitVisible(".message.private"))
	become("U6")
	b.Until(t, `document.querySelector(".message.private") === null && [...document.querySelectorAll("#as option")].map((o) => o.textContent).join() === "Ann Wilder · rep,Mia Stone · manager,Gus Guest · guest,Eve Other · another workspace"`)
	b.Do(t, "a command", chromedp.SendKeys("#input", "/engagement acme"+kb.Enter), chromedp.WaitVisible(".wait.failed"))
	b.Until(t, `document.querySelector(".wait.failed").textContent.includes("People of other workspaces cannot run")`)
	b.Do(t, "to the alert", chromedp.Click("#channels [data-channel=C1]"), chromedp.WaitVisible("#list [data-action=claim]"))
	b.Shot(t, "people-1-foreign")
	b.Do(t, "claim", chromedp.Click("#list [data-action=claim]"), chromedp.WaitNotPresent("#list [data-action=claim]"))
	if calls := s.fake.Calls("chat.update"); len(calls) != 1 {
		t.Errorf("%d updates", len(calls))
	}
	become("U5")
	b.Until(t, `[...document.querySelectorAll("#channels .side-name")].map((e) => e.textContent).join() === "sales"`)
	b.Do(t, "say something", chromedp.SendKeys("#input", "hello"+kb.Enter), chromedp.WaitVisible("#list .message .app-badge"))
	b.Until(t, `document.querySelector("#list .message:last-child .app-badge").textContent === "GUEST"`)
	become("U1")
	b.Do(t, "back", chromedp.WaitVisible(".message.private"))
}

// TestTablesInABrowser: a data_table is sorted by the column that is pressed,
// and turned page by page.
func TestTablesInABrowser(t *testing.T) {
	b, _, _ := enter(t, nil)
	column := func(n, want string) {
		t.Helper()
		b.Until(t, `[...document.querySelectorAll(".b-table tbody tr")].map((r) => r.children[`+n+`].textContent).join() === "`+want+`"`)
	}
	b.Do(t, "ask", chromedp.SendKeys("#input", "/engagement top"+kb.Enter), chromedp.WaitVisible(".b-table caption"))
	column("0", "Globex,acme,Initech")
	b.Until(t, `document.querySelector(".b-pager").textContent.includes("1 to 3 of 4") && document.querySelector(".b-table tbody th[scope=row]") !== null`)
	b.Do(t, "by minutes", chromedp.Click(".b-table th:nth-child(2) .b-sort"))
	column("1", "1,200,99,45")
	b.Until(t, `document.querySelector(".b-table th:nth-child(2)").getAttribute("aria-sort") === "descending"`)
	b.Do(t, "turn", chromedp.Click(".b-pager .dismiss:last-child"))
	column("1", "7")
	b.Do(t, "the other way", chromedp.Click(".b-table th:nth-child(2) .b-sort"))
	column("1", "7,45,99")
	b.Do(t, "by name", chromedp.Click(".b-table th:nth-child(1) .b-sort"))
	column("0", "acme,Globex,Hartwell")
	b.Until(t, `document.querySelector(".b-table th:nth-child(2)").getAttribute("aria-sort") === null`)
	b.Shot(t, "table")
}

// TestShortcutsAndLinksInABrowser: the app's shortcuts stand at each message and
// above the message box, and a link to our CRM gets the app's card below it.
func TestShortcutsAndLinksInABrowser(t *testing.T) {
	b, s, _ := enter(t, nil)
	b.Do(t, "say", chromedp.SendKeys("#input", "Dinner with Jane, see https://crm.example/a/1?x=1&y=2"+kb.Enter), chromedp.WaitVisible("#list .attachment .btn"))
	b.Until(t, `document.querySelector("#list .message:last-child .mrkdwn a").href === "https://crm.example/a/1?x=1&y=2" && document.querySelector("#list .edited") === null`)
	b.Do(t, "the card's button", chromedp.Click("#list .attachment [data-action=why]"), chromedp.WaitVisible(".message.private"))
	b.Shot(t, "unfurl")
	b.Do(t, "log it", chromedp.Click("#list .message [data-shortcut=log_message]"), chromedp.WaitVisible("#modal[open]"))
	b.Until(t, `document.querySelector("[data-action=note]").value.startsWith("Dinner with Jane, see <https://crm.example")`)
	b.Do(t, "close it", chromedp.Click("#modal-close"), chromedp.WaitReady("#modal:not([open])"))
	b.Do(t, "log anything", chromedp.Click("#chips [data-shortcut=log_anything]"), chromedp.WaitVisible("#modal[open]"))
	if views := s.fake.Views("U1"); len(views) != 1 {
		t.Errorf("%d views", len(views))
	}
}
