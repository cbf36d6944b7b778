package scoring

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"engagement/account"
)

// plainly is what the plain reading says of an account, in the words of a card.
func plainly(f Facts, p *Policy, day account.Day) (account.Card, []account.LedgerRow) {
	rows := plainEntries(&f, p, day)
	fd := newPlainFold(&f, p, rows, day)
	fd.run()
	last := len(fd.days) - 1
	c := account.Card{Score: account.Score{
		Stage: fd.stage, StageSince: fd.since, MQA: fd.mqa, MQASince: fd.mqaSince,
		Minutes7: fd.sum(last, 7), Minutes30: fd.sum(last, 30), Minutes90: fd.sum(last, 90), Minutes365: fd.sum(last, 365),
		Heat: fd.heat(), Counting90: fd.counting, Engaged90: fd.engaged,
	}}
	s := plainSummarise(rows, account.Window(day, 90))
	c.People90, c.Unknown, c.LastReply, c.LastMeeting = len(s.persons), s.unknown, s.reply, s.meeting
	for _, g := range Groups {
		if s.groups[g] > 0 {
			c.Groups = append(c.Groups, account.GroupMinutes{Group: g, Minutes: s.groups[g]})
		}
	}
	slices.SortStableFunc(c.Groups, func(a, b account.GroupMinutes) int { return cmp.Compare(b.Minutes, a.Minutes) })
	for _, person := range s.persons {
		c.People = append(c.People, *person)
	}
	slices.SortFunc(c.People, before)
	c.MorePeople = max(0, len(c.People)-topPeople)
	c.People = c.People[:min(len(c.People), topPeople)]
	slices.SortStableFunc(s.top, func(a, b account.ActivityMinutes) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(b.Day, a.Day))
	})
	c.Activities = s.top[:min(len(s.top), topActivities)]
	c.Trend.Crossed, c.Trend.Running, c.Trend.Window, c.Trend.Meetings = fd.crossed, fd.running, p.MQA.Window, s.met
	var ledger []account.LedgerRow
	for i := range rows {
		e := &rows[i]
		ledger = append(ledger, account.LedgerRow{
			Day: e.day, Source: e.activity.Source, ActivityID: e.activity.ID, Type: e.typeName, Label: e.label(),
			ContactID: e.activity.Match.ContactID, Base: e.base, Rule: e.rule, Minutes: e.minutes, Role: e.weight.role,
		})
		row := &ledger[i]
		if row.Cap = e.cap; e.typ != nil {
			row.Group = e.typ.Group
		}
	}
	return c, ledger
}

// busy is a policy in which rules of every sort meet often.
func busy() *Policy {
	p := policy()
	for name, caps := range map[string][]Cap{
		"web.tool_used": mustCaps("2x/3d"), "content.download": mustCaps("1x/asset", "25min/2d"), "social.share": mustCaps("12min/week", "2x/week/url"),
		"form.content": mustCaps("2x/asset/week"), "web.page_feature": mustCaps("1x/url", "9min/day/account"), "email.click": mustCaps("1x/campaign"),
		"product.active_minutes": mustCaps("5min/activity", "30min/week"),
	} {
		t := p.Types[name]
		t.Caps = caps
		p.Types[name] = t
	}
	p.Rules = append([]Rule{
		{Name: "paid", Campaign: "ad*", Type: "web.*", Becomes: "web.page_feature"},
		{Name: "done", Status: "completed", Anonymous: true, Becomes: "web.tool_used"},
	}, p.Rules...)
	p.Weights.Persona["Finance"], p.Weights.Tier["1"] = 130, 90
	p.Ceiling = 100 * account.Minute
	p.Robots.Links = 2
	p.MQA.Window, p.MQA.LeaveNights, p.MQA.PerEvent = 12, 3, 40*account.Minute
	return p
}

// demanding is busy, asks for personas, and judges buying centers on their own.
func demanding() *Policy {
	p := busy()
	p.MQA.Personas = []string{"Finance", "IT leader"}
	p.MQA.RollUp = true
	for ago := range account.Day(20) {
		p.Releases = append(p.Releases, Release{"vp", today - 2*ago}, Release{"dir", today - 3*ago})
	}
	p.Centers = []Center{
		{Name: "Technology", Departments: []string{"IT", "Engineering"}, Minutes: 30 * account.Minute, People: 1},
		{Name: "Austria", Countries: []string{"at"}, People: 1},
	}
	return p
}

func plainFacts(rt *rapid.T, p *Policy) Facts {
	types := []string{
		"web.page_view", "web.page_feature", "web.tool_used", "content.download", "form.content", "webinar.attended", "webinar.registered",
		"email.click", "email.reply", "meeting.held", "social.share", "product.active_minutes", "form.demo_request", "event.session", "fax",
		"web.session", "web.page_pricing", "email.delivered", "email.open", "email.click",
	}
	pick := func(name string, words ...string) string { return rapid.SampledFrom(words).Draw(rt, name) }
	var all []account.Activity
	for i := range rapid.IntRange(0, 60).Draw(rt, "activities") {
		a := doing(pick("type", types...), pick("person", "vp", "dir", "ic", "who", "intern", "guest", ""), rapid.IntRange(-1, 40).Draw(rt, "day"))
		a.OccurredAt = a.OccurredAt.Add(time.Duration(rapid.IntRange(-720, 720).Draw(rt, "minute")) * time.Minute)
		a.ID = fmt.Sprint(rapid.IntRange(0, 9).Draw(rt, "id"), "/", i)
		a.Asset, a.URL = pick("asset", "", "A", "B"), pick("url", "", "/x", "https://ours.com/pricing", "/careers")
		a.Campaign, a.Status = pick("campaign", "", "ad 1", "mail"), pick("status", "", "completed")
		a.Source, a.Bot = pick("source", "test", "test", Manual), rapid.IntRange(0, 9).Draw(rt, "robot") == 0
		if a.Bot {
			a.Sign = account.Sign(rapid.IntRange(0, 3).Draw(rt, "sign"))
		}
		a.Tagged = rapid.IntRange(0, 3).Draw(rt, "tagged") == 0
		if rapid.Bool().Draw(rt, "exact") {
			a.Minutes = account.Milli(rapid.IntRange(0, 90_000).Draw(rt, "minutes"))
		}
		if a.Match.ContactID == "" && rapid.Bool().Draw(rt, "named") {
			a.Match.Method = account.ByAccountID
		}
		a.RecordedAt = a.OccurredAt.Add(time.Duration(i) * time.Second)
		all = append(all, a)
	}
	for i := range rapid.IntRange(0, 4).Draw(rt, "scenes") {
		all = append(all, plainScene(rt, p, i)...)
	}
	f := acme()
	f.Activities = all
	f.Account.Tier, f.Account.Relation = pick("tier", "1", "2", ""), pick("relation", "", "", "", "competitor", "customer")
	f.Account.Employees = 50
	f.Account.Country = pick("country", "", "AT", "DE")
	for i := range f.People {
		f.People[i].Country = pick("country", "", "", "AT", "DE")
	}
	if rapid.Bool().Draw(rt, "deal") {
		f.Opportunities = []account.Opportunity{{ID: "O", CreatedAt: (today - 20).Start(p.Zone), ClosedAt: (today - 3).Start(p.Zone), Won: rapid.Bool().Draw(rt, "won")}}
	}
	return f
}

// plainScene is what happens to one person within minutes: a mail and what
// becomes of it, or a session and its views; often in the night after a Sunday,
// where bookmarks lie.
func plainScene(rt *rapid.T, p *Policy, number int) []account.Activity {
	from := (today - account.Day(rapid.IntRange(0, 40).Draw(rt, "scene's day"))).Start(p.Zone).Add(9 * time.Hour)
	if rapid.Bool().Draw(rt, "Sunday night") {
		sunday := today.Monday() - 1 - account.Day(7*rapid.IntRange(0, 5).Draw(rt, "weeks"))
		from = sunday.End(p.Zone).Add(-time.Duration(rapid.SampledFrom([]int{0, 2, 4, 6, 60, 1500, 2400}).Draw(rt, "before midnight")) * time.Second)
	}
	types, steps := []string{"email.delivered", "email.open", "email.open", "email.click", "email.click", "form.content", "content.download"}, []int{0, 1, 2, 3, 6, 9}
	if rapid.Bool().Draw(rt, "visit") {
		types, steps = []string{"web.session", "web.page_view", "web.page_pricing", "web.page_view"}, []int{0, 60, 900, 1500, 2400}
	}
	person := rapid.SampledFrom([]string{"vp", "dir", "who", ""}).Draw(rt, "who")
	var all []account.Activity
	for i := range rapid.IntRange(2, 6).Draw(rt, "steps") {
		from = from.Add(time.Duration(rapid.SampledFrom(steps).Draw(rt, "step")) * time.Second)
		a := doing(rapid.SampledFrom(types).Draw(rt, "type"), person, 0)
		a.OccurredAt, a.RecordedAt = from, from
		a.ID = fmt.Sprint(rapid.IntRange(0, 9).Draw(rt, "id"), "/scene ", number, "/", i)
		a.Asset = rapid.SampledFrom([]string{"A", "A", "A", ""}).Draw(rt, "asset")
		a.URL = rapid.SampledFrom([]string{"/x", "/y", "/z"}).Draw(rt, "url")
		if a.Type == "web.session" {
			a.Minutes = account.Milli(rapid.IntRange(0, 20_000).Draw(rt, "active"))
		}
		all = append(all, a)
	}
	return all
}

// The fast fold and the plain reading agree on every number and every row, for
// one scorer that is asked about account after account.
func TestScorerSaysWhatThePlainReadingSays(t *testing.T) {
	lax, strict := busy(), demanding()
	scorers := map[*Policy]*Scorer{lax: NewScorer(lax), strict: NewScorer(strict)}
	rapid.Check(t, func(rt *rapid.T) {
		p := rapid.SampledFrom([]*Policy{lax, strict}).Draw(rt, "policy")
		s := scorers[p]
		f := plainFacts(rt, p)
		day := today - account.Day(rapid.IntRange(0, 10).Draw(rt, "ago"))
		want, rows := plainly(f, p, day)
		st := s.Standing(f, day)
		got := st.Card
		for i := range st.Centers {
			st.Centers[i].People = nil
		}
		if diff := gocmp.Diff(plainCenters(&f, p, day), st.Centers); diff != "" {
			rt.Fatalf("centers (-plain +fast):\n%s", diff)
		}
		n := len(want.Trend.Running)
		if n > TrendDays {
			n = TrendDays
		}
		if diff := gocmp.Diff(want.Trend.Running[len(want.Trend.Running)-n:], got.Trend.Running[TrendDays-n:]); diff != "" {
			rt.Fatalf("running (-plain +fast):\n%s", diff)
		}
		got.Trend.Running, want.Trend.Running = nil, nil
		cut := account.Card{Score: account.Score{
			Stage: got.Stage, StageSince: got.StageSince, MQA: got.MQA, MQASince: got.MQASince,
			Minutes7: got.Minutes7, Minutes30: got.Minutes30, Minutes90: got.Minutes90, Minutes365: got.Minutes365,
			Heat: got.Heat, Counting90: got.Counting90, Engaged90: got.Engaged90, People90: got.People90,
		}, Unknown: got.Unknown, LastReply: got.LastReply, LastMeeting: got.LastMeeting, Groups: got.Groups, People: got.People, MorePeople: got.MorePeople, Activities: got.Activities}
		cut.Trend.Crossed, cut.Trend.Window, cut.Trend.Meetings = got.Trend.Crossed, got.Trend.Window, got.Trend.Meetings
		if len(rows) == 0 && len(f.Opportunities) == 0 {
			want.StageSince = 0
		}
		if len(want.Activities) == 0 {
			want.Activities = nil
		}
		if diff := gocmp.Diff(want, cut); diff != "" {
			rt.Fatalf("card (-plain +fast):\n%s", diff)
		}
		ledger := s.Ledger(f, account.Span{From: -1 << 30, To: day})
		for i := range ledger {
			r := &ledger[i]
			*r = account.LedgerRow{
				Day: r.Day, Source: r.Source, ActivityID: r.ActivityID, Type: r.Type, Label: r.Label, ContactID: r.ContactID, Base: r.Base,
				Rule: r.Rule, Minutes: r.Minutes, Role: r.Role, Cap: r.Cap, Group: r.Group,
			}
		}
		if diff := gocmp.Diff(rows, ledger); diff != "" {
			rt.Fatalf("ledger (-plain +fast):\n%s", diff)
		}
	})
}
