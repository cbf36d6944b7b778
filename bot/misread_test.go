package bot

import (
	"strings"
	"testing"
)

// What is said of half a command is a whole one: whatever it says to write, the
// grammar takes, but for the account that is made up.
func TestHalvesNameWholeCommands(t *testing.T) {
	for word, what := range halves {
		quoted := quotedCommand.FindAllStringSubmatch(what, -1)
		if len(quoted) == 0 {
			t.Errorf("%s: %q says nothing to write", word, what)
		}
		for _, command := range quoted {
			q, err := Parse(command[1])
			if err != nil || q.Verb == ShowCard && !strings.HasPrefix(command[1], "card ") {
				t.Errorf("%s: `%s` is %q, %v", word, command[1], q.Verb, err)
			}
		}
	}
}
