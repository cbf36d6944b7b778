package account

import (
	"fmt"
	"strconv"
	"strings"
)

// Milli is a duration in thousandths of a minute: 1 minute is 1000.
type Milli int64

// Minute is one minute.
const Minute Milli = 1000

// NoMinutes marks an activity that came without an exact duration.
const NoMinutes Milli = -1

// maxMinutes bounds what one row may claim: a year, far above any cap.
const maxMinutes = 366 * 24 * 60

// ParseMilli reads decimal minutes ("30", "0.1", "12.345") exactly, rounding
// half up beyond the third decimal. Negative and absurd values are refused:
// time cannot be un-spent.
func ParseMilli(s string) (Milli, error) {
	whole, frac, _ := strings.Cut(strings.TrimSpace(s), ".")
	if whole == "" && frac == "" {
		return 0, fmt.Errorf("%q is not a number of minutes: %w", s, ErrInvalid)
	}
	if whole == "" {
		whole = "0"
	}
	n, err := strconv.ParseUint(whole, 10, 32)
	if err != nil || n > maxMinutes {
		return 0, fmt.Errorf("%q is not a number of minutes between 0 and %d: %w", s, maxMinutes, ErrInvalid)
	}
	digits := (frac + "0000")[:4]
	f, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || strings.Trim(frac, "0123456789") != "" {
		return 0, fmt.Errorf("%q is not a number of minutes: %w", s, ErrInvalid)
	}
	return Milli(n)*Minute + Milli((f+5)/10), nil
}

// Decimal writes minutes with exactly three decimals, as exports do: "12.345".
func (m Milli) Decimal() string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	return fmt.Sprintf("%s%d.%03d", sign, m/Minute, m%Minute)
}

// String writes minutes for people: whole from ten up, else to 0.1 ("146",
// "4.5", "0"), with a thousands separator.
func (m Milli) String() string {
	if m < 0 && m.Shown() == 0 {
		return "0"
	}
	if m < 0 {
		return "-" + (-m).String()
	}
	if tenths := (m + 50) / 100; tenths < 100 && tenths%10 != 0 {
		return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
	}
	return Thousands(int64((m + 500) / Minute))
}

// Shown is the minutes as String writes them, so that a difference beside two
// numbers is theirs.
func (m Milli) Shown() Milli {
	if m < 0 {
		return -(-m).Shown()
	}
	if tenths := (m + 50) / 100; tenths < 100 && tenths%10 != 0 {
		return tenths * 100
	}
	return (m + 500) / Minute * Minute
}

// Thousands writes a count with commas: 4289 is "4,289".
func Thousands(n int64) string {
	if n < 0 {
		return "-" + Thousands(-n)
	}
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
