package app_test

import (
	"strings"
	"testing"
)

// A file that was deleted at Slack is uploaded again: the same question is answered
// with its picture by command, in the conversation with the bot and in a thread.
func TestStoryDeletedPictures(t *testing.T) {
	t.Parallel()
	atDesk(t, func(t *testing.T, d *desk) {
		d.lost = true
		pictured := func(said string) {
			t.Helper()
			for _, f := range d.fake.Files() {
				if strings.Contains(said, `"`+f.ID+`"`) {
					return
				}
			}
			t.Errorf("no picture of %d files in %s", len(d.fake.Files()), said)
		}
		pictured(string(d.ask("U0ANN", "acme.com trend").Blocks))
		d.fake.DeleteFiles()
		pictured(string(d.ask("U0ANN", "acme.com trend").Blocks))
		d.fake.DeleteFiles()
		dm := d.fake.DM("U0ANN")
		_, delivery, err := d.fake.Say("U0ANN", dm, "acme.com trend")
		d.settle(delivery, err)
		pictured(string(d.last(dm, "U0ANN").Blocks))
		d.fake.DeleteFiles()
		root, delivery, err := d.fake.Say("U0ANN", alerts, "what about them?")
		d.settle(delivery, err)
		_, delivery, err = d.fake.Reply("U0ANN", alerts, root.TS, "<@U0BOT> acme.com trend")
		d.settle(delivery, err)
		mine := d.fake.Ephemerals(alerts, "U0ANN")
		pictured(string(mine[len(mine)-1].Blocks))
		if n := len(d.fake.Faults()); n != 3 {
			t.Errorf("Slack refused %d messages, want one each time that files were deleted", n)
		}
	})
}
