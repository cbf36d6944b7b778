package alert

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"engagement/account"
)

// Named is something that a line told of, in the place of a card.
type Named struct {
	At        time.Time // of the line
	Channel   string
	AccountID string // empty for an event of many accounts
	ID        string // of the message that has no card
	Kind      Kind
	Counted   bool // by the line, which had no room for its name
}

// Suppressed counts the questions that were answered without a message of their
// own, for a reason.
type Suppressed struct {
	Reason Reason
	Count  int
}

// Place is what a channel would be told in the days of a forecast. All direct
// messages together are one place.
type Place struct {
	Channel  string // empty for direct messages
	Cards    int    // besides requests
	Requests int
	Named    int // accounts in lines
	Lines    int
	// Busiest is the day with the most cards, and Most how many: of one person where
	// they are direct messages. The first of several such days.
	Busiest account.Day
	Most    int
}

// Forecast is how much a replay tells, and what it keeps to itself.
type Forecast struct {
	Days       int
	Budget     int // cards a channel and day, besides requests; negative is no limit
	Places     []Place
	Suppressed []Suppressed // the most frequent first
}

// Weekly is a count of a forecast as so many a week.
func (f Forecast) Weekly(count int) float64 {
	if f.Days == 0 {
		return 0
	}
	return 7 * float64(count) / float64(f.Days)
}

// At is what a forecast says of a channel; empty for direct messages.
func (f Forecast) At(channel string) Place {
	for _, p := range f.Places {
		if p.Channel == channel {
			return p
		}
	}
	return Place{Channel: channel}
}

// placeOf is the place of a channel: that of all direct messages where it is one.
func placeOf(channel string) string {
	if _, direct := Mail(channel); direct {
		return ""
	}
	return channel
}

// Forecast counts what the days of a replay told. Call it after Deliver.
func (r *Replay) Forecast(rules Rules, span account.Span) Forecast {
	type day struct {
		channel string
		day     account.Day
	}
	places, cards := map[string]*Place{}, map[day]int{}
	at := func(channel string) *Place {
		name := placeOf(channel)
		if places[name] == nil {
			places[name] = &Place{Channel: name}
		}
		return places[name]
	}
	for _, m := range r.Messages {
		p := at(m.Channel)
		switch {
		case m.Kind == KindActNow:
			p.Requests++
		case m.Kind == KindAlso:
			p.Lines++
		case m.Kind.budgeted():
			p.Cards++
			cards[day{m.Channel, account.DayOf(m.DecidedAt, rules.Hours.Zone)}]++
		}
	}
	for _, n := range r.Named {
		at(n.Channel).Named++
	}
	for d, n := range cards {
		if p := at(d.channel); n > p.Most || n == p.Most && d.day < p.Busiest {
			p.Busiest, p.Most = d.day, n
		}
	}
	out := Forecast{Days: span.Days(), Budget: rules.Budget}
	for _, name := range slices.Sorted(maps.Keys(places)) {
		out.Places = append(out.Places, *places[name])
	}
	counts := map[Reason]int{}
	for _, v := range r.Verdicts {
		if !v.Sent {
			counts[v.Reason]++
		}
	}
	for reason, n := range counts {
		out.Suppressed = append(out.Suppressed, Suppressed{Reason: reason, Count: n})
	}
	slices.SortFunc(out.Suppressed, func(a, b Suppressed) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(string(a.Reason), string(b.Reason)))
	})
	return out
}
