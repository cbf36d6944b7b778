package alert

import "time"

// Trail is a message with what whoever asks after it wants to know.
type Trail struct {
	Record
	Due     time.Time // of one that is held: when it is looked at again
	Told    time.Time // when it was released, or put into a line
	Line    string    // the message that named it; empty where none has yet
	Settled time.Time // when Slack took it, or refused it
	Cause   string    // of one that was given up
}

// Wait is what a message that is held waits for.
type Wait string

// What messages wait for.
const (
	ForDispatch Wait = "dispatch" // until the import that runs is done, or a moment
	ForMorning  Wait = "morning"  // of a working day: the night found it
	ForHours    Wait = "hours"    // until quiet hours, or days off, are over
	ForLine     Wait = "line"     // the evening's, in which it is to be named
)

// Waits says what a message waits for at a moment; ok is false where it does not.
func (t Trail) Waits(now time.Time) (w Wait, ok bool) {
	switch {
	case t.Status == InALine && t.Line == "":
		return ForLine, true
	case t.Status != Held:
		return "", false
	case !t.Due.After(now):
		return ForDispatch, true
	case t.Message.Kind.ofNight():
		return ForMorning, true
	}
	return ForHours, true
}
