package alert

import "time"

// InsteadOfCard is an alert that had its place in a line, in place of a card, whether
// the line named it or only counted it.
type InsteadOfCard struct {
	Listed
	Channel string
	Why     Reason
	At      time.Time // when that was decided
}
