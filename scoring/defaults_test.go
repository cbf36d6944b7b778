package scoring

import (
	"testing"

	"engagement/account"
)

// The whole table of base minutes, caps and groups, row by row: what the page
// about minutes promises is what an account is scored with.
func TestDefaultTypesAreTheTable(t *testing.T) {
	const marketing, sales, product, intent = "marketing", "sales", "product", "intent"
	actNow, exact := Type{ActNow: true}, Type{Exact: true}
	reply, meeting := Type{Signal: "reply"}, Type{Exact: true, Signal: "meeting"}
	views, topics := "20min/day", "5min/week/account" // of the pools
	rows := []struct {
		name    string
		minutes account.Milli
		group   string
		like    Type     // exact, percent, act-now and signal
		caps    []string // the type's own, then its pool's
	}{
		{"web.page_view", 1000, marketing, Type{}, []string{views}},
		{"web.page_anonymous", 1000, marketing, Type{}, []string{"15min/day/account"}},
		{"web.page_feature", 3000, marketing, Type{}, []string{"3x/day/url", views}},
		{"web.page_pricing", 5000, marketing, Type{}, []string{"2x/day/url", views}},
		{"web.page_comparison", 5000, marketing, Type{}, []string{"2x/day/url", views}},
		{"web.page_integrations", 5000, marketing, Type{}, []string{"2x/day/url", views}},
		{"web.page_security", 5000, marketing, Type{}, []string{"2x/day/url", views}},
		{"web.page_docs", 1000, marketing, Type{}, []string{"10x/day", views}},
		{"web.page_blog", 1000, marketing, Type{}, []string{"5x/day", views}},
		{"web.page_excluded", 0, marketing, Type{}, []string{views}},
		{"web.session", 0, marketing, exact, []string{"15min/activity", "30min/day"}},
		{"web.video_watched", 5000, marketing, exact, []string{"30min/day"}},
		{"web.tool_used", 8000, marketing, Type{}, []string{"2x/30d"}},
		{"web.chat", 5000, marketing, Type{}, []string{"2x/day"}},
		{"form.newsletter", 2000, marketing, Type{}, []string{"1x/week"}},
		{"form.content", 10_000, marketing, Type{}, []string{"3x/day"}},
		{"form.event_registration", 5000, marketing, Type{}, []string{"1x/event"}},
		{"form.contact_sales", 30_000, marketing, actNow, []string{"1x/day"}},
		{"form.demo_request", 30_000, marketing, actNow, []string{"1x/day"}},
		{"email.open", 100, marketing, Type{}, []string{"1x/asset"}},
		{"email.sales_open", 100, sales, Type{}, []string{"1x/asset"}},
		{"email.click", 2000, marketing, Type{}, []string{"1x/asset"}},
		{"email.reply", 2000, sales, reply, []string{"10x/day"}},
		{"email.inbound", 2000, sales, reply, []string{"10x/day"}},
		{"email.auto_reply", 0, sales, Type{}, nil},
		{"email.bounced", 0, sales, Type{}, nil},
		{"email.delivered", 0, sales, Type{}, nil},
		{"content.download", 10_000, marketing, Type{}, []string{"1x/asset", "3x/day"}},
		{"content.premium", 15_000, marketing, Type{}, []string{"1x/asset", "3x/day"}},
		{"content.syndication", 3000, marketing, Type{}, []string{"1x/asset"}},
		{"content.certification", 25_000, marketing, Type{}, []string{"1x/asset"}},
		{"webinar.registered", 5000, marketing, Type{}, []string{"1x/event"}},
		{"webinar.attended", 30_000, marketing, exact, []string{"60min/event"}},
		{"webinar.on_demand", 20_000, marketing, exact, []string{"45min/event"}},
		{"webinar.no_show", 0, marketing, Type{}, nil},
		{"webinar.question", 5000, marketing, Type{}, []string{"1x/event"}},
		{"event.registered", 5000, marketing, Type{}, []string{"1x/event"}},
		{"event.booth", 10_000, marketing, Type{}, []string{"1x/event"}},
		{"event.booth_demo", 20_000, marketing, Type{}, []string{"1x/event"}},
		{"event.session", 30_000, marketing, Type{}, []string{"90min/day"}},
		{"event.workshop", 60_000, marketing, Type{}, []string{"1x/event"}},
		{"event.briefing", 90_000, marketing, Type{}, []string{"1x/event"}},
		{"event.dinner", 120_000, marketing, Type{}, []string{"1x/event"}},
		{"event.meetup", 45_000, marketing, Type{}, []string{"1x/event"}},
		{"event.follow_up_requested", 15_000, marketing, actNow, []string{"1x/event"}},
		{"meeting.held", 30_000, sales, meeting, []string{"120min/meeting", "240min/meeting/account"}},
		{"meeting.scheduled", 0, sales, Type{Signal: "scheduled"}, nil},
		{"meeting.cancelled", 0, sales, Type{Signal: "cancelled"}, nil},
		{"meeting.declined", 0, sales, Type{}, nil},
		{"meeting.no_show", 0, sales, Type{}, nil},
		{"meeting.internal", 0, sales, Type{}, nil},
		{"call.connected", 5000, sales, meeting, []string{"30min/activity"}},
		{"call.no_connect", 0, sales, Type{}, nil},
		{"call.voicemail", 0, sales, Type{}, nil},
		{"crm.task", 0, sales, Type{}, nil},
		{"crm.opportunity_changed", 0, sales, Type{}, nil},
		{"crm.campaign_responded", 5000, marketing, Type{}, []string{"1x/campaign"}},
		{"deal.document_viewed", 5000, sales, exact, []string{"15min/day"}},
		{"deal.security_review", 20_000, sales, exact, []string{"1x/30d"}},
		{"product.trial_started", 30_000, product, actNow, []string{"1x/90d"}},
		{"product.active_minutes", 0, product, Type{Exact: true, Percent: 10}, []string{"30min/week"}},
		{"product.key_action", 10_000, product, Type{}, []string{"3x/week"}},
		{"product.support_ticket", 3000, product, Type{}, []string{"3x/week"}},
		{"social.follow", 1000, marketing, Type{}, []string{"1x/week"}},
		{"social.comment", 3000, marketing, Type{}, []string{"5x/week"}},
		{"social.share", 5000, marketing, Type{}, []string{"5x/week"}},
		{"community.post", 5000, marketing, Type{}, []string{"3x/week"}},
		{"community.review", 15_000, marketing, Type{}, []string{"1x/180d"}},
		{"ads.impression", 0, intent, Type{}, nil},
		{"ads.click", 1000, intent, Type{}, []string{"3x/day"}},
		{"ads.video_complete", 1000, intent, Type{}, []string{"1x/asset"}},
		{"ads.lead_form", 10_000, marketing, Type{}, []string{"1x/asset"}},
		{"intent.topic_high", 200, intent, Type{}, []string{topics}},
		{"intent.topic_medium", 100, intent, Type{}, []string{topics}},
		{"intent.topic_low", 0, intent, Type{}, []string{topics}},
		{"intent.surge", 1000, intent, Type{}, []string{"1x/week/asset/account", "10min/week/account"}},
		{"intent.review_site", 5000, intent, Type{}, []string{"10min/week/account"}},
	}
	p := DefaultPolicy()
	if len(rows) != len(p.Types) {
		t.Errorf("the table has %d rows, the policy %d types", len(rows), len(p.Types))
	}
	for _, row := range rows {
		got, ok := p.Types[row.name]
		if !ok {
			t.Errorf("%s is no type", row.name)
			continue
		}
		if got.Minutes != row.minutes || got.Group != row.group {
			t.Errorf("%s: %s minutes of %s, want %s of %s", row.name, got.Minutes, got.Group, row.minutes, row.group)
		}
		if got.Exact != row.like.Exact || got.Percent != row.like.Percent || got.ActNow != row.like.ActNow || got.Signal != row.like.Signal {
			t.Errorf("%s: %+v, want %+v", row.name, got, row.like)
		}
		var caps []string
		for _, c := range append(append([]Cap{}, got.Caps...), p.Pools[got.Pool]...) {
			caps = append(caps, c.String())
		}
		if len(caps) != len(row.caps) {
			t.Errorf("%s: caps %q, want %q", row.name, caps, row.caps)
			continue
		}
		for i := range caps {
			if caps[i] != row.caps[i] {
				t.Errorf("%s: caps %q, want %q", row.name, caps, row.caps)
			}
		}
	}
}

// Pages and mails that say what they are by address or status.
func TestDefaultRulesTellPagesAndMailsApart(t *testing.T) {
	p := DefaultPolicy()
	for _, c := range []struct{ typ, url, status, person, want string }{
		{"web.page_view", "https://ours.com/careers/berlin", "", "who", "web.page_excluded"},
		{"web.page_view", "https://ours.com/login?next=/pricing", "", "who", "web.page_excluded"},
		{"web.page_view", "https://ours.com/unsubscribe", "", "", "web.page_excluded"},
		{"web.page_view", "https://ours.com/status", "", "who", "web.page_excluded"},
		{"web.page_view", "https://status.ours.com/", "", "who", "web.page_excluded"},
		{"web.page_view", "https://ours.com/legal/terms", "", "who", "web.page_excluded"},
		{"web.page_view", "https://ours.com/pricing", "", "", "web.page_pricing"},
		{"web.page_view", "https://ours.com/", "", "", "web.page_anonymous"},
		{"web.page_view", "https://ours.com/", "", "who", "web.page_view"},
		{"email.reply", "", "sent", "who", "email.reply"},
		{"email.reply", "", "auto-reply", "who", "email.auto_reply"},
		{"email.inbound", "", "Auto_Replied", "who", "email.auto_reply"},
		{"email.reply", "", "Out of Office", "who", "email.auto_reply"},
		{"email.inbound", "", "hard bounce", "who", "email.bounced"},
		{"email.reply", "", "bounced", "who", "email.bounced"},
	} {
		a := account.Activity{Type: c.typ, URL: c.url, Status: c.status, Match: account.Match{ContactID: c.person}}
		if got, rule := p.resolve(&a); got != c.want {
			t.Errorf("%s %s %q is %s by %s, want %s", c.typ, c.url, c.status, got, rule, c.want)
		}
	}
}

func TestCapsByActivityEventAndMeeting(t *testing.T) {
	for text, want := range map[string]Cap{
		"30min/activity":         {Minutes: 30_000, Key: "activity"},
		"1x/event":               {Count: 1, Key: "asset"},
		"240min/meeting/account": {Minutes: 240_000, Key: "asset", Account: true},
	} {
		want.text = text
		if got, err := ParseCap(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"1x/activity", "30min/activity/day", "30min/activity/account"} {
		if _, err := ParseCap(text); err == nil {
			t.Errorf("%s was accepted", text)
		}
	}
	two := []account.Activity{lasting(doing("call.connected", "who", 0), 45), lasting(doing("call.connected", "who", 0), 20)}
	if got := Compute(acme(two...), policy(), today).Card.Minutes7.Decimal(); got != "50.000" {
		t.Errorf("calls of 45 and 20 minutes are %s minutes, want 30 and 20", got)
	}
}
