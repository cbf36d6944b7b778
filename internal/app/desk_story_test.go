package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
	"engagement/internal/config"
	"engagement/internal/slackfake"
)

// desk is a workspace in which people do things.
type desk struct {
	*workspace
}

// atDesk plays a story over each transport: Acme is Ann's, Globex is nobody's.
func atDesk(t *testing.T, play func(*testing.T, *desk)) {
	t.Helper()
	for _, mode := range []string{"socket", "http"} {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := storyConfig(t, mode)
				c.People = map[string]config.Person{"ben@ours.com": {Role: "manager"}}
				c.Slack.Managers = []string{"@leads"}
				d := &desk{stage(t, c)}
				crm := acmeAccount
				crm.CRMURL = "https://crm.ours.com/a/1"
				d.accounts(crm, account.Account{ID: "A2", Name: "Globex", Domains: []string{"globex.com"}, Owner: "eve@ours.com"},
					account.Account{ID: "A3", Name: "Acme Holding", Domains: []string{"acme-holding.com"}})
				d.start()
				defer d.end()
				d.send(row("p1", "content.download", "jane@acme.com", time.Now()), row("p2", "web.page_pricing", "jane@acme.com", time.Now()),
					row("p3", "content.download", "kim@globex.com", time.Now()))
				time.Sleep(5 * time.Second)
				play(t, d)
			})
		})
	}
}

// settle waits until everything that was sent is answered.
func (d *desk) settle(delivery *slackfake.Delivery, err error) {
	d.t.Helper()
	if err == nil && delivery != nil {
		err = delivery.Wait(d.t.Context())
	}
	if err != nil {
		d.t.Fatalf("%v\n%s", err, d.log)
	}
	time.Sleep(15 * time.Second)
}

// ask runs a command and returns the answer that only the user sees.
func (d *desk) ask(user, text string) slackfake.Message {
	d.t.Helper()
	before := len(d.fake.Ephemerals(alerts, user))
	d.settle(d.fake.Slash(user, alerts, "/engagement", text))
	all := d.fake.Ephemerals(alerts, user)
	if len(all) == before {
		d.t.Fatalf("%s got no answer to %q\n%s", user, text, d.log)
	}
	return all[len(all)-1]
}

// click uses a button or menu of a message.
func (d *desk) click(user string, m slackfake.Message, action string, values ...string) {
	d.t.Helper()
	d.settle(d.fake.Click(slackfake.Click{UserID: user, ChannelID: m.ChannelID, MessageTS: m.TS, ActionID: action, Values: values}))
}

// said fails where a message does not hold a text.
func (d *desk) said(m slackfake.Message, want string) {
	d.t.Helper()
	if !strings.Contains(m.Text+string(m.Blocks), want) {
		d.t.Errorf("no %q in %s %s", want, m.Text, m.Blocks)
	}
}

// audited is who asked for what, and whether they got it.
func (d *desk) audited() []string {
	d.t.Helper()
	var all []string
	if err := d.app.Store.Audited(context.Background(), func(a account.Asked) error {
		all = append(all, a.UserID+" "+a.What+" "+a.Outcome)
		return nil
	}); err != nil {
		d.t.Fatal(err)
	}
	return all
}

// last is the newest message of a channel as a user sees it.
func (d *desk) last(channel, user string) slackfake.Message {
	d.t.Helper()
	all := d.fake.Messages(channel, user)
	if len(all) == 0 {
		d.t.Fatalf("nothing in %s\n%s", channel, d.log)
	}
	return all[len(all)-1]
}

// Asking works in threads and in the conversation with the bot, and not from
// another workspace.
func TestStoryMentions(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		root, delivery, err := d.fake.Say("U0ANN", alerts, "what about them?")
		d.settle(delivery, err)
		_, delivery, err = d.fake.Reply("U0ANN", alerts, root.TS, "<@U0BOT> acme.com")
		d.settle(delivery, err)
		mine := d.fake.Ephemerals(alerts, "U0ANN")
		if len(mine) != 1 || mine[0].ThreadTS != root.TS {
			t.Fatalf("%d answers, in thread %q", len(mine), mine[0].ThreadTS)
		}
		d.said(mine[0], "in 90 days")
		dm := d.fake.DM("U0ANN")
		_, delivery, err = d.fake.Say("U0ANN", dm, "help")
		d.settle(delivery, err)
		d.said(d.last(dm, "U0ANN"), "What you can ask")
		before := len(d.fake.Ephemerals(alerts, "U0ANN"))
		_, delivery, err = d.fake.Say("U0FOREIGN", alerts, "<@U0BOT> acme.com")
		d.settle(delivery, err)
		for _, m := range d.fake.Ephemerals(alerts, "U0FOREIGN") {
			d.said(m, "members of the workspace")
		}
		if after := len(d.fake.Ephemerals(alerts, "U0ANN")); after != before {
			t.Errorf("%d answers more", after-before)
		}
	})
}

// What somebody watches comes first, and stands in their lists and their Home.
func TestStoryWatching(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		d.said(d.ask("U0BEN", "top mine"), "*0* of 0 accounts of yours or watched")
		d.said(d.ask("U0BEN", "watches"), "You watch no account yet")
		choice := d.ask("U0BEN", "watch acme")
		d.said(choice, "Which")
		d.click("U0BEN", choice, "choose_1")
		d.said(d.last(alerts, "U0BEN"), "You watch *Acme")
		watched := "Acme Holding"
		d.said(d.ask("U0BEN", "watch acme-holding.com"), watched)
		d.said(d.ask("U0BEN", "watch acme-holding.com"), "already")
		d.said(d.ask("U0BEN", "watches"), watched)
		d.said(d.ask("U0ANN", "top mine"), "Acme Corp")
		d.settle(d.fake.OpenHome("U0ANN"))
		home, ok := d.fake.Home("U0ANN")
		if !ok || !strings.Contains(string(home.Body), "Acme Corp") || strings.Contains(string(home.Body), "Globex") {
			t.Errorf("home: %s", home.Body)
		}
		d.settle(d.fake.OpenHome("U0GUEST"))
		if home, ok = d.fake.Home("U0GUEST"); !ok || !strings.Contains(string(home.Body), "Guests cannot see") {
			t.Errorf("home of a guest: %s", home.Body)
		}
		d.said(d.ask("U0ANN", "unwatch globex"), "did not watch")
	})
}

// A form says what is wrong with it at the field, and logs once.
func TestStoryLogging(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		d.settle(d.fake.Slash("U0ANN", alerts, "/engagement", "log"))
		view, err := d.fake.WaitView(t.Context(), "U0ANN")
		if err != nil {
			t.Fatal(err)
		}
		d.settle(d.fake.SubmitView("U0ANN", view.ID, map[string][]string{"account": {"nobody"}, "kind": {"call"}, "minutes": {"25"}}))
		if got := d.fake.Views("U0ANN"); len(got) != 1 || !strings.Contains(got[0].Errors["account"], "No account is called") {
			t.Fatalf("%+v", got)
		}
		d.settle(d.fake.SubmitView("U0ANN", view.ID, map[string][]string{"account": {"acme.com"}, "with": {"jane@acme.com"}}))
		if got := d.fake.Views("U0ANN"); len(got) != 1 || !strings.Contains(string(got[0].Body), "25 min with jane@acme.com") {
			t.Fatalf("%+v", got)
		}
		card := d.ask("U0ANN", "acme.com")
		d.said(card, "40 min in 90 days") // 10 + 5 + 25
		for range 2 {
			d.ask("U0ANN", "log acme.com call 5m with jane@acme.com")
		}
		d.said(d.ask("U0ANN", "acme.com"), "45 min in 90 days")
		d.said(d.ask("U0ANN", "log globex call 5m"), "logged by its owner or a manager")
		d.said(d.ask("U0BEN", "log globex call 5m"), "people nobody named")
		d.said(d.ask("U0LEA", "log globex call 6m"), "people nobody named") // by her user group
	})
}

// Sharing shows first what the channel would see: titles, and no names. A click
// twice shares once; a guest and a foreign user share nothing.
func TestStorySharing(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		d.send(`{"id":"n1","type":"content.download","email":"jane@acme.com","name":"Jane Doe","title":"CFO","occurred_at":"` + time.Now().UTC().Format(time.RFC3339) + `"}`)
		time.Sleep(5 * time.Second)
		card := d.ask("U0ANN", "acme.com")
		d.said(card, "Jane Doe")
		d.click("U0ANN", card, "more", "share card A1")
		preview := d.last(alerts, "U0ANN")
		d.said(preview, "what everybody in #alerts would see")
		if strings.Contains(string(preview.Blocks), "Jane") {
			t.Errorf("the preview names people: %s", preview.Blocks)
		}
		before := len(d.fake.Messages(alerts, ""))
		twice := slackfake.Click{UserID: "U0ANN", ChannelID: alerts, MessageTS: preview.TS, ActionID: "publish"}
		first, err := d.fake.Click(twice)
		if err != nil {
			t.Fatal(err)
		}
		d.settle(d.fake.Click(twice))
		d.settle(first, nil)
		public := d.fake.Messages(alerts, "")
		if len(public) != before+1 || strings.Contains(string(public[before].Blocks), "Jane") {
			t.Fatalf("%d messages more: %s", len(public)-before, public[len(public)-1].Blocks)
		}
		d.said(public[before], "Shared by ann")
		d.click("U0ANN", card, "more", "dm card A1")
		d.said(d.last(d.fake.DM("U0ANN"), "U0ANN"), "Jane Doe")
	})
}

// An alert is put off, or said not to be useful, once; its card says so.
func TestStoryJudging(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		d.send(row("d1", "form.demo_request", "jane@acme.com", time.Now()))
		alert := d.within(2*time.Second, alerts, 1)[0]
		id := "act_now:http:d1"
		for range 2 {
			d.click("U0BEN", alert, "more", "useless known "+id)
		}
		d.click("U0FOREIGN", alert, "more", "snooze "+id)
		now := d.fake.Messages(alerts, "")[0]
		d.said(now, "Not useful, says <@U0BEN>: I knew that already")
		if strings.Contains(string(now.Blocks), "Put off") {
			t.Error("a foreign click put the alert off")
		}
		if !slices.Contains(d.audited(), "U0FOREIGN click more not allowed") {
			t.Errorf("audit %q", d.audited())
		}
		d.click("U0ANN", now, "more", "snooze "+id)
		d.said(d.fake.Messages(alerts, "")[0], "Put off until")
	})
}

// A muted account is quiet, but whoever asks for us is heard. Only its owner or a
// manager mutes it.
func TestStoryMuting(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		d.said(d.ask("U0ANN", "mute globex"), "muted by its owner or a manager")
		d.said(d.ask("U0ANN", "mute acme.com 5d"), "are muted up to and including")
		rows := []string{}
		for n, who := range []string{"a", "b", "c", "e"} {
			at := time.Now().Add(-time.Duration(n) * 26 * time.Hour)
			rows = append(rows, row("w"+who, "webinar.attended", who+"@acme.com", at), row("x"+who, "content.download", who+"@acme.com", at.Add(time.Minute)))
		}
		d.send(rows...)
		time.Sleep(time.Minute)
		if got := d.fake.Messages(alerts, ""); len(got) != 0 {
			t.Fatalf("a muted account alerted: %s", got[0].Blocks)
		}
		d.said(d.ask("U0ANN", "acme.com"), "MQA since")
		d.send(row("d1", "form.demo_request", "jane@acme.com", time.Now()))
		d.within(5*time.Second, alerts, 1)
	})
}

// A form offers the accounts that are called like what is typed, one's own first;
// what is chosen is logged. A guest is offered nothing.
func TestStorySuggestions(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		d.settle(d.fake.Slash("U0ANN", alerts, "/engagement", "log"))
		view, err := d.fake.WaitView(t.Context(), "U0ANN")
		if err != nil {
			t.Fatal(err)
		}
		offered := func(typed string) (values []string) {
			d.settle(d.fake.Type(slackfake.Click{UserID: "U0ANN", ViewID: view.ID, ActionID: "account"}, typed, func(all []slackfake.Option) {
				for _, o := range all {
					values = append(values, o.Value)
				}
			}))
			return values
		}
		for typed, want := range map[string][]string{
			"": {"A1"}, "acme": {"A1", "A3"}, "ACME hold": {"A3"}, "globex.com": {"A2"}, "a3": {"A3"}, "globx": {"A2"}, "zzzz": nil,
		} {
			if got := offered(typed); !slices.Equal(got, want) {
				t.Errorf("%q offers %q, want %q", typed, got, want)
			}
		}
		d.settle(d.fake.SubmitView("U0ANN", view.ID, map[string][]string{"account": {"A1"}, "kind": {"call"}, "minutes": {"25"}}))
		if got := d.fake.Views("U0ANN"); len(got) != 1 || !strings.Contains(string(got[0].Body), "Acme Corp") {
			t.Fatalf("%+v", got)
		}
		d.settle(d.fake.Slash("U0BEN", alerts, "/engagement", "log"))
		theirs, err := d.fake.WaitView(t.Context(), "U0BEN")
		if err != nil {
			t.Fatal(err)
		}
		d.fake.AddUser(slackfake.User{ID: "U0BEN", Name: "ben", Email: "ben@ours.com", IsRestricted: true})
		time.Sleep(10 * time.Minute) // until it is seen that he is a guest now
		d.settle(d.fake.Type(slackfake.Click{UserID: "U0BEN", ViewID: theirs.ID, ActionID: "account"}, "acme", func(all []slackfake.Option) {
			if len(all) != 0 {
				t.Errorf("a guest is offered %+v", all)
			}
		}))
		if got := d.audited(); !slices.Contains(got, "U0BEN menu not allowed") {
			t.Errorf("audit %q", got)
		}
	})
}

// Homes, links and shortcuts are audited like questions, also where they are
// refused.
func TestStoryEventsAreAudited(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		const link = "look: <https://crm.ours.com/a/1> of jane@acme.com"
		for _, user := range []string{"U0ANN", "U0GUEST", "U0FOREIGN"} {
			d.settle(d.fake.OpenHome(user))
			said, told, err := d.fake.Say(user, alerts, link)
			d.settle(told, err)
			all := d.fake.Messages(alerts, "")
			if shown := all[len(all)-1].Attachments != nil; shown != (user == "U0ANN") {
				t.Errorf("a link of %s shows the account: %t", user, shown)
			}
			if user != "U0FOREIGN" { // whom Slack offers no shortcut
				d.settle(d.fake.OnMessage(user, alerts, said.TS, "log_message"))
			}
		}
		_, told, err := d.fake.Say("U0GUEST", alerts, "<https://crm.ours.com/a/unknown>")
		d.settle(told, err)
		want := []string{
			"U0ANN home answered", "U0ANN link answered", "U0ANN shortcut answered",
			"U0GUEST home not allowed", "U0GUEST link not allowed", "U0GUEST shortcut not allowed",
			"U0FOREIGN home not allowed", "U0FOREIGN link not allowed",
		}
		if got := d.audited(); !slices.Equal(got, want) {
			t.Errorf("audit %q", got)
		}
	})
}

// Settings are kept, and what was asked is audited.
func TestStorySettings(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		shown := d.ask("U0ANN", "settings")
		d.click("U0ANN", shown, "settings")
		view, err := d.fake.WaitView(t.Context(), "U0ANN")
		if err != nil {
			t.Fatal(err)
		}
		d.settle(d.fake.SubmitView("U0ANN", view.ID, map[string][]string{"zone": {"Mars/Olympus"}, "briefs": {"off"}}))
		if got := d.fake.Views("U0ANN"); len(got) != 1 || got[0].Errors["zone"] == "" {
			t.Fatalf("%+v", got)
		}
		d.settle(d.fake.SubmitView("U0ANN", view.ID, map[string][]string{"zone": {"Europe/Lisbon"}, "quiet_from": {"19:00"}, "quiet_to": {"8:00"}}))
		d.said(d.ask("U0ANN", "settings"), `*Zone* · Europe/Lisbon\n*Quiet hours* · 19:00 to 08:00\n*Briefs* · none`)
		d.ask("U0GUEST", "acme")
		d.ask("U0ANN", "acme trend 3d")
		want := []string{
			"U0ANN settings answered", "U0ANN click settings answered", "U0ANN form settings not understood", "U0ANN form settings answered",
			"U0ANN settings answered", "U0GUEST command not allowed", "U0ANN trend not understood",
		}
		if got := d.audited(); !slices.Equal(got, want) {
			t.Errorf("audit %q", got)
		}
	})
}
