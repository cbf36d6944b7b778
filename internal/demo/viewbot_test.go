package demo_test

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Hand-made views and messages, with every kind of control the page draws.

// logView asks for an activity. typed is what stands in the note, extra more
// blocks below.
func logView(typed, extra string) json.RawMessage {
	note, err := json.Marshal(typed)
	if err != nil {
		panic(err) // a string is always JSON
	}
	return json.RawMessage(strings.NewReplacer("NOTE", string(note), "EXTRA", extra).Replace(`{"type":"modal","callback_id":"log","notify_on_close":true,
 "title":{"type":"plain_text","text":"Log an activity"},"submit":{"type":"plain_text","text":"Log it"},"close":{"type":"plain_text","text":"Cancel"},"blocks":[
 {"type":"section","block_id":"about","text":{"type":"mrkdwn","text":"What happened with *Acme Corp*?"},"accessory":{"type":"button","action_id":"more","text":{"type":"plain_text","text":"More fields"}}},
 {"type":"input","block_id":"kind","label":{"type":"plain_text","text":"Kind"},"element":{"type":"static_select","action_id":"kind","placeholder":{"type":"plain_text","text":"Choose a kind"},
  "options":[{"text":{"type":"plain_text","text":"Dinner"},"value":"dinner"},{"text":{"type":"plain_text","text":"Call"},"value":"call"}]}},
 {"type":"input","block_id":"who","label":{"type":"plain_text","text":"With whom"},"hint":{"type":"plain_text","text":"An e-mail address"},"element":{"type":"plain_text_input","action_id":"who"}},
 {"type":"input","block_id":"day","label":{"type":"plain_text","text":"Day"},"element":{"type":"datepicker","action_id":"day","initial_date":"2026-03-31"}},
 {"type":"input","block_id":"minutes","label":{"type":"plain_text","text":"Minutes"},"optional":true,"element":{"type":"number_input","action_id":"minutes","is_decimal_allowed":false,"min_value":"1"}},
 {"type":"input","block_id":"note","label":{"type":"plain_text","text":"Note"},"optional":true,"element":{"type":"plain_text_input","multiline":true,"action_id":"note","initial_value":NOTE}},
 {"type":"input","block_id":"tell","label":{"type":"plain_text","text":"Tell"},"optional":true,"element":{"type":"checkboxes","action_id":"tell",
  "options":[{"text":{"type":"mrkdwn","text":"the *owner*"},"description":{"type":"plain_text","text":"in a direct message"},"value":"owner"},{"text":{"type":"plain_text","text":"the channel"},"value":"channel"}]}}EXTRA]}`))
}

const moreFields = `,{"type":"input","block_id":"rep","label":{"type":"plain_text","text":"For"},"optional":true,"element":{"type":"users_select","action_id":"rep","placeholder":{"type":"plain_text","text":"Choose somebody"}}},
 {"type":"input","block_id":"way","label":{"type":"plain_text","text":"Way"},"optional":true,"element":{"type":"radio_buttons","action_id":"way","options":[{"text":{"type":"plain_text","text":"They came"},"value":"in"},{"text":{"type":"plain_text","text":"We went"},"value":"out"}]}}`

// sureView is pushed on top of the other.
const sureView = `{"type":"modal","callback_id":"sure","title":{"type":"plain_text","text":"Is that right?"},"submit":{"type":"plain_text","text":"Yes"},"blocks":[
 {"type":"section","text":{"type":"mrkdwn","text":"A dinner without minutes counts *120 min*."}}]}`

// homeView is Ann's Home tab after so many looks at it.
func homeView(said string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"type":"home","blocks":[
 {"type":"header","text":{"type":"plain_text","text":"Your accounts"}},
 {"type":"section","block_id":"said","text":{"type":"mrkdwn","text":%q}},
 {"type":"divider"},
 {"type":"section","block_id":"one","text":{"type":"mrkdwn","text":"*Acme Corp* · 146 min"},"accessory":{"type":"overflow","action_id":"row","options":[{"text":{"type":"plain_text","text":"Mute 14 days"},"value":"mute"},{"text":{"type":"plain_text","text":"Watch"},"value":"watch"}]}},
 {"type":"actions","block_id":"bar","elements":[
  {"type":"button","action_id":"refresh","text":{"type":"plain_text","text":"Refresh"}},
  {"type":"static_select","action_id":"period","placeholder":{"type":"plain_text","text":"Period"},"options":[{"text":{"type":"plain_text","text":"90 days"},"value":"90d"},{"text":{"type":"plain_text","text":"1 year"},"value":"365d"}]},
  {"type":"button","action_id":"log","text":{"type":"plain_text","text":"Log an activity"}}]}]}`, said))
}

// ranking is an answer with a table that can be sorted.
const ranking = `{"text":"Top accounts","blocks":[{"type":"data_table","caption":"Top accounts","page_size":3,"row_header_column_index":0,"rows":[
 [{"type":"raw_text","text":"account"},{"type":"raw_text","text":"min"},{"type":"raw_text","text":"owner"}],
 [{"type":"raw_text","text":"Globex"},{"type":"raw_number","value":99},{"type":"raw_text","text":"Ben"}],
 [{"type":"raw_text","text":"acme"},{"type":"raw_number","value":1200,"text":"1,200"},{"type":"raw_text","text":"Ann"}],
 [{"type":"raw_text","text":"Initech"},{"type":"raw_number","value":7},{"type":"raw_text","text":"Mia"}],
 [{"type":"raw_text","text":"Hartwell"},{"type":"raw_number","value":45},{"type":"raw_text","text":"Ann"}]]}]}`

// acknowledged is what a payload is acknowledged with: nothing, but for what is
// submitted.
func acknowledged(p map[string]any) any {
	if p["type"] != "view_submission" {
		return nil
	}
	view, _ := p["view"].(map[string]any)
	if view["callback_id"] == "sure" {
		return map[string]any{"response_action": "clear"}
	}
	at := func(block string) string {
		var v any = view
		for _, key := range []string{"state", "values", block, block, "value"} {
			m, _ := v.(map[string]any)
			v = m[key]
		}
		s, _ := v.(string)
		return s
	}
	switch {
	case at("who") == "nobody":
		return map[string]any{"response_action": "errors", "errors": map[string]any{"who": "Nobody is called that. Give an e-mail address."}}
	case at("minutes") == "":
		return map[string]any{"response_action": "push", "view": json.RawMessage(sureView)}
	}
	return nil
}

// show does what a payload asks for that concerns views, threads and links; it
// reports whether there was such a thing.
func (b *scriptedBot) show(p map[string]any) (bool, error) {
	trigger, _ := p["trigger_id"].(string)
	open := func(view json.RawMessage) (bool, error) {
		return true, b.say("views.open", map[string]any{"trigger_id": trigger, "view": view})
	}
	user, _ := p["user"].(map[string]any)
	publish := func(userID any, said string) (bool, error) {
		return true, b.say("views.publish", map[string]any{"user_id": userID, "view": homeView(said)})
	}
	switch p["type"] {
	case "view_submission", "view_closed":
		return true, nil
	case "message_action":
		message, _ := p["message"].(map[string]any)
		text, _ := message["text"].(string)
		return open(logView(text, ""))
	case "shortcut":
		return open(logView("", ""))
	case "event_callback":
		event, _ := p["event"].(map[string]any)
		return true, b.happened(event, publish)
	case "block_actions":
		actions, _ := p["actions"].([]any)
		action, _ := actions[0].(map[string]any)
		view, inView := p["view"].(map[string]any)
		chosen, _ := action["selected_option"].(map[string]any)
		switch {
		case action["action_id"] == "more" && inView:
			return true, b.say("views.update", map[string]any{"view_id": view["id"], "hash": view["hash"], "view": logView("", moreFields)})
		case action["action_id"] == "log":
			return open(logView("", ""))
		case action["action_id"] == "refresh":
			return publish(user["id"], "Refreshed.")
		case inView:
			return publish(user["id"], fmt.Sprintf("%s: %s", action["action_id"], chosen["value"]))
		}
	}
	link, _ := p["response_url"].(string)
	switch p["text"] {
	case "log":
		return open(logView("", ""))
	case "top":
		return true, b.post(link, ranking)
	}
	return false, nil
}

// happened answers events.
func (b *scriptedBot) happened(event map[string]any, publish func(any, string) (bool, error)) error {
	switch event["type"] {
	case "app_home_opened":
		_, err := publish(event["user"], "Nothing is new.")
		return err
	case "app_mention":
		thread := event["thread_ts"]
		if thread == nil {
			thread = event["ts"]
		}
		if err := b.say("chat.postEphemeral", map[string]any{"channel": event["channel"], "user": event["user"], "thread_ts": thread, "text": "For your eyes."}); err != nil {
			return err
		}
		return b.say("chat.postMessage", map[string]any{"channel": event["channel"], "thread_ts": thread, "text": "Acme Corp: 146 min in 90 days"})
	case "link_shared":
		links, _ := event["links"].([]any)
		first, _ := links[0].(map[string]any)
		address, _ := first["url"].(string)
		return b.say("chat.unfurl", map[string]any{"channel": event["channel"], "ts": event["message_ts"], "unfurls": map[string]any{
			address: json.RawMessage(`{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"*Acme Corp* · 146 min in 90 days"},"accessory":{"type":"button","action_id":"why","value":"a1","text":{"type":"plain_text","text":"Why"}}}]}`),
		}})
	}
	return nil
}
