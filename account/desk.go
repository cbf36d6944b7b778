package account

import "time"

// Watch is an account that somebody follows without owning it.
type Watch struct {
	UserID    string // of Slack
	AccountID string
	At        time.Time
}

// Mute keeps alerts about an account quiet, but for people who ask to be
// contacted.
type Mute struct {
	AccountID string
	Kind      string // of alerts that are quiet; empty is all
	Until     Day    // the last quiet day
	UserID    string
	At        time.Time
}

// Preference is how somebody wants to be reached. The zero value wants
// everything, in the zone that Slack knows.
type Preference struct {
	UserID    string
	Zone      string // IANA; empty is what Slack says
	QuietFrom int    // minute of the day; equal to QuietTo is never
	QuietTo   int
	NoBriefs  bool // no brief before meetings
}

// Quiet reports whether a moment falls into the quiet hours, which may run over
// midnight. otherwise is the zone where the preference names none.
func (p Preference) Quiet(at time.Time, otherwise *time.Location) bool {
	local := at.In(p.In(otherwise))
	minute := 60*local.Hour() + local.Minute()
	if p.QuietFrom <= p.QuietTo {
		return p.QuietFrom <= minute && minute < p.QuietTo
	}
	return minute >= p.QuietFrom || minute < p.QuietTo
}

// In is the zone of the preference, or the other one where it names none.
func (p Preference) In(otherwise *time.Location) *time.Location {
	if p.Zone == "" {
		return otherwise
	}
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		return otherwise
	}
	return zone
}

// Opinion is what somebody thought of an alert.
type Opinion struct {
	MessageID string
	UserID    string
	Useful    bool
	Reason    string
	At        time.Time
}

// Snooze puts an alert off.
type Snooze struct {
	MessageID string
	UserID    string
	Until     Day
	At        time.Time
}

// Asked is one line of the audit: who asked for what, and whether they got it.
type Asked struct {
	UserID    string
	What      string // the verb, never the words
	AccountID string // where it was about one
	Outcome   string // "answered", or why not
	At        time.Time
}

// HandOver is somebody's work on its way to another one.
type HandOver struct {
	From, To         string // of Slack
	FromMail, ToMail string
}

// HandedOver counts what changed hands.
type HandedOver struct {
	Alerts, Watches, Digests, Steps int
}
