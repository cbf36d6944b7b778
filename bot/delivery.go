package bot

import (
	"errors"
	"fmt"
	"time"
)

// Delivery is the class of a failed call to Slack: what to do next. It is what
// every error of a Workspace unwraps to.
type Delivery int

// The classes.
const (
	// Retry: Slack did not take it; try again, not before After.
	Retry Delivery = iota + 1
	// Doubtful: nobody knows whether Slack took it; look before trying again.
	Doubtful
	// Refused: Slack will never take it.
	Refused
	// Revoked: the token is no longer good; nothing will go through.
	Revoked
)

// Failure is a failed call. Its text holds no token and no URL.
type Failure struct {
	Class  Delivery
	Method string        // "chat.postMessage"
	Word   string        // Slack's own word: "channel_not_found"
	After  time.Duration // for Retry; 0 is unknown
}

func (f *Failure) Error() string { return fmt.Sprintf("slack %s: %s", f.Method, f.Word) }

// classOf is the class of an error; anything unknown is doubtful.
func classOf(err error) (Delivery, time.Duration) {
	var f *Failure
	if errors.As(err, &f) {
		return f.Class, f.After
	}
	return Doubtful, 0
}
