package scoring

import (
	"time"

	"engagement/account"
)

// DefaultPolicy is the recommended policy. Sources of its numbers: minutes and
// caps follow Engagio's published guide (activities in minutes of attention),
// Demandbase's recommended point table, GitLab's public marketing handbook and
// Pardot's default scores; where those differ the lower one was taken. What no
// source gives is our own choice and is marked so in the README.
func DefaultPolicy() Policy {
	return Policy{
		Zone:  time.UTC,
		Types: defaultTypes(),
		Pools: map[string][]Cap{
			"page_views": mustCaps("20min/day"), "intent_topics": mustCaps("5min/week/account"),
		},
		Sources: map[string]map[string]string{},
		Rules:   defaultRules(),
		Doubles: defaultDoubles(),
		Robots:  defaultRobots(), SessionGap: 30 * time.Minute,
		Ceiling:   480 * account.Minute,
		Anonymous: 50,
		Tagged:    90,
		Weights: Weights{
			Level: map[account.Level]int{
				account.CLevel: 200, account.VP: 150, account.Director: 125, account.Manager: 100,
				account.Contributor: 75, account.UnknownRank: 100, account.Excluded: 0,
			},
			Persona: map[string]int{},
			Tier:    map[string]int{},
		},
		Personas: []Persona{
			{Name: "C-level", Levels: []account.Level{account.CLevel}, Wanted: true},
			{Name: "Finance", Departments: []string{"Finance"}, Wanted: true},
			{Name: "Procurement", Departments: []string{"Procurement", "Legal"}, Wanted: true},
			{Name: "IT leader", Departments: []string{"IT", "Engineering"}, Levels: []account.Level{account.VP, account.Director}, Wanted: true},
			{Name: "IT", Departments: []string{"IT", "Engineering"}},
			{Name: "Marketing and Sales", Departments: []string{"Marketing", "Sales", "Customer", "Product"}},
		},
		MQA: MQA{
			Window: 90,
			Groups: []string{"marketing", "product", "intent"},
			Thresholds: []Threshold{
				threshold("1", 10, 60, [4]account.Milli{40, 60, 90, 120}, [4]int{1, 2, 2, 2}),
				threshold("2", 15, 0, [4]account.Milli{60, 100, 130, 180}, [4]int{2, 2, 3, 3}),
				threshold("", 20, 0, [4]account.Milli{100, 140, 200, 280}, [4]int{2, 2, 3, 4}),
			},
			Events: 2, Days: 2, PerEvent: 240 * account.Minute,
			LeavePercent: 70, LeaveNights: 14,
			Excluded: []string{"competitor", "partner", "own", "agency", "job_seeker"},
			Personas: []string{},
		},
		HalfLife: 45,
		Grade:    Grade{ThreePercent: 50, TwoPercent: 10, TwoMinutes: 10 * account.Minute},
		Stages: []Stage{
			{Name: "target"},
			{Name: "aware", Minutes: 1, Window: 30},
			{Name: "engaged", Minutes: 10 * account.Minute, Window: 90},
			{Name: "MQA", MQA: true},
			{Name: "opportunity", Opportunity: "open"},
			{Name: "customer", Opportunity: "won"},
		},
		Spikes:   DefaultAccountSpikePolicy(),
		WorkWeek: DefaultWorkWeek(),
		Heatmap:  defaultHeatmap(),
	}
}

func threshold(funnel string, floor, senior account.Milli, minutes [4]account.Milli, people [4]int) Threshold {
	t := Threshold{Funnel: funnel, Floor: floor * account.Minute, Senior: senior * account.Minute, People: people}
	for i, m := range minutes {
		t.Minutes[i] = m * account.Minute
	}
	return t
}

// defaultTypes is the table of base minutes.
func defaultTypes() map[string]Type {
	types := map[string]Type{}
	group, page := "marketing", Type{Pool: "page_views"}
	add := func(name, label string, tenths account.Milli, t Type, caps ...string) {
		t.Label, t.Minutes, t.Group, t.Caps = label, tenths*account.Minute/10, group, mustCaps(caps...)
		types[name] = t
	}
	exact, event := Type{Exact: true}, Type{Event: true}
	exactEvent, actNow := Type{Exact: true, Event: true}, Type{ActNow: true}

	add("web.page_view", "Page view", 10, page)
	add("web.page_anonymous", "Anonymous page view", 10, Type{}, "15min/day/account")
	add("web.page_feature", "Feature page", 30, page, "3x/day/url")
	add("web.page_pricing", "Pricing page", 50, page, "2x/day/url")
	add("web.page_comparison", "Comparison page", 50, page, "2x/day/url")
	add("web.page_integrations", "Integrations page", 50, page, "2x/day/url")
	add("web.page_security", "Security page", 50, page, "2x/day/url")
	add("web.page_docs", "Documentation", 10, page, "10x/day")
	add("web.page_blog", "Blog", 10, page, "5x/day")
	add("web.page_excluded", "Page that is not counted", 0, page)
	add("web.session", "Web session", 0, Type{Exact: true, Replaces: []string{"web.page_*"}}, "15min/activity", "30min/day")
	add("web.video_watched", "Video", 50, exact, "30min/day")
	add("web.tool_used", "Tool used", 80, Type{}, "2x/30d")
	add("web.chat", "Chat", 50, Type{}, "2x/day")
	add("form.newsletter", "Newsletter sign-up", 20, Type{}, "1x/week")
	add("form.content", "Content form", 100, Type{}, "3x/day")
	add("form.event_registration", "Event registration form", 50, Type{}, "1x/event")
	add("form.contact_sales", "Contact sales", 300, actNow, "1x/day")
	add("form.demo_request", "Demo request", 300, actNow, "1x/day")
	add("email.open", "Mail opened", 1, Type{}, "1x/asset")
	add("email.click", "Mail clicked", 20, Type{}, "1x/asset")
	add("content.download", "Download", 100, Type{}, "1x/asset", "3x/day")
	add("content.premium", "Premium download", 150, Type{}, "1x/asset", "3x/day")
	add("content.syndication", "Syndicated content", 30, Type{}, "1x/asset")
	add("content.certification", "Certification", 250, Type{}, "1x/asset")
	add("webinar.registered", "Webinar registration", 50, event, "1x/event")
	add("webinar.attended", "Webinar", 300, exactEvent, "60min/event")
	add("webinar.on_demand", "Webinar on demand", 200, exactEvent, "45min/event")
	add("webinar.no_show", "Webinar missed", 0, event)
	add("webinar.question", "Webinar question", 50, event, "1x/event")
	add("event.registered", "Event registration", 50, event, "1x/event")
	add("event.booth", "Booth visit", 100, event, "1x/event")
	add("event.booth_demo", "Booth demo", 200, event, "1x/event")
	add("event.session", "Conference session", 300, event, "90min/day")
	add("event.workshop", "Workshop", 600, event, "1x/event")
	add("event.briefing", "Executive briefing", 900, event, "1x/event")
	add("event.dinner", "Dinner", 1200, event, "1x/event")
	add("event.meetup", "Meet-up", 450, event, "1x/event")
	add("event.follow_up_requested", "Follow-up requested", 150, Type{ActNow: true, Event: true}, "1x/event")
	add("crm.campaign_responded", "Campaign response", 50, Type{}, "1x/campaign")
	add("social.follow", "Follow", 10, Type{}, "1x/week")
	add("social.comment", "Social comment", 30, Type{}, "5x/week")
	add("social.share", "Social share", 50, Type{}, "5x/week")
	add("community.post", "Community post", 50, Type{}, "3x/week")
	add("community.review", "Review", 150, Type{}, "1x/180d")
	add("ads.lead_form", "Lead form", 100, Type{}, "1x/asset")

	group = "sales"
	add("email.reply", "Mail reply", 20, Type{Signal: "reply"}, "10x/day")
	add("email.inbound", "Inbound mail", 20, Type{Signal: "reply"}, "10x/day")
	add("email.auto_reply", "Automatic reply", 0, Type{})
	add("email.bounced", "Mail bounced", 0, Type{})
	add("email.delivered", "Mail delivered", 0, Type{})
	add("email.sales_open", "Sales mail opened", 1, Type{}, "1x/asset")
	add("meeting.held", "Meeting", 300, Type{Exact: true, Signal: "meeting"}, "120min/meeting", "240min/meeting/account")
	for _, t := range []struct{ name, label string }{
		{"meeting.declined", "Meeting declined"},
		{"meeting.no_show", "Meeting missed"},
		{"meeting.internal", "Internal meeting"},
		{"call.no_connect", "Call not answered"},
		{"call.voicemail", "Voicemail"},
		{"crm.task", "Our own task"},
		{"crm.opportunity_changed", "Opportunity changed"},
	} {
		add(t.name, t.label, 0, Type{})
	}
	add("meeting.scheduled", "Meeting scheduled", 0, Type{Signal: "scheduled"})
	add("meeting.cancelled", "Meeting cancelled", 0, Type{Signal: "cancelled"})
	add("call.connected", "Call", 50, Type{Exact: true, Signal: "meeting"}, "30min/activity")
	add("deal.document_viewed", "Deal document", 50, exact, "15min/day")
	add("deal.security_review", "Security review", 200, exact, "1x/30d")

	group = "product"
	add("product.trial_started", "Trial started", 300, actNow, "1x/90d")
	add("product.active_minutes", "Product use", 0, Type{Exact: true, Percent: 10}, "30min/week")
	add("product.key_action", "Key action", 100, Type{}, "3x/week")
	add("product.support_ticket", "Support ticket", 30, Type{}, "3x/week")

	group = "intent"
	add("ads.impression", "Ad shown", 0, Type{})
	add("ads.click", "Ad clicked", 10, Type{}, "3x/day")
	add("ads.video_complete", "Ad video", 10, Type{}, "1x/asset")
	topic := Type{Pool: "intent_topics"}
	add("intent.topic_high", "Intent, high", 2, topic)
	add("intent.topic_medium", "Intent, medium", 1, topic)
	add("intent.topic_low", "Intent, low", 0, topic)
	add("intent.surge", "Intent surge", 10, Type{}, "1x/week/asset/account", "10min/week/account")
	add("intent.review_site", "Review site", 50, Type{}, "10min/week/account")
	for _, name := range []string{
		"web.page_pricing", "web.page_comparison", "web.page_security", "form.contact_sales", "form.demo_request",
		"event.booth_demo", "deal.document_viewed", "deal.security_review", "product.trial_started",
	} {
		t := types[name]
		t.Bottom = true
		types[name] = t
	}
	return types
}

// defaultRules tell pages apart by their address, and mail that nobody wrote by
// its status. The order matters: what must
// never count comes first, what is anonymous and nothing special comes last.
func defaultRules() []Rule {
	page := func(name, url, becomes string) Rule {
		return Rule{Name: name, Type: "web.page_view", URL: url, Becomes: becomes}
	}
	mail := func(name, status, becomes string) Rule {
		return Rule{Name: name, Type: "email.*", Status: status, Becomes: becomes}
	}
	return []Rule{
		page("careers", "*/careers*", "web.page_excluded"),
		page("jobs", "*/jobs*", "web.page_excluded"),
		page("login", "*/login*", "web.page_excluded"),
		page("unsubscribe", "*/unsubscribe*", "web.page_excluded"),
		page("legal", "*/legal*", "web.page_excluded"),
		page("status", "*/status*", "web.page_excluded"),
		page("pricing", "*/pricing*", "web.page_pricing"),
		page("comparison", "*/compare*", "web.page_comparison"),
		page("integrations", "*/integrations*", "web.page_integrations"),
		page("security", "*/security*", "web.page_security"),
		page("features", "*/features*", "web.page_feature"),
		page("docs", "*/docs*", "web.page_docs"),
		page("blog", "*/blog*", "web.page_blog"),
		mail("auto-reply", "auto*", "email.auto_reply"),
		mail("out of office", "out*of*office*", "email.auto_reply"),
		mail("bounce", "*bounce*", "email.bounced"),
		{Name: "anonymous", Type: "web.page_view", Anonymous: true, Becomes: "web.page_anonymous"},
	}
}
