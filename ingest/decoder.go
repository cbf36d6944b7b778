package ingest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"engagement/account"
)

// decoder makes values of rows, for the rows of one file in order.
type decoder struct {
	kind   Kind
	source string         // of rows that name none
	zone   *time.Location // of times that name none; nil refuses those
	days   *time.Location // the company's
	now    time.Time
	live   bool
	accept bool
	seen   repeats
	known  map[string]bool // columns of the kind
	racks  Networks        // of machines
}

func newDecoder(opt Options) *decoder {
	d := &decoder{
		kind: opt.Kind, source: opt.source(), zone: opt.zone(), days: opt.Policy.zone(),
		live: opt.Live, accept: opt.Accept, seen: repeats{}, known: map[string]bool{},
		racks: opt.Policy.DataCentres,
	}
	for _, column := range opt.Kind.Columns() {
		d.known[column] = true
	}
	return d
}

// reasonOf is the text of an error as a fault's reason.
func reasonOf(err error) string {
	return strings.TrimSuffix(err.Error(), ": "+account.ErrInvalid.Error())
}

// properties are the fields that the kind gives no meaning to.
func (d *decoder) properties(fields map[string]string) map[string]string {
	var props map[string]string
	for name, value := range fields {
		if !d.known[name] && !strings.HasPrefix(name, "#") {
			if props == nil {
				props = make(map[string]string)
			}
			props[name] = value
		}
	}
	return props
}

// instant reads a field as a time; empty is the zero time.
func (d *decoder) instant(fields map[string]string, name string) (time.Time, error) {
	value := fields[name]
	if value == "" {
		return time.Time{}, nil
	}
	t, err := ParseTime(value, d.zone)
	if err != nil {
		return t, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

// day reads a field as a civil date; empty is 0.
func (d *decoder) day(fields map[string]string, name string) (account.Day, error) {
	value := fields[name]
	if value == "" {
		return 0, nil
	}
	zone := d.zone
	if zone == nil {
		zone = d.days
	}
	day, err := parseDay(value, zone)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return day, nil
}

// truth reads a field as yes or no; empty is no.
func truth(fields map[string]string, name string) (bool, error) {
	switch strings.ToLower(fields[name]) {
	case "true", "1", "yes", "y", "t":
		return true, nil
	case "", "false", "0", "no", "n", "f":
		return false, nil
	default:
		return false, fmt.Errorf("%s: %q is neither true nor false: %w", name, fields[name], account.ErrInvalid)
	}
}

// list cuts a field at semicolons.
func list(value string) []string {
	var items []string
	for item := range strings.SplitSeq(value, ";") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

// withoutCurrency takes a currency's sign or code off either end.
func withoutCurrency(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.Is(unicode.Sc, r) || unicode.IsSpace(r) })
	if len(s) > 3 && strings.Trim(s[:3], upperCase) == "" {
		s = s[3:]
	} else if len(s) > 3 && strings.Trim(s[len(s)-3:], upperCase) == "" {
		s = s[:len(s)-3]
	}
	return strings.TrimSpace(s)
}

const upperCase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

var errNumber = errors.New("is not a number")

// thousandths reads a decimal number as people write it, with separators
// between thousands and a currency sign before or after, rounded half up to
// three decimals. A single separator before exactly three digits is taken for
// thousands if it is a comma, and refused if it is a dot.
func thousandths(s string) (int64, error) {
	s, negative := strings.CutPrefix(withoutCurrency(s), "-")
	s = withoutCurrency(s)
	s = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "\u2019", "", "_", "").Replace(s)
	dot, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	mark, group := ".", ","
	switch {
	case comma > dot && dot >= 0, comma > dot && strings.Count(s, ",") == 1 && len(s)-comma != 4:
		mark, group = ",", "." // the decimal sign is a comma
	case comma < 0 && strings.Count(s, ".") > 1:
		mark, group = ",", "."
	case comma < 0 && dot > 0 && len(s)-dot == 4:
		return 0, errors.New("may be thousands or three decimals; write it without separators")
	}
	whole, frac, _ := strings.Cut(s, mark)
	for i, part := range strings.Split(whole, group) {
		if i > 0 && len(part) != 3 {
			return 0, errNumber
		}
	}
	whole = strings.ReplaceAll(whole, group, "")
	if whole == "" && frac != "" {
		whole = "0"
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n > 1e15 || strings.Trim(whole+frac, "0123456789") != "" {
		return 0, errNumber
	}
	n = n*1000 + (int64(number((frac + "0000")[:4]))+5)/10
	if negative {
		n = -n
	}
	return n, nil
}
