package bot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"engagement/account"
	"engagement/charts"
)

// TimelineAnswer is who did what with an account when, with what is needed to
// say it.
type TimelineAnswer struct {
	ViewAnswer
	Timeline account.Timeline
}

// mostTouchers is how many people the words of a timeline name; the picture has
// room for as many.
const mostTouchers = 8

// timelineMessage is the answer to `acme timeline`: a picture for a business
// review, and its numbers in words.
func timelineMessage(t TimelineAnswer) (Message, error) {
	name := marks.Replace(nameOf(t.Account))
	touches := "1 touch"
	if n := len(t.Timeline.Touches); n != 1 {
		touches = account.Thousands(int64(n)) + " touches"
	}
	picture, err := t.picture(touches)
	if err != nil {
		return Message{}, err
	}
	title := fmt.Sprintf("*Timeline of %s* · %s %s: %s", name, touches, t.Period.Phrase(t.Today), t.lead())
	parts := []string{title, strings.Join(t.channels(), " · ")}
	if parts[1] == "" {
		parts[1] = "Nothing happened in this period."
	}
	if stages := t.stages(); stages != "" {
		parts = append(parts, stages)
	}
	foot := t.foot()
	return Message{
		Text: notice(twin(title)), Twin: twinOf(append(slices.Clone(parts), marks.Replace(picture.Alt), foot)), Pictures: []Picture{picture},
		Blocks: []slack.Block{section(title), image(picture), section(strings.Join(parts[1:], "\n")), actions(t.buttons()...), contextLine(foot)},
	}, nil
}

// channels says how many minutes came through each channel.
func (t TimelineAnswer) channels() []string {
	var out []string
	for _, c := range t.View.Channels[:min(len(t.View.Channels), mostTouchers)] {
		out = append(out, fmt.Sprintf("%s %s min", mrkdwn(c.Name, labelRunes), c.Minutes))
	}
	return out
}

// stages says where the account went meanwhile.
func (t TimelineAnswer) stages() string {
	var out []string
	for _, s := range t.Timeline.Stages {
		out = append(out, fmt.Sprintf("%s on %s", mrkdwn(s.Stage, labelRunes), s.Day.Short(t.Today)))
	}
	if len(out) == 0 {
		return ""
	}
	if more := len(out) - mostTouchers; more > 0 {
		out = append([]string{fmt.Sprintf("%d changes before", more)}, out[more:]...)
	}
	return "*Stages* · " + strings.Join(out, ", ")
}

func (t TimelineAnswer) picture(touches string) (Picture, error) {
	in := charts.TimelineInput{Title: plain(t.Account.Name, 48), Span: t.Timeline.Span, Today: t.Today}
	rows := map[string]int{}
	for _, one := range t.Timeline.Touches {
		at, ok := rows[one.ContactID]
		if !ok {
			at = len(in.People)
			rows[one.ContactID] = at
			label := "visitors nobody knows"
			if one.ContactID != "" {
				label = twin(personLabel(t.People, one.ContactID, one.Role))
				if name := plain(t.People[one.ContactID].Name, labelRunes); name != "" {
					label = name // there is little room
				}
			}
			in.People = append(in.People, charts.TimelinePerson{Label: label, Unknown: one.ContactID == ""})
		}
		in.People[at].Touches = append(in.People[at].Touches, charts.TimelineTouch{Day: one.Day, Channel: one.Channel, Minutes: one.Minutes})
	}
	held := 0
	for _, m := range t.Timeline.Meetings {
		if m.State == account.Held {
			held++
		}
		in.Meetings = append(in.Meetings, charts.TimelineMeeting{Day: m.Day, State: m.State})
	}
	for _, s := range t.Timeline.Stages {
		in.Stages = append(in.Stages, charts.TimelineStage{Day: s.Day, Name: plain(s.Stage, labelRunes)})
	}
	png, err := charts.Timeline(in)
	if err != nil {
		return Picture{}, fmt.Errorf("draw timeline of account %s: %w", t.Account.ID, err)
	}
	by := persons(len(rows))
	if _, unknown := rows[""]; unknown {
		if by = "unknown visitors"; len(rows) > 1 {
			by = persons(len(rows)-1) + " and unknown visitors"
		}
	}
	alt := fmt.Sprintf("Timeline%s: %s by %s, %s held", fromTo(t.Timeline.Span, t.Today), touches, by, meetings(held))
	return Picture{Name: "timeline.png", Alt: alt + ".", PNG: png}, nil
}
