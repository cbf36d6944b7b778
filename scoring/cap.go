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
	Key     string        // "", url, asset or campaign
	Account bool          // shared by everybody at the account
	text    string
}

// String is the cap as the config file writes it.
func (c Cap) String() string { return c.text }

// ParseCap reads the notation of the config file: `3x/day`, `2x/day/url`,
// `1x/asset`, `20min/day`, `30min/week`, `2x/30d`, `15min/day/account`.
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
		case "url", "asset", "campaign":
			c.Key = part
			continue
		case "account":
			c.Account = true
			continue
		}
		d, err := strconv.Atoi(n)
		if !days || err != nil || d < 1 || d > 366 {
			return bad(fmt.Sprintf("%q is neither a period (day, week, 30d) nor a key (url, asset, campaign, account)", part))
		}
		c.Days = d
	}
	if c.Days == 0 && c.Key == "" {
		return bad("it has neither a period nor a key")
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

// meterKey finds the running total that a cap of a scope is held against.
type meterKey struct {
	scope   string // the type or pool that owns the cap
	cap     int    // its index there
	contact string
	value   string
	bucket  account.Day
}

// meters holds how much of every cap is used, for one account.
type meters map[meterKey]*meter

// meter is one running total. Rolling caps keep what was used on each day.
type meter struct {
	used []usage
}

type usage struct {
	day   account.Day
	count int
	milli account.Milli
}

// key of the meter that an activity falls under. An activity that names no
// asset (or campaign, or page) stands for itself on its day.
func (c Cap) key(scope string, index int, a *account.Activity, day account.Day) meterKey {
	k := meterKey{scope: scope, cap: index}
	if !c.Account {
		k.contact = a.Match.ContactID
	}
	switch c.Key {
	case "url":
		k.value = a.URL
	case "asset":
		k.value = a.Asset
	case "campaign":
		k.value = a.Campaign
	}
	switch {
	case c.Key != "" && k.value == "":
		k.bucket = day
	case c.Days == 1:
		k.bucket = day
	case c.Days == 7:
		k.bucket = day.Monday()
	}
	return k
}

// room is how much of raw the cap still admits on day.
func (c Cap) room(m *meter, day account.Day, raw account.Milli) account.Milli {
	count, milli := 0, account.Milli(0)
	rolls := c.Days != 0 && c.Days != 1 && c.Days != 7
	for _, u := range m.used {
		if rolls && u.day <= day-account.Day(c.Days) {
			continue
		}
		count += u.count
		milli += u.milli
	}
	if c.Count > 0 {
		if count >= c.Count {
			return 0
		}
		return raw
	}
	return min(raw, max(0, c.Minutes-milli))
}

// spend notes that an activity used kept minutes of the cap on day.
func (m *meter) spend(day account.Day, kept account.Milli) {
	if n := len(m.used); n > 0 && m.used[n-1].day == day {
		m.used[n-1].count++
		m.used[n-1].milli += kept
		return
	}
	m.used = append(m.used, usage{day: day, count: 1, milli: kept})
}
