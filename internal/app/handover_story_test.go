package app_test

import (
	"testing"
	"testing/synctest"
	"time"

	"engagement/account"
)

// Who leaves hands over the alerts they are on: each card says who is on it now, and
// its thread that it changed hands, once.
func TestStoryHandOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &desk{stage(t, lifeConfig(t))}
		w.accounts(acmeAccount)
		w.start()
		defer w.end()
		w.send(row("d1", "form.demo_request", "jane@acme.com", time.Now()))
		card := w.within(2*time.Second, alerts, 1)[0]
		w.click("U0ANN", card, "claim")
		for i, want := range []account.HandedOver{{Alerts: 1}, {}} {
			done, err := w.app.HandOver(t.Context(), account.HandOver{From: "U0ANN", To: "U0BEN", FromMail: "ann@ours.com", ToMail: "ben@ours.com"})
			must(t, err)
			if done != want {
				t.Errorf("time %d: %+v", i+1, done)
			}
			time.Sleep(time.Minute)
		}
		w.said(w.fake.Messages(alerts, "")[0], "<@U0BEN> is on it")
		thread := w.thread(alerts, card.TS)
		if len(thread) != 2 || thread[1] != "<@U0BEN> takes over from <@U0ANN>" {
			t.Errorf("the thread %q", thread)
		}
	})
}
