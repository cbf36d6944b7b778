package ingest

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"engagement/account"
)

// ParseTime reads an instant as files write it, truncated to the millisecond,
// in UTC. It takes RFC 3339 and close kin; local forms, which are read in zone
// ("2026-03-31", "2026-03-31 15:04:05", "3/31/2026 3:04 PM", "31 Mar 2026",
// Excel's day numbers); and seconds or milliseconds since 1970. With a nil
// zone only forms that name an instant by themselves are taken.
//
// A local time that a clock change skips counts as if the clock had not been
// changed yet; one that happens twice is the first. The error is
// account.ErrInvalid, and its text says why, also where day and month could be
// taken for one another.
func ParseTime(s string, zone *time.Location) (time.Time, error) {
	s = strings.Join(strings.Fields(s), " ")
	t, reason := parseInstant(s)
	if reason == "" && t.IsZero() {
		var wall time.Time
		wall, reason = parseWall(s)
		switch {
		case reason != "":
		case zone == nil:
			reason = "has no time zone; write it like 2026-03-31T15:04:05Z"
		default:
			t = atWall(wall, zone)
		}
	}
	if reason == "" && (t.Year() < 1 || t.Year() > 9999) {
		reason = "is outside the years 1 to 9999"
	}
	if reason != "" {
		return time.Time{}, fmt.Errorf("time %q %s: %w", s, reason, account.ErrInvalid)
	}
	return t.UTC().Truncate(time.Millisecond), nil
}

// parseDay reads a civil date; a time of day is taken off in zone.
func parseDay(s string, zone *time.Location) (account.Day, error) {
	if day, err := account.ParseDay(strings.TrimSpace(s)); err == nil {
		return day, nil
	}
	t, err := ParseTime(s, zone)
	if err != nil {
		return 0, err
	}
	return account.DayOf(t, zone), nil
}

var (
	zonedForm = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2})?([.,]\d{1,9})? ?([Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$`)
	epochForm = regexp.MustCompile(`^(\d{9,13})(\.\d+)?$`)
)

// parseInstant reads the forms that name an instant. The zero time without a
// reason is any other form.
func parseInstant(s string) (t time.Time, reason string) {
	if m := zonedForm.FindStringSubmatch(s); m != nil {
		seconds, offset := m[3], m[5]
		if seconds == "" {
			seconds = ":00"
		}
		switch {
		case len(offset) == 3 && offset[0] != 'U' && offset[0] != 'G':
			offset += ":00"
		case len(offset) == 5:
			offset = offset[:3] + ":" + offset[3:]
		case len(offset) != 6:
			offset = "Z"
		}
		text := m[1] + "T" + m[2] + seconds + strings.Replace(m[4], ",", ".", 1) + offset
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return t, "does not exist: " + rangeOf(err)
		}
		return t, ""
	}
	if m := epochForm.FindStringSubmatch(s); m != nil {
		n, err := strconv.ParseInt(m[1], 10, 64)
		switch {
		case err != nil:
			return t, "is not a number"
		case len(m[1]) <= 10:
			millis, _ := strconv.Atoi((strings.TrimPrefix(m[2], ".") + "000")[:3]) // digits, by the form
			return time.UnixMilli(n*1000 + int64(millis)), ""
		case len(m[1]) >= 12:
			return time.UnixMilli(n), ""
		default:
			return t, "is a number that is neither seconds nor milliseconds since 1970"
		}
	}
	for _, layout := range []string{time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, ""
		}
	}
	return time.Time{}, ""
}

// rangeOf is what time.Parse says of a part that is out of range.
func rangeOf(err error) string {
	text := err.Error()
	return strings.TrimSpace(text[strings.LastIndex(text, ":")+1:])
}

var (
	yearFirst = regexp.MustCompile(`^(\d{4})([-/.])(\d{1,2})([-/.])(\d{1,2})(?:[T ,]+(.+))?$`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{4}|\d{2}),?(?: (.+))?$`)
	compact   = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?)?$`)
	excelForm = regexp.MustCompile(`^(\d{5})(\.\d+)?$`)
	clockForm = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([AaPp]\.?[Mm]\.?)?$`)
	namedDay  = regexp.MustCompile(`^(?:[A-Za-z]{3,9},? )?(?:(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})|([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})),?(?: (?:at )?(.+))?$`)
)

// parseWall reads what a clock on a wall shows, as if in UTC.
func parseWall(s string) (time.Time, string) {
	const unknown = "is not a time this program knows; write it like 2026-03-31T15:04:05Z or 2026-03-31 15:04"
	if m := yearFirst.FindStringSubmatch(s); m != nil && m[2] == m[4] {
		return wallClock(m[1], m[3], m[5], m[6])
	}
	if m := compact.FindStringSubmatch(s); m != nil {
		clock := ""
		if m[4] != "" {
			clock = m[4] + ":" + m[5] + ":" + (m[6] + "00")[:2]
		}
		return wallClock(m[1], m[2], m[3], clock)
	}
	if m := yearLast.FindStringSubmatch(s); m != nil && m[2] == m[4] {
		a, b := number(m[1]), number(m[3])
		switch {
		case len(m[5]) == 2:
			return time.Time{}, "has a year of two digits; write dates like 2026-03-31"
		case a <= 12 && b <= 12 && a != b:
			return time.Time{}, "may be month/day or day/month; write dates like 2026-03-31"
		case a > 12:
			return wallClock(m[5], m[3], m[1], m[6])
		default:
			return wallClock(m[5], m[1], m[3], m[6])
		}
	}
	if m := excelForm.FindStringSubmatch(s); m != nil {
		return excelDay(s)
	}
	if m := namedDay.FindStringSubmatch(s); m != nil {
		day, month, year := m[1]+m[5], m[2]+m[4], m[3]+m[6]
		for n := time.January; n <= time.December; n++ {
			if name := strings.ToLower(month); name == strings.ToLower(n.String()) || name == strings.ToLower(n.String()[:3]) || name == "sept" && n == time.September {
				return wallClock(year, strconv.Itoa(int(n)), day, m[7])
			}
		}
	}
	return time.Time{}, unknown
}

// excelDay reads Excel's number of days since the last day of 1899, for dates
// from 1990 to 2100. No other kind of time is a number of five digits.
func excelDay(s string) (time.Time, string) {
	days, err := strconv.ParseFloat(s, 64)
	if err != nil || days < 32874 || days >= 73416 {
		return time.Time{}, "is a number, but no time that could be meant"
	}
	seconds := math.Round(days * 86400) // Excel keeps no more than that exactly
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(seconds) * time.Second), ""
}

// wallClock puts a date and a time of day together; an empty clock is
// midnight.
func wallClock(year, month, day, clock string) (time.Time, string) {
	y, mo, d := number(year), number(month), number(day)
	var h, mi, sec, nano int
	if clock != "" {
		m := clockForm.FindStringSubmatch(clock)
		if m == nil {
			return time.Time{}, "has a time of day or a zone this program does not know; write it like 2026-03-31T15:04:05Z or 2026-03-31 15:04"
		}
		h, mi, sec = number(m[1]), number(m[2]), number(m[3])
		nano = number((m[4] + "000000000")[:9])
		if m[5] != "" {
			if h < 1 || h > 12 {
				return time.Time{}, "has an hour that is not 1 to 12 before AM or PM"
			}
			if h %= 12; m[5][0]|0x20 == 'p' {
				h += 12
			}
		}
		if h > 23 || mi > 59 || sec > 59 {
			return time.Time{}, "does not exist: time of day out of range"
		}
	}
	t := time.Date(y, time.Month(mo), d, h, mi, sec, nano, time.UTC)
	if y == 0 || mo == 0 || mo > 12 || t.Day() != d {
		return time.Time{}, "does not exist: day out of range"
	}
	return t, ""
}

// number reads digits that a pattern has found; empty is 0.
func number(digits string) int {
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return n
}

// atWall is the instant at which a clock in zone shows wall.
func atWall(wall time.Time, zone *time.Location) time.Time {
	_, before := wall.Add(-36 * time.Hour).In(zone).Zone()
	_, after := wall.Add(36 * time.Hour).In(zone).Zone()
	early := wall.Add(-time.Duration(before) * time.Second)
	late := wall.Add(-time.Duration(after) * time.Second)
	if _, now := early.In(zone).Zone(); now == before {
		return early
	}
	if _, now := late.In(zone).Zone(); now == after {
		return late
	}
	return early // the clock skips this time
}
