package account

import (
	"fmt"
	"time"
)

// Activity is one thing somebody did with us. It is immutable once recorded
// and identified by (Source, ID).
type Activity struct {
	Source     string
	ID         string // the source's id, or one made from the row's content
	OccurredAt time.Time
	RecordedAt time.Time
	Type       string // the source's own word; config maps it
	Minutes    Milli  // exact duration where known, else NoMinutes
	Direction  string // inbound, outbound or empty
	URL        string
	Asset      string
	Campaign   string
	Status     string
	Bot        bool
	Sign       Sign // what gave a robot away; only with Bot
	// Tagged says that who did it is known from a mark in the link that was
	// followed, and links are passed on.
	Tagged bool
	// Live is false for history: activities that were old when they arrived
	// count, but alert nobody.
	Live     bool
	Identity Identity
	Match    Match
	Props    map[string]string
}

// HistoryAge is how old an activity may be on arrival and still alert.
const HistoryAge = 14 * 24 * time.Hour

// MaxFuture is how far ahead of the clock an activity may be dated: clocks of
// sources differ, and scheduled meetings lie ahead.
const MaxFuture = 366 * 24 * time.Hour

var oldest = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// Validate reports the first field that cannot be used.
func (a Activity) Validate(now time.Time) error {
	switch {
	case a.Type == "":
		return fmt.Errorf("no type: %w", ErrInvalid)
	case a.Source == "" || a.ID == "":
		return fmt.Errorf("no source or id: %w", ErrInvalid)
	case a.OccurredAt.IsZero():
		return fmt.Errorf("no occurred_at: %w", ErrInvalid)
	case a.OccurredAt.Before(oldest):
		return fmt.Errorf("occurred_at %s is before 1990: %w", a.OccurredAt.Format(time.RFC3339), ErrInvalid)
	case a.OccurredAt.After(now.Add(MaxFuture)):
		return fmt.Errorf("occurred_at %s lies more than a year ahead: %w", a.OccurredAt.Format(time.RFC3339), ErrInvalid)
	}
	return nil
}

// Before orders activities of one account the way caps see them: by instant, then
// by id, then by source, whatever the order of arrival.
func (a Activity) Before(b Activity) bool {
	if !a.OccurredAt.Equal(b.OccurredAt) {
		return a.OccurredAt.Before(b.OccurredAt)
	}
	if a.ID != b.ID {
		return a.ID < b.ID
	}
	return a.Source < b.Source
}
