package blockkit_test

import (
	"encoding/json"
	"testing"

	"engagement/internal/blockkit"
)

// FuzzCheck holds the law of the package: no input panics, and what has no
// faults has none after it was decoded and encoded again.
func FuzzCheck(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"type":"modal","title":{"type":"plain_text","text":"a"},"blocks":[{"type":"divider"}]}`))
	f.Add([]byte(`{"type":"home","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"<&>"}}]}`))
	f.Add([]byte(`{"text":"a","blocks":[{"type":"image","alt_text":"b","slack_file":{"id":"F1"}}]}`))
	f.Add([]byte(`[{"type":"actions","elements":[null,1,"x",{}]}]`))
	checks := map[string]func([]byte) []blockkit.Fault{
		"Message":     blockkit.Message,
		"View":        blockkit.View,
		"Attachments": blockkit.Attachments,
		"Blocks":      func(b []byte) []blockkit.Fault { return blockkit.Blocks(b, blockkit.OnMessage) },
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for name, check := range checks {
			if len(check(raw)) > 0 {
				continue
			}
			var v any
			if err := json.Unmarshal(raw, &v); err != nil {
				t.Fatalf("%s found no fault in what is not JSON: %v", name, err)
			}
			again, err := json.Marshal(v)
			if err != nil {
				t.Fatalf("encode again: %v", err)
			}
			if faults := check(again); len(faults) > 0 {
				t.Fatalf("%s has no faults in %s but %v in %s", name, raw, faults, again)
			}
		}
	})
}
