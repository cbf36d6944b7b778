package scoring

import (
	"fmt"
	"strconv"
	"strings"

	"engagement/account"
)

// Cap bounds what repeats are worth: so many times, or so many raw minutes,
// per person (or account), in a period, for each value of a key.
type Cap struct {
	Count   int           // times; 0 when Minutes is set
	Minutes account.Milli // raw minutes, before weights; 0 when Count is set
	Days    int           // 1 is the civil day, 7 the ISO week, other numbers roll, 0 is for ever
	Key     string        // "", url, asset, campaign or activity: each activity for itself
	Account bool          // shared by everybody at the account
	text    string
}

// String is the cap as the config file writes it.
func (c Cap) String() string { return c.text }

// ParseCap reads the notation of the config file: `3x/day`, `2x/day/url`,
// `1x/asset`, `20min/day`, `30min/week`, `2x/30d`, `15min/day/account`,
// `30min/activity`. What a type's assets are may be said: event and meeting are
// other words for asset.
func ParseCap(s string) (Cap, error) {
	c := Cap{text: s}
	parts := strings.Split(s, "/")
	bad := func(why string) (Cap, error) {
		return Cap{}, fmt.Errorf("cap %q: %s; write it like 3x/day, 2x/day/url, 1x/asset, 20min/day or 30min/week: %w", s, why, account.ErrInvalid)
	}
	switch amount := parts[0]; {
	case strings.HasSuffix(amount, "min"):
		m, err := account.ParseMilli(strings.TrimSuffix(amount, "min"))
		if err != nil || m <= 0 {
			return bad("the amount is not a positive number of minutes")
		}
		c.Minutes = m
	case strings.HasSuffix(amount, "x"):
		n, err := strconv.Atoi(strings.TrimSuffix(amount, "x"))
		if err != nil || n <= 0 {
			return bad("the amount is not a positive count")
		}
		c.Count = n
	default:
		return bad("the amount ends in neither x nor min")
	}
	for _, part := range parts[1:] {
		n, days := strings.CutSuffix(part, "d")
		switch part {
		case "day":
			c.Days = 1
			continue
		case "week":
			c.Days = 7
			continue
		case "url", "asset", "campaign", "activity":
			c.Key = part
			continue
		case "event", "meeting":
			c.Key = "asset"
			continue
		case "account":
			c.Account = true
			continue
		}
		d, err := strconv.Atoi(n)
		if !days || err != nil || d < 1 || d > 366 {
			return bad(fmt.Sprintf("%q is neither a period (day, week, 30d) nor a key (url, asset, event, meeting, campaign, activity, account)", part))
		}
		c.Days = d
	}
	if c.Days == 0 && c.Key == "" {
		return bad("it has neither a period nor a key")
	}
	if c.Key == "activity" && (c.Count > 0 || c.Days > 0 || c.Account) {
		return bad("one activity alone has a length and nothing else; write 30min/activity")
	}
	return c, nil
}

// mustCaps parses the caps of the built-in table.
func mustCaps(texts ...string) []Cap {
	caps := make([]Cap, len(texts))
	for i, text := range texts {
		c, err := ParseCap(text)
		if err != nil {
			panic(err)
		}
		caps[i] = c
	}
	return caps
}

// single reports whether the cap holds each activity for itself, so that nothing
// has to be remembered of it.
func (c *Cap) single() bool { return c.Key == "activity" }

// rolls reports whether the cap counts the last days rather than a civil day,
// an ISO week or all of time.
func (c *Cap) rolls() bool { return c.Days != 0 && c.Days != 1 && c.Days != 7 }

// span is how long what was used of a cap is remembered.
type span uint8

const (
	aDay   span = iota // until the civil day ends
	aWeek              // until the ISO week ends
	always             // for ever, or as long as the cap rolls
	spans
)

// extent is how long what was used of a cap outlives a civil day.
type extent uint8

const (
	forEver extent = iota
	rolling        // with the days on which it was used
	weekly
)

func (c *Cap) extent() extent {
	switch {
	case c.Days == 7:
		return weekly
	case c.rolls():
		return rolling
	}
	return forEver
}

// value is the word that a deed is told apart by under the cap, and how long
// what it used is remembered: a deed that names no asset (or campaign, or page)
// stands for itself on its day.
func (c *Cap) value(d *Deed) (int32, span) {
	var word int32
	switch c.Key {
	case "url":
		word = d.URL
	case "asset":
		word = d.Asset
	case "campaign":
		word = d.Campaign
	}
	switch {
	case c.Key != "" && word == 0, c.Days == 1:
		return word, aDay
	case c.Days == 7:
		return word, aWeek
	default:
		return word, always
	}
}
