package scoring

import (
	"fmt"
	"strconv"
	"strings"

	"engagement/account"
)

// Fault is a setting that cannot be used.
type Fault struct {
	Key    []any // where it stands in the config file: names (string) and rows of arrays (int, from 0)
	Reason string
}

// Error names the key and the reason.
func (f Fault) Error() string { return KeyPath(f.Key...) + ": " + f.Reason }

// Unwrap is account.ErrInvalid.
func (f Fault) Unwrap() error { return account.ErrInvalid }

// Faults are all that is wrong with a policy, in the order of the config file.
type Faults []Fault

// Error has a line for every fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap is account.ErrInvalid.
func (f Faults) Unwrap() error { return account.ErrInvalid }

// Add notes a fault.
func (f *Faults) Add(reason string, key ...any) { *f = append(*f, Fault{Key: key, Reason: reason}) }

// KeyPath writes a key as the config file does: mqa.thresholds[1].floor, or
// types."web.chat".minutes.
func KeyPath(key ...any) string {
	var path strings.Builder
	for _, part := range key {
		switch part := part.(type) {
		case int:
			fmt.Fprintf(&path, "[%d]", part)
		case string:
			if path.Len() > 0 {
				path.WriteByte('.')
			}
			if part == "" || strings.ContainsFunc(part, func(r rune) bool {
				return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-'
			}) {
				part = strconv.Quote(part)
			}
			path.WriteString(part)
		}
	}
	return path.String()
}

// Whole notes an integer that is not low to high.
func (f *Faults) Whole(value, low, high int, unit string, key ...any) {
	if value < low || value > high {
		f.Add(strings.TrimSpace(fmt.Sprintf("%d is not %d to %d %s", value, low, high, unit)), key...)
	}
}

// NotBelow notes an integer that is below low.
func (f *Faults) NotBelow(value, low int, key ...any) {
	if value < low {
		f.Add(fmt.Sprintf("%d is below %d", value, low), key...)
	}
}

// dayMinutes is the most minutes that a day has.
const dayMinutes = 1440 * account.Minute

// notNegative notes minutes below 0.
func (f *Faults) notNegative(m account.Milli, key ...any) {
	if m < 0 {
		f.Add(plainMinutes(m)+" minutes are below 0", key...)
	}
}

// plainMinutes writes minutes with as many decimals as they have.
func plainMinutes(m account.Milli) string {
	return strconv.FormatFloat(float64(m)/1000, 'f', -1, 64)
}
