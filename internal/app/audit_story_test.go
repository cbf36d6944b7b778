package app_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"engagement/account"
)

// auditedAccounts is who asked for what, about which account.
func (d *desk) auditedAccounts() []string {
	d.t.Helper()
	var all []string
	if err := d.app.Store.Audited(context.Background(), func(a account.Asked) error {
		all = append(all, a.UserID+" "+a.What+" "+a.AccountID+" "+a.Outcome)
		return nil
	}); err != nil {
		d.t.Fatal(err)
	}
	return all
}

// The audit says which account a command, a click, a form or a link was about, also
// where it was refused, and nothing where it was about none or several.
func TestStoryAuditNamesTheAccount(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		card := d.ask("U0ANN", "acme.com")
		d.ask("U0ANN", "acme.com why")
		d.ask("U0ANN", "mute globex")
		d.ask("U0ANN", "top all")
		d.ask("U0ANN", "nobody")
		d.click("U0ANN", card, "more", "watch A1")
		d.click("U0ANN", card, "more", "dm card A1")
		d.send(row("a1", "form.demo_request", "jane@acme.com", time.Now()))
		time.Sleep(30 * time.Second)
		told := d.last(alerts, "U0ANN")
		d.click("U0FOREIGN", told, "claim")
		d.click("U0ANN", told, "claim")
		d.settle(d.fake.Slash("U0ANN", alerts, "/engagement", "log"))
		view, err := d.fake.WaitView(t.Context(), "U0ANN")
		if err != nil {
			t.Fatal(err)
		}
		d.settle(d.fake.SubmitView("U0ANN", view.ID, map[string][]string{"account": {"acme.com"}, "kind": {"call"}}))
		got := d.auditedAccounts()
		for _, want := range []string{
			"U0ANN card A1 answered", "U0ANN why A1 answered", "U0ANN mute A2 not allowed", "U0ANN top  answered", "U0ANN card  not found",
			"U0ANN click more A1 answered", "U0ANN click claim A1 answered", "U0ANN form log A1 answered", "U0FOREIGN click claim A1 not allowed",
		} {
			if !slices.Contains(got, want) {
				t.Errorf("no %q in %q", want, got)
			}
		}
	})
}
