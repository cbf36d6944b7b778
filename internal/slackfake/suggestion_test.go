package slackfake_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/internal/slackfake"
)

// A menu whose choices the app gives asks once enough is typed, and takes no more
// than Slack does.
func TestTyping(t *testing.T) {
	option := func(text, value string) string {
		return fmt.Sprintf(`{"text":{"type":"plain_text","text":%q},"value":%q}`, text, value)
	}
	many := strings.Repeat(option("a", "1")+",", 100) + option("a", "1")
	tests := []struct {
		name, typed, least, answer string
		asked                      bool
		want                       []slackfake.Option
		bad                        bool
	}{
		{name: "too little typed", typed: "ac"},
		{name: "enough typed", typed: "acm", answer: option("Acme", "A1"), asked: true, want: []slackfake.Option{{Text: "Acme", Value: "A1"}}},
		{name: "asks for nothing typed", least: `,"min_query_length":0`, asked: true, want: []slackfake.Option{}},
		{name: "101 options", typed: "acm", answer: many, asked: true, bad: true},
		{name: "a long value", typed: "acm", answer: option("Acme", strings.Repeat("i", 151)), asked: true, bad: true},
		{name: "no text", typed: "acm", answer: option("", "A1"), asked: true, bad: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			world(t, slackfake.Options{}, func(t *testing.T, b *bot) {
				var got map[string]any
				b.connect(t, func(e map[string]any) (any, bool) {
					if p := e["payload"].(map[string]any); p["type"] == "block_suggestion" {
						got = p
						return json.RawMessage(`{"options":[` + tt.answer + `]}`), true
					}
					return nil, true
				})
				menu := `[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"Account"},"element":{"type":"external_select","action_id":"account"` + tt.least + `}}]`
				ts := b.post(t, "text", "x", "blocks", `[{"type":"actions","elements":[{"type":"button","action_id":"open","text":{"type":"plain_text","text":"Open"}}]}]`)
				d, err := b.Click(slackfake.Click{UserID: "U1", ChannelID: "C1", MessageTS: ts, ActionID: "open"})
				waited(t, d, err)
				var trigger struct {
					Trigger string `json:"trigger_id"`
				}
				if err := json.Unmarshal(d.Payload(), &trigger); err != nil {
					t.Fatal(err)
				}
				b.call(t, "views.open", "trigger_id", trigger.Trigger, "view", `{"type":"modal","title":{"type":"plain_text","text":"Log"},"submit":{"type":"plain_text","text":"OK"},"blocks":`+menu+`}`)
				in := slackfake.Click{UserID: "U1", ViewID: b.Views("U1")[0].ID, ActionID: "account"}
				var shown []slackfake.Option
				d, err = b.Type(in, tt.typed, func(all []slackfake.Option) { shown = all })
				if err != nil || (d != nil) != tt.asked {
					t.Fatalf("asked %t, %v", d != nil, err)
				}
				if d == nil {
					return
				}
				if err := d.Wait(t.Context()); errors.Is(err, slackfake.ErrBadAnswer) != tt.bad {
					t.Errorf("Wait = %v", err)
				}
				if diff := cmp.Diff(tt.want, shown); diff != "" {
					t.Errorf("options (-want +got):\n%s", diff)
				}
				if got["value"] != tt.typed || got["action_id"] != "account" || got["block_id"] != "b" || got["trigger_id"] != nil {
					t.Errorf("payload = %v", got)
				}
				in.ActionID = "other"
				if _, err := b.Type(in, "acme", nil); !errors.Is(err, slackfake.ErrNoElement) {
					t.Errorf("another menu: %v", err)
				}
			})
		})
	}
}
