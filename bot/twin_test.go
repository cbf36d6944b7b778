package bot

import (
	"strings"
	"testing"
)

// The text twin says names as they are: nothing is markup there. The text of a
// notification, which Slack reads as mrkdwn, holds nothing that it would take for any.
func TestTwinsSayNamesAsTheyAre(t *testing.T) {
	const name = "Zed*Star*Q `Tick` ~W~ & Co <x> @here"
	for i, m := range hostileMessages(t, name, 61_000, 3) {
		if strings.HasSuffix(m.Text, "Or ask `/engagement help`.") {
			continue // quotes what was written, beside formatting of our own
		}
		rest := strings.ReplaceAll(m.Twin, name, "")
		for _, lost := range []string{"ZedStar", "Zed∗", "ˋTick", "∼W", "＠here"} {
			if at := strings.Index(rest, lost); at >= 0 {
				t.Errorf("the twin of message %d, %q, holds %q: %q", i, m.Text, lost, rest[max(0, at-30):min(len(rest), at+60)])
			}
		}
		if at := strings.IndexAny(m.Text, "*`~<>"); at >= 0 {
			t.Errorf("the text of message %d is markup: %q", i, m.Text)
		}
	}
}
