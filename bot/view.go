package bot

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
)

// viewMessage is the answer to `acme quarter`: the minutes of a period beside
// those it is compared with, and what they are made of.
func viewMessage(v ViewAnswer) Message {
	name := nameOf(v.Account)
	lead := v.lead()
	figures := []string{v.windowsField(), v.fourField(), v.twoWayField()}
	if v.Period != (account.Period{Unit: account.Quarter}) { // which lead has said
		figures = append([]string{v.quarterField()}, figures...)
	}
	made := []string{}
	for _, list := range []struct {
		title string
		parts []account.Part
		none  string
	}{
		{"By group", v.View.Groups, ""}, {"By channel", v.View.Channels, ""}, {"By campaign", v.View.Campaigns, "no campaign"}, {"By asset", v.View.Assets, "no asset"},
	} {
		if text := partsText(list.title, list.parts, list.none); text != "" {
			made = append(made, text)
		}
	}
	foot := v.foot()
	blocks := []slack.Block{header(name), contextLine(identityLine(v.Answer)), section(lead), fields(figures...)}
	if len(made) > 0 {
		blocks = append(blocks, section(strings.Join(made, "\n")))
	}
	blocks = append(blocks, section(bottomText(&v.View)), actions(v.buttons()...), contextLine(foot))
	parts := append([]string{marks.Replace(name), identityLine(v.Answer), lead}, figures...)
	parts = append(append(parts, made...), bottomText(&v.View), foot)
	return Message{Text: notice(name + ": " + twin(lead)), Twin: twinOf(parts), Blocks: blocks}
}

func (v ViewAnswer) buttons() []slack.BlockElement {
	id := v.Account.ID
	return []slack.BlockElement{button("Card", actionCard, id), button("Heatmap", actionHeatmap, id), button("Why", actionWhy, id)}
}

// lead is the number of the period, with the one it is compared with.
func (v ViewAnswer) lead() string {
	text := fmt.Sprintf("*%s min %s*, against %s min %s", v.View.Minutes, v.Period.Phrase(v.Today), v.View.Before, v.Period.AgainstPhrase())
	if v.View.Before > 0 {
		text += " (" + changed(v.View.Minutes, v.View.Before) + ")"
	}
	return text
}

// quarterField is this quarter against the same day of the last one.
func (v ViewAnswer) quarterField() string {
	q := &v.Quarter
	text := fmt.Sprintf("*%s min this quarter*\n%s min by the same day of last quarter", q.Minutes, q.Before)
	if q.Before > 0 {
		text += " (" + changed(q.Minutes, q.Before) + ")"
	}
	return text
}

func (v ViewAnswer) windowsField() string {
	c := &v.Card
	return fmt.Sprintf("*Up to today*\n%s min in 7 days, %s in 30, %s in 90, %s in 365", c.Minutes7, c.Minutes30, c.Minutes90, c.Minutes365)
}

// fourField is fit, intent, engagement and stage, side by side: each its own
// number, never blended.
func (v ViewAnswer) fourField() string {
	fit := "not known"
	if v.Account.Fit != "" {
		fit = mrkdwn(v.Account.Fit, labelRunes)
	}
	intent := account.Milli(0)
	for _, g := range v.Card.Groups {
		if g.Group == "intent" {
			intent = g.Minutes
		}
	}
	return fmt.Sprintf("*Fit, intent, engagement, stage*\n%s · %s min of intent in 90 days · %s min in 90 days · %s",
		fit, intent, v.Card.Minutes90, mrkdwn(v.Card.Stage, labelRunes))
}

func (v ViewAnswer) twoWayField() string {
	return fmt.Sprintf("*Two-way*\n%s\n%s held, %d scheduled and not held yet", lastTouches(&v.View, v.Today), meetings(v.View.Held), v.View.Scheduled)
}

// lastTouches are the two-way dates by the end of the period.
func lastTouches(v *account.View, today account.Day) string {
	var parts []string
	for _, one := range []struct {
		what string
		day  account.Day
	}{{"reply", v.LastReply}, {"meeting", v.LastMeeting}, {"connected call", v.LastCall}} {
		if one.day != 0 {
			parts = append(parts, one.what+" "+one.day.Ago(today))
		} else {
			parts = append(parts, "no "+one.what+" yet")
		}
	}
	return strings.Join(parts, " · ")
}

func meetings(n int) string {
	if n == 1 {
		return "1 meeting"
	}
	return fmt.Sprintf("%d meetings", n)
}

// viewParts is how many parts of a list are named; the rest are summed.
const viewParts = 5

// partsText names the largest parts of a list; none is how what has no name is
// called.
func partsText(title string, parts []account.Part, none string) string {
	if len(parts) == 0 || len(parts) == 1 && parts[0].Name == account.None {
		return ""
	}
	var texts []string
	var rest account.Milli
	for i, one := range parts {
		if i >= viewParts {
			rest += one.Minutes
			continue
		}
		name := mrkdwn(one.Name, labelRunes)
		if one.Name == account.None && none != "" {
			name = none
		}
		texts = append(texts, fmt.Sprintf("%s %s min (%s)", name, one.Minutes, partPeople(one)))
	}
	if more := len(parts) - viewParts; more > 0 {
		texts = append(texts, fmt.Sprintf("%d more %s min", more, rest))
	}
	return "*" + title + "* · " + strings.Join(texts, ", ")
}

func partPeople(p account.Part) string {
	if p.People == 0 {
		return "visitors nobody knows"
	}
	return persons(p.People)
}

// bottomText says who reached what people look at before they buy.
func bottomText(v *account.View) string {
	if len(v.Bottom) == 0 {
		return "*About to buy* · nobody looked at pricing, comparisons, security, a demo or a trial"
	}
	var texts []string
	for _, one := range v.Bottom[:min(len(v.Bottom), viewParts)] {
		texts = append(texts, fmt.Sprintf("%s (%s)", mrkdwn(one.Name, labelRunes), partPeople(one)))
	}
	return fmt.Sprintf("*About to buy* · %s reached %s", persons(v.BottomPeople), strings.Join(texts, ", "))
}

func (v ViewAnswer) foot() string {
	return footLine(days(v.View.Span, v.View.Against, v.Today), "weighted minutes")
}
