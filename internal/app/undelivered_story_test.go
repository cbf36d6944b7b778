package app_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/internal/slackfake"
)

// texts are what stands in a channel.
func (w *workspace) texts(channel, viewer string) (all []string) {
	for _, m := range w.fake.Messages(channel, viewer) {
		all = append(all, m.Text)
	}
	return all
}

// What Slack does not take is told to operations once a channel and cause, stands in
// the Homes of admins, and is delivered once, in order, when the cause is gone and an
// admin presses Retry. What operations itself does not take is told to admins.
func TestStoryUndelivered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := nightConfig(t, quietNights+"[alerts]\noperations = \"#ops\"\nescalate_days = 0\n[people.\"lea@ours.com\"]\nrole = \"admin\"\n[people.\"ben@ours.com\"]\nrole = \"manager\"\n")
		d := &desk{stage(t, c)}
		var firms []account.Account
		for i := range 6 {
			firms = append(firms, account.Account{ID: fmt.Sprint("A", i), Name: fmt.Sprint("Company ", i), Domains: []string{fmt.Sprintf("a%d.com", i)}})
		}
		d.accounts(firms...)
		d.start()
		defer d.end()
		n := 0
		ask := func(requests int) {
			t.Helper()
			for range requests {
				d.send(row(fmt.Sprint("d", n), "form.demo_request", fmt.Sprintf("ask@a%d.com", n), time.Now()))
				n++
				time.Sleep(5 * time.Second)
			}
		}
		home := func(user string) string {
			t.Helper()
			d.settle(d.fake.OpenHome(user))
			h, ok := d.fake.Home(user)
			if !ok {
				t.Fatalf("%s has no Home", user)
			}
			return string(h.Body)
		}
		retry := func(user string) (answer string) {
			t.Helper()
			h, ok := d.fake.Home(user)
			if !ok {
				t.Fatal("no Home")
			}
			d.settle(d.fake.Click(slackfake.Click{UserID: user, ViewID: h.ID, ActionID: "retry_0"}))
			all := d.texts(d.fake.DM(user), user)
			if len(all) == 0 {
				return ""
			}
			return all[len(all)-1]
		}
		d.fake.SetArchived(alerts, true)
		ask(3)
		if got := d.texts(ops, ""); len(got) != 1 || got[0] != "Slack does not take alerts for #alerts: is_archived" {
			t.Fatalf("operations read %q\n%s", got, d.log)
		}
		if h := home("U0BEN"); strings.Contains(h, "does not take") {
			t.Errorf("a manager sees %s", h)
		}
		h := home("U0LEA")
		for _, want := range []string{"3 alerts for #alerts", "is_archived", "unarchive the channel or configure another, then retry", `"Retry"`} {
			if !strings.Contains(h, want) {
				t.Errorf("no %q in the Home of an admin: %s", want, h)
			}
		}
		// Too early: told again, because somebody has looked.
		if got := retry("U0LEA"); got != "3 alerts for #alerts: tried again now, in order." {
			t.Errorf("the answer is %q", got)
		}
		time.Sleep(time.Minute)
		if got := d.texts(ops, ""); len(got) != 2 {
			t.Errorf("operations read %q", got)
		}
		d.fake.SetArchived(alerts, false)
		home("U0LEA")
		retry("U0LEA")
		time.Sleep(time.Minute)
		got := d.within(time.Second, alerts, 3)
		for i, m := range got {
			if !strings.Contains(m.Text, fmt.Sprint("Company ", i)) {
				t.Errorf("message %d is %q", i, m.Text)
			}
		}
		if h := home("U0LEA"); strings.Contains(h, "does not take") {
			t.Errorf("the Home still says %s", h)
		}

		// Another cause is told anew; and what comes later waits behind nothing.
		d.fake.Kick(alerts, "U0BOT")
		ask(2)
		if got := d.texts(ops, ""); len(got) != 3 || !strings.HasSuffix(got[2], "not_in_channel") {
			t.Errorf("operations read %q", got)
		}
		if n, err := d.app.Store.Revive(t.Context(), "#nowhere", time.Now()); err != nil || n != 0 {
			t.Errorf("%d revived, %v", n, err)
		}

		// Operations cannot be told of itself.
		d.fake.SetArchived(ops, true)
		d.send(row("stranger", "form.demo_request", "who@nowhere.com", time.Now()))
		time.Sleep(time.Minute)
		lea := d.texts(d.fake.DM("U0LEA"), "U0LEA")
		if last := lea[len(lea)-1]; last != "Slack does not take alerts for #ops: is_archived" {
			t.Errorf("the admin reads %q", lea)
		}
		if ben := d.texts(d.fake.DM("U0BEN"), "U0BEN"); len(ben) != 0 {
			t.Errorf("the manager reads %q", ben)
		}
		dead, err := d.app.Store.Undelivered(t.Context())
		if err != nil || len(dead) != 3 || dead[2].Message.Kind != alert.KindActNow {
			t.Errorf("given up: %+v, %v", dead, err)
		}
	})
}

// While the tokens are revoked nothing is lost and nothing is given up, and /readyz
// is red and says what to do.
func TestStoryRevokedTokensAreNotReady(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := nightConfig(t, quietNights)
		c.AdminListen = c.IngestListen
		w := stage(t, c)
		w.accounts(acmeAccount)
		w.start()
		defer w.end()
		ready := func() (int, string) {
			t.Helper()
			answer, err := w.door.Get("http://bot.story/readyz")
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			return answer.StatusCode, string(body)
		}
		if code, body := ready(); code != http.StatusOK || body != "ok\n" {
			t.Errorf("ready: %d %q", code, body)
		}
		w.fake.Script("conversations.list", slackfake.Times(3, slackfake.Fail("token_revoked"))...)
		w.send(row("d1", "form.demo_request", "jane@acme.com", time.Now()))
		time.Sleep(time.Second)
		if code, body := ready(); code != http.StatusServiceUnavailable || !strings.Contains(body, "alerts wait: slack conversations.list: token_revoked; try: install the app again") {
			t.Errorf("not ready: %d %q", code, body)
		}
		if answer, err := w.door.Get("http://bot.story/healthz"); err != nil || answer.StatusCode != http.StatusOK || answer.Body.Close() != nil {
			t.Errorf("it lives, but says %v, %v", answer, err)
		}
		w.send(row("d2", "form.demo_request", "kim@acme.com", time.Now()))
		time.Sleep(10 * time.Minute)
		w.within(time.Second, alerts, 2)
		if code, body := ready(); code != http.StatusOK {
			t.Errorf("ready again: %d %q", code, body)
		}
	})
}
