package account

import "time"

// Subscription is a digest that somebody wants every week.
type Subscription struct {
	ID      string // "d3"
	UserID  string // of Slack: whose it is
	Scope   DigestScope
	Channel string // of Slack, by id or name; the user's id for a direct message
	Weekday time.Weekday
	Minute  int    // of the day, in Zone
	Zone    string // IANA
	Created time.Time
	Written Day // the day of the last one; zero while there was none
}

// Place is the time zone of a subscription.
func (s Subscription) Place() *time.Location {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// on is the moment of a subscription on a day.
func (s Subscription) on(day Day) time.Time { return day.At(s.Minute, s.Place()) }

// last is the newest day of a subscription whose moment has come by now.
func (s Subscription) last(now time.Time) Day {
	day := DayOf(now, s.Place())
	day -= Day((int(day.Weekday()) - int(s.Weekday) + 7) % 7)
	if s.on(day).After(now) {
		day -= 7
	}
	return day
}

// Due is the day of the digest that is to be written at a moment; ok is false where
// there is none: the last one was written, or its moment was before anybody wanted
// it. What was missed for longer than a week is not made up for.
func (s Subscription) Due(now time.Time) (day Day, ok bool) {
	day = s.last(now)
	return day, day > s.Written && !s.on(day).Before(s.Created)
}

// Next is the first moment of a subscription after another one.
func (s Subscription) Next(now time.Time) time.Time { return s.on(s.last(now) + 7) }
