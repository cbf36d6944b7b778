package charts

import (
	"fmt"

	"engagement/account"
)

// TimelineInput is what a timeline shows.
type TimelineInput struct {
	Title    string       // the account's name, from outside
	Span     account.Span // what lies outside is left out
	People   []TimelinePerson
	Meetings []TimelineMeeting
	Stages   []TimelineStage
	Today    account.Day // dates of its year are written without the year
	Theme    Theme
}

// TimelinePerson is one person's touches, in any order.
type TimelinePerson struct {
	Label   string // a name, or a role such as "VP, Finance"; from outside
	Unknown bool   // visitors nobody knows: the last row
	Touches []TimelineTouch
}

// TimelineTouch is one activity.
type TimelineTouch struct {
	Day     account.Day
	Channel string        // "web", "email", "webinar", ...; those that have no mark of their own are "other"
	Minutes account.Milli // weighted; touches without minutes have the smallest mark
}

// TimelineMeeting is one meeting with the account.
type TimelineMeeting struct {
	Day   account.Day
	State account.MeetingState
}

// TimelineStage is a day on which the account came to a stage, or the like
// ("MQA", "Deal opened").
type TimelineStage struct {
	Day  account.Day
	Name string
}

// Timeline draws who spent time, when and through what: a row a person, those
// with most minutes first, with the sum at its end. A mark stands for the
// touches through one channel in one stretch of days (a day to some weeks,
// whatever leaves room for marks); its shape and ink tell the channel, its area
// the minutes. Meetings have a row above, changes of stage a line through all
// rows. People beyond the room are one row, visitors nobody knows the last one.
// It returns a PNG of 1600x800 pixels, the same bytes for the same input; a
// period without touches, meetings and stages gets a picture that says so.
// Errors: the span is empty, or lies outside the years 1 to 9999.
func Timeline(in TimelineInput) ([]byte, error) {
	if in.Span.From < firstDay || in.Span.To > lastDay || in.Span.From > in.Span.To {
		return nil, fmt.Errorf("draw timeline: days %d to %d are no span of the calendar: %w", in.Span.From, in.Span.To, account.ErrInvalid)
	}
	fonts, err := loadFaces()
	if err != nil {
		return nil, fmt.Errorf("draw timeline: %w", err)
	}
	out, err := planTimeline(in, fonts).png(hueWell(in.Theme))
	if err != nil {
		return nil, fmt.Errorf("draw timeline: %w", err)
	}
	return out, nil
}

// look is how a channel is told apart.
type look struct {
	channel string
	name    string // in the legend
	symbol  symbol
	ink     ink
}

// looks of the channels; the last one is that of all others. Channels that
// share an ink have shapes that are unlike.
var looks = [...]look{
	{"web", "web", bead, blueInk},
	{"email", "mail", wedge, amberInk},
	{"content", "content", square, tealInk},
	{"webinar", "webinar", triangle, plumInk},
	{"event", "event", star, amberInk},
	{"meeting", "meeting", diamond, textInk},
	{"call", "call", cross, tealInk},
	{"form", "form", frame, plumInk},
	{"product", "product", plus, blueInk},
	{"", "other", ring, mutedInk},
}

const (
	otherLook   = len(looks) - 1
	meetingLook = 5
)

// lookOf finds the look of a channel.
func lookOf(channel string) int {
	if channel == "mail" {
		channel = "email"
	}
	for i, l := range looks[:otherLook] {
		if l.channel == channel {
			return i
		}
	}
	return otherLook
}
