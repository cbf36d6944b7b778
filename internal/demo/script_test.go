package demo_test

import (
	"encoding/json"
	"strings"
)

// card is the answer to /engagement acme, as in the mock of the card.
const card = `{"text":"Acme Corp: 146 min in 90 days, grade 4, MQA","blocks":[
 {"type":"header","text":{"type":"plain_text","text":"Acme Corp"}},
 {"type":"context","elements":[{"type":"mrkdwn","text":"Tier 1 · West · 1,200 employees · owner ann＠example.com · *MQA since 12 Nov* · grade *4* ▲ rising"}]},
 {"type":"section","fields":[
   {"type":"mrkdwn","text":"*146 min in 90 days* (96 meetings, 50 web)\nMQA needs 90 · 4 engaged people, needs 2"},
   {"type":"mrkdwn","text":"*61 min in the last 7 days*\nnormally 14 a week (×4.4, +47 min)"},
   {"type":"mrkdwn","text":"*Whose move*\nSales: a Director read Security 3×"},
   {"type":"mrkdwn","text":"*Two-way*\nreply 3 days ago · meeting 9 days ago"}]},
 {"type":"image","slack_file":{"id":"F0TREND"},"alt_text":"Acme Corp spent 146 min in 90 days, 61 of them in the last 7."},
 {"type":"section","text":{"type":"mrkdwn","text":"*Who* · 4 of 11 known people, last 90 days\n• Vera Holt, VP Finance · 48 min · dinner 16 days ago\n• Dan Ito, Director IT · 39 min · Page “Security &lt;overview&gt; &amp; more” today\n• Mia Roe, Manager IT · 31 min · webinar 4 days ago\n• 1 more, and 12 min from visitors nobody knows yet"}},
 {"type":"section","text":{"type":"mrkdwn","text":"*Blind spots* · no Procurement, no C-level in 90 days\n*Next step* · offer the security review; see <https://example.com/play|the play>, then tell <#C1> or <@U2>"}},
 {"type":"actions","elements":[
   {"type":"button","text":{"type":"plain_text","text":"Trend, 1 year"},"action_id":"trend","value":"a1"},
   {"type":"button","text":{"type":"plain_text","text":"Why 146 min?"},"action_id":"why","value":"a1"},
   {"type":"button","url":"https://crm.example.com/a/1","text":{"type":"plain_text","text":"Open in CRM"},"action_id":"crm","value":"a1"},
   {"type":"static_select","placeholder":{"type":"plain_text","text":"Period"},"action_id":"period","options":[{"text":{"type":"plain_text","text":"90 days"},"value":"90d"},{"text":{"type":"plain_text","text":"1 year"},"value":"365d"}]},
   {"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Watch"},"value":"watch"},{"text":{"type":"plain_text","text":"Mute 14 days"},"value":"mute"}]}]},
 {"type":"context","elements":[{"type":"mrkdwn","text":"92 % of minutes from known people · 8 % anonymous · 0 % self-reported · data up to 22 Nov 09:14 · config 5f2c1a"}]}
]}`

// why is the answer to the button of that card.
const why = `{"text":"Why Acme Corp has 146 min in 90 days","blocks":[
 {"type":"section","text":{"type":"mrkdwn","text":"*Why Acme Corp has 146 min in 90 days*\n41 activities from 25 Aug to 22 Nov: 38 earned minutes, 3 nothing, 2 held back by a cap"}},
 {"type":"section","text":{"type":"mrkdwn","text":"• *48 min* · 6 Nov · Vera Holt, VP Finance · Dinner = 32 min × vp 150%\n• *30 min* · 18 Nov · Mia Roe, Manager IT · Webinar = 30 min\n• 68 min from 36 activities more"}},
 {"type":"context","elements":[{"type":"mrkdwn","text":"All rows: ` + "`engagement export ledger --account a1`" + ` · config 5f2c1a"}]}
]}`

// alert gives the blocks of the MQA alert, claimed by somebody or by nobody.
func alert(picture, claimed string) json.RawMessage {
	raw := `[
 {"type":"section","text":{"type":"mrkdwn","text":":large_green_circle: *Acme Corp is now an MQA* · Tier 1 · West · <@U1>\n*118 of 90 min* in 90 days from *4 engaged people* (needs 2) · 61 min in the last 7 days, normally 14 a week (×4.4, +47 min)\n*Why now* · VP Finance (48 min, dinner 16 days ago); Director IT (39 min, security page today)\n*Next* · the Director read Security three times: offer the security review.CLAIM"}},
 {"type":"image","slack_file":{"id":"PICTURE"},"alt_text":"Acme Corp minutes a week, last 12 weeks, rising from 14 to 61."},
 {"type":"actions","elements":[BUTTON
   {"type":"button","text":{"type":"plain_text","text":"Why"},"action_id":"why","value":"a1"},
   {"type":"button","text":{"type":"plain_text","text":"Card"},"action_id":"card","value":"a1"}]}]`
	said, button := "", `{"type":"button","style":"primary","text":{"type":"plain_text","text":"I'm on it"},"action_id":"claim","value":"m1"},`
	if claimed != "" {
		said, button = `\n:raising_hand: <@`+claimed+`> is on it, less than a minute after the alert`, ""
	}
	return json.RawMessage(strings.NewReplacer("PICTURE", picture, "CLAIM", said, "BUTTON", button).Replace(raw))
}
