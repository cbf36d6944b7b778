package bot

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// CardMessage is the answer to `/engagement acme`: who the account is, the
// numbers with what they need and what is normal, whose move it is, the trend,
// the people, the blind spots, one next step.
func CardMessage(a Answer, trend Picture) Message {
	c := &a.Card
	name := nameOf(a.Account)
	lead := fmt.Sprintf("%s: %s min in 90 days, grade %d, %s", name, c.Minutes90, c.Grade, c.Stage)
	identity := identityLine(a)
	figures := []string{minutesField(c) + familyLine(a), weekField(c), "*Whose move*\n" + c.Move.Who + ": " + mrkdwn(c.Move.Reason, reasonRune), "*Two-way*\n" + twoWay(c, a.Today)}
	people := peopleText(a)
	activities := activityText(a)
	gaps := gapText(c)
	footer := footerText(a)

	blocks := []slack.Block{
		header(name), contextLine(identity), fields(figures...), image(trend), section(people),
	}
	if activities != "" {
		blocks = append(blocks, section(activities))
	}
	centers := centersText(a)
	if centers != "" {
		blocks = append(blocks, section(centers))
	}
	blocks = append(blocks, section(gaps), actions(cardButtons(a)...), contextLine(footer))
	sections := append([]string{marks.Replace(name), identity}, figures...)
	sections = append(sections, marks.Replace(trend.Alt), people, activities, centers, gaps, footer)
	return Message{Text: notice(lead), Twin: twinOf(sections), Blocks: blocks, Pictures: []Picture{trend}}
}

// twinOf joins the parts of a message, which are mrkdwn, as text. What is plain, as the
// text of a picture, goes through marks like everything else from outside.
func twinOf(parts []string) string {
	var lines []string
	for _, p := range parts {
		if p != "" {
			lines = append(lines, twin(p))
		}
	}
	return strings.Join(lines, "\n")
}

func cardButtons(a Answer) []slack.BlockElement {
	elements := []slack.BlockElement{
		button("Trend, 1 year", actionTrend, a.Account.ID),
		button(fmt.Sprintf("Why %s min?", a.Card.Minutes90), actionWhy, a.Account.ID),
		button("Heatmap", actionHeatmap, a.Account.ID),
	}
	return append(append(elements, crmButton(a.Account)...), moreMenu(ShowCard, a.Account.ID)...)
}

// moreMenu is everything else that can be asked or done about an account: a
// phone shows four buttons well, and not ten. verb is what the message shows,
// which can be shared or kept.
func moreMenu(verb Verb, accountID string) []slack.BlockElement {
	if len(accountID) > 100 { // Slack takes no longer values
		return nil
	}
	var options []*slack.OptionBlockObject
	for _, o := range []option{
		{actionWatch, "Watch"},
		{actionTimeline, "Timeline"},
		{actionPeople, "People"},
		{actionWhyNot, "Why not an MQA?"},
		{actionMute, "Mute alerts for 14 days"},
	} {
		options = append(options, slack.NewOptionBlockObject(o.value+" "+accountID, plainText(o.label), nil))
	}
	for _, o := range []option{{actionShare, "Share in this channel…"}, {actionToDM, "Send to my DM"}} {
		options = append(options, slack.NewOptionBlockObject(o.value+" "+string(verb)+" "+accountID, plainText(o.label), nil))
	}
	return []slack.BlockElement{slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText("More…"), actionMore, options...)}
}

// longestID is the longest id that a button can carry; nothing real comes near.
const longestID = 200

// crmButton opens the account where the CRM has it; only web addresses are
// taken from outside.
func crmButton(a account.Account) []slack.BlockElement {
	if !strings.HasPrefix(a.CRMURL, "https://") || len(a.CRMURL) > 2900 {
		return nil
	}
	open := button("Open in CRM", actionCRM, a.ID)
	open.URL = a.CRMURL
	return []slack.BlockElement{open}
}

// identityLine is tier, territory, size, owner, stage and grade.
func identityLine(a Answer) string {
	parts := whoIs(a.Account)
	if a.Account.Owner != "" {
		parts = append(parts, "owner "+ownerOf(a.Account.Owner))
	}
	c := &a.Card
	switch {
	case c.MQA:
		parts = append(parts, "*MQA since "+c.MQASince.Short(a.Today)+"*"+lasting(c.MQASince, a.Today))
		if c.Stage != "MQA" {
			parts = append(parts, mrkdwn(c.Stage, labelRunes))
		}
	case c.StageSince != 0:
		parts = append(parts, fmt.Sprintf("%s since %s%s", mrkdwn(c.Stage, labelRunes), c.StageSince.Short(a.Today), lasting(c.StageSince, a.Today)))
	default:
		parts = append(parts, mrkdwn(c.Stage, labelRunes))
	}
	parts = append(parts, fmt.Sprintf("grade *%d* %s", c.Grade, arrow(c.Direction)))
	switch a.Lasting {
	case account.Hot:
		parts = append(parts, "*hot*: grade 4 for four weeks")
	case account.Cold:
		parts = append(parts, "cold: grade 1 for a quarter")
	}
	return strings.Join(parts, " · ")
}

// lasting is the time since a day, in brackets.
func lasting(since, today account.Day) string {
	switch n := int(today - since); {
	case n <= 0:
		return ""
	case n == 1:
		return " (1 day)"
	default:
		return fmt.Sprintf(" (%s days)", account.Thousands(int64(n)))
	}
}

// whoIs describes the company itself, and what it is to us.
func whoIs(a account.Account) []string {
	var parts []string
	if a.Tier != "" {
		parts = append(parts, "Tier "+mrkdwn(a.Tier, labelRunes))
	}
	for _, s := range []string{a.Territory, a.Industry} {
		if s != "" {
			parts = append(parts, mrkdwn(s, labelRunes))
		}
	}
	if a.Employees > 0 {
		parts = append(parts, account.Thousands(a.Employees)+" employees")
	}
	if a.Fit != "" {
		parts = append(parts, "fit "+mrkdwn(a.Fit, labelRunes))
	}
	if a.Relation != "" && a.Relation != "customer" { // customers are a stage
		parts = append(parts, mrkdwn(strings.ReplaceAll(a.Relation, "_", " "), labelRunes))
	}
	return parts
}

func arrow(d account.Direction) string {
	switch d {
	case account.Rising:
		return "▲ rising over 4 weeks"
	case account.Falling:
		return "▼ falling over 4 weeks"
	default:
		return "▬ flat over 4 weeks"
	}
}

func minutesField(c *account.Card) string {
	first := fmt.Sprintf("*%s min in 90 days*", c.Minutes90)
	switch len(c.Groups) {
	case 0:
	case 1:
		first += " (all " + c.Groups[0].Group + ")"
	default:
		var parts []string
		for _, g := range c.Groups {
			parts = append(parts, fmt.Sprintf("%s %s", g.Minutes, g.Group))
		}
		first += " (" + strings.Join(parts, ", ") + ")"
	}
	has := fmt.Sprintf("has %s from %d", c.Counting90, c.Engaged90)
	switch {
	case c.Engaged90 == 0:
		has = "nobody is engaged yet"
	case c.Subsidiaries > 0:
		has = fmt.Sprintf("has %s that count %s, from %d", c.Counting90, c.Together(), c.Engaged90)
	case c.Counting90 != c.Minutes90:
		has = fmt.Sprintf("has %s that count, from %d", c.Counting90, c.Engaged90)
	}
	if len(c.Demands) > 0 {
		has += "; nobody of " + demanded(c) + " yet"
	}
	needs := "MQA needs"
	if c.MQA && (c.Counting90 < c.Threshold || c.Engaged90 < c.PeopleNeeded) {
		needs = "An MQA by minutes needs" // this one asked for something, or has cooled down
	}
	return fmt.Sprintf("%s\n%s %s min%s from %s: %s", first, needs, c.Threshold, otherDays(c), persons(c.PeopleNeeded), has)
}

// otherDays says the days that the MQA looks at where they are others than those
// of the minutes beside it.
func otherDays(c *account.Card) string {
	if c.Trend.DaysCounted() == 90 {
		return ""
	}
	return " in " + c.Trend.Counted()
}

// familyLine is what the account comes to with those below it.
func familyLine(a Answer) string {
	f := a.Family
	switch f.Subsidiaries {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("\n%s min here; %s with 1 subsidiary", a.Card.Minutes90, f.Minutes)
	}
	return fmt.Sprintf("\n%s min here; %s with %d subsidiaries", a.Card.Minutes90, f.Minutes, f.Subsidiaries)
}

// demanded names the personas that the MQA asks for.
func demanded(c *account.Card) string {
	var names []string
	for _, name := range c.Demands {
		names = append(names, mrkdwn(name, labelRunes))
	}
	return strings.Join(names, " or ")
}

func engaged(n int) string {
	if n == 1 {
		return "1 engaged person"
	}
	return fmt.Sprintf("%d engaged people", n)
}

func weekField(c *account.Card) string {
	return fmt.Sprintf("*%s min in the last 7 days*\n%s", c.Minutes7, comparedToNormal(c))
}

// comparedToNormal never gives a bare percentage: the factor stands beside the
// minutes, and next to nothing is called that.
func comparedToNormal(c *account.Card) string {
	normal, now := c.Normal7, c.Minutes7
	switch {
	case normal < 100 && now < 100:
		return "quiet, as in the 12 weeks before"
	case normal < 5*account.Minute && now >= 5*account.Minute:
		return fmt.Sprintf("normally almost nothing (%s a week)", normal)
	case normal < 5*account.Minute:
		return fmt.Sprintf("normally %s a week", normal)
	case now < 100:
		return fmt.Sprintf("silent: normally %s a week", normal)
	}
	change := now.Shown() - normal.Shown()
	sign := "+"
	if change < 0 {
		sign = "−"
		change = -change
	}
	return fmt.Sprintf("normally %s a week (×%.1f, %s%s min)", normal, float64(now)/float64(normal), sign, change)
}

func twoWay(c *account.Card, today account.Day) string {
	var parts []string
	if c.LastReply != 0 {
		parts = append(parts, "reply "+c.LastReply.Ago(today))
	}
	if c.LastMeeting != 0 {
		parts = append(parts, "meeting "+c.LastMeeting.Ago(today))
	}
	if len(parts) == 0 {
		return "no reply and no meeting yet"
	}
	return strings.Join(parts, " · ")
}

// personLabel names a person in a private answer: name or address, and role;
// whoever has neither is "a Director, IT".
func personLabel(people map[string]account.Contact, id string, role account.Role) string {
	p, known := people[id]
	if !known {
		return mrkdwn(role.Label(), labelRunes)
	}
	who := mrkdwn(cmp.Or(p.Name, p.Email), labelRunes)
	switch {
	case who == "" && p.Title != "":
		return withArticle(mrkdwn(p.Title, labelRunes))
	case who == "":
		return withArticle(mrkdwn(role.Label(), labelRunes))
	case p.Title != "":
		return who + ", " + mrkdwn(p.Title, labelRunes)
	case role.Level == account.UnknownRank:
		return who
	}
	return who + ", " + mrkdwn(role.Label(), labelRunes)
}

// withArticle puts a or an before a role.
func withArticle(role string) string {
	if strings.ContainsAny(role[:min(len(role), 1)], "AEIOUaeiou") {
		return "an " + role
	}
	return "a " + role
}

func touchLabel(t account.Touch, today account.Day) string {
	label := mrkdwn(t.Label, labelRunes)
	if t.Asset != "" {
		label += " “" + mrkdwn(t.Asset, labelRunes) + "”"
	}
	return label + " " + t.Day.Ago(today)
}

func peopleText(a Answer) string {
	c := &a.Card
	if len(c.People) == 0 && c.Unknown == 0 {
		return fmt.Sprintf("*Who* · nobody in 90 days, of %s", knownPeople(c.Known))
	}
	lines := []string{fmt.Sprintf("*Who* · %d of %s, last 90 days", c.People90, knownPeople(c.Known))}
	more := c.MorePeople
	for _, p := range c.People {
		if p.Minutes < account.Minute {
			more++ // an opened newsletter is not worth a line
			continue
		}
		lines = append(lines, fmt.Sprintf("• %s min · %s · %s", p.Minutes, personLabel(a.People, p.ContactID, p.Role), touchLabel(p.Last, a.Today)))
	}
	var rest []string
	switch {
	case more > 0 && len(lines) > 1:
		rest = append(rest, fmt.Sprintf("%d more", more))
	case more > 0:
		rest = append(rest, persons(more)+" with less than a minute each")
	}
	if c.Unknown > 0 {
		rest = append(rest, fmt.Sprintf("%s min from visitors nobody knows yet", c.Unknown))
	}
	if len(rest) > 0 {
		lines = append(lines, "• "+strings.Join(rest, ", and "))
	}
	return strings.Join(lines, "\n")
}

func knownPeople(n int) string {
	if n == 1 {
		return "1 known person"
	}
	return fmt.Sprintf("%d known people", n)
}

func activityText(a Answer) string {
	lines := []string{"*What* · most minutes of the last 90 days"}
	for _, t := range a.Card.Activities {
		if t.Minutes < account.Minute {
			continue
		}
		who := "somebody unknown"
		if t.ContactID != "" {
			who = mrkdwn(t.Role.Label(), labelRunes)
		}
		lines = append(lines, fmt.Sprintf("• %s min · %s · %s", t.Minutes, touchLabel(t.Touch, a.Today), who))
	}
	if len(lines) == 1 {
		return ""
	}
	return strings.Join(lines, "\n")
}

// mostCenters is how many buying centers a card names.
const mostCenters = 6

// centersText says where the buying centers of the account stand, the first ones
// of the config.
func centersText(a Answer) string {
	if len(a.Card.Centers) == 0 {
		return ""
	}
	lines := []string{"*Buying centers* · judged on their own"}
	if over := otherDays(&a.Card); over != "" {
		lines[0] += ", by their minutes" + over
	}
	for i, c := range a.Card.Centers {
		if i == mostCenters {
			lines = append(lines, fmt.Sprintf("• %d more", len(a.Card.Centers)-mostCenters))
			break
		}
		line := fmt.Sprintf("• %s: %s min from %s, needs %s from %d", mrkdwn(c.Name, labelRunes), c.Counting, engaged(c.Engaged), c.Threshold, c.PeopleNeeded)
		if c.MQA {
			line += " · *MQA since " + c.MQASince.Short(a.Today) + "*"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func gapText(c *account.Card) string {
	next := "*Next step* · " + mrkdwn(c.Next, reasonRune)
	switch {
	case c.Engaged90 == 0:
		return "*Blind spots* · everybody: nobody is engaged yet\n" + next
	case len(c.Gaps) == 0:
		return "*Blind spots* · none: all wanted personas are engaged\n" + next
	}
	var gaps []string
	for _, g := range c.Gaps {
		gaps = append(gaps, mrkdwn(g, labelRunes))
	}
	return "*Blind spots* · not engaged in 90 days: " + strings.Join(gaps, ", ") + "\n" + next
}

func footerText(a Answer) string {
	c := &a.Card
	fresh := "no data yet"
	if !c.LastRecorded.IsZero() {
		fresh = "data up to " + c.LastRecorded.In(a.Zone).Format("2 Jan 15:04")
	}
	fresh += silentWords(a.Silences, a.Today)
	if c.Minutes90 == 0 {
		return fresh + configWord(c.ConfigHash)
	}
	return fmt.Sprintf("%d %% of minutes from known people · %d %% anonymous · %d %% self-reported · %s%s",
		c.Trust.Known, c.Trust.Anonymous, c.Trust.SelfReported, fresh, configWord(c.ConfigHash))
}
